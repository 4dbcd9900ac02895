// Requests in, in their order; those that may share a pass together out (spec 5.4.2), each with how many it holds of each size.

import { presume } from "../unreachable.js";
import type { Capabilities } from "./capabilities.js";
import { identity, numberRange, variesByItem } from "./identity.js";
import { addBounds, type Bounds, multiplyBounds, sumBounds } from "./interval.js";
import { countImages, fewestPasses, largestPackable, type SizeCounts } from "./pack-sizes.js";
import { isUnknown, type PlannedRequest, type PlannedStep, type ResolvedImage } from "./plan.js";

/** What a pass shares. Prompts, negative prompts and seeds may differ within one. */
export const keyFields = [
  "baseModel",
  "precision",
  "trainingId",
  "scale",
  "width",
  "height",
  "steps",
  "guidanceScale",
] as const satisfies readonly (keyof ResolvedImage)[];
export type KeyField = (typeof keyFields)[number];

export type Member = {
  readonly position: number;
  readonly repeat: Bounds;
  readonly size: { readonly min: number; readonly max: number };
};

/** Requests of one wave with one key. */
export type Bucket = {
  readonly wave: number;
  /** The first image: its key fields are those of all. */
  readonly image: ResolvedImage;
  /** Some key field has another value for each item, so no two of these requests surely share a pass. */
  readonly varies: boolean;
  /** Steps in request order. */
  readonly steps: readonly string[];
  readonly members: readonly Member[];
  readonly requests: Bounds;
};

type OpenBucket = { -readonly [name in keyof Bucket]: Bucket[name] extends readonly (infer T)[] ? T[] : Bucket[name] };

export function groupRequests(requests: readonly PlannedRequest[], steps: readonly PlannedStep[]): readonly Bucket[] {
  const waves = new Map(steps.map((step) => [step.id, step.wave]));
  const buckets = new Map<string, OpenBucket>();
  let last: OpenBucket | undefined;
  for (const [position, request] of requests.entries()) {
    if (request.repeat.max === 0) continue;
    const wave = presume(waves.get(request.step), `a step called ${request.step}`);
    // Neighbours mostly have the same key, and comparing is cheaper than writing keys.
    let bucket = last !== undefined && last.wave === wave && sameKey(last.image, request.image) ? last : undefined;
    if (bucket === undefined) {
      const key = `${wave} ${keyFields.map((field) => identity(request.image[field])).join(" ")}`;
      bucket = buckets.get(key);
      if (bucket === undefined) {
        const varies = keyFields.some((field) => variesByItem(request.image[field]));
        bucket = { wave, image: request.image, varies, steps: [], members: [], requests: { min: 0, max: 0 } };
        buckets.set(key, bucket);
      }
    }
    if (bucket.steps.at(-1) !== request.step && !bucket.steps.includes(request.step)) bucket.steps.push(request.step);
    bucket.members.push({ position, repeat: request.repeat, size: sizeOf(request.image.batchSize) });
    bucket.requests = addBounds(bucket.requests, request.repeat);
    last = bucket;
  }
  return [...buckets.values()];
}

function sameKey(a: ResolvedImage, b: ResolvedImage): boolean {
  for (const field of keyFields) if (a[field] !== b[field]) return false;
  return true;
}

const batchSizes = { min: 1, max: 4 };
const knownSizes = [1, 2, 3, 4].map((size) => ({ min: size, max: size }));

export function sizeOf(batchSize: ResolvedImage["batchSize"]): { readonly min: number; readonly max: number } {
  if (isUnknown(batchSize)) {
    const range = numberRange(batchSize.type, batchSizes);
    return { min: Math.ceil(range.min), max: Math.floor(range.max) };
  }
  return presume(knownSizes[batchSize - 1], `a batch of 1 to 4 images, not of ${batchSize}`);
}

/**
 * A request as what stands in passes: itself, or where a pass holds less, full passes and what is left over. Splitting is
 * an error of the plan unless the backend says that it changes nothing; the plan goes on to be counted all the same.
 */
export function piecesOf(size: number, capacity: number): readonly number[] {
  const pieces: number[] = [];
  for (let left = size; left > 0; left -= capacity) pieces.push(Math.min(left, capacity));
  return pieces;
}

export function countSizes(members: Iterable<Member>, which: "min" | "max", capacity: number): SizeCounts | null {
  const counts: [number, number, number, number] = [0, 0, 0, 0];
  for (const { repeat, size } of members) {
    const times = repeat[which];
    if (times === null) return null;
    for (const piece of piecesOf(size[which], capacity)) counts[piece - 1] = (counts[piece - 1] as number) + times;
  }
  return counts;
}

/** The passes that requests of one key take at least and at most. */
export function boundPasses(members: readonly Member[], capabilities: Capabilities): Bounds {
  const { maxBatch } = capabilities;
  const low = countSizes(members, "min", maxBatch) as SizeCounts;
  const high = countSizes(members, "max", maxBatch);
  if (capabilities.promptsPerPass === 1) return { min: pieces(low), max: high === null ? null : safely(pieces(high)) };
  const max =
    high === null ? null : countImages(high) <= largestPackable ? fewestPasses(high, maxBatch) : safely(pieces(high));
  return { min: leastPasses(low, capabilities), max };
}

export function leastPasses(low: SizeCounts, { maxBatch, promptsPerPass }: Capabilities): number {
  if (promptsPerPass === 1) return Math.min(pieces(low), Number.MAX_SAFE_INTEGER);
  const images = countImages(low);
  return images <= largestPackable
    ? fewestPasses(low, maxBatch)
    : Math.min(Math.ceil(images / maxBatch), Number.MAX_SAFE_INTEGER);
}

/** Every request a pass of its own. */
export function separatePasses(members: readonly Member[], capacity: number): Bounds {
  return sumBounds(
    members.map(({ repeat, size }) =>
      multiplyBounds(repeat, { min: piecesOf(size.min, capacity).length, max: piecesOf(size.max, capacity).length }),
    ),
  );
}

function pieces(counts: SizeCounts): number {
  return counts[0] + counts[1] + counts[2] + counts[3];
}

function safely(count: number): number | null {
  return count <= Number.MAX_SAFE_INTEGER ? count : null;
}
