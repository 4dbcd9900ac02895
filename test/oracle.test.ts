// Where RFC 9535 and jsonpath-plus agree, our query gives what that library gives (decision 001): names, indices, wildcards, slices
// with positive bounds, unions of indices, descendants by name.

import fc from "fast-check";
import { JSONPath } from "jsonpath-plus";
import { describe, expect, test } from "vitest";
import { query } from "../src/core/query.js";
import type { Json } from "../src/core/text/json.js";
import { queryJsonPathPlus } from "../src/node/dialect/jsonpath-plus.js";

// No strings in the data: the library takes their characters for children.
const scalar = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.boolean(), fc.constant(null));
const name = fc.constantFrom("a", "b", "c", "list");
const value = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: "medium" },
    scalar,
    fc.array(tie("value"), { maxLength: 5 }) as fc.Arbitrary<Json>,
    fc.dictionary(name, tie("value"), { maxKeys: 4 }) as fc.Arbitrary<Json>,
  ),
})).value;
const root = fc.dictionary(name, value, { minKeys: 1, maxKeys: 4 });

const index = fc.integer({ min: 0, max: 5 });
const segment = fc.oneof(
  { weight: 4, arbitrary: name.map((key) => `.${key}`) },
  { weight: 1, arbitrary: name.map((key) => `['${key}']`) },
  { weight: 2, arbitrary: index.map((at) => `[${at}]`) },
  { weight: 3, arbitrary: fc.constantFrom("[*]", ".*") },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.option(index), fc.option(fc.integer({ min: 1, max: 6 })), fc.option(fc.integer({ min: 1, max: 3 })))
      .map(([start, end, step]) => `[${start ?? ""}:${end ?? ""}${step === null ? "" : `:${step}`}]`),
  },
  { weight: 1, arbitrary: fc.uniqueArray(index, { minLength: 2, maxLength: 3 }).map((list) => `[${list.join(",")}]`) },
);
const path = fc
  .tuple(
    fc.array(segment, { maxLength: 4 }),
    fc.option(fc.tuple(name, fc.array(segment, { maxLength: 2 })), { freq: 3 }),
  )
  .map(([before, descendant]) => {
    const after = descendant === null ? "" : `..${descendant[0]}${descendant[1].join("")}`;
    return `$${before.join("")}${after}`;
  });

test("query equals jsonpath-plus on the subset they share, values and order", () => {
  let found = 0;
  fc.assert(
    fc.property(path, root, (text, data) => {
      const outcome = query(text, data as Json);
      const oracle = JSONPath({ path: text, json: data, eval: false }) as Json[];
      expect(outcome.ok && outcome.value, text).toEqual(oracle);
      if (oracle.length > 0) found++;
    }),
    { numRuns: 3000 },
  );
  expect(found).toBeGreaterThan(500);
});

describe('dialect: "jsonpath-plus"', () => {
  const data = { a: [1, 2, 3], b: { c: 1 } };
  test.each([
    ["$.a[(@.length-1)]", [3]],
    ["$.a[(@.length - 3)]", [1]],
    ["$.a[(@.length-4)]", []],
    ["$.b.c^", [{ c: 1 }]],
    ["$.*~", ["a", "b"]],
    ["$", [data]],
  ])("%s", async (text, expected) => {
    expect(await queryJsonPathPlus(text, data)).toEqual({ ok: true, value: expected, diagnostics: [] });
  });

  test.each(["$.a[?(@ > 1)]", "$.a[(process.exit(1))]", "$[?(this.constructor.constructor('throw 1')())]"])(
    "%s is refused: no code runs",
    async (text) => {
      const outcome = await queryJsonPathPlus(text, data);
      expect(outcome.diagnostics.map(({ code }) => code)).toEqual(["evaluate/dialect-path"]);
    },
  );

  test("limits hold: path length, descendants, matches", async () => {
    const codes = async (text: string, limits = {}) =>
      (await queryJsonPathPlus(text, data, { limits })).diagnostics.map(({ code }) => code);
    expect(await codes("$.a[*]", { matches: 3 })).toEqual([]);
    expect(await codes("$.a[*]", { matches: 2 })).toEqual(["limit/matches"]);
    expect(await codes("$..*..*..*")).toEqual(["limit/descendants"]);
    expect(await codes(`$.${"a".repeat(4095)}`)).toEqual(["limit/expression"]);
  });

  test("roots without children, and names that every object inherits", async () => {
    expect(await queryJsonPathPlus("$", null)).toMatchObject({ value: [null] });
    expect(await queryJsonPathPlus("$.a", 5)).toMatchObject({ value: [] });
    expect(await queryJsonPathPlus("$.constructor", data)).toMatchObject({ value: [] });
    expect(await queryJsonPathPlus("$.__proto__", data)).toMatchObject({ value: [] });
  });
});
