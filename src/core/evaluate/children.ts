// A value and a name or index in, the child it has there out; or all its children. Own properties only (spec 2.4).

import { hasOwn, type Json } from "../text/json.js";

/** An own property of an object; arrays have no names. */
export function member(value: Json | undefined, name: string): Json | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) && hasOwn(value, name)
    ? (value as { readonly [name: string]: Json })[name]
    : undefined;
}

/** An element of an array, from the end where the index is negative. */
export function element(value: Json | undefined, index: number): Json | undefined {
  if (!Array.isArray(value)) return undefined;
  const position = index < 0 ? value.length + index : index;
  return position >= 0 && position < value.length ? (value[position] as Json) : undefined;
}

/** The children of an array or object in their order; null for values that can have none. */
export function childrenOf(value: Json): readonly Json[] | null {
  if (typeof value !== "object" || value === null) return null;
  if (Array.isArray(value)) return value as readonly Json[];
  return Object.values(value as { readonly [name: string]: Json });
}
