// An object's type, and what a value must be, in; the one property that is so out (spec 7.4): of a result, often what was meant.

import type { Type } from "./type.js";

/** Undefined: no property fits, or several do. */
export function fittingProperty(type: Type, fits: (type: Type) => boolean): string | undefined {
  if (type.kind !== "object") return undefined;
  const fitting = Object.entries(type.properties).filter(
    ([, property]) => property.type.kind !== "unknown" && fits(property.type),
  );
  return fitting.length === 1 ? fitting[0]?.[0] : undefined;
}
