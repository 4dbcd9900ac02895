// Requests of one key in, the passes that draw them out, run-length encoded (spec 5.4.4).

import type { Capabilities } from "../backend/capabilities.js";
import type { Bounds } from "../interval.js";
import type { PlannedPass } from "../plan.js";
import { type Bucket, boundPasses, countSizes, piecesOf, separatePasses } from "../requests/group-requests.js";
import { countImages, largestPackable, type PackedRun, packSizes, type SizeCounts } from "./pack-sizes.js";

export function layPasses(bucket: Bucket, capabilities: Capabilities): readonly PlannedPass[] {
  const counted = bucket.groups.every(({ repeat, size }) => repeat.min === repeat.max && size.min === size.max);
  const counts = counted ? countSizes([bucket], "max", capabilities.maxBatch) : null;
  if (bucket.varies || counts === null || countImages(counts) > largestPackable)
    return [boundedPasses(bucket, capabilities)];
  const runs = capabilities.promptsPerPass === 1 ? onePassEach(counts) : packSizes(counts, capabilities.maxBatch);
  return assign(bucket, runs, capabilities.maxBatch);
}

function onePassEach(counts: SizeCounts): PackedRun[] {
  const units: readonly SizeCounts[] = [
    [1, 0, 0, 0],
    [0, 1, 0, 0],
    [0, 0, 1, 0],
    [0, 0, 0, 1],
  ];
  return units.map((sizes, i) => ({ repeat: counts[i] as number, sizes })).filter((run) => run.repeat > 0);
}

/** What is known of passes whose number or whose key only the run can tell: one entry for all. */
function boundedPasses(bucket: Bucket, capabilities: Capabilities): PlannedPass {
  const { maxBatch } = capabilities;
  const together = boundPasses(bucket, capabilities);
  // Keys that vary may all turn out equal or all different.
  const repeat: Bounds = bucket.varies ? { min: together.min, max: separatePasses(bucket, maxBatch).max } : together;
  const known = bucket.singles.flatMap((positions, i) => (positions.length > 0 ? [{ min: i + 1, max: i + 1 }] : []));
  const sizes = [...known, ...bucket.groups.map(({ size }) => size)];
  const largest = Math.max(...sizes.map(({ max }) => Math.min(max, maxBatch)));
  const smallest = Math.min(...sizes.map(({ min }) => piecesOf(min, maxBatch).at(-1) as number));
  return {
    repeat,
    shares: shares(bucket),
    requests: [...bucket.singles.flat(), ...bucket.groups.map(({ position }) => position)].sort((a, b) => a - b),
    images: { min: smallest, max: capabilities.promptsPerPass === 1 ? largest : maxBatch },
  };
}

/** Those of one size that no pass has yet: single requests first, then groups. */
type Queue = {
  readonly singles: number[];
  next: number;
  readonly groups: { readonly position: number; left: number }[];
  group: number;
};

function assign(bucket: Bucket, runs: readonly PackedRun[], capacity: number): PlannedPass[] {
  const queues: Queue[] = [0, 1, 2, 3].map(() => ({ singles: [], next: 0, groups: [], group: 0 }));
  for (const [i, positions] of bucket.singles.entries()) {
    for (const piece of positions.length > 0 ? piecesOf(i + 1, capacity) : []) {
      const { singles } = queues[piece - 1] as Queue;
      for (const position of positions) singles.push(position);
    }
  }
  for (const { position, repeat, size } of bucket.groups) {
    for (const piece of piecesOf(size.max, capacity))
      (queues[piece - 1] as Queue).groups.push({ position, left: repeat.min });
  }
  const passes: PlannedPass[] = [];
  const shared = shares(bucket);
  const add = (repeat: number, sizes: SizeCounts, requests: readonly number[]) => {
    const images = countImages(sizes);
    passes.push({
      repeat: { min: repeat, max: repeat },
      shares: shared,
      requests,
      images: { min: images, max: images },
    });
  };
  for (const { repeat, sizes } of runs) {
    let left = repeat;
    const drawn = queues.map((queue, i) => ({ queue, each: sizes[i] as number })).filter(({ each }) => each > 0);
    // Passes of single requests: their content is written out, pass by pass.
    const alone = Math.min(
      left,
      ...drawn.map(({ queue, each }) => Math.floor((queue.singles.length - queue.next) / each)),
    );
    if (alone > 0) {
      const requests: number[] = [];
      for (let i = 0; i < alone; i++) {
        for (const { queue, each } of drawn)
          for (let j = 0; j < each; j++) requests.push(queue.singles[queue.next++] as number);
      }
      add(alone, sizes, requests);
      left -= alone;
    }
    // Passes where single requests and groups meet, one by one; then passes of groups alone.
    while (left > 0) {
      const mixed = drawn.some(({ queue }) => queue.next < queue.singles.length);
      const now = mixed ? 1 : left;
      add(now, sizes, [...new Set(drawn.flatMap(({ queue, each }) => take(queue, now * each)))]);
      left -= now;
    }
  }
  return passes;
}

/** The positions that the next `count` of a queue come from, each once. */
function take(queue: Queue, count: number): number[] {
  const positions: number[] = [];
  let left = count;
  for (; left > 0 && queue.next < queue.singles.length; left--) positions.push(queue.singles[queue.next++] as number);
  while (left > 0) {
    const group = queue.groups[queue.group];
    if (group === undefined) throw new Error("more places than requests");
    positions.push(group.position);
    const taken = Math.min(left, group.left);
    group.left -= taken;
    left -= taken;
    if (group.left === 0) queue.group += 1;
  }
  return positions;
}

function shares({ image }: Bucket): PlannedPass["shares"] {
  const { width, height, steps, guidanceScale, scale } = image;
  return { width, height, steps, guidanceScale, scale };
}
