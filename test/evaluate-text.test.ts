// From the text of a template to its value: what an author writes, through parser, lowering and evaluator.

import { expect, test } from "vitest";
import { query } from "../src/core/query.js";
import { evaluate } from "../src/core/template.js";
import type { Json } from "../src/core/text/json.js";

const state = {
  input: { topic: "fox", n: 2, nothing: null },
  results: {
    gen: {
      prompts: [
        { text: "a", tags: ["x", "y"] },
        { text: "b", tags: [] },
      ],
      style: { width: 512, mood: "calm" },
    },
  },
  store: { "a b": "$.input.topic", empty: "" },
};

test.each<[string, Json, unknown]>([
  ["a path", "$.input.topic", "fox"],
  ["a path that is not singular", "$.results.gen.prompts[*].text", ["a", "b"]],
  ["a filter", "$.results.gen.prompts[?count(@.tags[*]) > 0].text", ["a"]],
  ["a value that looks like a path stays text", "$.store['a b']", "$.input.topic"],
  ["a literal", "\\$5 bill", "$5 bill"],
  ["a property that finds nothing is left out", { a: "$.input.none", b: "$.input.nothing" }, { b: null }],
  ["a map among elements", ["first", ["@Map($.results.gen.prompts)", "$$.text"], "last"], ["first", "a", "b", "last"]],
  ["a map in a property", { list: ["@Map($.results.gen.prompts, p)", "@Index(p)"] }, { list: [0, 1] }],
  [
    "a map of a map flattens",
    { list: ["@Map($.results.gen.prompts, p)", ["@Map($$.tags)", '@Format("{}-{}", @Item(p).text, $$)']] },
    { list: ["a-x", "a-y"] },
  ],
  [
    "a wrapped map gives an array per item",
    { list: ["@Map($.results.gen.prompts)", [["@Map($$.tags)", "$$"]]] },
    { list: [["x", "y"], []] },
  ],
  [
    "@Extend, own keys win",
    { prompt: "p", "@Extend": "$.results.gen.style", width: 8 },
    { width: 8, mood: "calm", prompt: "p" },
  ],
  ["@Format", '@Format("{1} {{}} {0}", $.input.n, $.input.topic)', "fox {} 2"],
  ["@Replace in @Format", '@Format("<{}>", @Replace($.input.topic, "o", "$&"))', "<f$&x>"],
  [
    "@Item in a filter",
    ["@Map($.results.gen.prompts, p)", "$.results.gen.prompts[?@.text == @Item(p).text].tags[*]"],
    [["x", "y"], []],
  ],
])("%s", (_name, template, expected) => {
  const outcome = evaluate(template, state);
  expect(outcome.ok ? outcome.value : outcome.diagnostics).toEqual(expected);
  if (outcome.ok) expect(JSON.stringify(outcome.value)).toBe(JSON.stringify(expected));
});

test.each<[Json, string, string]>([
  ["$.input.none", "evaluate/nothing", "$.input.none"],
  [["$.input.none"], "evaluate/nothing", "$.input.none"],
  [["@Map($.input.nothing)", "$$"], "evaluate/not-an-array", "$.input.nothing"],
  [{ "@Extend": "$.results.gen.prompts" }, "evaluate/not-an-object", "$.results.gen.prompts"],
  ['@Format("{}", $.input.nothing)', "evaluate/format-type", "$.input.nothing"],
  ['@Replace("a", $.store.empty, "b")', "evaluate/empty-search", "$.store.empty"],
  ['@Replace($.input.n, "a", "b")', "evaluate/replace-type", "$.input.n"],
])("%j is an error at its place", (template, code, place) => {
  const text = typeof template === "string" ? template : JSON.stringify(template);
  const { ok, diagnostics } = evaluate(template, state);
  expect(ok).toBe(false);
  expect(diagnostics.map((diagnostic) => diagnostic.code)).toEqual([code]);
  const span = diagnostics[0]?.span;
  expect(text.slice(span?.start, span?.end).replace(/^"(.*)"$/, "$1")).toBe(place);
});

test("query gives node lists", () => {
  expect(query("$..[?@.a > 1].a", { x: [{ a: 1 }, { a: 2 }] })).toMatchObject({ ok: true, value: [2] });
});
