// The whole numbers that a template may give, as far as its type tells (spec 1.12: `amount` and `count`).

import type { Type } from "../types/type.js";
import type { TemplateIr } from "./ir.js";

export type Bounds = { readonly min: number; readonly max: number | null };

export function boundsOf(template: TemplateIr): Bounds {
  return boundsOfType(template.type);
}

function boundsOfType(type: Type): Bounds {
  switch (type.kind) {
    case "constant":
      return typeof type.value === "number" ? { min: type.value, max: type.value } : { min: 1, max: null };
    case "number":
      return {
        min: Math.max(1, Math.ceil(type.minimum ?? 1)),
        max: type.maximum === null ? null : Math.floor(type.maximum),
      };
    case "union": {
      const each = type.members.map(boundsOfType);
      return {
        min: Math.min(...each.map(({ min }) => min)),
        max: each.some(({ max }) => max === null) ? null : Math.max(...each.map(({ max }) => max ?? 0)),
      };
    }
    default:
      return { min: 1, max: null };
  }
}
