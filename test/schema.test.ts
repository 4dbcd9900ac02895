import { expect, test } from "vitest";
import { defaultLimits } from "../src/core/language/limits.js";
import { ajvValidator } from "../src/core/schema/ajv-validator.js";
import { checkInput } from "../src/core/schema/check-input.js";
import { applyDefaults, findBadDefaults } from "../src/core/schema/defaults.js";
import { measureSchema } from "../src/core/schema/measure-schema.js";
import type { Json, JsonObject } from "../src/core/text/json.js";
import { inputType } from "../src/core/types/input-type.js";

function problems(schema: JsonObject): readonly { pointer: string; message: string }[] {
  const compiled = ajvValidator.compile(schema);
  return compiled.ok ? [] : compiled.problems;
}

function issues(schema: JsonObject, value: Json): readonly string[] {
  const compiled = ajvValidator.compile(schema);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  return compiled.check(value).map(({ pointer, message }) => `${pointer} ${message}`);
}

test("a wrong keyword is a problem at its place", () => {
  expect(problems({ type: "object", properties: { topic: { type: "strin" } } })).toEqual([
    { pointer: "/properties/topic/type", message: expect.stringContaining('"object", "string"'), wants: "string" },
  ]);
  expect(problems({ properties: [] })).toEqual([
    { pointer: "/properties", message: "must be an object", wants: "object" },
  ]);
  expect(problems({ items: 5 })).toEqual([
    { pointer: "/items", message: "must be a schema: an object, true or false", wants: "object,boolean" },
  ]);
  expect(problems({ required: "a" })).toHaveLength(1);
  expect(problems({ properties: { a: { minimum: "1" }, b: { minLength: -1 } } }).map(({ pointer }) => pointer)).toEqual(
    ["/properties/a/minimum", "/properties/b/minLength"],
  );
  expect(issues({ nullable: true }, null)).toEqual([]);
});

test("what the language adds, and what nobody knows, is let through", () => {
  const schema = {
    type: "object",
    properties: { a: { type: "string", placeholder: "x", dataset: true, min: 1, max: 3, "x-own": {} } },
  };
  expect(problems(schema)).toEqual([]);
  expect(issues(schema, { a: "id" })).toEqual([]);
  expect(
    problems({ $schema: "http://json-schema.org/draft-07/schema#", $id: "https://example.com/a", type: "object" }),
  ).toEqual([]);
});

test.each<[JsonObject, Json, readonly string[]]>([
  [{ required: [""] }, {}, [' must have the property ""']],
  [{ required: ["", "b"] }, { b: 1 }, [' must have the property ""']],
  [{ required: ["toString", ""] }, {}, [' must have the property "toString"', ' must have the property ""']],
  [{ properties: { a: { not: { required: [""] } } } }, { a: { "": 1 } }, ['/a must not fit the schema in "not"']],
  [
    { dependentRequired: { "": ["constructor"] } },
    { "": 1 },
    [' must have the property "constructor", since it has ""'],
  ],
  [{ dependentRequired: { a: [""] } }, { a: 1 }, [' must have the property "", since it has "a"']],
  [{ required: [""], dependentRequired: { toString: ["a"] } }, { "": null }, []],
])("the empty name is a name: %j of %j", (schema, value, found) => {
  expect(issues({ type: "object", ...schema }, value)).toEqual(found);
});

test("references are local", () => {
  expect(problems({ $ref: "https://example.com/s.json" })[0]).toEqual({
    pointer: "/$ref",
    message: expect.stringContaining("only local"),
  });
  expect(problems({ $defs: { style: true }, $ref: "#/$defs/stile" })[0]?.message).toContain(
    'did you mean "#/$defs/style"?',
  );
  expect(
    issues({ $id: "https://example.com/a", $defs: { a: { $id: "b", type: "string" } }, $ref: "#/$defs/a" }, 1),
  ).toEqual([" must be a string"]);
  expect(issues({ $defs: { a: { $anchor: "here", type: "string" } }, items: { $ref: "#here" } }, [1])).toEqual([
    "/0 must be a string",
  ]);
});

test("patterns are linear, and apart from one another", () => {
  expect(problems({ pattern: "^(?=a)b" })).toEqual([
    { pointer: "/pattern", message: expect.stringContaining("lookahead") },
  ]);
  expect(problems({ pattern: "(a)\\1" })[0]?.message).toContain("back-references");
  expect(problems({ patternProperties: { "(": true } })[0]?.pointer).toBe("/patternProperties/(");
  const schema = { properties: { a: { pattern: "^a+$" }, b: { pattern: "^b+$" } } };
  expect(issues(schema, { a: "aa", b: "bb" })).toEqual([]);
  expect(issues(schema, { a: "bb", b: "aa" })).toHaveLength(2);
  expect(issues({ pattern: "^\\p{Letter}\\p{Script=Greek}\\uD83D\\uDE00$" }, "aβ😀")).toEqual([]);
  expect(problems({ pattern: "a{1,2000}" })[0]?.message).toContain("more than 1000 times");
  expect(issues({ pattern: "^(a+)+$" }, `${"a".repeat(50_000)}!`)).toHaveLength(1);
  expect(issues({ pattern: "a" }, "a".repeat(70_000))[0]).toContain("too long");
});

test("formats are asserted, types are not coerced, everything wrong is listed, own properties count", () => {
  const schema = {
    type: "object",
    required: ["a", "b", "toString"],
    properties: { a: { type: "integer" }, u: { type: "string", format: "uuid" } },
  };
  expect(issues(schema, { a: "5", u: "no" })).toEqual([
    ' must have the property "b"',
    ' must have the property "toString"',
    "/a must be an integer",
    '/u must have the format "uuid"',
  ]);
  expect(
    issues({ uniqueItems: true }, [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ]),
  ).toEqual([" must not contain the same element twice"]);
});

test("alternatives that were not meant stay out of the list", () => {
  expect(issues({ properties: { a: { anyOf: [{ type: "string" }, { type: "null" }] } } }, { a: 1 })).toEqual([
    "/a must be a string or null",
  ]);
  expect(issues({ anyOf: [{ required: ["a"] }, { required: ["b"] }] }, {})).toEqual([
    " must fit one of its alternatives",
  ]);
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  expect(issues({ if: { required: ["a"] }, then: { required: ["b"] } }, { a: 1 })).toEqual([
    ' must have the property "b"',
  ]);
});

test("hostile schemas end in an answer", () => {
  expect(problems({ $ref: "#" })).toEqual([{ pointer: "/$ref", message: expect.stringContaining("leads back here") }]);
  expect(
    problems({ $defs: { a: { $ref: "#/$defs/b" }, b: { $ref: "#/$defs/a" } }, $ref: "#/$defs/a" }).length,
  ).toBeLessThanOrEqual(1);
  const doubling = Object.fromEntries(
    Array.from({ length: 40 }, (_, i) => [
      `a${i}`,
      i === 39 ? { type: "string" } : { allOf: [{ $ref: `#/$defs/a${i + 1}` }, { $ref: `#/$defs/a${i + 1}` }] },
    ]),
  );
  expect(issues({ $defs: doubling, $ref: "#/$defs/a0" }, "x")[0]).toContain("cannot be checked");
  let deep: Json = 1;
  for (let i = 0; i < 100_000; i++) deep = [deep];
  expect(issues({ items: { $ref: "#" } }, deep)[0]).toContain("cannot be checked");
  expect(
    issues(
      { uniqueItems: true },
      Array.from({ length: 100_000 }, (_, i) => ({ i })),
    ),
  ).toEqual([]);
  expect(issues({ $async: true, type: "string" }, 1)).toEqual([" must be a string"]);
  let nested: JsonObject = { type: "string" };
  for (let i = 0; i < 20_000; i++) nested = { not: nested };
  expect(problems(nested)).toHaveLength(1);
});

test("values are compared as JSON, whatever keys they hold", () => {
  const bare = Object.assign(Object.create(null) as { [name: string]: Json }, { a: 1 });
  expect(issues({ enum: [{ a: 1 }] }, bare)).toEqual([]);
  expect(issues({ enum: [{ valueOf: 1 }] }, { valueOf: 1 })).toEqual([]);
  expect(issues({ const: { valueOf: 1, constructor: 2 } }, { valueOf: 2, toString: 1 })).toEqual([
    ' must be {"valueOf":1,"constructor":2}',
  ]);
  expect(issues({ enum: ["a", 5] }, "5")).toEqual([' must be one of "a", 5']);
});

test("a schema is compiled once", () => {
  const schema = { type: "object" };
  expect(ajvValidator.compile(schema)).toBe(ajvValidator.compile(schema));
});

test("limits are counted at their edge", () => {
  const measure = (schema: JsonObject) =>
    measureSchema(schema, { start: 0, end: 1 }, defaultLimits).map(({ code }) => code);
  const nest = (levels: number): JsonObject => (levels === 1 ? {} : { items: nest(levels - 1) });
  expect(measure(nest(32))).toEqual([]);
  expect(measure(nest(33))).toEqual(["limit/schema-depth"]);
  const properties = (count: number) => ({
    properties: Object.fromEntries(Array.from({ length: count }, (_, i) => [`p${i}`, {}])),
  });
  expect(measure(properties(500))).toEqual([]);
  expect(measure(properties(501))).toEqual(["limit/schema-properties"]);
  const references = (count: number) => ({ allOf: Array.from({ length: count }, () => ({ $ref: "#" })) });
  expect(measure(references(100))).toEqual([]);
  expect(measure(references(101))).toEqual(["limit/schema-references"]);
  const size = (length: number) => ({ title: "x".repeat(length - '{"title":""}'.length) });
  expect(measure(size(65_536))).toEqual([]);
  expect(measure(size(65_537))).toEqual(["limit/schema"]);
  expect(measure({ pattern: "a".repeat(256) })).toEqual([]);
  expect(measure({ pattern: "a".repeat(257) })).toEqual(["limit/pattern"]);
});

test("defaults are applied from the top, and never make a parent", () => {
  const schema: JsonObject = {
    properties: {
      a: { default: 1 },
      b: { properties: { c: { default: 2 } } },
      d: { default: {}, properties: { e: { default: 3 } } },
      f: { items: { properties: { g: { default: 4 } } } },
    },
  };
  const given = { f: [{}, { g: 0 }, 5] };
  expect(applyDefaults(schema, given)).toEqual({ a: 1, d: { e: 3 }, f: [{ g: 4 }, { g: 0 }, 5] });
  expect(given).toEqual({ f: [{}, { g: 0 }, 5] });
  expect(applyDefaults(schema, { a: null, b: {} })).toEqual({ a: null, b: { c: 2 }, d: { e: 3 } });
  expect(applyDefaults({ properties: { toString: { default: "x" } } }, {})).toEqual({ toString: "x" });
});

test("a default that its schema refuses is found", () => {
  const schema = {
    $defs: { n: { type: "integer" } },
    properties: {
      a: { type: "string", default: 5 },
      b: { $ref: "#/$defs/n", default: 1 },
      c: { items: { type: "integer", default: "x" } },
    },
  };
  expect(findBadDefaults(schema, ajvValidator)).toEqual([
    { pointer: "/properties/a/default", message: "must be a string" },
    { pointer: "/properties/c/items/default", message: "must be an integer" },
  ]);
});

test("input: every missing field, at its declaration; wrong values; names nobody declared", () => {
  const schema: JsonObject = {
    type: "object",
    required: ["topic", "count"],
    properties: {
      topic: { type: "string" },
      count: { type: "integer", minimum: 1, maximum: 60 },
      style: {
        type: "object",
        required: ["name"],
        properties: { name: { type: "string" }, mood: { enum: ["calm", "wild"], default: "calm" } },
      },
      sizes: { type: "array", items: { type: "integer" } },
    },
  };
  const places = {
    "/topic": { start: 1, end: 2 },
    "/count": { start: 3, end: 4 },
    "/style": { start: 5, end: 6 },
    "/style/name": { start: 7, end: 8 },
  };
  const input = { schema, type: inputType(schema), span: { start: 0, end: 9 }, places };
  const said = (value: Json) =>
    checkInput(input, value, ajvValidator).diagnostics.map(
      ({ code, severity, message, span }) => `${span?.start} ${severity} ${code}: ${message}`,
    );
  expect(said({ style: {} })).toMatchInlineSnapshot(`
    [
      "1 error input/missing: the input has no $.input.topic, which is required (a string)",
      "3 error input/missing: the input has no $.input.count, which is required (an integer from 1 to 60)",
      "7 error input/missing: the input has no $.input.style.name, which is required (a string)",
    ]
  `);
  expect(said({ topic: 5, count: "5", style: { name: "x", mood: "clam" }, sizes: [1, "2"] })).toMatchInlineSnapshot(`
    [
      "1 error input/invalid: $.input.topic must be a string, but is 5",
      "3 error input/invalid: $.input.count must be an integer, but is "5"",
      "5 error input/invalid: $.input.style.mood must be one of "calm", "wild" (did you mean "calm"?), but is "clam"",
      "0 error input/invalid: $.input.sizes[1] must be an integer, but is "2"",
    ]
  `);
  expect(said({ topc: "a", count: 61, style: { nme: "x" } })).toMatchInlineSnapshot(`
    [
      "1 error input/missing: the input has no $.input.topic, which is required (a string); did you mean it instead of "topc"?",
      "3 error input/invalid: $.input.count must be at most 60, but is 61",
      "7 error input/missing: the input has no $.input.style.name, which is required (a string); did you mean it instead of "nme"?",
      "0 warning input/unknown: the flow does not declare $.input.topc, so nothing reads it; did you mean "topic"?",
      "5 warning input/unknown: the flow does not declare $.input.style.nme, so nothing reads it; did you mean "name"?",
    ]
  `);
  expect(said([])).toMatchInlineSnapshot(`
    [
      "0 error input/invalid: $.input must be an object, but is an empty array",
    ]
  `);
  expect(checkInput(input, { topic: "a", count: 1, style: { name: "b" } }, ajvValidator)).toEqual({
    ok: true,
    value: { topic: "a", count: 1, style: { name: "b", mood: "calm" } },
    diagnostics: [],
  });
});
