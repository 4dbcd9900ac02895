// How many requests of 1, 2, 3 and 4 images there are, and what a pass holds in; the fewest passes that hold them out, run-length
// encoded (spec 5.4.3). Exact for every capacity, in time that does not depend on the counts.
//
// Why no search is needed. Ones fill any gap, so they ask only that all images fit: n1+2·n2+3·n3+4·n4 ≤ k·B for k passes.
// Twos fill any gap but its odd place, so they ask that few passes are left odd. What is left is to spread threes and fours.
// A pass with `a` threes and as many fours as then fit wastes w = (B+a) mod 4 places; a+4 threes and three fours fewer waste
// the same, so of a pass only its waste w matters, and that it may hold c, c+4, c+8 … up to m threes. With x₀…x₃ the number of
// passes of each waste and F = k·B − 3·n3 − 4·n4 the room for ones and twos, k passes suffice exactly when
//   Σx = k,   Σc·x ≤ n3 ≤ Σm·x,   Σw·x ≤ F,   Σw·x ≡ F (mod 4),   x₁+x₃ ≤ F − 2·n2,   n1 ≤ F − 2·n2.
// A pass of waste 1 and one of waste 3 can always be exchanged for two of waste 0 or two of waste 2 without loss, so x₁ or x₃ is 0
// and two unknowns remain: y passes of odd waste and z of waste 2. All coefficients of z are ±1 or ±2, so whether some z serves
// repeats in y with period 4 between the corners of a polygon, and looking near its corners decides. test/batch-packing.test.ts
// holds this against exhaustive search.

/** How many requests have 1, 2, 3 and 4 images. */
export type SizeCounts = readonly [number, number, number, number];

/** `repeat` passes, each with so many requests of 1, 2, 3 and 4 images. */
export type PackedRun = { readonly repeat: number; readonly sizes: SizeCounts };

/** Beyond this, products of counts and capacities stop being exact: callers bound such plans more simply. */
export const largestPackable = 2 ** 48;

/** Passes by their waste (index 0 to 3). */
type Spread = readonly [number, number, number, number];

export function fewestPasses(counts: SizeCounts, capacity: number): number {
  if (countImages(counts) <= capacity) return countImages(counts) === 0 ? 0 : 1;
  return solve(counts, capacity).passes;
}

export function packSizes(counts: SizeCounts, capacity: number): readonly PackedRun[] {
  // Most keys of a plan with many keys have few requests.
  if (countImages(counts) <= capacity) return countImages(counts) === 0 ? [] : [{ repeat: 1, sizes: counts }];
  const { spread } = solve(counts, capacity);
  let runs = spreadThrees(spread, counts[2], capacity);
  runs = fill(runs, 3, counts[3], capacity);
  runs = fill(runs, 1, counts[1], capacity);
  return fill(runs, 0, counts[0], capacity);
}

function solve(counts: SizeCounts, capacity: number): { passes: number; spread: Spread } {
  const images = countImages(counts);
  const largest = counts[3] > 0 ? 4 : counts[2] > 0 ? 3 : counts[1] > 0 ? 2 : 1;
  if (largest > capacity) throw new Error(`a request of ${largest} images in a pass of ${capacity}`);
  if (images > largestPackable) throw new Error(`${images} images are too many to pack exactly`);
  const fewest = Math.ceil(images / capacity);
  let spread = spreadOver(fewest, counts, capacity);
  if (spread !== null) return { passes: fewest, spread };
  // What k passes can hold, k+1 can: double the step, then halve the gap.
  let low = fewest;
  let high = fewest;
  for (let step = 1; spread === null; step *= 2) {
    low = high;
    high += step;
    spread = spreadOver(high, counts, capacity);
  }
  while (high - low > 1) {
    const middle = low + Math.floor((high - low) / 2);
    const found = spreadOver(middle, counts, capacity);
    if (found === null) low = middle;
    else {
      high = middle;
      spread = found;
    }
  }
  return { passes: high, spread };
}

/** The passes by waste that hold the counts in `k` passes, or null. Names as in the head of this file. */
function spreadOver(k: number, [n1, n2, n3, n4]: SizeCounts, capacity: number): Spread | null {
  const free = k * capacity - 3 * n3 - 4 * n4;
  const odd = free - 2 * n2;
  if (odd < n1) return null;
  const fewest = wasteClasses.map((w) => fewestThrees(w, capacity));
  const most = wasteClasses.map((w) => mostThrees(w, capacity));
  const possible = wasteClasses.map((w) => (fewest[w] as number) <= (most[w] as number));
  for (const o of [1, 3] as const) {
    // Each limit reads  p·z ≤ q + r·y. Classes that this capacity does not have are limited to nothing.
    const [c0, c1, c2] = [fewest[0] as number, fewest[o] as number, fewest[2] as number];
    const [m0, m1, m2] = [most[0] as number, most[o] as number, most[2] as number];
    const limits: Limit[] = [
      { p: -1, q: 0, r: 0 },
      { p: 1, q: k, r: -1 },
      { p: 2, q: free, r: -o },
      { p: c2 - c0, q: n3 - c0 * k, r: c0 - c1 },
      { p: m0 - m2, q: m0 * k - n3, r: m1 - m0 },
    ];
    if (possible[2] === false) limits.push({ p: 1, q: 0, r: 0 });
    if (possible[0] === false) limits.push({ p: -1, q: -k, r: 1 });
    const largestY = possible[o] === false ? 0 : Math.min(k, odd);
    for (const y of candidates(limits, largestY)) {
      if ((free - o * y) % 2 !== 0) continue;
      const z = evenOrOdd(limits, y, Math.abs((free - o * y) / 2) % 2);
      if (z !== null) return o === 1 ? [k - y - z, y, z, 0] : [k - y - z, 0, z, y];
    }
  }
  return null;
}

const wasteClasses = [0, 1, 2, 3] as const;

/** The fewest threes of a pass that wastes `w`: 0 to 3. */
function fewestThrees(w: number, capacity: number): number {
  return (((w - capacity) % 4) + 4) % 4;
}

function mostThrees(w: number, capacity: number): number {
  const fewest = fewestThrees(w, capacity);
  return fewest + 4 * Math.floor((Math.floor(capacity / 3) - fewest) / 4);
}

/** p·z ≤ q + r·y */
type Limit = { readonly p: number; readonly q: number; readonly r: number };

/** The y worth trying: those within a period of a corner, where two limits meet, and of the ends. Small ones come first. */
function* candidates(limits: readonly Limit[], largest: number): Iterable<number> {
  const near = 4;
  const seen = new Set<number>();
  const corners = [0, largest];
  for (const one of limits) {
    for (const other of limits) {
      const slope = one.r * other.p - other.r * one.p;
      if (slope !== 0) corners.push(Math.floor((other.q * one.p - one.q * other.p) / slope));
    }
  }
  for (const corner of corners) {
    for (let y = Math.max(0, corner - near); y <= Math.min(largest, corner + near + 1); y++) {
      if (seen.has(y)) continue;
      seen.add(y);
      yield y;
    }
  }
}

/** The least z of the wanted parity within all limits at `y`, or null. */
function evenOrOdd(limits: readonly Limit[], y: number, parity: number): number | null {
  let low = 0;
  let high = Number.MAX_SAFE_INTEGER;
  for (const { p, q, r } of limits) {
    const bound = q + r * y;
    if (p > 0) high = Math.min(high, Math.floor(bound / p));
    else if (p < 0) low = Math.max(low, Math.ceil(bound / p));
    else if (bound < 0) return null;
  }
  const z = low % 2 === parity ? low : low + 1;
  return z <= high ? z : null;
}

/** Gives every pass its threes: the fewest of its class, then four more at a time until all are placed. */
function spreadThrees(spread: Spread, threes: number, capacity: number): PackedRun[] {
  let fours = (threes - wasteClasses.reduce<number>((sum, w) => sum + spread[w] * fewestThrees(w, capacity), 0)) / 4;
  const runs: PackedRun[] = [];
  const add = (repeat: number, threesOfOne: number) => {
    if (repeat > 0) runs.push({ repeat, sizes: [0, 0, threesOfOne, 0] });
  };
  for (const w of wasteClasses) {
    const fewest = fewestThrees(w, capacity);
    const most = mostThrees(w, capacity);
    const steps = (most - fewest) / 4;
    const full = steps > 0 ? Math.min(spread[w], Math.floor(fours / steps)) : 0;
    fours -= full * steps;
    const rest = steps > 0 && full < spread[w] && fours > 0 ? fours : 0;
    fours -= rest;
    add(full, most);
    add(rest > 0 ? 1 : 0, fewest + 4 * rest);
    add(spread[w] - full - (rest > 0 ? 1 : 0), fewest);
  }
  return runs;
}

/** Adds `count` requests of `size`+1 images, as many to each pass as still fit. */
function fill(runs: readonly PackedRun[], size: 0 | 1 | 3, count: number, capacity: number): PackedRun[] {
  const filled: PackedRun[] = [];
  let left = count;
  const add = (repeat: number, sizes: SizeCounts, more: number) => {
    if (repeat === 0) return;
    const fuller: [...SizeCounts] = [...sizes];
    fuller[size] += more;
    filled.push({ repeat, sizes: fuller });
    left -= repeat * more;
  };
  for (const run of runs) {
    const fit = Math.floor((capacity - countImages(run.sizes)) / (size + 1));
    const full = fit === 0 ? 0 : Math.min(run.repeat, Math.floor(left / fit));
    add(full, run.sizes, fit);
    const partial = full < run.repeat && fit > 0 && left > 0 ? 1 : 0;
    add(partial, run.sizes, left);
    add(run.repeat - full - partial, run.sizes, 0);
  }
  if (left !== 0) throw new Error(`${left} requests of ${size + 1} images found no place`);
  return filled;
}

export function countImages(counts: SizeCounts): number {
  return counts[0] + 2 * counts[1] + 3 * counts[2] + 4 * counts[3];
}
