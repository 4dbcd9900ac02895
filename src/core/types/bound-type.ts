// A type in, the same type or a wider one of bounded size out (spec 3.1.6): types of steps hold the types of the steps before them, and
// would double with every step. What is cut off deep inside becomes unknown, which checks nothing and so is sound.

import { setOwn } from "../text/json.js";
import { growObject, growthOf, type ObjectType } from "./grown-object.js";
import { type Property, type Type, unknownType } from "./type.js";
import { anyElement } from "./union.js";

/** Nodes of what a path finds or a step gives. */
export const mostNodes = 2_000;
/** Levels that are kept at most where a type has more nodes. */
const deepest = 12;
/** First elements that stay told apart where something is cut off. */
const mostElements = 8;

// Types share their parts, so sizes and cuts are remembered by identity: each part is looked at once, however often it occurs.
const sizes = new WeakMap<Type, number>();
const cuts = new WeakMap<Type, (Type | undefined)[]>();

/** How many types the type is made of, written out; it may be greater than what could ever be written. */
export function typeSize(type: Type): number {
  if (type.kind !== "array" && type.kind !== "object" && type.kind !== "union") return 1;
  const known = sizes.get(type);
  if (known !== undefined) return known;
  const growth = type.kind === "object" ? growthOf(type) : undefined;
  const size =
    growth === undefined
      ? partsOf(type).reduce((sum, part) => sum + typeSize(part), 1)
      : typeSize(growth.from) + typeSize(growth.property.type);
  sizes.set(type, size);
  return size;
}

function partsOf(type: Extract<Type, { kind: "array" | "object" | "union" }>): readonly Type[] {
  if (type.kind === "union") return type.members;
  if (type.kind === "array") return [...type.prefix, type.items];
  const properties = Object.values(type.properties).map((property) => property.type);
  return type.rest === null ? properties : [...properties, type.rest];
}

export function boundType(type: Type, most = mostNodes): Type {
  const [bounded] = boundTypes([type], most);
  return bounded ?? unknownType;
}

/** Types that together have a bounded size: all are cut at one depth, so that they stay alike where they are. */
export function boundTypes(types: readonly Type[], most: number): readonly Type[] {
  const size = (all: readonly Type[]) => all.reduce((sum, type) => sum + typeSize(type), 0);
  if (size(types) <= most) return types;
  let kept: readonly Type[] = [unknownType];
  // From the top: a wide type is cut after its first levels, and the deeper ones are never looked at.
  for (let depth = 1; depth <= deepest; depth++) {
    const cut = types.map((type) => cutAt(type, depth));
    if (size(cut) > most) break;
    kept = cut;
  }
  return kept;
}

/** Members of a union are no level of their own. */
function cutAt(type: Type, depth: number): Type {
  if (type.kind !== "array" && type.kind !== "object" && type.kind !== "union") return type;
  if (depth === 0) return unknownType;
  const known = cuts.get(type) ?? [];
  const before = known[depth];
  if (before !== undefined) return before;
  const cut = cutParts(type, depth);
  known[depth] = cut;
  cuts.set(type, known);
  return cut;
}

function cutParts(type: Extract<Type, { kind: "array" | "object" | "union" }>, depth: number): Type {
  if (type.kind === "union") {
    const members = type.members.map((member) => cutAt(member, depth));
    return members.some(({ kind }) => kind === "unknown") ? unknownType : { kind: "union", members };
  }
  if (type.kind === "array") {
    const { minItems, maxItems } = type;
    if (type.prefix.length > mostElements)
      return { kind: "array", prefix: [], items: cutAt(anyElement(type), depth - 1), minItems, maxItems };
    const prefix = type.prefix.map((element) => cutAt(element, depth - 1));
    return { kind: "array", prefix, items: cutAt(type.items, depth - 1), minItems, maxItems };
  }
  const growth = growthOf(type);
  if (growth !== undefined) {
    const { name, property } = growth;
    const from = cutAt(growth.from, depth) as ObjectType;
    return growObject(from, name, { type: cutAt(property.type, depth - 1), required: property.required });
  }
  const properties: { [name: string]: Property } = {};
  for (const [name, { type: held, required }] of Object.entries(type.properties))
    setOwn(properties, name, { type: cutAt(held, depth - 1), required });
  return { kind: "object", properties, rest: type.rest === null ? null : cutAt(type.rest, depth - 1) };
}
