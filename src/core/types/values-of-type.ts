// A type in; what is known of the values in it out: how many they are, whether null is one, between which numbers they lie (spec 3.1).

import { neverType, type Type } from "./type.js";
import { unionOf } from "./union.js";

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

/** The type of its values that are not null; unknown stays unknown. */
export function withoutNull(type: Type): Type {
  if (type.kind === "union") return unionOf(type.members.map(withoutNull));
  return type.kind !== "unknown" && admitsNull(type) ? neverType : type;
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
