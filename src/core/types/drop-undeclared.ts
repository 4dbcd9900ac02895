// A value that satisfies a schema and the type of that schema in, the value without the properties that the schema does not declare out
// (spec 3.1, 5.1.2): where a type is closed, the flow was checked as if nothing else were there, so nothing else may be there.

import { hasOwn, isArray, isObject, type Json, type JsonObject, type JsonRecord, setOwn } from "../text/json.js";
import { unreachable } from "../unreachable.js";
import { relation } from "./accepts.js";
import type { Type } from "./type.js";
import { propertyOf } from "./union.js";
import { valueType } from "./value-type.js";

/** The value itself where all of it is declared. */
export function dropUndeclared(type: Type, value: Json): Json {
  if (typeof value !== "object" || value === null) return value;
  switch (type.kind) {
    case "array":
      return isArray(value) ? dropFromElements(type, value) : value;
    case "object":
      return isObject(value) ? dropFromObject(type, value) : value;
    case "union":
      return dropByMember(type.members, value);
    case "unknown":
    case "never":
    case "constant":
    case "null":
    case "boolean":
    case "number":
    case "string":
      return value;
    default:
      return unreachable(type);
  }
}

function dropFromElements({ prefix, items }: Type & { kind: "array" }, value: readonly Json[]): Json {
  const kept = value.map((element, i) => dropUndeclared(prefix[i] ?? items, element));
  return kept.every((element, i) => element === value[i]) ? value : kept;
}

function dropFromObject(type: Type & { kind: "object" }, value: JsonObject): Json {
  const kept: JsonRecord = {};
  let same = true;
  for (const [name, member] of Object.entries(value)) {
    const property = propertyOf(type, name);
    const left = property === undefined ? undefined : dropUndeclared(property.type, member);
    if (left !== undefined) setOwn(kept, name, left);
    same &&= left === member;
  }
  return same ? value : kept;
}

/** Of the members that the value is of, whatever else it holds, the one that leaves most of it. */
function dropByMember(members: readonly Type[], value: Json): Json {
  let best: { readonly value: Json; readonly size: number } | null = null;
  for (const member of members) {
    if (!isOfType(member, value)) continue;
    const left = dropUndeclared(member, value);
    if (left === value) return value;
    const size = sizeOf(left);
    if (best === null || size > best.size) best = { value: left, size };
  }
  return best === null ? value : best.value;
}

/** Whether a value is of a type, apart from what a closed object does not declare. */
function isOfType(type: Type, value: Json): boolean {
  if (type.kind === "union") return type.members.some((member) => isOfType(member, value));
  if (type.kind === "array" && isArray(value))
    return (
      value.length >= type.minItems &&
      value.length <= (type.maxItems ?? Infinity) &&
      value.every((element, i) => isOfType(type.prefix[i] ?? type.items, element))
    );
  if (type.kind === "object" && isObject(value))
    return (
      Object.entries(type.properties).every(([name, { required }]) => !required || hasOwn(value, name)) &&
      Object.entries(value).every(([name, member]) => {
        const property = propertyOf(type, name);
        return property === undefined || isOfType(property.type, member);
      })
    );
  if (isArray(value) || isObject(value)) return type.kind === "unknown";
  // Formats are taken on trust.
  return relation(type, valueType(value)) !== "no";
}

function sizeOf(value: Json): number {
  if (isArray(value)) return value.reduce((sum: number, element) => sum + sizeOf(element), 1);
  if (!isObject(value)) return 1;
  return Object.values(value).reduce((sum: number, member) => sum + sizeOf(member), 1);
}
