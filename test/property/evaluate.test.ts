// Laws of the evaluator (issue: "Laws, as fast-check properties"): it equals a naive one, data is inert, merges and maps obey.

import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { compileQueryIr } from "../../src/core/evaluate/compile-query.js";
import { compileTemplateIr } from "../../src/core/evaluate/compile-template.js";
import type { RunState } from "../../src/core/evaluate/state.js";
import type { TemplateIr } from "../../src/core/ir/ir.js";
import { defaultLimits } from "../../src/core/language/limits.js";
import type { Json } from "../../src/core/text/json.js";
import { hostileNames } from "../build/hostile.js";
import * as ir from "../build/ir.js";
import { arbitraryQuery, json, stateJson, template } from "../naive/arbitrary-ir.js";
import { evaluateNaively, queryNaively } from "../naive/evaluate.js";

const limits = defaultLimits;
const prototype = JSON.stringify(Object.getOwnPropertyNames(Object.prototype));

afterEach(() => {
  expect(JSON.stringify(Object.getOwnPropertyNames(Object.prototype))).toBe(prototype);
  expect(Object.getPrototypeOf(Object.prototype)).toBeNull();
});

/** The evaluator reads any JSON as a state; run states are what flows give it. */
function evaluate(ir: TemplateIr, state: Json) {
  return compileTemplateIr(ir, limits).evaluate(state as unknown as RunState);
}

function madeOf(template: TemplateIr, state: Json): Json {
  const outcome = evaluate(template, state);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.diagnostics));
  return outcome.value;
}

/** Shows order of keys and own "__proto__" keys, which equality of test runners does not. */
function shown(template: TemplateIr, state: Json): string {
  const outcome = evaluate(template, state);
  if (outcome.ok) return JSON.stringify(outcome.value);
  return outcome.diagnostics
    .map(({ code, span }) => `${code} ${span?.start}-${span?.end}`)
    .sort()
    .join("\n");
}

test("the compiled evaluator equals the naive one: values, order of keys, codes and places of mistakes", () => {
  fc.assert(
    fc.property(template(3, 0).map(ir.withSpans), stateJson, (tree, state) => {
      const before = JSON.stringify(state);
      const naive = evaluateNaively(tree, state);
      expect(shown(tree, state)).toBe("value" in naive ? JSON.stringify(naive.value) : naive.mistakes.join("\n"));
      expect(JSON.stringify(state)).toBe(before);
    }),
    { numRuns: 3000 },
  );
});

test("compiled queries equal naive ones", () => {
  fc.assert(
    fc.property(arbitraryQuery(2, 0, false, false), json, (query, root) => {
      const outcome = compileQueryIr(query, limits)(root);
      expect(outcome.ok && JSON.stringify(outcome.value)).toBe(JSON.stringify(queryNaively(query, root)));
    }),
    { numRuns: 3000 },
  );
});

test("a round trip of the IR through JSON changes nothing", () => {
  fc.assert(
    fc.property(template(3, 0).map(ir.withSpans), stateJson, (tree, state) => {
      expect(shown(JSON.parse(JSON.stringify(tree)) as TemplateIr, state)).toBe(shown(tree, state));
    }),
  );
});

test("data is inert: whatever a state holds comes out as it is", () => {
  fc.assert(
    fc.property(json, (value) => {
      const state = { list: [value, value], a: value };
      const copied = ir.object({ a: ir.$("a"), list: ir.map(0, ir.$("list"), ir.$$(0)) });
      expect(JSON.stringify(madeOf(copied, state))).toBe(JSON.stringify({ a: value, list: [value, value] }));
    }),
  );
});

const record = fc.dictionary(fc.constantFrom("a", "b", "c", "1", ...hostileNames), json) as fc.Arbitrary<{
  [key: string]: Json;
}>;

test("merge: @Extend is associative, own keys win, {} changes nothing, a left-out key shows what it extends", () => {
  fc.assert(
    fc.property(record, record, record, (a, b, c) => {
      const state = { a, b, c, none: {} };
      const at = (key: string) => ir.$(key);
      const merge = (...sources: TemplateIr[]) => ir.object({}, ...sources);
      const flat = shown(merge(at("a"), at("b"), at("c")), state);
      expect(shown(merge(merge(at("a"), at("b")), at("c")), state)).toBe(flat);
      expect(shown(merge(at("a"), merge(at("b"), at("c"))), state)).toBe(flat);
      expect(shown(merge(at("none"), at("a"), at("none")), state)).toBe(JSON.stringify(a));
      expect(madeOf(ir.object({ a: ir.constant("own") }, at("a"), at("b")), state)).toHaveProperty("a", "own");
      expect(shown(ir.object({ a: ir.$("absent") }, at("a")), state)).toBe(JSON.stringify(a));
    }),
  );
});

const lists = fc.array(fc.array(json, { maxLength: 4 }), { maxLength: 4 });

test("map: lengths add up, splices keep their place, a map of a map flattens, identity is identity", () => {
  fc.assert(
    fc.property(lists, fc.array(json, { maxLength: 4 }), (nested, list) => {
      const state = { nested, list };
      const identity = ir.map(0, ir.$("list"), ir.$$(0));
      expect(madeOf(identity, state)).toEqual(list);
      expect(madeOf(ir.map(0, ir.$("nested"), ir.map(1, ir.$$(0), ir.$$(1))), state)).toEqual(nested.flat());
      expect(madeOf(ir.map(0, ir.$("nested"), ir.array(ir.map(1, ir.$$(0), ir.$$(1)))), state)).toEqual(nested);
      const spliced = ir.array(ir.constant("first"), identity, ir.constant("middle"), identity, ir.constant("last"));
      expect(madeOf(spliced, state)).toEqual(["first", ...list, "middle", ...list, "last"]);
    }),
  );
});

test("@Index counts from 0 in every nesting", () => {
  fc.assert(
    fc.property(lists, (nested) => {
      const pairs = ir.map(0, ir.$("nested"), ir.map(1, ir.$$(0), ir.array(ir.position(0), ir.position(1))));
      expect(madeOf(pairs, { nested })).toEqual(nested.flatMap((inner, i) => inner.map((_, j) => [i, j])));
    }),
  );
});
