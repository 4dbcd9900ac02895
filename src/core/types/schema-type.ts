// A JSON Schema (draft 2020-12) in, the type of the values that satisfy it out (spec 3.1). Sound: what a keyword says beyond our
// types is left out, which only widens. Closedness is the language's rule: a schema with `properties` that says nothing about others
// declares all there are.

import { hasOwn, isArray, isObject, type Json, type JsonObject } from "../text/json.js";
import { findReference } from "./local-reference.js";
import {
  anyArray,
  anyNumber,
  anyObject,
  anyString,
  arrayFacet,
  both,
  type Effort,
  either,
  type Facet,
  isEmpty,
  mostFacets,
  numberFacet,
  type ObjectFacet,
  objectFacet,
  type Rest,
  type Shape,
  typeOfShape,
} from "./shape.js";
import { type Type, unknownType } from "./type.js";
import { codePoints } from "./union.js";

/** How often a schema is entered inside itself, and `$ref`s inside one another, before what is there is left unknown. */
const deepestRecursion = 3;
const deepestReference = 16;
const effortOfReading = 5_000;
const effortOfWriting = 3_000;

/**
 * `entered`: the references that led here. `excuses`: a schema that nothing can satisfy is an error at the schema (spec 1.8), and what it
 * would say of paths is not known.
 */
type Reading = {
  readonly root: Json;
  readonly effort: Effort;
  readonly entered: readonly string[];
  readonly excuses: boolean;
  readonly read: Map<string, Read>;
};

/** What a reference was read as, and the effort: it is spent again each time, so that no answer depends on what was read before. */
type Read = { readonly shape: Shape; readonly effort: number };
const readBefore = new WeakMap<JsonObject, Map<string, Read>>();

export function schemaType(schema: Json): Type {
  return partType(schema, schema);
}

/** The type of a part of a schema, whose references lead from the whole. */
export function partType(part: Json, root: Json): Type {
  const shape = readShape(part, root, true);
  return isEmpty(shape) ? unknownType : typeOfShape(shape, { left: effortOfWriting });
}

/** Whether no value satisfies a part of a schema; false where that cannot be told. */
export function isUnsatisfiable(part: Json, root: Json): boolean {
  return isEmpty(readShape(part, root, false));
}

/** Whether so much is said of a value that nothing of it is known: more alternatives than are told apart, or too costly to read. */
export function isUnread(part: Json, root: Json): boolean {
  return readShape(part, root, false) === "unread";
}

function readShape(part: Json, root: Json, excuses: boolean): Shape {
  const read = (isObject(root) ? readBefore.get(root) : undefined) ?? new Map<string, Read>();
  if (isObject(root)) readBefore.set(root, read);
  return shapeOf(part, { root, effort: { left: effortOfReading }, entered: [], excuses, read });
}

function shapeOf(schema: Json | undefined, reading: Reading): Shape {
  if (schema === false) return [];
  if (!isObject(schema)) return "any";
  if (--reading.effort.left < 0) return "unread";
  const shape = shapeOfObject(schema, reading);
  return reading.excuses && isEmpty(shape) ? "unread" : shape;
}

function shapeOfObject(schema: JsonObject, reading: Reading): Shape {
  if (schema.not === true || (isObject(schema.not) && Object.keys(schema.not).length === 0)) return [];
  const of = (part: Json | undefined) => shapeOf(part, reading);
  let shape = both(ownShape(schema, reading), valuesShape(schema), reading.effort);
  const narrow = (other: Shape) => {
    shape = both(shape, other, reading.effort);
  };
  const { $ref, allOf, anyOf, oneOf, dependentSchemas } = schema;
  if (typeof $ref === "string") narrow(referredShape($ref, reading));
  if (isArray(allOf)) for (const part of allOf) narrow(of(part));
  const narrowToAny = (others: readonly Shape[]) => {
    shape = either(others.map((other) => both(shape, other, reading.effort)));
  };
  if (isArray(anyOf)) narrowToAny(anyOf.map(of));
  if (isArray(oneOf)) narrowToAny(oneOf.map(of));
  if (schema.if !== undefined) {
    const when = both(of(schema.if), schema.then === undefined ? "any" : of(schema.then), reading.effort);
    narrowToAny([when, schema.else === undefined ? "any" : of(schema.else)]);
  }
  if (isObject(dependentSchemas)) for (const part of Object.values(dependentSchemas)) narrowToAny([of(part), "any"]);
  return shape;
}

function referredShape(reference: string, reading: Reading): Shape {
  const { root, effort, excuses, read } = reading;
  const before = reading.entered.filter((other) => other === reference).length;
  if (before >= deepestRecursion || reading.entered.length >= deepestReference) return "unread";
  const entered = [...reading.entered, reference].sort();
  const key = JSON.stringify([excuses, reference, entered]);
  const known = read.get(key);
  if (known !== undefined && known.effort <= effort.left) {
    effort.left -= known.effort;
    return known.shape;
  }
  const { left } = effort;
  const target = findReference(root, reference);
  const shape = target === undefined ? "any" : shapeOf(target, { ...reading, entered });
  if (effort.left >= 0) read.set(key, { shape, effort: left - effort.left });
  return shape;
}

/** What `enum` and `const` allow. */
function valuesShape(schema: JsonObject): Shape {
  const listed = isArray(schema.enum) ? schema.enum : null;
  const values = hasOwn(schema, "const") ? [schema.const as Json] : listed;
  if (values === null) return "any";
  if (values.length <= mostFacets) return either(values.map(literalShape));
  if (values.some((value) => isArray(value) || isObject(value))) return "unread";
  const lengths = values.flatMap((value) => (typeof value === "string" ? [codePoints(value)] : []));
  const kinds: Facet[] = [];
  const has = (test: (value: Json) => boolean) => values.some(test);
  if (lengths.length > 0)
    kinds.push({
      kind: "string",
      minLength: lengths.reduce((a, b) => Math.min(a, b)),
      maxLength: lengths.reduce((a, b) => Math.max(a, b)),
    });
  if (has((value) => typeof value === "number"))
    kinds.push({
      ...anyNumber,
      integer: values.every((value) => typeof value !== "number" || Number.isInteger(value)),
    } as Facet);
  if (has((value) => typeof value === "boolean")) kinds.push({ kind: "boolean" });
  if (has((value) => value === null)) kinds.push({ kind: "null" });
  return kinds;
}

function literalShape(value: Json): Shape {
  if (value === null) return [{ kind: "null" }];
  if (isArray(value))
    return [
      { kind: "array", prefix: value.map(literalShape), items: [], minItems: value.length, maxItems: value.length },
    ];
  if (isObject(value)) {
    const properties = new Map(
      Object.entries(value).map(([name, member]) => [name, { shape: literalShape(member), required: true }]),
    );
    return [{ kind: "object", properties, rest: "declared" }];
  }
  return [{ kind: "constant", value }];
}

const allTypes = ["null", "boolean", "number", "string", "array", "object"];

/** What the keywords say that speak of one type of value each. */
function ownShape(schema: JsonObject, reading: Reading): Shape {
  const named = typeof schema.type === "string" ? [schema.type] : texts(schema.type);
  const types = named.length === 0 ? allTypes : schema.nullable === true ? [...named, "null"] : named;
  const facets = [...new Set(types)].map((type) => facetOf(type, schema, reading));
  if (facets.includes("any")) return "any";
  const possible = facets.filter((facet): facet is Facet => facet !== null && facet !== "any");
  return named.length === 0 && possible.every(isUnbounded) ? "any" : possible;
}

function isUnbounded(facet: Facet): boolean {
  const unbounded: readonly Facet[] = [anyNumber, anyString, anyArray, anyObject];
  return facet.kind === "null" || facet.kind === "boolean" || unbounded.includes(facet);
}

function facetOf(type: string, schema: JsonObject, reading: Reading): Facet | null | "any" {
  switch (type) {
    case "null":
    case "boolean":
      return { kind: type };
    case "integer":
    case "number":
      return numbersOf(schema, type === "integer");
    case "string":
      return stringsOf(schema);
    case "array":
      return arraysOf(schema, reading);
    case "object":
      return objectsOf(schema, reading);
    default:
      // A type that does not exist is reported where schemas are checked; nothing more is said about its values.
      return "any";
  }
}

function numbersOf(schema: JsonObject, integer: boolean): Facet | null {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const whole = integer || (typeof multipleOf === "number" && Number.isInteger(multipleOf) && multipleOf > 0);
  const above =
    typeof exclusiveMinimum === "number" ? (whole ? Math.floor(exclusiveMinimum) + 1 : exclusiveMinimum) : -Infinity;
  const below =
    typeof exclusiveMaximum === "number" ? (whole ? Math.ceil(exclusiveMaximum) - 1 : exclusiveMaximum) : Infinity;
  const low = Math.max(typeof minimum === "number" ? minimum : -Infinity, above);
  const high = Math.min(typeof maximum === "number" ? maximum : Infinity, below);
  if (!whole && low === -Infinity && high === Infinity) return anyNumber;
  if (typeof multipleOf === "number" && Number.isSafeInteger(multipleOf) && multipleOf > 0) {
    if (Math.ceil(low / multipleOf) * multipleOf > high && Number.isSafeInteger(Math.ceil(low))) return null;
  }
  const bound = (value: number) => (Number.isFinite(value) ? value : null);
  return numberFacet({ kind: "number", integer: whole, minimum: bound(low), maximum: bound(high) });
}

function stringsOf(schema: JsonObject): Facet | null {
  const minLength = count(schema.minLength) ?? 0;
  const maxLength = count(schema.maxLength);
  if (maxLength !== null && minLength > maxLength) return null;
  const format = typeof schema.format === "string" ? schema.format : undefined;
  if (minLength === 0 && maxLength === null && format === undefined) return anyString;
  return { kind: "string", minLength, maxLength, ...(format === undefined ? {} : { format }) };
}

function arraysOf(schema: JsonObject, reading: Reading): Facet | null {
  const { prefixItems, items } = schema;
  const prefix = isArray(prefixItems) ? prefixItems.map((part) => shapeOf(part, reading)) : [];
  const contained = schema.contains === undefined ? 0 : (count(schema.minContains) ?? 1);
  if (contained > 0 && isEmpty(shapeOf(schema.contains, reading))) return null;
  if (contained > (count(schema.maxContains) ?? Infinity) && schema.contains !== undefined) return null;
  const minItems = Math.max(count(schema.minItems) ?? 0, contained);
  const maxItems = count(schema.maxItems);
  if (prefix.length === 0 && items === undefined && minItems === 0 && maxItems === null) return anyArray;
  const later = isArray(items) ? "any" : shapeOf(items, reading);
  const most = schema.uniqueItems === true ? prefix.length + countValues(later) : Infinity;
  const longest = Math.min(most, maxItems ?? Infinity);
  return arrayFacet({
    kind: "array",
    prefix,
    items: later,
    minItems,
    maxItems: longest === Infinity ? null : longest,
  });
}

/** How many values there are of a shape, at most. */
function countValues(shape: Shape): number {
  if (typeof shape === "string") return Infinity;
  const counts: number[] = shape.map(({ kind }) =>
    kind === "constant" || kind === "null" ? 1 : kind === "boolean" ? 2 : Infinity,
  );
  return counts.reduce((sum, each) => sum + each, 0);
}

function objectsOf(schema: JsonObject, reading: Reading): Facet | null {
  const { properties } = schema;
  const listed: Map<string, { shape: Shape; required: boolean }> = new Map();
  if (isObject(properties)) {
    for (const [name, property] of Object.entries(properties))
      listed.set(name, { shape: shapeOf(property, reading), required: false });
  }
  const rest = restOf(schema, reading);
  for (const name of texts(schema.required)) {
    listed.set(name, {
      shape: listed.get(name)?.shape ?? (typeof rest === "string" ? "any" : rest.said),
      required: true,
    });
  }
  const most = count(schema.maxProperties) ?? Infinity;
  if ([...listed.values()].filter(({ required }) => required).length > most) return null;
  const isClosed = typeof rest !== "string" && isEmpty(rest.said);
  const possible = [...listed.values()].filter(({ shape }) => !isEmpty(shape)).length;
  if (isClosed && possible < (count(schema.minProperties) ?? 0)) return null;
  if (listed.size === 0 && rest === "unsaid") return anyObject;
  const facet: ObjectFacet = { kind: "object", properties: listed, rest };
  return objectFacet(facet);
}

const evaluating = ["$ref", "$dynamicRef", "allOf", "anyOf", "oneOf", "not", "if", "dependentSchemas", "dependencies"];

/** Where patterns or `unevaluatedProperties` decide by name which schema holds, nothing is said of a property that is not listed. */
function restOf(schema: JsonObject, reading: Reading): Rest {
  const { properties, patternProperties, additionalProperties, unevaluatedProperties } = schema;
  const patterns = isObject(patternProperties)
    ? Object.values(patternProperties).map((part) => shapeOf(part, reading))
    : [];
  if (additionalProperties === undefined) {
    if (patterns.length > 0 || (unevaluatedProperties !== undefined && unevaluatedProperties !== false))
      return { said: "any" };
    // Without another schema for the same value, what is not listed here is not evaluated.
    if (unevaluatedProperties === false && !evaluating.some((keyword) => schema[keyword] !== undefined))
      return { said: [] };
    return isObject(properties) || unevaluatedProperties === false ? "declared" : "unsaid";
  }
  if (additionalProperties === false) return { said: either(patterns) };
  return { said: either([...patterns, shapeOf(additionalProperties, reading)]) };
}

export function texts(value: Json | undefined): readonly string[] {
  return isArray(value) ? value.filter((element): element is string => typeof element === "string") : [];
}

function count(value: Json | undefined): number | null {
  return typeof value === "number" && value >= 0 ? value : null;
}
