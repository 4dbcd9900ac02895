// The evaluator over IR written by hand: what properties cannot say one by one, each limit at and above it, hostile data.

import { describe, expect, test } from "vitest";
import { makeBudget } from "../src/core/evaluate/budget.js";
import { compileQueryIr } from "../src/core/evaluate/compile-query.js";
import { compileTemplateIr } from "../src/core/evaluate/compile-template.js";
import type { RunState } from "../src/core/evaluate/state.js";
import type { ConditionIr, QueryIr, TemplateIr } from "../src/core/ir/ir.js";
import { defaultLimits, type Limits, withLimits } from "../src/core/language/limits.js";
import type { Json } from "../src/core/text/json.js";
import { countReads } from "./build/count-reads.js";
import * as ir from "./build/ir.js";

function evaluate(template: TemplateIr, state: Json, limits: Partial<Limits> = {}) {
  return compileTemplateIr(template, withLimits(limits)).evaluate(state as unknown as RunState);
}

/** The value, or codes and messages. */
function outcome(template: TemplateIr, state: Json, limits: Partial<Limits> = {}): unknown {
  const result = evaluate(template, state, limits);
  return result.ok ? result.value : result.diagnostics.map(({ code }) => code);
}

function query(path: QueryIr, root: Json, limits: Partial<Limits> = {}): unknown {
  const result = compileQueryIr(path, withLimits(limits))(root);
  return result.ok ? result.value : result.diagnostics.map(({ code }) => code);
}

const all = ir.child(ir.everything);
const compare = (operator: "==" | "<" | "<=", left: Json, right: Json): ConditionIr => ({
  kind: "compare",
  operator,
  left: { kind: "literal", value: left as string },
  right: { kind: "literal", value: right as string },
});
const matching = (name: "match" | "search", pattern: string): QueryIr =>
  ir.query(
    ir.state,
    ir.child(
      ir.filter({
        kind: "test",
        call: {
          name,
          arguments: [
            { kind: "query", query: ir.query(ir.node) },
            { kind: "literal", value: pattern },
          ],
        },
      }),
    ),
  );

describe("what a path finds", () => {
  const state = { a: { b: null }, list: [1, 2, 3], text: "abc", __proto__: 1 };
  test("null is a value; a text, an array and a prototype have no names", () => {
    expect(outcome(ir.$("a", "b"), state)).toBeNull();
    expect(outcome(ir.object({ x: ir.$("text", "length") }), state)).toEqual({});
    expect(outcome(ir.object({ x: ir.$("list", "length"), y: ir.$("list", "0") }), state)).toEqual({});
    expect(outcome(ir.object({ x: ir.$("a", "constructor"), y: ir.$("a", "__proto__") }), state)).toEqual({});
  });

  test("indices count from the end when negative, and never reach outside", () => {
    expect(outcome(ir.array(ir.$("list", -1), ir.$("list", -3)), state)).toEqual([3, 1]);
    expect(outcome(ir.object({ a: ir.$("list", -4), b: ir.$("list", 3), c: ir.$("text", 0) }), state)).toEqual({});
  });

  test("an own key __proto__ in data is found, merged and shown as any key", () => {
    const data = JSON.parse('{"in": {"__proto__": {"evil": 1}, "x": 2}}') as Json;
    expect(outcome(ir.$("in", "__proto__", "evil"), data)).toBe(1);
    const merged = outcome(ir.object({ x: ir.constant(3) }, ir.$("in")), data);
    expect(JSON.stringify(merged)).toBe('{"__proto__":{"evil":1},"x":3}');
    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
    expect((merged as { evil?: unknown }).evil).toBeUndefined();
  });

  test("a program from elsewhere that brings __proto__ as an author's key makes an own key of it", () => {
    const object = ir.object({});
    const entry = { key: "__proto__", keySpan: object.span, value: ir.constant("x") };
    const made = outcome({ ...object, entries: [entry] }, {});
    expect(JSON.stringify(made)).toBe('{"__proto__":"x"}');
  });
});

test.each(Array.from({ length: 14 }, (_, count) => count))(
  "an object of %i keys has them all, in order, each left out alone",
  (count) => {
    const keys = Array.from({ length: count }, (_, i) => `k${i}`);
    const state = { in: Object.fromEntries(keys.map((key, i) => [key, i])) };
    const made = (missing: number) =>
      ir.object(
        Object.fromEntries(
          keys.map((key, i) => [key, i % 3 === 0 ? ir.constant(i) : ir.$("in", i === missing ? "none" : key)]),
        ),
      );
    expect(JSON.stringify(outcome(made(-1), state))).toBe(JSON.stringify(state.in));
    for (const [i, key] of keys.entries()) {
      if (i % 3 === 0) continue;
      const { [key]: _left, ...others } = state.in;
      expect(JSON.stringify(outcome(made(i), state))).toBe(JSON.stringify(others));
    }
  },
);

describe("finding nothing", () => {
  test("leaves a property out and is an error everywhere else, at each path, once however often a map comes by", () => {
    const none = ir.$("none");
    const template = ir.withSpans(
      ir.object({ left: none, array: ir.array(none), map: ir.map(0, ir.$("list"), ir.$$(0, "none")) }),
    );
    const result = evaluate(template, { list: [{}, {}, {}] });
    expect(result.diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      'evaluate/nothing: the path "$.none" finds nothing; only the value of an object\'s property may be missing, and then the property is left out',
      'evaluate/nothing: the path "$$.none" finds nothing (at position 0 of the map); only the value of an object\'s property may be missing, and then the property is left out',
    ]);
  });

  test("is an error alone, as a source, and as an argument", () => {
    const none = ir.$("none");
    for (const template of [none, ir.map(0, none, ir.$$(0)), ir.object({}, none), ir.format([0], none)]) {
      expect(outcome(template, {})).toEqual(["evaluate/nothing"]);
    }
    expect(outcome(ir.replace(none, ir.constant("a"), ir.constant("b")), {})).toEqual(["evaluate/nothing"]);
  });

  test("a path that is not singular finds an array, also an empty one", () => {
    expect(outcome(ir.array(ir.$("none", all)), {})).toEqual([[]]);
  });
});

describe("@Map, @Extend, @Format, @Replace", () => {
  test("sources and parameters of the wrong type say what they found", () => {
    const messages = (template: TemplateIr, state: Json) => evaluate(template, state).diagnostics[0]?.message;
    expect(messages(ir.map(0, ir.$("x"), ir.$$(0)), { x: null })).toContain('"$.x" is null');
    expect(messages(ir.object({}, ir.$("x")), { x: [{}] })).toContain("this source is an array");
    expect(messages(ir.format([0], ir.$("x")), { x: {} })).toContain("this parameter is an object");
    expect(messages(ir.replace(ir.constant("a"), ir.$("x"), ir.constant("")), { x: 5 })).toContain(
      "its search text is a number",
    );
    expect(outcome(ir.replace(ir.constant("a"), ir.constant(""), ir.constant("b")), {})).toEqual([
      "evaluate/empty-search",
    ]);
  });

  test("numbers print as JSON writes them", () => {
    const state = { list: [1e21, -0, 0.1, 100, true, "$.x", "{}"] };
    const text = ir.map(0, ir.$("list"), ir.format(["<", 0, ">"], ir.$$(0)));
    expect(outcome(text, state)).toEqual(["<1e+21>", "<0>", "<0.1>", "<100>", "<true>", "<$.x>", "<{}>"]);
  });

  test("a replacement is text: $& means nothing", () => {
    const replaced = ir.replace(ir.constant("a.a.a"), ir.constant("."), ir.constant("$&$1"));
    expect(outcome(replaced, {})).toBe("a$&$1a$&$1a");
  });

  test("@Extend: order of keys, later sources win, integer-like keys stand where JavaScript puts them", () => {
    const state = { a: { x: 1, y: 2 }, b: { y: 3, z: 4, 7: 5 } };
    const merged = ir.object({ own: ir.constant(0), x: ir.constant(9), z: ir.$("none") }, ir.$("a"), ir.$("b"));
    expect(JSON.stringify(outcome(merged, state))).toBe('{"7":5,"x":9,"y":3,"z":4,"own":0}');
  });

  test("a map among the sources of @Extend stands for a sequence of sources", () => {
    const state = { list: [{ a: 1 }, { a: 2, b: 3 }] };
    expect(outcome(ir.object({ c: ir.constant(4) }, ir.map(0, ir.$("list"), ir.$$(0))), state)).toEqual({
      a: 2,
      b: 3,
      c: 4,
    });
  });

  test("an outer item is reached from an inner map, its source and its filters", () => {
    const wanted: ConditionIr = {
      kind: "compare",
      operator: "==",
      left: { kind: "query", query: ir.query(ir.node, "of") },
      right: { kind: "query", query: ir.query(ir.item(0), "id") },
    };
    const inner = ir.map(
      1,
      ir.$("parts", ir.child(ir.filter(wanted))),
      ir.format([0, "/", 1], ir.$$(0, "id"), ir.$$(1, "name")),
    );
    const state = {
      list: [{ id: 1 }, { id: 2 }],
      parts: [
        { of: 2, name: "x" },
        { of: 1, name: "y" },
        { of: 2, name: "z" },
      ],
    };
    expect(outcome(ir.map(0, ir.$("list"), inner), state)).toEqual(["1/y", "2/x", "2/z"]);
  });
});

describe("comparison", () => {
  const holds = (condition: ConditionIr) => query(ir.query(ir.state, ir.child(ir.filter(condition))), [0]) as Json[];
  test("strings are ordered by Unicode scalar values, not by UTF-16 units", () => {
    expect(holds(compare("<", "\uffee", "\u{1F600}"))).toEqual([0]);
    expect(holds(compare("<", "\u{1F600}", "\uffee"))).toEqual([]);
    expect(holds(compare("<", "a", "ab"))).toEqual([0]);
  });
  test("null is only equal to null, and types are in no order", () => {
    expect(holds(compare("<=", null, null))).toEqual([0]);
    expect(holds(compare("<=", "1", 1))).toEqual([]);
    expect(holds(compare("<=", false, true))).toEqual([]);
  });
  test("nothing equals nothing", () => {
    const absent = (name: string) => ({ kind: "query", query: ir.query(ir.node, name) }) as const;
    const condition: ConditionIr = { kind: "compare", operator: "==", left: absent("a"), right: absent("b") };
    expect(query(ir.query(ir.state, ir.child(ir.filter(condition))), [{}, { a: 1 }, { a: 1, b: 1 }])).toEqual([
      {},
      { a: 1, b: 1 },
    ]);
  });
});

describe("match and search", () => {
  test.each([
    ["match", "a.c", ["abc", "axxc", "a\nc", "a\rc", "a\u2028c", "a\u{1F600}c"], ["abc", "a\u2028c", "a\u{1F600}c"]],
    ["match", "a[.b]c", ["abc", "a.c", "axc"], ["abc", "a.c"]],
    ["match", "a\\.c", ["abc", "a.c"], ["a.c"]],
    ["match", "^ab.*", ["abc", "xab"], ["abc"]],
    ["match", ".*bc$", ["abc", "abcx"], ["abc"]],
    ["match", "a|bc", ["a", "bc", "ac", "abc"], ["a", "bc"]],
    ["search", "[^a-c]", ["abc", "abd", "\n"], ["abd", "\n"]],
    ["match", "\\p{Lu}\\P{Lu}", ["Aa", "aA", "ÄÖ", "Äö"], ["Aa", "Äö"]],
    ["match", "[\\p{Nd}-]+", ["1-2", "a"], ["1-2"]],
    ["match", "[-a]+", ["a-a", "b"], ["a-a"]],
    ["match", "a{2}", ["a", "aa", "aaa"], ["aa"]],
    ["match", "a{2,}", ["a", "aa", "aaa"], ["aa", "aaa"]],
    ["match", "\\t\\n\\r", ["\t\n\r"], ["\t\n\r"]],
    ["match", "", ["", "a"], [""]],
    ["search", "[&]&[~]", ["&&~"], ["&&~"]],
  ] as const)("%s(@, %j)", (name, pattern, list, expected) => {
    expect(query(matching(name, pattern), list)).toEqual(expected);
  });

  test.each([
    "\\d",
    "\\w+",
    "a*?",
    "(?:a)",
    "(?i)a",
    "a{,2}",
    "a{2,1}",
    "[",
    "[]",
    "a)",
    "(a",
    "\\",
    "\\x41",
    "[a-c-e]",
    "[b-a]",
    "*",
    "a**",
    "\\p{Latin}",
    "\\pL",
    "{",
    "]",
    "\\$",
    "\ud800",
  ])("%j is no I-Regexp and matches nothing", (pattern) => {
    expect(query(matching("search", pattern), ["a", "1", "", pattern])).toEqual([]);
  });

  test.each(["(a+)+b", "(a|aa)+$", "(a*)*b", "(.*)*x", "((a{0,9}){0,9}){0,9}b", "(.{1,50}){1,9}x"])(
    "the catastrophic pattern %j on 65,536 characters is answered (how soon: bench/attacks.ts)",
    (pattern) => {
      const result = compileQueryIr(matching("match", pattern), withLimits({}))(["a".repeat(65_536)]);
      expect(result.ok || result.diagnostics[0]?.code).toSatisfy((code) => code === true || code === "limit/work");
      expect(query(matching("match", pattern), ["a".repeat(100_000)])).toEqual(["limit/pattern-text"]);
    },
  );

  test("a pattern too large to be written out is refused, not taken for one that matches nothing", () => {
    expect(query(matching("match", "a{1001}"), ["a"])).toEqual(["limit/pattern"]);
  });
});

describe("limits, at each and one above", () => {
  const list = (count: number) => ({ list: Array.from({ length: count }, (_, i) => i) });
  const mapped = ir.map(0, ir.$("list"), ir.$$(0));
  test("map items", () => {
    expect(outcome(mapped, list(5), { mapItems: 5 })).toHaveLength(5);
    expect(outcome(mapped, list(6), { mapItems: 5 })).toEqual(["limit/map-items"]);
  });
  test("map product: all items of a level inside one outermost map", () => {
    const nested = ir.map(0, ir.$("list"), ir.map(1, ir.$("list"), ir.$$(1)));
    expect(outcome(nested, list(5), { mapProduct: 25 })).toHaveLength(25);
    expect(outcome(nested, list(5), { mapProduct: 24 })).toEqual(["limit/map-product"]);
    expect(outcome(ir.array(nested, nested), list(5), { mapProduct: 25 })).toHaveLength(50);
  });
  test("matches: node lists on the way count too", () => {
    const values = ir.$("list", all);
    expect(outcome(values, list(5), { matches: 5 })).toHaveLength(5);
    expect(outcome(values, list(6), { matches: 5 })).toEqual(["limit/matches"]);
    expect(outcome(ir.$("list", ir.child(ir.slice(1, null))), list(6), { matches: 5 })).toHaveLength(5);
    expect(outcome(ir.$("list", ir.child(ir.slice(null, null, -1))), list(6), { matches: 5 })).toEqual([
      "limit/matches",
    ]);
    expect(outcome(ir.$("list", all, "x"), list(6), { matches: 5 })).toEqual(["limit/matches"]);
    expect(query(ir.query(ir.state, ir.descendant(ir.everything)), [[1, 2], 3], { matches: 4 })).toHaveLength(4);
    expect(query(ir.query(ir.state, ir.descendant(ir.everything)), [[1, 2], 3], { matches: 3 })).toEqual([
      "limit/matches",
    ]);
  });
  test("result string and all strings, before the text is made", () => {
    const doubled = ir.format([0, 0], ir.$("text"));
    expect(outcome(doubled, { text: "abc" }, { resultString: 6 })).toBe("abcabc");
    expect(outcome(doubled, { text: "abc" }, { resultString: 5 })).toEqual(["limit/result-string"]);
    const replaced = ir.replace(ir.$("text"), ir.constant("a"), ir.constant("12345"));
    expect(outcome(replaced, { text: "aXa" }, { resultString: 11 })).toBe("12345X12345");
    expect(outcome(replaced, { text: "aXa" }, { resultString: 10 })).toEqual(["limit/result-string"]);
    expect(outcome(ir.array(doubled, doubled), { text: "abc" }, { allStrings: 12 })).toHaveLength(2);
    expect(outcome(ir.array(doubled, doubled), { text: "abc" }, { allStrings: 11 })).toEqual(["limit/all-strings"]);
  });
  test("pattern and the text it is tried on", () => {
    expect(query(matching("match", "aaaa"), ["aaaa"], { pattern: 4 })).toEqual(["aaaa"]);
    expect(query(matching("match", "aaaaa"), ["aaaa"], { pattern: 4 })).toEqual(["limit/pattern"]);
    expect(query(matching("match", "a*"), ["aaaa"], { patternText: 4 })).toEqual(["aaaa"]);
    expect(query(matching("match", "a*"), ["aaaaa"], { patternText: 4 })).toEqual(["limit/pattern-text"]);
  });
  test("work: one budget adds up over evaluations", () => {
    const state = list(5) as unknown as RunState;
    const first = makeBudget();
    compileTemplateIr(mapped, withLimits({})).evaluate(state, first);
    const spent = first.work;
    const compiled = compileTemplateIr(mapped, withLimits({ work: 2 * spent }));
    const budget = makeBudget();
    expect([1, 2, 3].map(() => compiled.evaluate(state, budget).ok)).toEqual([true, true, false]);
    expect(outcome(mapped, list(5), { work: spent })).toHaveLength(5);
    expect(outcome(mapped, list(5), { work: spent - 1 })).toEqual(["limit/work"]);
  });
  test("a message names the limit, the value and the option", () => {
    const [diagnostic] = evaluate(mapped, list(6), { mapItems: 5 }).diagnostics;
    expect(diagnostic?.message).toBe(
      'this map would go through 6 items, more than the limit "limits.mapItems" (now 5); shorten the array, or raise the limit',
    );
  });
});

describe("hostile data", () => {
  function deep(levels: number): Json {
    let value: Json = 1;
    for (let i = 0; i < levels; i++) value = i % 2 === 0 ? [value] : { a: value };
    return value;
  }
  test("nesting of 100,000 does not overflow the stack", () => {
    const value = deep(100_000);
    const every = ir.query(ir.state, ir.descendant(ir.name("b")));
    expect(query(every, value)).toEqual([]);
    const equal: ConditionIr = {
      kind: "compare",
      operator: "==",
      left: { kind: "query", query: ir.query(ir.node, 0) },
      right: { kind: "query", query: ir.query(ir.node, 1) },
    };
    expect(query(ir.query(ir.state, ir.child(ir.filter(equal))), [[value, deep(100_000)]])).toHaveLength(1);
  });
  test("$..*..* on a deep object stops at a limit, and has looked at no more than the limit", () => {
    let value: { [key: string]: Json } = {};
    for (let i = 0; i < 3000; i++) value = { a: value, b: 1 };
    const path = ir.query(ir.state, ir.descendant(ir.everything), ir.descendant(ir.everything));
    const counted = countReads(value);
    expect(query(path, counted.value)).toEqual(["limit/matches"]);
    // A few looks at each match: its kind, its keys, its values.
    expect(counted.reads()).toBeLessThan(10 * defaultLimits.matches);
  });
});
