// A partial value in, its type or an unknown that stands for it out (spec 5.1): for places that must treat it as a whole.

import { isArray, isObject, type Json, setOwn } from "../../text/json.js";
import { boundType } from "../../types/bound-type.js";
import type { Property, Type } from "../../types/type.js";
import { neverType } from "../../types/type.js";
import { unionOf } from "../../types/union.js";
import { valueType } from "../../types/value-type.js";
import { unreachable } from "../../unreachable.js";
import { addBounds } from "../interval.js";
import { lookUp } from "./look-up.js";
import { type Layer, lengthOfSegment, type PartialArray, type PartialValue, type Segment } from "./partial-value.js";

const types = new WeakMap<object, Type>();

/** Values share their parts and types are written out, so each part is typed once and its type is of bounded size (spec 3.1.6). */
export function typeOfPartial(value: PartialValue): Type {
  switch (value.kind) {
    case "known":
      return typeOfJson(value.value);
    case "unknown":
      return value.type;
    case "object":
    case "array":
      return once(value, () => (value.kind === "array" ? typeOfArray(value) : typeOfObject(value)));
    default:
      return unreachable(value);
  }
}

function once(part: object, make: () => Type): Type {
  let type = types.get(part);
  if (type === undefined) {
    type = boundType(make());
    types.set(part, type);
  }
  return type;
}

function typeOfJson(value: Json): Type {
  if (isArray(value)) return once(value, () => closedArray(value.map(typeOfJson)));
  if (!isObject(value)) return valueType(value);
  return once(value, () => {
    const properties: { [name: string]: Property } = {};
    for (const key of Object.keys(value))
      setOwn(properties, key, { type: typeOfJson(value[key] as Json), required: true });
    return { kind: "object", properties, rest: null };
  });
}

/** Elements beyond this many are not told apart. */
const mostElements = 64;

function closedArray(elements: readonly Type[]): Type {
  const length = { minItems: elements.length, maxItems: elements.length };
  return elements.length <= mostElements
    ? { kind: "array", prefix: elements, items: neverType, ...length }
    : { kind: "array", prefix: [], items: unionOf(elements), ...length };
}

function typeOfObject(value: Extract<PartialValue, { kind: "object" }>): Type {
  const properties: { [name: string]: Property } = {};
  for (const key of knownKeys(value.layers)) {
    const field = lookUp(value, key);
    if (field !== null) setOwn(properties, key, { type: typeOfPartial(field.value), required: field.certain });
  }
  return { kind: "object", properties, rest: openType(value.layers) };
}

/** Every key that is known to be possible, in the order of the layers. */
function knownKeys(layers: readonly Layer[]): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const layer of layers) {
    for (const key of keysOfLayer(layer)) keys.add(key);
  }
  return keys;
}

function keysOfLayer(layer: Layer): Iterable<string> {
  switch (layer.kind) {
    case "fields":
      return layer.fields.keys();
    case "source":
      return objectMembers(layer.value.type).flatMap((type) =>
        type.kind === "object" ? Object.keys(type.properties) : [],
      );
    default:
      return unreachable(layer);
  }
}

function openType(layers: readonly Layer[]): Type | null {
  const rests: Type[] = [];
  for (const layer of layers) {
    if (layer.kind !== "source") continue;
    for (const type of objectMembers(layer.value.type)) {
      if (type.kind === "unknown") rests.push(type);
      else if (type.kind === "object" && type.rest !== null) rests.push(type.rest);
    }
  }
  return rests.length === 0 ? null : unionOf(rests);
}

function objectMembers(type: Type): readonly Type[] {
  return type.kind === "union" ? type.members.flatMap(objectMembers) : [type];
}

function typeOfArray(value: PartialArray): Type {
  if (value.segments.every((segment) => segment.kind !== "group"))
    return closedArray(value.segments.flatMap(typesOfSegment));
  const length = value.segments.map(lengthOfSegment).reduce(addBounds, { min: 0, max: 0 });
  const items = unionOf(value.segments.flatMap(typesOfSegment));
  return { kind: "array", prefix: [], items, minItems: length.min, maxItems: length.max };
}

function typesOfSegment(segment: Segment): readonly Type[] {
  return segment.kind === "items" ? segment.values.map(typeOfJson) : [typeOfPartial(segment.value)];
}
