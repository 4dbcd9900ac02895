// The whole numbers that a value of a type may be (spec 1.12: `amount` and `count`).

import type { Bounds } from "../types/bounds.js";
import type { Type } from "../types/type.js";

export function boundsOf(type: Type): Bounds {
  switch (type.kind) {
    case "constant":
      return typeof type.value === "number" ? { min: type.value, max: type.value } : { min: 1, max: null };
    case "number":
      return {
        min: Math.max(1, Math.ceil(type.minimum ?? 1)),
        max: type.maximum === null ? null : Math.floor(type.maximum),
      };
    case "union": {
      const each = type.members.map(boundsOf);
      return {
        min: Math.min(...each.map(({ min }) => min)),
        max: each.some(({ max }) => max === null) ? null : Math.max(...each.map(({ max }) => max ?? 0)),
      };
    }
    default:
      return { min: 1, max: null };
  }
}
