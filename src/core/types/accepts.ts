// What is expected and what arrives in, whether it fits out (spec 3.5): "yes": every value of `actual` is one of `expected`; "no": none
// is; else "maybe". An object with a property that a closed type does not list is "maybe": closedness is a rule of the language, and a
// model's answer may have more than its schema declares.

import { hasOwn } from "../text/json.js";
import { unreachable } from "../unreachable.js";
import type { Type } from "./type.js";
import { codePoints, elementAt, exactNumber, exactString, propertyOf } from "./union.js";

export type Relation = "yes" | "maybe" | "no";

type ArrayType = Extract<Type, { kind: "array" }>;
type ObjectType = Extract<Type, { kind: "object" }>;
type NumberType = Extract<Type, { kind: "number" }>;
type StringType = Extract<Type, { kind: "string" }>;
type Scalar = null | boolean | number | string;

export function relation(expected: Type, actual: Type): Relation {
  if (actual.kind === "never" || expected.kind === "unknown") return "yes";
  if (expected.kind === "never") return "no";
  if (actual.kind === "unknown") return "maybe";
  if (actual.kind === "union") return agreed(actual.members.map((member) => relation(expected, member)));
  if (expected.kind === "union") return best(expected.members.map((member) => relation(member, actual)));
  return relationOfKinds(expected, actual);
}

/** All alike, or "maybe". */
function agreed(relations: readonly Relation[]): Relation {
  const first = relations[0] ?? "yes";
  return relations.every((each) => each === first) ? first : "maybe";
}

function best(relations: readonly Relation[]): Relation {
  if (relations.includes("yes")) return "yes";
  return relations.includes("maybe") ? "maybe" : "no";
}

type Plain = Exclude<Type, { kind: "unknown" | "never" | "union" }>;

function relationOfKinds(expected: Plain, actual: Plain): Relation {
  if (actual.kind === "constant") return constantRelation(expected, actual.value);
  switch (expected.kind) {
    case "constant":
      return constantExpected(expected.value, actual);
    case "null":
    case "boolean":
      return actual.kind === expected.kind ? "yes" : "no";
    case "number":
      return actual.kind === "number" ? numberRelation(expected, actual) : "no";
    case "string":
      return actual.kind === "string" ? stringRelation(expected, actual) : "no";
    case "array":
      return actual.kind === "array" ? arrayRelation(expected, actual) : "no";
    case "object":
      return actual.kind === "object" ? objectRelation(expected, actual) : "no";
    default:
      return unreachable(expected);
  }
}

function constantRelation(expected: Plain, value: Scalar): Relation {
  switch (expected.kind) {
    case "constant":
      return expected.value === value ? "yes" : "no";
    case "null":
      return value === null ? "yes" : "no";
    case "boolean":
      return typeof value === "boolean" ? "yes" : "no";
    case "number":
      return typeof value === "number" ? numberRelation(expected, exactNumber(value)) : "no";
    case "string":
      return typeof value === "string" ? stringRelation(expected, exactString(value)) : "no";
    case "array":
    case "object":
      return "no";
    default:
      return unreachable(expected);
  }
}

function constantExpected(value: Scalar, actual: Exclude<Plain, { kind: "constant" }>): Relation {
  switch (actual.kind) {
    case "null":
      return value === null ? "yes" : "no";
    case "boolean":
      return typeof value === "boolean" ? "maybe" : "no";
    case "number": {
      if (typeof value !== "number" || !holdsNumber(actual, value)) return "no";
      return actual.minimum === value && actual.maximum === value ? "yes" : "maybe";
    }
    case "string":
      return typeof value === "string" && holdsLength(actual, codePoints(value)) ? "maybe" : "no";
    case "array":
    case "object":
      return "no";
    default:
      return unreachable(actual);
  }
}

function holdsNumber(type: NumberType, value: number): boolean {
  return (
    value >= (type.minimum ?? -Infinity) &&
    value <= (type.maximum ?? Infinity) &&
    (!type.integer || Number.isInteger(value))
  );
}

function holdsLength(type: StringType, length: number): boolean {
  return length >= type.minLength && length <= (type.maxLength ?? Infinity);
}

function numberRelation(expected: NumberType, actual: NumberType): Relation {
  const integer = expected.integer || actual.integer;
  const low = Math.max(expected.minimum ?? -Infinity, actual.minimum ?? -Infinity);
  const high = Math.min(expected.maximum ?? Infinity, actual.maximum ?? Infinity);
  if ((integer ? Math.ceil(low) : low) > (integer ? Math.floor(high) : high)) return "no";
  const inside =
    (actual.minimum ?? -Infinity) >= (expected.minimum ?? -Infinity) &&
    (actual.maximum ?? Infinity) <= (expected.maximum ?? Infinity);
  return inside && (actual.integer || !expected.integer) ? "yes" : "maybe";
}

function stringRelation(expected: StringType, actual: StringType): Relation {
  const shortest = Math.max(expected.minLength, actual.minLength);
  const longest = Math.min(expected.maxLength ?? Infinity, actual.maxLength ?? Infinity);
  if (shortest > longest) return "no";
  const inside =
    actual.minLength >= expected.minLength && (actual.maxLength ?? Infinity) <= (expected.maxLength ?? Infinity);
  return inside && (expected.format === undefined || expected.format === actual.format) ? "yes" : "maybe";
}

function arrayRelation(expected: ArrayType, actual: ArrayType): Relation {
  const longest = Math.min(expected.maxItems ?? Infinity, actual.maxItems ?? Infinity);
  if (Math.max(expected.minItems, actual.minItems) > longest) return "no";
  const told = Math.max(expected.prefix.length, actual.prefix.length);
  const positions = Math.min(told + 1, actual.maxItems ?? Infinity);
  let whole = actual.minItems >= expected.minItems && (actual.maxItems ?? Infinity) <= (expected.maxItems ?? Infinity);
  for (let i = 0; i < positions; i++) {
    const each = relation(elementAt(expected, i), elementAt(actual, i));
    if (each === "no" && i < actual.minItems) return "no";
    if (each !== "yes") whole = false;
  }
  return whole ? "yes" : "maybe";
}

function objectRelation(expected: ObjectType, actual: ObjectType): Relation {
  let whole = true;
  for (const [name, property] of Object.entries(actual.properties)) {
    const wanted = propertyOf(expected, name);
    const each: Relation = wanted === undefined ? "maybe" : relation(wanted.type, property.type);
    if (each === "no" && property.required) return "no";
    if (each !== "yes") whole = false;
  }
  for (const [name, { required, type }] of Object.entries(expected.properties)) {
    const given = propertyOf(actual, name);
    if (required && given === undefined) return "no";
    if (required && given?.required !== true) whole = false;
    if (given !== undefined && !hasOwn(actual.properties, name) && relation(type, given.type) !== "yes") whole = false;
  }
  if (actual.rest !== null && (expected.rest === null || relation(expected.rest, actual.rest) !== "yes")) whole = false;
  return whole ? "yes" : "maybe";
}
