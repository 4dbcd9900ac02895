// Laws of the language as text, parser included (issue: "Laws, as fast-check properties"). Laws of the evaluator alone are in
// evaluate.test.ts, laws of the parser and the printer in expression.test.ts.

import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import type { RunState } from "../../src/core/evaluate/state.js";
import { parseExpression } from "../../src/core/expression/parse-expression.js";
import { printExpression } from "../../src/core/expression/print.js";
import { defaultLimits } from "../../src/core/language/limits.js";
import { query } from "../../src/core/query.js";
import { compileTemplate, evaluate } from "../../src/core/template.js";
import { isArray, isObject, type Json } from "../../src/core/text/json.js";
import { hostileNames } from "../build/hostile.js";
import { arbitraryQuery, json, stateJson, template } from "../naive/arbitrary-ir.js";
import { evaluateNaively, queryNaively } from "../naive/evaluate.js";
import { printQuery, printTemplate } from "../naive/print-template.js";

const prototype = JSON.stringify(Object.getOwnPropertyNames(Object.prototype));
const limits = { descendants: 32 };
const stateOf = (state: Json) => state as unknown as RunState;

afterEach(() => {
  expect(JSON.stringify(Object.getOwnPropertyNames(Object.prototype))).toBe(prototype);
});

function made(written: Json, state: Json): Json {
  const outcome = evaluate(written, stateOf(frozen(state)));
  if (!outcome.ok) throw new Error(JSON.stringify([written, outcome.diagnostics]));
  return outcome.value;
}

/** Writing to it throws: modules are strict. */
function frozen<T extends Json>(value: T): T {
  if (isArray(value) || isObject(value)) {
    for (const part of Object.values(value)) frozen(part as Json);
    Object.freeze(value);
  }
  return value;
}

test("a template as text, compiled, equals the naive evaluator: values, order of keys, kinds of mistakes", () => {
  let compared = 0;
  fc.assert(
    fc.property(template(3, 0), stateJson, (tree, state) => {
      const compiled = compileTemplate(printTemplate(tree), { limits });
      // What can be refused without any state, the naive evaluator only meets where it comes along.
      if (!compiled.ok) return;
      compared++;
      const naive = evaluateNaively(tree, state);
      const outcome = compiled.value.evaluate(stateOf(frozen(state)));
      const value = outcome.ok ? JSON.stringify(outcome.value) : undefined;
      expect(value).toBe("value" in naive ? JSON.stringify(naive.value) : undefined);
      const codes = "mistakes" in naive ? naive.mistakes.map((mistake) => mistake.split(" ")[0]) : [];
      expect(new Set(outcome.diagnostics.map(({ code }) => code))).toEqual(new Set(codes));
    }),
    { numRuns: 1500 },
  );
  expect(compared).toBeGreaterThan(700);
});

test("a query as text equals the naive evaluator, and so does its canonical text", () => {
  fc.assert(
    fc.property(arbitraryQuery(2, 0, false, false), json, (tree, root) => {
      const written = printQuery(tree);
      const outcome = query(written, root, { limits });
      const wanted = JSON.stringify(queryNaively(tree, root));
      expect(outcome.ok && JSON.stringify(outcome.value), written).toBe(wanted);
      const { expression } = parseExpression(written, (index) => index, { ...defaultLimits, ...limits });
      const canonical = query(printExpression(expression as NonNullable<typeof expression>), root, { limits });
      expect(canonical.ok && JSON.stringify(canonical.value)).toBe(wanted);
    }),
    { numRuns: 1500 },
  );
});

test("data is inert: what a state holds passes through every operator as it is", () => {
  fc.assert(
    fc.property(
      json,
      fc.dictionary(fc.constantFrom("a", "@Extend", "$.x", "\\@b", ...hostileNames), json),
      (value, record) => {
        const store = { value, list: [value], record, text: JSON.stringify(value) };
        const all = {
          path: "$.store.value",
          map: ["@Map($.store.list, m)", ["$$", "@Item(m)"]],
          merge: { "@Extend": "$.store.record" },
          format: "@Format('{}', $.store.text)",
          replace: "@Replace($.store.text, '\u0000', $.store.text)",
          filter: "$.store.list[?@ == $.store.value]",
        };
        const wanted = {
          path: value,
          map: [[value, value]],
          merge: record,
          format: store.text,
          replace: store.text,
          filter: [value],
        };
        expect(JSON.stringify(made(all, { input: {}, results: {}, store } as Json))).toBe(JSON.stringify(wanted));
      },
    ),
  );
});

const record = fc.dictionary(fc.constantFrom("a", "b", "c", "7", ...hostileNames), json, { maxKeys: 5 });

test("merge: associative, own keys win wherever @Extend stands, {} changes nothing, inputs stay as they were", () => {
  fc.assert(
    fc.property(record, record, record, fc.boolean(), (a, b, c, first) => {
      const state = { store: { a, b, c, own: b } } as Json;
      const [x, y, z] = ["$.store.a", "$.store.b", "$.store.c"];
      const text = (written: Json) => JSON.stringify(made(written, state));
      const flat = text({ "@Extend": [x, y, z] });
      expect(text({ "@Extend": [{ "@Extend": [x, y] }, z] })).toBe(flat);
      expect(text({ "@Extend": [x, { "@Extend": [y, z] }] })).toBe(flat);
      expect(text({ "@Extend": [{}, x, {}, y, z, {}] })).toBe(flat);
      const merge = { "@Extend": [x, z] };
      const own = { b: "own", d: null };
      const merged = made(first ? { ...merge, ...own } : { ...own, ...merge }, state);
      expect(merged).toEqual({ ...a, ...c, ...own });
      expect(JSON.stringify(merged)).toBe(text(first ? { ...own, ...merge } : { ...merge, ...own }));
    }),
  );
});

const lists = fc.array(fc.array(fc.array(json, { maxLength: 3 }), { maxLength: 3 }), { maxLength: 3 });

test("map: identity, flattening, wrapping, splicing, and the count of the index in every nesting", () => {
  fc.assert(
    fc.property(lists, (c) => {
      const state = { store: { c } } as Json;
      const inner = ["@Map($$, j)", ["@Map($$, k)", "$$"]];
      expect(made(["@Map($.store.c)", "$$"], state)).toEqual(c);
      expect(made(["@Map($.store.c, i)", inner], state)).toEqual(c.flat(2));
      expect(made(["@Map($.store.c, i)", [inner]], state)).toEqual(c.map((list) => list.flat()));
      expect(made([1, ["@Map($.store.c)", "$$"], 2, ["@Map($.store.c)", "$$"], 3], state)).toEqual([
        1,
        ...c,
        2,
        ...c,
        3,
      ]);
      const counted = ["@Map($.store.c, i)", ["@Map($$, j)", ["@Map($$, k)", ["@Index(i)", "@Index(j)", "@Index(k)"]]]];
      expect(made(counted, state)).toEqual(
        c.flatMap((second, i) => second.flatMap((third, j) => third.map((_, k) => [i, j, k]))),
      );
    }),
  );
});

test("evaluating never throws, whatever the strings of a template; spans lie inside its text", () => {
  const word = fc.constantFrom(
    "$",
    "$$",
    ".a",
    "[0]",
    "[?@.a]",
    "@Map(",
    "@Item(m)",
    "@Format('{}', ",
    ")",
    "'",
    ",",
    "\\",
    " ",
    "..",
    "*",
  );
  const string = fc.oneof(
    fc.array(word, { maxLength: 6 }).map((words) => words.join("")),
    fc.string({ unit: "binary", maxLength: 8 }),
  );
  const tree = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      string as fc.Arbitrary<Json>,
      fc.array(tie("value"), { maxLength: 3 }) as fc.Arbitrary<Json>,
      fc.dictionary(fc.oneof(string, fc.constantFrom("@Extend", "a")), tie("value"), {
        maxKeys: 3,
      }) as fc.Arbitrary<Json>,
    ),
  })).value;
  fc.assert(
    fc.property(tree, stateJson, (written, state) => {
      const length = typeof written === "string" ? written.length : JSON.stringify(written).length;
      const { ok, diagnostics } = evaluate(written, stateOf(state));
      expect(ok).toBe(!diagnostics.some(({ severity }) => severity === "error"));
      for (const { span } of diagnostics) {
        if (span === null) throw new Error("an expression has its place");
        expect(span.start).toBeLessThanOrEqual(span.end);
        expect(span.end).toBeLessThanOrEqual(length);
        expect(span.start).toBeGreaterThanOrEqual(0);
      }
    }),
    { numRuns: 300 },
  );
});
