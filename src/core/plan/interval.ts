// Counts that are known within bounds (spec 5.6.1). A greatest count of null means no bound: nothing bounds it, or it is beyond what a
// number counts exactly. A least count that grows beyond that stays at the greatest exact number, which is still a least.

import type { Bounds } from "../types/bounds.js";
import type { Interval } from "./plan.js";

export const nothing: Bounds = { min: 0, max: 0 };

export function interval({ min, max }: Bounds): Interval {
  return { min, max, exact: min === max };
}

export function exactly(count: number): Interval {
  return { min: count, max: count, exact: true };
}

export function addBounds(a: Bounds, b: Bounds): Bounds {
  return { min: least(a.min + b.min), max: a.max === null || b.max === null ? null : greatest(a.max + b.max) };
}

/** Products of counts that are not negative. */
export function multiplyBounds(a: Bounds, b: Bounds): Bounds {
  const max = a.max === 0 || b.max === 0 ? 0 : a.max === null || b.max === null ? null : greatest(a.max * b.max);
  return { min: least(a.min * b.min), max };
}

export function sumBounds(all: Iterable<Bounds>): Bounds {
  let sum = nothing;
  for (const bounds of all) sum = addBounds(sum, bounds);
  return sum;
}

function least(count: number): number {
  return Math.min(count, Number.MAX_SAFE_INTEGER);
}

function greatest(count: number): number | null {
  return count <= Number.MAX_SAFE_INTEGER ? count : null;
}
