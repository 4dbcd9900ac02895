// spec/: every clause that a diagnostic or a source file cites exists, and every clause says whether it is documented or decided.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { catalogue } from "../src/core/diagnostic/catalogue.js";

const root = join(import.meta.dirname, "..");
const chapters = readdirSync(join(root, "spec")).filter((name) => /^\d-.*\.md$/.test(name));
const text = chapters.map((name) => readFileSync(join(root, "spec", name), "utf8")).join("\n");
const clauses = new Set([...text.matchAll(/^#{2,5}\s+(\d+(?:\.\d+)+)\b/gm)].map((match) => match[1] as string));

test("there are seven chapters", () => {
  expect(chapters.map((name) => name[0])).toEqual(["1", "2", "3", "4", "5", "6", "7"]);
});

test("every code of the catalogue cites a clause that exists", () => {
  const rows = Object.entries(catalogue as unknown as Record<string, { clause: string }>);
  expect(
    rows.filter(([, row]) => !clauses.has(row.clause)).map(([code, row]) => `${code} cites ${row.clause}`),
  ).toEqual([]);
});

test("every clause that the source cites exists", () => {
  const dangling: string[] = [];
  const folder = join(root, "src");
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !entry.name.endsWith(".ts")) continue;
    const source = readFileSync(join(entry.parentPath, entry.name), "utf8");
    for (const [, list] of source.matchAll(/\bspec ((?:\d+(?:\.\d+)+(?:[–-]\d+(?:\.\d+)+)?(?:, )?)+)/g)) {
      for (const clause of (list as string).split(/, |[–-]/))
        if (clause !== "" && !clauses.has(clause)) dangling.push(`${entry.name}: ${clause}`);
    }
  }
  expect(dangling).toEqual([]);
});

test("every clause is marked documented or decided", () => {
  const unmarked = text
    .split(/^###\s+/m)
    .slice(1)
    .filter((clause) => /^\d+\.\d+ /.test(clause) && !/[*_](documented|decided)/.test(clause))
    .map((clause) => clause.split("\n")[0]);
  expect(unmarked).toEqual([]);
});
