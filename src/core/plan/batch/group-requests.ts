// Requests in, in their order; those that may share a pass together out (spec 5.4.2), each with how many it holds of each size.

import type { Bounds } from "../../types/bounds.js";
import { numberRange } from "../../types/values-of-type.js";
import { presume } from "../../unreachable.js";
import type { Capabilities } from "../backend/capabilities.js";
import { addBounds, multiplyBounds, nothing } from "../interval.js";
import {
  isUnknown,
  type PlannedRequest,
  type PlannedStep,
  type Resolved,
  type ResolvedImage,
  type Unknown,
} from "../plan.js";
import { isAsked } from "../requests/share-requests.js";
import { piecesOf } from "./batch.js";
import { identity, variesByItem } from "./identity.js";
import { countImages, fewestPasses, largestPackable, type SizeCounts } from "./pack-sizes.js";

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

/** A group of requests, of which not everything is known yet. */
export type Group = {
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
  /** Those of them that surely ask for one of these requests. */
  readonly certain: ReadonlySet<string>;
  /** Positions of single requests of 1, 2, 3 and 4 images. */
  readonly singles: readonly [readonly number[], readonly number[], readonly number[], readonly number[]];
  readonly groups: readonly Group[];
};

type OpenBucket = Bucket & {
  readonly steps: string[];
  readonly certain: Set<string>;
  readonly singles: readonly [number[], number[], number[], number[]];
  readonly groups: Group[];
};

export function groupRequests(requests: readonly PlannedRequest[], steps: readonly PlannedStep[]): readonly Bucket[] {
  const waves = new Map(steps.map((step) => [step.id, step.wave]));
  const buckets = new Map<string, OpenBucket>();
  const keyOf = keyWriter();
  let last: OpenBucket | undefined;
  for (let position = 0; position < requests.length; position++) {
    const request = requests[position] as PlannedRequest;
    const { image, repeat, step } = request;
    if (repeat.max === 0 || !isAsked(request)) continue;
    const wave = presume(waves.get(step), `a step called ${step}`);
    // Neighbours mostly have the same key, and comparing is cheaper than writing keys.
    let bucket = last !== undefined && last.wave === wave && sameKey(last.image, image) ? last : undefined;
    if (bucket === undefined) {
      const key = keyOf(wave, image);
      bucket = buckets.get(key);
      if (bucket === undefined) {
        const varies = keyFields.some((field) => variesByItem(image[field]));
        bucket = { wave, image, varies, steps: [], certain: new Set(), singles: [[], [], [], []], groups: [] };
        buckets.set(key, bucket);
      }
    }
    if (bucket.steps.at(-1) !== step && !bucket.steps.includes(step)) bucket.steps.push(step);
    if (repeat.min > 0) bucket.certain.add(step);
    const size = sizeOf(image.batchSize);
    if (repeat.min === 1 && repeat.max === 1 && size.min === size.max) bucket.singles[size.min - 1]?.push(position);
    else bucket.groups.push({ position, repeat, size });
    last = bucket;
  }
  return [...buckets.values()];
}

/** Writes keys that are equal exactly when wave and identities are. Texts are numbered: they are long, and few. */
export function keyWriter(): (wave: number, image: ResolvedImage) => string {
  const texts = new Map<string, number>();
  const number = (text: string): number => {
    const known = texts.get(text);
    if (known !== undefined) return known;
    texts.set(text, texts.size);
    return texts.size - 1;
  };
  const unknowns = new Map<Resolved, string>();
  const writeUnknown = (value: Unknown): string => {
    const known = unknowns.get(value) ?? `u${number(identity(value))}`;
    unknowns.set(value, known);
    return known;
  };
  const write = (value: Resolved): string => {
    if (typeof value === "string") return `s${number(value)}`;
    return isUnknown(value) ? writeUnknown(value) : String(value);
  };
  return (wave, image) => {
    let key = String(wave);
    for (const field of keyFields) key += ` ${write(image[field])}`;
    return key;
  };
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

/** All of them, each as so many requests of so many images. */
function* parts({ singles, groups }: Bucket): Iterable<{ readonly repeat: Bounds; readonly size: Group["size"] }> {
  for (const [i, { length }] of singles.entries()) {
    if (length > 0) yield { repeat: { min: length, max: length }, size: knownSizes[i] as Group["size"] };
  }
  yield* groups;
}

export function countRequests(bucket: Bucket): Bounds {
  let sum = nothing;
  for (const { repeat } of parts(bucket)) sum = addBounds(sum, repeat);
  return sum;
}

export function countBatches(bucket: Bucket): Bounds {
  let sum = nothing;
  for (const { repeat, size } of parts(bucket)) sum = addBounds(sum, multiplyBounds(repeat, size));
  return sum;
}

export function countSizes(buckets: readonly Bucket[], which: "min" | "max", capacity: number): SizeCounts | null {
  const counts: [number, number, number, number] = [0, 0, 0, 0];
  for (const bucket of buckets) {
    for (const { repeat, size } of parts(bucket)) {
      const times = repeat[which];
      if (times === null) return null;
      for (const piece of piecesOf(size[which], capacity)) counts[piece - 1] = (counts[piece - 1] as number) + times;
    }
  }
  return counts;
}

/** The passes that requests of one key take at least and at most. */
export function boundPasses(bucket: Bucket, capabilities: Capabilities): Bounds {
  const { maxBatch, promptsPerPass } = capabilities;
  if (promptsPerPass === 1) return separatePasses(bucket, maxBatch);
  const low = countSizes([bucket], "min", maxBatch) as SizeCounts;
  const high = countSizes([bucket], "max", maxBatch);
  const min = leastPasses(low, maxBatch);
  if (high === null) return { min, max: null };
  if (countImages(high) <= largestPackable && high.every((count, i) => count === low[i])) return { min, max: min };
  return {
    min,
    max: countImages(high) <= largestPackable ? fewestPasses(high, maxBatch) : separatePasses(bucket, maxBatch).max,
  };
}

/** As many passes as these surely take; beyond exact packing, as many as room alone asks for. */
export function leastPasses(low: SizeCounts, maxBatch: number): number {
  const images = countImages(low);
  if (images <= largestPackable) return fewestPasses(low, maxBatch);
  return Math.min(Math.ceil(images / maxBatch), Number.MAX_SAFE_INTEGER);
}

/** Every request a pass of its own. */
export function separatePasses(bucket: Bucket, capacity: number): Bounds {
  let sum = nothing;
  for (const { repeat, size } of parts(bucket)) {
    const pieces = { min: piecesOf(size.min, capacity).length, max: piecesOf(size.max, capacity).length };
    sum = addBounds(sum, multiplyBounds(repeat, pieces));
  }
  return sum;
}
