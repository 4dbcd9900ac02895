// A type in, how many bytes the JSON of its values has at most out (spec 5.7.5); null: nothing bounds it. As JSON.stringify writes them,
// indented by two; a character of a text takes six bytes at most (\u001f).

import { utf8ToBytes } from "@noble/hashes/utils.js";
import { unreachable } from "../unreachable.js";
import type { Type } from "./type.js";

/** -0.0000012345678901234567: no number is longer. */
const longestNumber = 25;
const longestCharacter = 6;

/** Indented by two, which is as much white space as people and models write. */
export function longestIndentedJson(type: Type): number | null {
  const size = sizeOf(type, 0);
  return Number.isSafeInteger(size) ? size : null;
}

/** The bytes of a value as compact JSON. */
export function jsonBytes(value: unknown): number {
  return utf8ToBytes(JSON.stringify(value)).length;
}

/** `depth`: how many brackets are open around it. Infinity: nothing bounds it. */
function sizeOf(type: Type, depth: number): number {
  switch (type.kind) {
    case "unknown":
      return Number.POSITIVE_INFINITY;
    case "never":
      return 0;
    case "constant":
      return jsonBytes(type.value);
    case "null":
      return 4;
    case "boolean":
      return 5;
    case "number":
      return type.integer ? longestInteger(type) : longestNumber;
    case "string":
      return type.maxLength === null ? Number.POSITIVE_INFINITY : 2 + longestCharacter * type.maxLength;
    case "array":
      return arraySize(type, depth);
    case "object": {
      if (type.rest !== null && type.rest.kind !== "never") return Number.POSITIVE_INFINITY;
      const properties = Object.entries(type.properties).filter(([, { type }]) => type.kind !== "never");
      return bracketed(
        properties.map(([name, property]) => [1, jsonBytes(name) + 2 + sizeOf(property.type, depth + 1)]),
        depth,
      );
    }
    case "union":
      return Math.max(0, ...type.members.map((member) => sizeOf(member, depth)));
    default:
      return unreachable(type);
  }
}

function longestInteger({ minimum, maximum }: Extract<Type, { kind: "number" }>): number {
  if (minimum === null || maximum === null) return longestNumber;
  const ends = [String(Math.floor(minimum)), String(Math.ceil(maximum))];
  // With an exponent, those between may be longer.
  return ends.some((end) => end.includes("e")) ? longestNumber : Math.max(...ends.map((end) => end.length));
}

function arraySize({ prefix, items, maxItems }: Extract<Type, { kind: "array" }>, depth: number): number {
  const most = items.kind === "never" ? Math.min(prefix.length, maxItems ?? prefix.length) : maxItems;
  if (most === null) return Number.POSITIVE_INFINITY;
  const first = prefix.slice(0, most).map((element): [number, number] => [1, sizeOf(element, depth + 1)]);
  const later = most - first.length;
  return bracketed(later > 0 ? [...first, [later, sizeOf(items, depth + 1)]] : first, depth);
}

/** So many members of such a size each, with what stands around and between them. */
function bracketed(members: readonly (readonly [count: number, size: number])[], depth: number): number {
  const count = members.reduce((sum, [number]) => sum + number, 0);
  if (count === 0) return 2;
  const within = members.reduce((sum, [number, size]) => sum + number * size, 0);
  const white = count * (1 + 2 * (depth + 1)) + 1 + 2 * depth;
  return 2 + within + (count - 1) + white;
}
