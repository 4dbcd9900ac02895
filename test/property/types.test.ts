// Types are sound: whatever satisfies a schema is of its type, and what a path is said to find is what it finds (spec 3.1, 3.4).

import fc from "fast-check";
import { expect, test } from "vitest";
import type { SegmentIr } from "../../src/core/ir/ir.js";
import { typeOfPath } from "../../src/core/path/path-type.js";
import { ajvValidator } from "../../src/core/schema/ajv-validator.js";
import { applyDefaults } from "../../src/core/schema/defaults.js";
import { walkSchema } from "../../src/core/schema/walk-schema.js";
import { canonicalJson, hasOwn, isArray, isObject, type Json, type JsonObject } from "../../src/core/text/json.js";
import { relation } from "../../src/core/types/accepts.js";
import { inputType } from "../../src/core/types/input-type.js";
import { findReference } from "../../src/core/types/local-reference.js";
import { isUnread, isUnsatisfiable, partType, schemaType } from "../../src/core/types/schema-type.js";
import type { Type } from "../../src/core/types/type.js";
import { unionOf } from "../../src/core/types/union.js";
import { valueType } from "../../src/core/types/value-type.js";
import { type Chance, chanceOf } from "../build/chance.js";
import { hostileNames } from "../build/hostile.js";

const names = ["a", "b", "x", ...hostileNames];
const small = fc.integer({ min: -2, max: 4 });
const count = fc.integer({ min: 0, max: 3 });
const scalar: fc.Arbitrary<Json> = fc.oneof(
  small,
  fc.constantFrom("", "a", "bb", "ccc"),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom(0.5, -1.5, 2.25),
);
const literal: fc.Arbitrary<Json> = fc.oneof(
  scalar,
  fc.array(scalar, { maxLength: 2 }),
  fc.dictionary(fc.constantFrom(...names), scalar, { maxKeys: 2 }),
);
const typeName = fc.constantFrom("null", "boolean", "integer", "number", "string", "array", "object");

/** Every key may be missing. */
function some(shape: { readonly [name: string]: fc.Arbitrary<Json> }): fc.Arbitrary<JsonObject> {
  return fc.record(shape, { requiredKeys: [] }) as fc.Arbitrary<JsonObject>;
}

const { schema: anySchema } = fc.letrec<{ schema: Json; object: Json; array: Json }>((tie) => ({
  object: some({
    type: fc.constant("object"),
    properties: fc.dictionary(fc.constantFrom(...names), tie("schema") as fc.Arbitrary<Json>, { maxKeys: 3 }),
    required: fc.uniqueArray(fc.constantFrom(...names), { maxLength: 2 }),
    additionalProperties: tie("schema") as fc.Arbitrary<Json>,
    patternProperties: fc.dictionary(fc.constantFrom("^a", "x$"), tie("schema") as fc.Arbitrary<Json>, { maxKeys: 1 }),
  }).map((schema) => ({ type: "object", ...schema })),
  array: some({
    prefixItems: fc.array(tie("schema") as fc.Arbitrary<Json>, { minLength: 1, maxLength: 2 }),
    items: tie("schema") as fc.Arbitrary<Json>,
    minItems: count,
    maxItems: count,
    contains: tie("schema") as fc.Arbitrary<Json>,
  }).map((schema) => ({ type: "array", ...schema })),
  schema: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom<Json>(true, {}, { type: "string" }),
    fc.constantFrom<Json>(false, { $ref: "#/$defs/d" }, { $ref: "#" }),
    some({
      type: fc.oneof(typeName, fc.uniqueArray(typeName, { minLength: 1, maxLength: 3 })),
      minimum: small,
      exclusiveMaximum: small,
      multipleOf: fc.constantFrom(1, 2, 0.5),
      minLength: count,
      maxLength: count,
    }),
    fc.array(literal, { minLength: 1, maxLength: 3 }).map((values) => ({ enum: values })),
    literal.map((value) => ({ const: value })),
    tie("object"),
    tie("object"),
    tie("array"),
    some({
      properties: fc.dictionary(fc.constantFrom(...names), tie("schema") as fc.Arbitrary<Json>, { maxKeys: 2 }),
      required: fc.uniqueArray(fc.constantFrom(...names), { maxLength: 1 }),
      allOf: fc.array(tie("schema"), { minLength: 1, maxLength: 2 }),
      anyOf: fc.array(tie("schema"), { minLength: 1, maxLength: 2 }),
      oneOf: fc.array(tie("schema"), { minLength: 1, maxLength: 2 }),
      if: tie("schema"),
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: tie("schema"),
      else: tie("schema"),
      not: tie("schema"),
      dependentSchemas: fc.dictionary(fc.constantFrom(...names), tie("schema") as fc.Arbitrary<Json>, { maxKeys: 1 }),
    } as { readonly [name: string]: fc.Arbitrary<Json> }),
  ) as fc.Arbitrary<Json>,
})) as { schema: fc.Arbitrary<Json> };

const rootSchema: fc.Arbitrary<JsonObject> = fc
  .tuple(anySchema, anySchema)
  .filter(([schema]) => isObject(schema))
  .map(([schema, d]) => ({ ...(schema as JsonObject), $defs: { d } }));

/** A value that is likely to satisfy the schema; it holds no property that no part of the schema lists. */
function sample(schema: Json | undefined, root: JsonObject, draw: Chance, depth: number): Json {
  const scalars: readonly Json[] = [null, true, 0, 1, 3, 0.5, "", "a", "bb"];
  const anything = () => (draw(4) === 0 ? [] : draw(5) === 0 ? {} : (scalars[draw(scalars.length)] as Json));
  if (!isObject(schema) || depth > 5) return anything();
  if (hasOwn(schema, "const")) return schema.const as Json;
  if (isArray(schema.enum)) return schema.enum[draw(schema.enum.length)] as Json;
  if (typeof schema.$ref === "string") return sample(findReference(root, schema.$ref), root, draw, depth + 1);
  const parts = relatedSchemas(schema, root, 0);
  const types = parts.flatMap(({ type }) =>
    typeof type === "string" ? [type] : isArray(type) ? (type as string[]) : [],
  );
  const type =
    types.length > 0
      ? types[draw(types.length)]
      : parts.some(({ properties }) => properties !== undefined)
        ? "object"
        : "";
  if (type === "object") {
    const object: { [name: string]: Json } = {};
    for (const { properties, required } of parts) {
      for (const [name, property] of Object.entries(isObject(properties) ? properties : {}))
        if (draw(3) > 0) object[name] = sample(property, root, draw, depth + 1);
      for (const name of isArray(required) ? (required as string[]) : [])
        object[name] ??= sample(true, root, draw, depth + 1);
    }
    return object;
  }
  if (type === "array") {
    const { prefixItems, items, minItems, maxItems } = schema;
    const least = typeof minItems === "number" ? minItems : 0;
    const length = Math.min(least + draw(3), typeof maxItems === "number" ? maxItems : 9);
    return Array.from({ length }, (_, i) =>
      sample(isArray(prefixItems) && i < prefixItems.length ? prefixItems[i] : items, root, draw, depth + 1),
    );
  }
  const alternatives = parts.filter((part) => part !== schema);
  if (type === "" && alternatives.length > 0)
    return sample(alternatives[draw(alternatives.length)], root, draw, depth + 1);
  const fitting: { readonly [type: string]: readonly Json[] } = {
    integer: [0, 1, -1, 2, 4],
    number: [0, 0.5, 2, -1.5],
    string: ["", "a", "bb", "ccc"],
    boolean: [true, false],
    null: [null],
  };
  const choice = fitting[type ?? ""];
  return choice === undefined ? anything() : (choice[draw(choice.length)] as Json);
}

function relatedSchemas(schema: JsonObject, root: JsonObject, depth: number): readonly JsonObject[] {
  if (depth > 3) return [];
  const { allOf, anyOf, oneOf, dependentSchemas, $ref } = schema;
  const below = [allOf, anyOf, oneOf].flatMap((list) => (isArray(list) ? list : []));
  const named = isObject(dependentSchemas) ? Object.values(dependentSchemas) : [];
  const target = typeof $ref === "string" ? [findReference(root, $ref)] : [];
  const all = [...below, ...named, ...target, schema.if, schema.then, schema.else].filter((part): part is JsonObject =>
    isObject(part),
  );
  return [schema, ...all.flatMap((part) => relatedSchemas(part, root, depth + 1))];
}

const singularPath = fc.array(fc.oneof(fc.constantFrom(...names), fc.integer({ min: -2, max: 2 })), {
  minLength: 1,
  maxLength: 3,
});
type Singular = readonly (string | number)[];

function find(value: Json | undefined, path: Singular): Json | undefined {
  return path.reduce((above: Json | undefined, part) => {
    if (typeof part === "number") return isArray(above) ? above.at(part) : undefined;
    return isObject(above) && hasOwn(above, part) ? above[part] : undefined;
  }, value);
}

function segmentsOf(path: Singular): readonly SegmentIr[] {
  const span = { start: 0, end: 0 };
  return path.map((part) => ({
    kind: "child",
    selectors: [typeof part === "number" ? { kind: "index", index: part } : { kind: "name", name: part }],
    span,
  }));
}

let valid = 0;
let found = 0;

function checkPath(type: Type, value: Json, path: Singular): void {
  const typing = typeOfPath(type, segmentsOf(path));
  const hit = find(value, path);
  if (typing.certain) expect(hit).not.toBeUndefined();
  if (hit === undefined) return;
  found++;
  expect(typing.dead, `a dead path found ${canonicalJson(hit)}`).toBeNull();
  expect(relation(typing.type, valueType(hit))).not.toBe("no");
}

test("a part of a schema reads the same, whatever was read before it", () => {
  const $refs = ["#", "#/$defs/d", "#/$defs/d", "#/$defs/e", "#/$defs/f"].map(($ref) => ({ $ref }));
  fc.assert(
    fc.property(fc.tuple(anySchema, anySchema, anySchema, anySchema), fc.boolean(), ([first, d, e, f], long) => {
      // Long lists of references use up what a reading may cost.
      const many = Array.from({ length: long ? 40 : 1 }, () => ({ prefixItems: $refs }));
      const root = {
        prefixItems: [first, ...many],
        $defs: { d: { prefixItems: [d, ...$refs] }, e, f: { allOf: [f, { items: $refs[1] }] } },
      };
      for (const { schema } of walkSchema(root as JsonObject).slice(0, 12)) {
        const alone = () => structuredClone(root) as Json;
        expect(JSON.stringify(partType(schema, root as Json))).toBe(JSON.stringify(partType(schema, alone())));
        expect(isUnsatisfiable(schema, root as Json)).toBe(isUnsatisfiable(schema, alone()));
        expect(isUnread(schema, root as Json)).toBe(isUnread(schema, alone()));
      }
    }),
    { numRuns: 30 },
  );
});

test("what satisfies a schema is of its type, and paths find what they are said to find", () => {
  fc.assert(
    fc.property(
      rootSchema,
      fc.integer(),
      fc.array(literal, { maxLength: 2 }),
      fc.array(singularPath, { minLength: 4, maxLength: 8 }),
      (schema, seed, others, paths) => {
        const compiled = ajvValidator.compile(schema);
        if (!compiled.ok) return;
        const draw = chanceOf(seed);
        const type = schemaType(schema);
        const samples = Array.from({ length: 6 }, () => sample(schema, schema, draw, 0));
        for (const value of samples.filter((each) => compiled.check(each).length === 0)) {
          valid++;
          expect(relation(type, valueType(value))).not.toBe("no");
          for (const path of paths) checkPath(type, value, path);
        }
        for (const value of others.filter((each) => compiled.check(each).length === 0))
          expect(relation(type, valueType(value))).not.toBe("no");
      },
    ),
    { numRuns: 100 },
  );
  expect(valid).toBeGreaterThan(50);
  expect(found).toBeGreaterThan(5);
});

test("after defaults are applied, what a default fills is found", () => {
  const property = fc.oneof(
    scalar.map((value) => ({ default: value })),
    fc.record({
      default: fc.constant({}),
      properties: fc.dictionary(
        fc.constantFrom(...names),
        scalar.map((value) => ({ default: value })),
        { maxKeys: 2 },
      ),
    }),
    fc.constant({ type: "integer" }),
  ) as fc.Arbitrary<Json>;
  const schemas = fc
    .dictionary(fc.constantFrom(...names), property, { maxKeys: 3 })
    .map((properties): JsonObject => ({ type: "object", properties }));
  fc.assert(
    fc.property(
      schemas,
      fc.integer(),
      fc.array(singularPath, { minLength: 4, maxLength: 8 }),
      (schema, seed, paths) => {
        const compiled = ajvValidator.compile(schema);
        const value = applyDefaults(schema, sample(schema, schema, chanceOf(seed), 0));
        if (!compiled.ok || compiled.check(value).length > 0) return;
        const type = inputType(schema);
        for (const path of paths) checkPath(type, value, path);
      },
    ),
    { numRuns: 200 },
  );
});

test("a value is of its own type, and of every union with it", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 3 }), (a, b) => {
      const type = valueType(a as Json);
      expect(relation(type, type)).toBe("yes");
      expect(relation(unionOf([type, valueType(b as Json)]), type)).toBe("yes");
    }),
  );
});
