// A value in, its type out, as exact as types are (spec 3.1): constants, known elements, closed objects. Long arrays keep the exact
// length and the type of what is in them.

import { isArray, isObject, type Json, setOwn } from "../text/json.js";
import type { Property, Type } from "./type.js";
import { neverType } from "./type.js";
import { unionOf } from "./union.js";

/** Elements beyond this many are not told apart. */
const mostElements = 64;

export function valueType(value: Json): Type {
  if (value === null) return { kind: "null" };
  if (isArray(value)) {
    const elements = value.map(valueType);
    const length = { minItems: elements.length, maxItems: elements.length };
    return elements.length <= mostElements
      ? { kind: "array", prefix: elements, items: neverType, ...length }
      : { kind: "array", prefix: [], items: unionOf(elements), ...length };
  }
  if (isObject(value)) {
    const properties: { [name: string]: Property } = {};
    for (const [name, member] of Object.entries(value))
      setOwn(properties, name, { type: valueType(member), required: true });
    return { kind: "object", properties, rest: null };
  }
  return { kind: "constant", value };
}
