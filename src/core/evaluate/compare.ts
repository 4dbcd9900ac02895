// Two values of a filter in, whether they are equal or in order out (RFC 9535 §2.3.5.2.2; spec 2.15). `undefined` is Nothing.
// Nothing here recurses over data: values may be nested as deep as they like.

import { hasOwn, isArray, isObject, type Json } from "../text/json.js";

/** Deep equality. `visit` is told how many values are about to be compared. */
export function isEqual(a: Json | undefined, b: Json | undefined, visit: (count: number) => void): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const pending: [Json, Json][] = [[a, b]];
  for (let pair = pending.pop(); pair !== undefined; pair = pending.pop()) {
    const [left, right] = pair;
    if (left === right) continue;
    if (isArray(left)) {
      if (!isArray(right) || left.length !== right.length) return false;
      visit(left.length);
      for (let i = 0; i < left.length; i++) pending.push([left[i] as Json, right[i] as Json]);
    } else if (isObject(left)) {
      if (!isObject(right)) return false;
      const keys = Object.keys(left);
      if (keys.length !== Object.keys(right).length) return false;
      visit(keys.length);
      for (const key of keys) {
        if (!hasOwn(right, key)) return false;
        pending.push([left[key] as Json, right[key] as Json]);
      }
    } else return false;
  }
  return true;
}

/** Numbers by size, strings by Unicode scalar values; anything else is in no order. */
export function isLess(a: Json | undefined, b: Json | undefined): boolean {
  if (typeof a === "number") return typeof b === "number" && a < b;
  if (typeof a === "string") return typeof b === "string" && comesBefore(a, b);
  return false;
}

function comesBefore(a: string, b: string): boolean {
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left !== right) return scalarRank(left) < scalarRank(right);
  }
  return a.length < b.length;
}

/** Surrogates stand for characters above U+FFFF, so they come after the units U+E000 to U+FFFF. */
function scalarRank(unit: number): number {
  return unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** Characters (Unicode scalar values) of a text; a lone surrogate counts as one. */
export function characterCount(text: string): number {
  let count = text.length;
  for (let i = 0; i + 1 < text.length; i++) {
    if ((text.charCodeAt(i) & 0xfc00) === 0xd800 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      count--;
      i++;
    }
  }
  return count;
}
