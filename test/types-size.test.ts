// Types stay small however flows refer to themselves (spec 3.1): what they hold grows with the text, not with what it names.
// How long that takes is measured in bench/attacks.ts.

import { expect, test } from "vitest";
import { compile } from "../src/core/index.js";
import { boundType, mostNodes, typeSize } from "../src/core/types/bound-type.js";
import type { Type } from "../src/core/types/type.js";
import { valueType } from "../src/core/types/value-type.js";

function chain(length: number, result: unknown): string {
  const step = (i: number) => ({ id: `s${i}`, type: "ObjectTransformer", result });
  return JSON.stringify({ title: "t", description: "d", steps: Array.from({ length }, (_, i) => step(i)) });
}

test.each([
  { a: "$.results[*]" },
  { a: "$.results", b: "$.results" },
  { a: "$.results[*].a[*]" },
  { a: "$.results[*,*]", b: { "@Extend": "$.results" } },
  { l: ["$.results", "$.results"] },
])("500 steps that hold all earlier ones have small types: %j", (result) => {
  const { program, diagnostics } = compile(chain(500, result));
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  for (const step of program?.ir.steps ?? []) expect(typeSize(step.resultType)).toBeLessThanOrEqual(mostNodes);
});

test("a long list of objects keeps its length and the names in it where types are cut", () => {
  const row = Object.fromEntries(Array.from({ length: 80 }, (_, i) => [`k${i}`, i]));
  const bounded = boundType(valueType({ rows: Array.from({ length: 60 }, () => row) } as never));
  expect(typeSize(bounded)).toBeLessThanOrEqual(mostNodes);
  const rows = (bounded as Extract<Type, { kind: "object" }>).properties.rows?.type as Extract<Type, { kind: "array" }>;
  expect([rows.minItems, rows.maxItems, rows.items.kind]).toEqual([60, 60, "object"]);
});
