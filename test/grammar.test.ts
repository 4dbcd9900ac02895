// grammar/*.ebnf: its productions are the parsers' rules, no more and no fewer.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const productions = (file: string) =>
  [...readFileSync(join(root, "grammar", file), "utf8").matchAll(/^([a-z][A-Za-z0-9]*)\s*(?:::=|=)/gm)]
    .map((match) => match[1] as string)
    .sort();
const rules = (file: string) =>
  [...readFileSync(join(root, "src/core", file), "utf8").matchAll(/\.RULE\(\s*"([A-Za-z0-9]+)"/g)]
    .map((match) => match[1] as string)
    .sort();

test.each([
  ["document.ebnf", "document/parser.ts"],
  ["expression.ebnf", "expression/parser.ts"],
])("%s has the rules of %s", (grammar, parser) => {
  expect(rules(parser).length).toBeGreaterThan(3);
  expect(productions(grammar)).toEqual(rules(parser));
});
