// Two types in, whether they are written alike out (spec 3.1); types in, those that are not out. Types share their parts, so the hash of
// each part is remembered by identity: comparing costs what is new about a type, not its whole size.

import { hasOwn } from "../text/json.js";
import { unreachable } from "../unreachable.js";
import { growthOf, type ObjectType } from "./grown-object.js";
import type { Type } from "./type.js";

const hashes = new WeakMap<Type, number>();

export function distinct(types: readonly Type[]): readonly Type[] {
  const seen = new Map<number, Type[]>();
  return types.filter((type) => {
    if (type.kind === "never") return false;
    const hash = hashOf(type);
    const alike = seen.get(hash);
    if (alike === undefined) seen.set(hash, [type]);
    else if (alike.some((other) => sameType(other, type))) return false;
    else alike.push(type);
    return true;
  });
}

export function sameType(a: Type, b: Type): boolean {
  if (a === b) return true;
  if (hashOf(a) !== hashOf(b)) return false;
  switch (a.kind) {
    case "unknown":
    case "never":
    case "null":
    case "boolean":
      return a.kind === b.kind;
    case "constant":
      return b.kind === a.kind && a.value === b.value;
    case "number":
      return b.kind === a.kind && a.integer === b.integer && a.minimum === b.minimum && a.maximum === b.maximum;
    case "string":
      return b.kind === a.kind && a.minLength === b.minLength && a.maxLength === b.maxLength && a.format === b.format;
    case "array":
      return (
        b.kind === a.kind &&
        a.minItems === b.minItems &&
        a.maxItems === b.maxItems &&
        sameList(a.prefix, b.prefix) &&
        sameType(a.items, b.items)
      );
    case "object":
      return b.kind === a.kind && sameObject(a, b);
    case "union":
      return b.kind === a.kind && sameList(a.members, b.members);
    default:
      return unreachable(a);
  }
}

function sameList(a: readonly Type[], b: readonly Type[]): boolean {
  return a.length === b.length && a.every((type, i) => sameType(type, b[i] as Type));
}

function sameObject(a: ObjectType, b: ObjectType): boolean {
  if (a.rest === null || b.rest === null ? a.rest !== b.rest : !sameType(a.rest, b.rest)) return false;
  const names = Object.keys(a.properties);
  if (names.length !== Object.keys(b.properties).length) return false;
  return names.every((name) => {
    const left = a.properties[name];
    const right = hasOwn(b.properties, name) ? b.properties[name] : undefined;
    if (left === undefined || right === undefined) return false;
    return left.required === right.required && sameType(left.type, right.type);
  });
}

function hashOf(type: Type): number {
  switch (type.kind) {
    case "array":
    case "object":
    case "union": {
      const known = hashes.get(type);
      if (known !== undefined) return known;
      const hash = hashOfParts(type);
      hashes.set(type, hash);
      return hash;
    }
    case "constant":
      return mix(1, hashOfText(`${typeof type.value} ${type.value}`));
    case "number":
      return mix(2, hashOfText(`${type.integer} ${type.minimum} ${type.maximum}`));
    case "string":
      return mix(3, hashOfText(`${type.minLength} ${type.maxLength} ${type.format}`));
    case "unknown":
    case "never":
    case "null":
    case "boolean":
      return hashOfText(type.kind);
    default:
      return unreachable(type);
  }
}

/** Properties count whatever their order. */
function hashOfParts(type: Extract<Type, { kind: "array" | "object" | "union" }>): number {
  if (type.kind === "union") return type.members.reduce((hash, member) => mix(hash, hashOf(member)), 4);
  if (type.kind === "array") {
    const elements = type.prefix.reduce((hash, element) => mix(hash, hashOf(element)), mix(5, hashOf(type.items)));
    return mix(mix(elements, type.minItems | 0), (type.maxItems ?? -1) | 0);
  }
  return mix(mix(6, sumOfProperties(type)), type.rest === null ? 0 : hashOf(type.rest));
}

const sums = new WeakMap<ObjectType, number>();

function sumOfProperties(type: ObjectType): number {
  const known = sums.get(type);
  if (known !== undefined) return known;
  const growth = growthOf(type);
  const added = growth === undefined ? Object.entries(type.properties) : [[growth.name, growth.property] as const];
  let sum = growth === undefined ? 0 : sumOfProperties(growth.from);
  for (const [name, { type: held, required }] of added)
    sum = (sum + mix(mix(hashOfText(name), required ? 1 : 0), hashOf(held))) | 0;
  sums.set(type, sum);
  return sum;
}

function hashOfText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash | 0;
}

function mix(a: number, b: number): number {
  const mixed = Math.imul(a ^ (a >>> 15), 0x2c1b3c6d) ^ Math.imul(b ^ (b >>> 13), 0x297a2d39);
  return (mixed ^ (mixed >>> 16)) | 0;
}
