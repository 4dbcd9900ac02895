// Requests of one key in, the passes that draw them out, run-length encoded (spec 5.4.4).

import type { Bounds } from "../../types/bounds.js";
import type { Capabilities } from "../backend/capabilities.js";
import type { PlannedPass } from "../plan.js";
import { batch, type Lot, piecesOf } from "./batch.js";
import { type Bucket, boundPasses, countSizes, separatePasses } from "./group-requests.js";
import { countImages, largestPackable, type SizeCounts } from "./pack-sizes.js";

export function layPasses(bucket: Bucket, capabilities: Capabilities): readonly PlannedPass[] {
  const counted = bucket.groups.every(({ repeat, size }) => repeat.min === repeat.max && size.min === size.max);
  const counts = counted ? countSizes([bucket], "max", capabilities.maxBatch) : null;
  if (bucket.varies || counts === null || countImages(counts) > largestPackable)
    return [boundedPasses(bucket, capabilities)];
  return encode(bucket, capabilities);
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

/** Neighbours of one shape whose requests are all single are one entry: the positions stand pass after pass. */
function encode(bucket: Bucket, capabilities: Capabilities): readonly PlannedPass[] {
  const groups = new Set(bucket.groups.map(({ position }) => position));
  const encoded: { repeat: number; shape: SizeCounts; requests: number[]; single: boolean }[] = [];
  for (const { repeat, shape, parts } of batch(lotsOf(bucket), capabilities)) {
    const single = groups.size === 0 || !parts.some(({ position }) => groups.has(position));
    let entry = encoded.at(-1);
    if (single && entry?.single && entry.shape === shape) entry.repeat += repeat;
    else {
      entry = { repeat, shape, requests: [], single };
      encoded.push(entry);
    }
    for (const { position } of parts) entry.requests.push(position);
  }
  return encoded.map(({ repeat, shape, requests }) => {
    const images = countImages(shape);
    return {
      repeat: { min: repeat, max: repeat },
      shares: shares(bucket),
      requests,
      images: { min: images, max: images },
    };
  });
}

/** Of a bucket in which everything is counted: requests in their order, as a run has them, then groups. */
function* lotsOf({ singles, groups }: Bucket): Generator<Lot> {
  const next = singles.map(() => 0);
  const positionOf = (i: number) => singles[i]?.[next[i] as number] ?? Number.POSITIVE_INFINITY;
  for (;;) {
    const size = [0, 1, 2, 3].reduce((first, i) => (positionOf(i) < positionOf(first) ? i : first));
    const position = positionOf(size);
    if (position === Number.POSITIVE_INFINITY) break;
    yield { position, count: 1, size: size + 1 };
    next[size] = (next[size] as number) + 1;
  }
  for (const { position, repeat, size } of groups) yield { position, count: repeat.min, size: size.min };
}

function shares({ image }: Bucket): PlannedPass["shares"] {
  const { width, height, steps, guidanceScale, scale } = image;
  return { width, height, steps, guidanceScale, scale };
}
