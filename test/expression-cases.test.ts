// fixtures/expression/: cases in JSON alone, so that another implementation can run them. fixtures/expression/README.md says what
// each sort of case is. Every clause of spec/2-expression.md has at least one.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Outcome } from "../src/core/diagnostic/diagnostic.js";
import type { RunState } from "../src/core/evaluate/state.js";
import { parseExpression, parsePath } from "../src/core/expression/parse-expression.js";
import { printExpression, printPath } from "../src/core/expression/print.js";
import { defaultLimits, type Limits } from "../src/core/language/limits.js";
import { query } from "../src/core/query.js";
import { evaluate } from "../src/core/template.js";
import type { Json } from "../src/core/text/json.js";
import { queryJsonPathPlus } from "../src/node/dialect/jsonpath-plus.js";

type Expected = {
  readonly value?: Json;
  readonly values?: readonly Json[];
  readonly code?: string;
  readonly span?: readonly [start: number, end: number];
};
type Case = { readonly name: string; readonly clause: string; readonly limits?: Partial<Limits> } & Expected &
  (
    | { readonly template: Json; readonly state: RunState }
    | { readonly path: string; readonly root: Json; readonly dialect?: "jsonpath-plus" }
    | { readonly expression: string; readonly canonical: string }
  );

const root = join(import.meta.dirname, "..");
const folder = join(root, "fixtures/expression");
const same = (index: number) => index;
const clauses = [...readFileSync(join(root, "spec/2-expression.md"), "utf8").matchAll(/^#{3,4} (\d+(?:\.\d+)+)/gm)].map(
  ([, id]) => id as string,
);
const topics = readdirSync(folder)
  .filter((file) => file.endsWith(".json"))
  .map((file) => ({ file, cases: JSON.parse(readFileSync(join(folder, file), "utf8")) as readonly Case[] }));

test("every clause has a case, and every case a clause", () => {
  const cited = new Set(topics.flatMap(({ cases }) => cases.map(({ clause }) => clause)));
  expect(clauses.filter((clause) => !cited.has(clause))).toEqual([]);
  expect([...cited].filter((clause) => !clauses.includes(clause))).toEqual([]);
});

describe.each(topics)("$file", ({ cases }) => {
  test("no two cases of a clause have one name", () => {
    const names = cases.map(({ clause, name }) => `${clause} ${name}`);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  test.each(cases.map((one) => [`${one.clause} ${one.name}`, one] as const))("%s", async (_name, one) => {
    const options = one.limits === undefined ? {} : { limits: one.limits };
    if ("canonical" in one) return checkPrinting(one.expression, one.canonical);
    if ("template" in one) return check(evaluate(one.template, one.state, options), one.value, one);
    if (one.dialect === "jsonpath-plus") return check(await queryJsonPathPlus(one.path, one.root), one.values, one);
    const outcome = query(one.path, one.root, options);
    check(outcome, one.values, one);
    if (one.code === undefined) checkQueryPrinting(one.path);
    // Outside a flow there is no text to keep, so no escape is offered.
    const edits = outcome.diagnostics.flatMap(({ fixes }) => fixes.flatMap((fix) => fix.edits));
    expect(edits.filter(({ text }) => text.includes("\\"))).toEqual([]);
  });
});

/** As text, which shows the order of keys and own "__proto__" keys. */
function check(outcome: Outcome<Json>, wanted: Json | readonly Json[] | undefined, { code, span }: Expected): void {
  const errors = outcome.diagnostics.filter(({ severity }) => severity === "error");
  expect(errors.map((error) => error.code)).toEqual(code === undefined ? [] : [code]);
  expect(outcome.ok).toBe(code === undefined);
  if (outcome.ok) expect(JSON.stringify(outcome.value)).toBe(JSON.stringify(wanted));
  if (span !== undefined) expect(errors.map((error) => [error.span?.start, error.span?.end])).toEqual([span]);
}

function checkPrinting(written: string, canonical: string): void {
  const { expression } = parseExpression(written, same, defaultLimits);
  const printed = expression && printExpression(expression);
  expect(printed).toBe(canonical);
  const again = parseExpression(canonical, same, defaultLimits).expression;
  expect(again && printExpression(again)).toBe(canonical);
}

/** The canonical text of a query is a query, and its own canonical text. */
function checkQueryPrinting(written: string): void {
  const read = (text: string) => parsePath(text, same, defaultLimits, { roots: "rfc" }).path;
  const tree = read(written);
  const printed = tree && printPath(tree);
  const again = printed === null ? null : read(printed);
  expect(again && printPath(again)).toBe(printed);
}
