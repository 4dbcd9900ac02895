// A value in, how large its JSON is and how deep it nests out. Values share their parts, so a short flow can make one that no memory
// holds once it is written: each part is measured once, however often it occurs.

import { isArray, type Json } from "../text/json.js";

/** UTF-16 units, those of escapes not counted; brackets open at once. */
export type Measure = { readonly size: number; readonly depth: number };

const measures = new WeakMap<object, Measure>();
/** Deeper values are as good as endless: measuring them must not end in a stack that is full. */
const deepest = 2_000;

export function measure(value: Json, level = 0): Measure {
  if (typeof value === "string") return { size: value.length + 2, depth: 0 };
  if (typeof value !== "object" || value === null) return { size: String(value).length, depth: 0 };
  if (level > deepest) return { size: 0, depth: Number.POSITIVE_INFINITY };
  const known = measures.get(value);
  if (known !== undefined) return known;
  const whole = { size: 2, depth: 0 };
  if (isArray(value)) for (const part of value) add(whole, measure(part, level + 1), 1);
  else {
    const object = value as { readonly [key: string]: Json };
    for (const key of Object.keys(object)) add(whole, measure(object[key] as Json, level + 1), key.length + 4);
  }
  const measured = { size: whole.size, depth: whole.depth + 1 };
  if (Number.isFinite(measured.depth)) measures.set(value, measured);
  return measured;
}

/** `extra`: what is written around the part. */
function add(whole: { size: number; depth: number }, part: Measure, extra: number): void {
  whole.size += part.size + extra;
  whole.depth = Math.max(whole.depth, part.depth);
}
