// The law of damage (spec 1.7): of a clean flow in which one token is damaged, only the text is told to be wrong. What could not be read
// is unknown, so no later stage concludes anything from it.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { compile } from "../../src/core/compile.js";
import { lexDocument } from "../../src/core/document/tokens.js";

const folder = join(import.meta.dirname, "../../fixtures/flows/ok");
const flows = readdirSync(folder)
  .filter((name) => /\.json5?$/.test(name))
  .map((name) => readFileSync(join(folder, name), "utf8"))
  .filter((text) => text.length < 3_000);

/** Blanks around keep a number beside it the number that it was. */
const damages: readonly ((token: string) => string)[] = [
  () => " ",
  () => " 08 ",
  () => " 2024-01-01 ",
  () => " ; ",
  () => " word ",
  () => " - ",
  () => " 1e999 ",
  (token) => `${token} ${token}`,
  (token) => (/^["']/.test(token) ? token.slice(0, -1) : token),
  (token) => (/^["']/.test(token) ? token.slice(1) : token),
  (token) => (/^["']/.test(token) ? `${token[0]}\\u12${token.slice(1)}` : token),
  (token) => (/^["']/.test(token) ? `${token[0]}\u0001${token.slice(1)}` : token),
  (token) => ({ "{": "[", "[": "{", "}": "]", "]": "}", ":": "=", ",": ";" })[token] ?? token,
];

const damaged = fc
  .tuple(fc.constantFrom(...flows), fc.nat(), fc.constantFrom(...damages))
  .map(([text, where, damage]) => {
    const { tokens } = lexDocument(text);
    const token = tokens[where % tokens.length] as (typeof tokens)[number];
    const end = token.startOffset + token.image.length;
    return text.slice(0, token.startOffset) + damage(token.image) + text.slice(end);
  });

test("one damaged token is told by the parser alone", () => {
  let told = 0;
  fc.assert(
    fc.property(damaged, (text) => {
      const { diagnostics } = compile(text);
      // A token that is taken out, or written twice, may leave a text that is right.
      if (!diagnostics.some(({ code }) => code.startsWith("document/"))) return;
      told += 1;
      expect(
        diagnostics.filter(({ code }) => !code.startsWith("document/")),
        text,
      ).toEqual([]);
    }),
    { numRuns: 1_500 },
  );
  expect(told).toBeGreaterThan(1_000);
});
