// A schema in, a size in characters and values out that no matching value can be smaller than: what would be huge is refused before it
// is made, and infinite where a value would have to hold itself.

import { isArray, isObject, type Json, type JsonObject } from "../../core/text/json.js";
import { findReference } from "../../core/types/local-reference.js";

export function leastSize(schema: JsonObject): number {
  return sizeOf(schema, { root: schema, known: new Map(), open: new Set() });
}

/** `known`: those that were measured. `open`: those that are being measured, whose values would hold themselves. */
type Measuring = {
  readonly root: JsonObject;
  readonly known: Map<JsonObject, number>;
  readonly open: Set<JsonObject>;
};

function sizeOf(schema: Json | undefined, measuring: Measuring): number {
  if (!isObject(schema)) return 0;
  const known = measuring.known.get(schema);
  if (known !== undefined) return known;
  if (measuring.open.has(schema)) return Number.POSITIVE_INFINITY;
  measuring.open.add(schema);
  const size = measure(schema, measuring);
  measuring.open.delete(schema);
  // Infinite may only mean inside the schemas that are open now; elsewhere the same schema may have an end.
  if (size !== Number.POSITIVE_INFINITY) measuring.known.set(schema, size);
  return size;
}

function measure(schema: JsonObject, measuring: Measuring): number {
  const { type, allOf, anyOf, oneOf, $ref } = schema;
  const types = isArray(type) ? type : type === undefined ? [] : [type];
  const only = (name: string) => types.length === 1 && types[0] === name;
  const of = (part: Json) => sizeOf(part, measuring);
  const own = only("string")
    ? count(schema.minLength)
    : only("array")
      ? arraySize(schema, measuring)
      : only("object")
        ? objectSize(schema, measuring)
        : 1;
  const least = (parts: Json | undefined) =>
    isArray(parts) && parts.length > 0 ? parts.reduce<number>((size, part) => Math.min(size, of(part)), Infinity) : 0;
  const all = isArray(allOf) ? allOf.map(of) : [];
  const referred = typeof $ref === "string" ? of(findReference(measuring.root, $ref) ?? true) : 0;
  return Math.max(own, least(anyOf), least(oneOf), referred, ...all);
}

function arraySize(schema: JsonObject, measuring: Measuring): number {
  const needed = Math.max(count(schema.minItems), count(schema.minContains));
  const listed = isArray(schema.prefixItems) ? schema.prefixItems : [];
  const first = listed.slice(0, needed).reduce<number>((sum, part) => sum + Math.max(1, sizeOf(part, measuring)), 0);
  const later = Math.max(0, needed - listed.length);
  return later === 0 ? first : first + later * Math.max(1, sizeOf(schema.items, measuring));
}

function objectSize({ minProperties, required, properties }: JsonObject, measuring: Measuring): number {
  const names = isArray(required) ? required : [];
  const sum = names.reduce<number>((total, name) => {
    const declared = isObject(properties) && typeof name === "string" && Object.hasOwn(properties, name);
    return total + 1 + (declared ? sizeOf(properties[name], measuring) : 0);
  }, 0);
  return Math.max(sum, count(minProperties));
}

function count(value: Json | undefined): number {
  return typeof value === "number" && value > 0 ? value : 0;
}
