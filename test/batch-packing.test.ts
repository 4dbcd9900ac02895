// Packing against exhaustive search, against first-fit decreasing and at scale (spec 5.4.3).

import { describe, expect, test } from "vitest";
import { countImages, fewestPasses, packSizes, type SizeCounts } from "../src/core/plan/batch/pack-sizes.js";
import { chanceOf } from "./build/chance.js";

/** The fewest passes for every count up to `most` of each size, by dynamic programming over whole passes. */
function exhaustive(capacity: number, most: number): (counts: SizeCounts) => number {
  const side = most + 1;
  const index = (a: number, b: number, c: number, d: number) => ((a * side + b) * side + c) * side + d;
  const table = new Int32Array(side ** 4).fill(1e6);
  table[0] = 0;
  const patterns: SizeCounts[] = [];
  for (let d = 0; 4 * d <= capacity; d++)
    for (let c = 0; 4 * d + 3 * c <= capacity; c++)
      for (let b = 0; 4 * d + 3 * c + 2 * b <= capacity; b++) {
        // Only patterns as full of ones as can be: a count may fall below nothing, which is cut at nothing.
        patterns.push([capacity - 4 * d - 3 * c - 2 * b, b, c, d]);
      }
  for (let a = 0; a < side; a++)
    for (let b = 0; b < side; b++)
      for (let c = 0; c < side; c++)
        for (let d = 0; d < side; d++) {
          if (a + b + c + d === 0) continue;
          let best = 1e6;
          for (const [p, q, r, s] of patterns) {
            const before = index(Math.max(0, a - p), Math.max(0, b - q), Math.max(0, c - r), Math.max(0, d - s));
            if (before !== index(a, b, c, d)) best = Math.min(best, (table[before] as number) + 1);
          }
          table[index(a, b, c, d)] = best;
        }
  return ([a, b, c, d]) => table[index(a, b, c, d)] as number;
}

function firstFitDecreasing(counts: SizeCounts, capacity: number): number {
  const room: number[] = [];
  for (const size of [4, 3, 2, 1] as const) {
    for (let i = 0; i < (counts[size - 1] as number); i++) {
      const at = room.findIndex((left) => left >= size);
      if (at < 0) room.push(capacity - size);
      else room[at] = (room[at] as number) - size;
    }
  }
  return room.length;
}

function check(counts: SizeCounts, capacity: number): number {
  const runs = packSizes(counts, capacity);
  const held = [0, 0, 0, 0];
  let passes = 0;
  for (const { repeat, sizes } of runs) {
    if (repeat < 1 || !sizes.every((n) => Number.isSafeInteger(n) && n >= 0)) throw new Error(JSON.stringify(runs));
    if (countImages(sizes) > capacity || countImages(sizes) === 0)
      throw new Error(JSON.stringify({ counts, capacity, runs }));
    passes += repeat;
    sizes.forEach((n, i) => {
      held[i] = (held[i] as number) + n * repeat;
    });
  }
  if (held.join() !== counts.join()) throw new Error(`held ${held.join()} of ${counts.join()} at ${capacity}`);
  if (passes !== fewestPasses(counts, capacity)) throw new Error("the packing and its number differ");
  return passes;
}

describe("packing is optimal", () => {
  for (let capacity = 4; capacity <= 20; capacity++) {
    test(`capacity ${capacity}, up to 8 of each size`, () => {
      const oracle = exhaustive(capacity, 8);
      const wrong: string[] = [];
      for (let a = 0; a <= 8; a++)
        for (let b = 0; b <= 8; b++)
          for (let c = 0; c <= 8; c++)
            for (let d = 0; d <= 8; d++) {
              const counts: SizeCounts = [a, b, c, d];
              if (check(counts, capacity) !== oracle(counts)) wrong.push(`${counts.join()}: ${oracle(counts)}`);
            }
      expect(wrong).toEqual([]);
    });
  }

  test.each([4, 5, 7, 9, 11, 13, 16])("capacity %i, threes and fours up to 40", (capacity) => {
    const side = 41;
    const table = new Int32Array(side * side).fill(1e6);
    table[0] = 0;
    for (let c = 0; c < side; c++)
      for (let d = 0; d < side; d++)
        for (let p = 0; 3 * p <= capacity; p++) {
          const q = Math.floor((capacity - 3 * p) / 4);
          const from = Math.max(0, c - p) * side + Math.max(0, d - q);
          if (from !== c * side + d)
            table[c * side + d] = Math.min(table[c * side + d] as number, (table[from] as number) + 1);
        }
    for (let c = 0; c < side; c++)
      for (let d = 0; d < side; d++) expect(check([0, 0, c, d], capacity)).toBe(table[c * side + d]);
  });
});

test("capacities below 4 hold what fits", () => {
  expect(check([7, 0, 0, 0], 1)).toBe(7);
  expect(check([7, 3, 0, 0], 2)).toBe(7);
  expect(check([7, 3, 2, 0], 3)).toBe(7);
  expect(() => fewestPasses([0, 0, 0, 1], 3)).toThrow(/a request of 4 images in a pass of 3/);
});

test("beats first-fit decreasing where that loses a pass", () => {
  const counts: SizeCounts = [0, 4, 2, 0];
  expect(firstFitDecreasing(counts, 7)).toBe(3);
  expect(fewestPasses(counts, 7)).toBe(2);
});

test("never worse than first-fit decreasing, whatever the capacity", () => {
  const random = chanceOf(12345);
  for (let i = 0; i < 1500; i++) {
    const capacity = 4 + random(80);
    const counts: SizeCounts = [random(40), random(40), random(40), random(40)];
    const passes = check(counts, capacity);
    expect(passes).toBeLessThanOrEqual(firstFitDecreasing(counts, capacity));
    expect(passes).toBeGreaterThanOrEqual(Math.ceil(countImages(counts) / capacity));
  }
});

test("a million requests, or as many as can be counted, are packed (how soon: bench/batching.ts)", () => {
  expect(check([250_000, 250_000, 250_000, 250_000], 16)).toBe(156_250);
  expect(check([0, 0, 0, 999_983], 7)).toBe(999_983);
  expect(check([0, 0, 2 ** 40, 1], 5)).toBe(2 ** 40 + 1);
  for (let capacity = 4; capacity < 104; capacity++)
    check([10 ** 9 + 7, 10 ** 9 + 9, 10 ** 9 + 21, 10 ** 9 + 33], capacity);
});
