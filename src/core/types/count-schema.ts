// `count` and `amount` of an ObjectGenerator in, the schema that its answers must match and the type of its result out (spec 1.12).

import { isArray, isObject, type Json, type JsonObject, setOwn } from "../text/json.js";
import type { Bounds } from "./bounds.js";
import { partType } from "./schema-type.js";
import { mostFacets } from "./shape.js";
import type { Type } from "./type.js";
import { unionOf } from "./union.js";

/** A bound that the author wrote and that `count` contradicts. */
export type CountConflict = {
  readonly count: string;
  readonly property: string;
  readonly keyword: "minItems" | "maxItems";
  readonly limit: number;
};

export type BoundCount = {
  readonly schema: JsonObject;
  /** The one top-level array property; null where there is none, or more than one: `count` then binds nothing. */
  readonly property: string | null;
  readonly conflict: CountConflict | null;
};

/** The length of the one top-level array property becomes `count`, and the property required; nested arrays are not touched. */
export function bindCount(schema: JsonObject, count: number | Bounds): BoundCount {
  const { min, max } = typeof count === "number" ? { min: count, max: count } : count;
  const property = onlyArrayProperty(schema);
  const properties = isObject(schema.properties) ? schema.properties : {};
  const declared = property === null ? undefined : properties[property];
  if (property === null || !isObject(declared)) return { schema, property: null, conflict: null };
  const conflict = conflictOf(property, partType(declared, schema), { min, max });
  if (conflict !== null) return { schema, property, conflict };

  const minItems = Math.max(min, bound(declared.minItems) ?? 0);
  const maxItems = Math.min(max ?? Number.POSITIVE_INFINITY, bound(declared.maxItems) ?? Number.POSITIVE_INFINITY);
  const bounded: JsonObject = { ...declared, minItems, ...(Number.isFinite(maxItems) ? { maxItems } : {}) };
  const changed: { [name: string]: Json } = {};
  for (const [name, value] of Object.entries(properties)) setOwn(changed, name, name === property ? bounded : value);
  const required = isArray(schema.required) ? schema.required : [];
  return {
    schema: {
      ...schema,
      properties: changed,
      required: required.includes(property) ? required : [...required, property],
    },
    property,
    conflict: null,
  };
}

function onlyArrayProperty(schema: JsonObject): string | null {
  if (!isObject(schema.properties)) return null;
  const arrays = Object.entries(schema.properties).filter(([, property]) => isArraySchema(schema, property));
  return arrays.length === 1 ? (arrays[0]?.[0] ?? null) : null;
}

/** Whether every value of the property is an array; its references lead from the schema that it stands in. */
function isArraySchema(root: JsonObject, property: Json): boolean {
  if (!isObject(property)) return false;
  const type = partType(property, root);
  return type.kind === "array" || (type.kind === "union" && type.members.every(({ kind }) => kind === "array"));
}

/** The bounds are those of its type: they may stand behind references and in `allOf`. */
function conflictOf(property: string, type: Type, { min, max }: Bounds): CountConflict | null {
  const count = min === max ? String(min) : max === null ? `at least ${min}` : `${min} to ${max}`;
  const arrays = (type.kind === "union" ? type.members : [type]).filter((member) => member.kind === "array");
  const least = arrays.reduce((lowest, { minItems }) => Math.min(lowest, minItems), Number.POSITIVE_INFINITY);
  const most = arrays.some(({ maxItems }) => maxItems === null)
    ? null
    : arrays.reduce((highest, { maxItems }) => Math.max(highest, maxItems ?? 0), 0);
  if (max !== null && least > max) return { count, property, keyword: "minItems", limit: least };
  if (most !== null && most < min) return { count, property, keyword: "maxItems", limit: most };
  return null;
}

function bound(value: Json | undefined): number | null {
  return typeof value === "number" ? value : null;
}

/** One object, or `{ list }` of them where `amount` is above 1; where that is not known, either. */
export function wrapAmount(type: Type, amount: Bounds): Type {
  if (amount.max !== null && amount.max <= 1) return type;
  const list: Type = {
    kind: "object",
    properties: {
      list: {
        type: { kind: "array", prefix: [], items: type, minItems: Math.max(2, amount.min), maxItems: amount.max },
        required: true,
      },
    },
    rest: null,
  };
  // The alternatives of the schema stay apart, as in its own type.
  return amount.min > 1 ? list : unionOf([type, list], 2 * mostFacets + 1);
}
