// A part of a schema in, a lower bound in it that is above its upper bound out (spec 1.8).

import { pointerTo } from "../text/pointer.js";
import { quoted } from "../text/printable.js";
import type { SchemaProblem } from "./validator.js";
import type { SchemaPart } from "./walk-schema.js";

const bounds = [
  ["minItems", "maxItems"],
  ["minLength", "maxLength"],
  ["minimum", "maximum"],
  ["minProperties", "maxProperties"],
  ["minContains", "maxContains"],
] as const;

export function crossedBounds({ schema, pointer }: SchemaPart): SchemaProblem | null {
  for (const [low, high] of bounds) {
    const [least, most] = [schema[low], schema[high]];
    // Without "contains" its bounds say nothing.
    if (low === "minContains" && schema.contains === undefined) continue;
    if (typeof least === "number" && typeof most === "number" && least > most)
      return {
        pointer: pointerTo(pointer, low),
        message: `${quoted(low)} is ${least}, above ${quoted(high)}, which is ${most}`,
      };
  }
  return null;
}
