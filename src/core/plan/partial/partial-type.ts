// A partial value in, its type or an unknown that stands for it out (spec 5.1): for places that must treat it as a whole.

import { setOwn } from "../../text/json.js";
import type { Property, Type } from "../../types/type.js";
import { neverType } from "../../types/type.js";
import { unionOf } from "../../types/union.js";
import { valueType } from "../../types/value-type.js";
import { unreachable } from "../../unreachable.js";
import { addBounds } from "../interval.js";
import { lookUp } from "./look-up.js";
import { type Layer, lengthOfSegment, type PartialArray, type PartialValue, type Segment } from "./partial-value.js";

export function typeOfPartial(value: PartialValue): Type {
  switch (value.kind) {
    case "known":
      return valueType(value.value);
    case "unknown":
      return value.type;
    case "object": {
      const properties: { [name: string]: Property } = {};
      for (const key of knownKeys(value.layers)) {
        const field = lookUp(value, key);
        if (field !== null) setOwn(properties, key, { type: typeOfPartial(field.value), required: field.certain });
      }
      return { kind: "object", properties, rest: openType(value.layers) };
    }
    case "array":
      return typeOfArray(value);
    default:
      return unreachable(value);
  }
}

/** Every key that is known to be possible, in the order of the layers. */
export function knownKeys(layers: readonly Layer[]): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const layer of layers) {
    for (const key of keysOfLayer(layer)) keys.add(key);
  }
  return keys;
}

function keysOfLayer(layer: Layer): Iterable<string> {
  switch (layer.kind) {
    case "known":
      return Object.keys(layer.value);
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
  if (value.segments.every((segment) => segment.kind !== "group")) {
    const prefix = value.segments.flatMap(typesOfSegment);
    return { kind: "array", prefix, items: neverType, minItems: prefix.length, maxItems: prefix.length };
  }
  const length = value.segments.map(lengthOfSegment).reduce(addBounds, { min: 0, max: 0 });
  const items = unionOf(value.segments.flatMap(typesOfSegment));
  return { kind: "array", prefix: [], items, minItems: length.min, maxItems: length.max };
}

function typesOfSegment(segment: Segment): readonly Type[] {
  return segment.kind === "items" ? segment.values.map(valueType) : [typeOfPartial(segment.value)];
}
