import { expect, test } from "vitest";
import type { SegmentIr, SelectorIr } from "../src/core/ir/ir.js";
import { typeOfPath } from "../src/core/path/path-type.js";
import type { Json } from "../src/core/text/json.js";
import { relation } from "../src/core/types/accepts.js";
import { bindCount, wrapAmount } from "../src/core/types/count-schema.js";
import { describeType } from "../src/core/types/describe-type.js";
import { inputType } from "../src/core/types/input-type.js";
import { isUnread, schemaType } from "../src/core/types/schema-type.js";
import { type Type, unknownType } from "../src/core/types/type.js";
import { typeEquals, unionOf } from "../src/core/types/union.js";
import { valueType } from "../src/core/types/value-type.js";
import { countReads } from "./build/count-reads.js";

const span = { start: 0, end: 0 };
const string: Type = { kind: "string", minLength: 0, maxLength: null };
const integer: Type = { kind: "number", integer: true, minimum: null, maximum: null };

type Part = string | number | "*" | SelectorIr | ".." | readonly Part[];

function selector(part: Part): SelectorIr {
  if (part === "*") return { kind: "wildcard" };
  if (typeof part === "string") return { kind: "name", name: part };
  return typeof part === "number" ? { kind: "index", index: part } : (part as SelectorIr);
}

function along(type: Type, ...parts: Part[]) {
  const segments = parts.map(
    (part): SegmentIr =>
      part === ".."
        ? { kind: "descendant", selectors: [{ kind: "wildcard" }], span }
        : { kind: "child", selectors: Array.isArray(part) ? part.map(selector) : [selector(part as Part)], span },
  );
  return typeOfPath(type, segments);
}

const said = (schema: Json) => describeType(schemaType(schema));

test.each<[Json, string]>([
  [true, "anything"],
  [{}, "anything"],
  [{ type: "string" }, "a string"],
  [{ type: "string", minLength: 2, maxLength: 2 }, "a string of exactly 2 characters"],
  [{ type: "string", format: "uuid" }, "a UUID"],
  [{ type: ["string", "null"] }, "a string or null"],
  [{ type: "string", nullable: true }, "a string or null"],
  [{ type: "integer", minimum: 1, maximum: 60 }, "an integer from 1 to 60"],
  [{ type: "integer", exclusiveMinimum: 0, exclusiveMaximum: 5 }, "an integer from 1 to 4"],
  [{ type: "number", minimum: 0.5 }, "a number of 0.5 or more"],
  [{ type: "number", multipleOf: 8, maximum: 20.5 }, "an integer of 20 or less"],
  [{ enum: ["a", "b", null] }, 'the text "a", the text "b" or null'],
  [{ enum: ["a", "b"] }, '"a" or "b"'],
  [{ type: "string", enum: ["a", 5] }, 'the text "a"'],
  [{ const: 5 }, "the number 5"],
  [{ type: "array", items: { type: "string" } }, "an array of strings"],
  [{ type: "array", items: { type: "string" }, minItems: 40, maxItems: 40 }, "an array of strings (exactly 40)"],
  [{ type: "array", maxItems: 4 }, "an array (at most 4)"],
  [{ type: "array", prefixItems: [{ type: "string" }], items: false }, "an array of strings (at most 1)"],
  [{ type: "object" }, "an object"],
  [{ type: "object", properties: { prompts: true } }, 'an object with "prompts"'],
  [{ allOf: [{ type: "integer" }, { minimum: 3 }, { type: "number", maximum: 9 }] }, "an integer from 3 to 9"],
  [{ anyOf: [{ type: "string" }, { type: "integer" }] }, "a string or an integer"],
  [{ oneOf: [{ const: "a" }, { const: "b" }], type: "string" }, '"a" or "b"'],
  [{ type: "string", not: { const: "a" } }, "a string"],
  [{ type: "string", const: 5 }, "anything"],
  [{ $defs: { a: { type: "string" } }, $ref: "#/$defs/a" }, "a string"],
  [{ $ref: "https://example.com/x" }, "anything"],
  [{ enum: Array.from({ length: 100 }, (_, i) => `item ${i}`) }, "a string of 6 to 7 characters"],
])("%j is %s", (schema, text) => {
  expect(said(schema)).toBe(text);
});

test("objects are closed where their schema lists properties and does not speak of others", () => {
  const rest = (schema: Json) => {
    const type = schemaType(schema);
    return type.kind === "object" ? type.rest : "no object";
  };
  const a = { a: { type: "string" } };
  expect(rest({ type: "object", properties: a })).toBeNull();
  expect(rest({ type: "object", properties: a, additionalProperties: false })).toBeNull();
  expect(rest({ type: "object" })).toEqual(unknownType);
  expect(rest({ type: "object", properties: a, additionalProperties: true })).toEqual(unknownType);
  expect(rest({ type: "object", properties: a, additionalProperties: { type: "string" } })).toEqual(string);
  expect(rest({ type: "object", properties: a, patternProperties: { "^x": true } })).toEqual(unknownType);
  expect(
    rest({ type: "object", additionalProperties: false, patternProperties: { "^x": { type: "string" } } }),
  ).toEqual(string);
});

test("what several schemas declare of one value is declared together", () => {
  const both = schemaType({
    type: "object",
    properties: { a: { type: "string" } },
    required: ["a"],
    allOf: [{ properties: { b: { type: "string" } } }, { $ref: "#/$defs/c" }],
    anyOf: [{ required: ["b"] }, { properties: { d: { type: "string" } } }],
    $defs: { c: { properties: { c: { type: "string" } }, required: ["c"] } },
  });
  expect(along(both, "a")).toMatchObject({ certain: true, dead: null });
  expect(along(both, "b")).toMatchObject({ certain: false, doubt: "declared", dead: null });
  expect(along(both, "c")).toMatchObject({ certain: true, dead: null });
  expect(along(both, "d")).toMatchObject({ certain: false, dead: null });
  expect(along(both, "e").dead).toMatchObject({
    segment: 0,
    reason: "unknown-property",
    name: "e",
    candidates: ["a", "b", "c", "d"],
  });
  const when = schemaType(
    JSON.parse(
      '{"type":"object","properties":{"k":{}},"if":{"properties":{"k":{"const":1}}},"then":{"properties":{"x":{}}}}',
    ) as Json,
  );
  expect(along(when, "x").dead).toBeNull();
  expect(along(when, "y").dead).not.toBeNull();
});

test("a schema without a type may be anything, and its properties are there where it is an object", () => {
  const type = schemaType({ properties: { a: { type: "string" } }, required: ["a"] });
  expect(along(type, "a")).toMatchObject({ type: string, certain: false, dead: null });
  expect(along(type, "b").dead).toMatchObject({ reason: "unknown-property", candidates: ["a"] });
});

test("a schema that contains itself ends", () => {
  const tree = schemaType({
    $ref: "#/$defs/node",
    $defs: { node: { type: "object", properties: { name: { type: "string" }, next: { $ref: "#/$defs/node" } } } },
  });
  expect(along(tree, "next", "next", "name")).toMatchObject({ type: string, dead: null });
  expect(along(tree, "next", "nxt").dead).toMatchObject({ segment: 1 });
  const wide = Object.fromEntries(
    Array.from({ length: 30 }, (_, i) => [
      `a${i}`,
      { type: "object", properties: { x: { $ref: `#/$defs/a${i + 1}` }, y: { $ref: `#/$defs/a${i + 1}` } } },
    ]),
  );
  // A look at each keyword of each place, a few times over: far from the 2^30 places that the references lay out.
  const doubling = countReads({ $defs: { ...wide, a30: { type: "string" } }, $ref: "#/$defs/a0" });
  schemaType(doubling.value);
  expect(doubling.reads()).toBeLessThan(200_000);
  // All parts of one schema share what its references lead to.
  const parts = countReads({ $defs: { ...wide, a30: { type: "string" } } });
  for (let i = 0; i < 30; i++) isUnread({ $ref: `#/$defs/a${i}` }, parts.value);
  expect(parts.reads()).toBeLessThan(200_000);
  const alternatives = Array.from({ length: 12 }, (_, i) => ({
    type: "object",
    properties: { [`p${i}`]: { $ref: "#/$defs/b" } },
  }));
  const products = countReads({
    $defs: { b: { anyOf: alternatives } },
    allOf: Array.from({ length: 50 }, () => ({ $ref: "#/$defs/b" })),
  });
  schemaType(products.value);
  expect(products.reads()).toBeLessThan(200_000);
  schemaType({ allOf: [{ $ref: "#" }, { $ref: "#" }, { $ref: "#" }, { $ref: "#" }] });
});

test("a property of the input that has a default is always there", () => {
  const schema = {
    type: "object",
    properties: { a: { type: "string", default: "x" }, b: { type: "object", properties: { c: { default: 1 } } } },
  };
  expect(along(inputType(schema), "a").certain).toBe(true);
  expect(along(inputType(schema), "b", "c").certain).toBe(false);
  expect(along(schemaType(schema), "a").certain).toBe(false);
});

test("values have exact types", () => {
  const type = valueType({ a: ["x", 1, null], __proto__: 1 });
  expect(along(type, "a", 0)).toMatchObject({ type: { kind: "constant", value: "x" }, certain: true });
  expect(along(type, "a", -1)).toMatchObject({ type: { kind: "null" }, certain: true });
  expect(along(type, "a", 3).dead).toMatchObject({ segment: 1, reason: "index-out-of-range", name: "3" });
  expect(along(type, "toString").dead).not.toBeNull();
  expect(along(type, "a", "length").dead).toMatchObject({ reason: "not-an-object", found: { kind: "array" } });
  expect(along(type, "a", 0, 0).dead).toMatchObject({ segment: 2, reason: "not-an-array" });
});

test("unions are small and flat", () => {
  expect(unionOf([])).toEqual({ kind: "never" });
  expect(unionOf([string, { kind: "constant", value: "a" }])).toEqual(string);
  expect(
    unionOf([
      { kind: "constant", value: true },
      { kind: "constant", value: false },
    ]),
  ).toEqual({ kind: "boolean" });
  expect(unionOf([string, unknownType])).toEqual(unknownType);
  expect(unionOf([unionOf([string, integer]), integer])).toEqual({ kind: "union", members: [string, integer] });
  expect(describeType(unionOf(Array.from({ length: 100 }, (_, value) => ({ kind: "constant", value }) as const)))).toBe(
    "an integer from 0 to 99",
  );
  const many = unionOf(Array.from({ length: 20 }, (_, i) => valueType({ always: i, [`p${i}`]: 1 })));
  expect(along(many, "always")).toMatchObject({ certain: true });
  expect(along(many, "p3")).toMatchObject({ certain: false, dead: null });
  expect(typeEquals(valueType({ a: 1, b: 2 }), valueType({ b: 2, a: 1 }))).toBe(true);
});

test("paths that are not singular give arrays with the bounds that are known", () => {
  const type = schemaType({
    type: "object",
    required: ["prompts", "size"],
    properties: {
      prompts: { type: "array", minItems: 40, maxItems: 40, items: { type: "string" } },
      some: {
        type: "array",
        minItems: 2,
        maxItems: 5,
        items: { type: "object", required: ["t"], properties: { t: { type: "string" } } },
      },
      size: { type: "object", required: ["w"], properties: { w: { type: "integer" }, h: { type: "integer" } } },
    },
  });
  const bounds = (...parts: Part[]) => {
    const { type: found, certain, dead } = along(type, ...parts);
    return found.kind === "array" && certain && dead === null
      ? [found.minItems, found.maxItems, describeType(found.items)]
      : null;
  };
  const slice = (start: number | null, end: number | null, step: number | null = null): Part => ({
    kind: "slice",
    start,
    end,
    step,
  });
  expect(bounds("prompts", "*")).toEqual([40, 40, "a string"]);
  expect(bounds("some", "*")).toEqual([0, 5, 'an object with "t"']);
  expect(bounds("some", "*", "t")).toEqual([0, 5, "a string"]);
  expect(bounds("size", "*")).toEqual([1, 2, "an integer"]);
  expect(bounds("prompts", slice(0, 3))).toEqual([3, 3, "a string"]);
  expect(bounds("prompts", slice(-2, null))).toEqual([2, 2, "a string"]);
  expect(bounds("prompts", slice(null, null, -2))).toEqual([20, 20, "a string"]);
  expect(bounds("prompts", [0, 1, 40])).toEqual([2, 2, "a string"]);
  expect(bounds("prompts", { kind: "filter", condition: { kind: "and", conditions: [] } })).toEqual([
    0,
    40,
    "a string",
  ]);
  expect(bounds("prompts", "*", 0)).toEqual([0, 0, "nothing"]);
  const dead = along(type, "some", "*", ["t", "x"]);
  expect(dead).toMatchObject({ certain: true, dead: { segment: 2, selector: 1, name: "x", candidates: ["t"] } });
  expect(along(type, "prompts", "*", "x").dead).toMatchObject({ reason: "not-an-object" });
  expect(along(type, "..", "x").dead).toBeNull();
  expect(bounds("prompts", "..")).toEqual([0, null, "anything"]);
  expect(along(type, "promts", "*").dead).toMatchObject({ segment: 0, name: "promts", reason: "unknown-property" });
});

test("what is unknown is a doubt of its own kind", () => {
  expect(along(unknownType, "a")).toEqual({ type: unknownType, certain: false, doubt: "unknown", dead: null });
  expect(along(schemaType({ type: "object" }), "a")).toMatchObject({ certain: false, doubt: "unknown" });
  expect(along(schemaType({ type: "object", properties: { a: {} } }), "a")).toMatchObject({
    certain: false,
    doubt: "declared",
  });
});

const range = (minimum: number | null, maximum: number | null, whole = true): Type => ({
  kind: "number",
  integer: whole,
  minimum,
  maximum,
});

test.each<[string, Type, Type, string]>([
  ["a constant in its range", range(1, 60), { kind: "constant", value: 5 }, "yes"],
  ["a constant outside", range(1, 60), { kind: "constant", value: 61 }, "no"],
  ["a fraction for an integer", range(1, 60), { kind: "constant", value: 1.5 }, "no"],
  ["a text for a number", range(1, 60), { kind: "constant", value: "5" }, "no"],
  ["overlapping ranges", range(1, 60), range(50, 70), "maybe"],
  ["apart", range(1, 60), range(61, null), "no"],
  ["no integer between", range(0, 9), range(0.2, 0.8, false), "no"],
  ["numbers for integers", range(0, 9), range(0, 9, false), "maybe"],
  ["unknown", string, unknownType, "maybe"],
  ["anything expected", unknownType, string, "yes"],
  ["never arrives", string, { kind: "never" }, "yes"],
  ["a union of which one fits", string, unionOf([string, integer]), "maybe"],
  ["a union of which none fits", { kind: "boolean" }, unionOf([string, integer]), "no"],
  ["one of the expected", unionOf([string, integer]), integer, "yes"],
  ["a format on trust", { ...string, format: "uuid" } as Type, string, "maybe"],
  [
    "a text that is too short",
    { kind: "string", minLength: 36, maxLength: 36 },
    { kind: "constant", value: "x" },
    "no",
  ],
  [
    "an array of the wrong things",
    { kind: "array", prefix: [], items: string, minItems: 0, maxItems: null },
    valueType([1]),
    "no",
  ],
  ["an empty array", { kind: "array", prefix: [], items: string, minItems: 0, maxItems: null }, valueType([]), "yes"],
  [
    "an array too short",
    { kind: "array", prefix: [], items: unknownType, minItems: 2, maxItems: null },
    valueType([1]),
    "no",
  ],
  ["a missing property", schemaType({ type: "object", required: ["a"], properties: { a: {} } }), valueType({}), "no"],
  ["a property more", schemaType({ type: "object", properties: { a: {} } }), valueType({ b: 1 }), "maybe"],
  ["any object", schemaType({ type: "object" }), valueType({ b: 1 }), "yes"],
])("%s", (_, expected, actual, answer) => {
  expect(relation(expected, actual)).toBe(answer);
});

test("count binds the one array of the schema", () => {
  const array = { type: "array", items: { type: "string" } };
  const one = { type: "object", properties: { title: { type: "string" }, prompts: array } };
  const bound = bindCount(one, 40);
  expect(bound).toMatchObject({ property: "prompts", conflict: null });
  expect(bound.schema).toEqual({
    ...one,
    required: ["prompts"],
    properties: { ...one.properties, prompts: { ...array, minItems: 40, maxItems: 40 } },
  });
  expect(describeType(along(schemaType(bound.schema), "prompts").type)).toBe("an array of strings (exactly 40)");
  expect(bindCount(one, { min: 2, max: null }).schema).toMatchObject({
    properties: { prompts: { minItems: 2 } },
    required: ["prompts"],
  });
  expect(bindCount({ type: "object", properties: { a: array, b: array } }, 3)).toMatchObject({
    property: null,
    conflict: null,
  });
  expect(
    bindCount({ type: "object", properties: { a: { type: "object", properties: { b: array } } } }, 3).property,
  ).toBeNull();
  expect(bindCount({ type: "object", properties: { a: { $ref: "#/$defs/l" } }, $defs: { l: array } }, 3).property).toBe(
    "a",
  );
  const tight = (bounds: object) =>
    bindCount({ type: "object", properties: { a: { ...array, ...bounds } } }, 40).conflict;
  expect(tight({ maxItems: 10 })).toEqual({ count: "40", property: "a", keyword: "maxItems", limit: 10 });
  expect(tight({ minItems: 41 })).toEqual({ count: "40", property: "a", keyword: "minItems", limit: 41 });
  expect(tight({ minItems: 1, maxItems: 40 })).toBeNull();
});

test("amount wraps in a list", () => {
  const type = valueType({ a: 1 });
  expect(wrapAmount(type, { min: 1, max: 1 })).toEqual(type);
  expect(along(wrapAmount(type, { min: 3, max: 3 }), "list")).toMatchObject({
    type: { minItems: 3, maxItems: 3 },
    certain: true,
  });
  const either = wrapAmount(type, { min: 1, max: 5 });
  expect(along(either, "a")).toMatchObject({ certain: false, dead: null });
  expect(along(either, "list")).toMatchObject({ certain: false, type: { minItems: 2, maxItems: 5 } });
  expect(along(either, "b").dead).toMatchObject({ candidates: ["a", "list"] });
});
