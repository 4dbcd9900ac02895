// A field of a request in; whether it is known, whether it varies by item, and the text by which equal ones are told out (spec 5.4.2).

import { canonicalJson, type Json } from "../../text/json.js";
import type { Type } from "../../types/type.js";
import { isUnknown, type Resolved } from "../plan.js";

/** Each request of a group may have another value. What does not vary is one value, wherever it is written. */
export function variesByItem(value: Resolved): boolean {
  return isUnknown(value) && value.varies === true;
}

/**
 * Equal texts are equal values, known or not, unless they vary by item; unequal texts of which one is unknown may still turn
 * out equal. What varies is told apart by its type too, which may bound it.
 */
export function identity(value: Resolved): string {
  if (!isUnknown(value)) return JSON.stringify(value);
  return variesByItem(value)
    ? `?${value.unknown} ${canonicalJson(value.type as unknown as Json)}`
    : `?${value.unknown}`;
}

/** How many values a type has, or null where they cannot be listed. */
export function countValues(type: Type): number | null {
  switch (type.kind) {
    case "constant":
    case "null":
      return 1;
    case "boolean":
      return 2;
    case "union": {
      let sum = 0;
      for (const member of type.members) {
        const count = countValues(member);
        if (count === null) return null;
        sum += count;
      }
      return sum;
    }
    default:
      return null;
  }
}

export function admitsNull(type: Type): boolean {
  switch (type.kind) {
    case "unknown":
    case "null":
      return true;
    case "constant":
      return type.value === null;
    case "union":
      return type.members.some(admitsNull);
    default:
      return false;
  }
}

/** The least and the greatest number that a value of this type can be, within what its field allows. */
export function numberRange(
  type: Type,
  field: { readonly min: number; readonly max: number },
): { min: number; max: number } {
  const clamp = (value: number) => Math.min(field.max, Math.max(field.min, value));
  switch (type.kind) {
    case "constant":
      return typeof type.value === "number" ? { min: clamp(type.value), max: clamp(type.value) } : { ...field };
    case "number":
      return { min: clamp(type.minimum ?? field.min), max: clamp(type.maximum ?? field.max) };
    case "union": {
      const ranges = type.members.map((member) => numberRange(member, field));
      if (ranges.length === 0) return { ...field };
      return { min: Math.min(...ranges.map((range) => range.min)), max: Math.max(...ranges.map((range) => range.max)) };
    }
    default:
      return { ...field };
  }
}
