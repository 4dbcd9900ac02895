// Buckets and jobs in, the least and the most that a run requests out (spec 5.6). Sound always: whatever the unknowns turn out to be,
// planning the requests that they give lands inside.

import { groupBy } from "../../group-by.js";
import type { Bounds } from "../../types/bounds.js";
import { admitsNull, countValues } from "../../types/values-of-type.js";
import type { Capabilities } from "../backend/capabilities.js";
import { addBounds, exactly, interval, nothing, sumBounds } from "../interval.js";
import { type Interval, isUnknown, type Resolved, type ResolvedImage, type TotalBounds, type Totals } from "../plan.js";
import {
  type Bucket,
  boundPasses,
  countBatches,
  countRequests,
  countSizes,
  keyFields,
  leastPasses,
  separatePasses,
} from "./group-requests.js";
import { identity, variesByItem } from "./identity.js";
import { type JobOrder, type OrderedJob, orderByWave } from "./order-jobs.js";
import { countImages, type SizeCounts } from "./pack-sizes.js";

/** `apart`: each of its steps may draw it in another place (spec 5.3.3). */
export type JobOfBuckets = OrderedJob & { readonly buckets: readonly Bucket[]; readonly apart: boolean };

export function countTotals(
  buckets: readonly Bucket[],
  order: JobOrder<JobOfBuckets>,
  capabilities: Capabilities,
): { totals: Totals; bounds: TotalBounds } {
  const requests = sumBounds(buckets.map(countRequests));
  const images = sumBounds(buckets.map(countBatches));
  const separate = sumBounds(buckets.map((bucket) => separatePasses(bucket, capabilities.maxBatch)));
  const passes = capabilities.promptsPerPass === 1 ? separate : boundAllPasses(buckets, capabilities);
  const models = boundModels(order);
  const certainBases = leastLoads(order.jobs);
  return {
    totals: { requests: interval(requests), images: interval(images), ...models, passes: interval(passes) },
    bounds: {
      lower: {
        modelLoads: certainBases,
        loraSwaps: models.loraSwaps.min,
        passes: capabilities.promptsPerPass === 1 ? separate.min : fewestByRoom(buckets, capabilities),
      },
      naive: { modelLoads: interval(requests), loraSwaps: exactly(0), passes: interval(separate) },
    },
  };
}

/** Passes never hold requests of two waves, so each wave is bounded by itself. */
function boundAllPasses(buckets: readonly Bucket[], capabilities: Capabilities): Bounds {
  const waves = groupBy(buckets, ({ wave }) => wave);
  return sumBounds(
    [...waves.values()].map((wave) => {
      const each = wave.map((bucket) => ({ bucket, bounds: boundBucket(bucket, capabilities) }));
      const max = sumBounds(each.map(({ bounds }) => bounds)).max;
      if (!wave.some(hasUnknownKey)) return { min: sumBounds(each.map(({ bounds }) => bounds)).min, max };
      const min = sumBounds(
        mergeUnknown(wave).map((merged) => {
          const least = leastPasses(
            countSizes(merged, "min", capabilities.maxBatch) as SizeCounts,
            capabilities.maxBatch,
          );
          return { min: least, max: least };
        }),
      ).min;
      return { min, max };
    }),
  );
}

function boundBucket(bucket: Bucket, capabilities: Capabilities): Bounds {
  return bucket.varies ? separatePasses(bucket, capabilities.maxBatch) : boundPasses(bucket, capabilities);
}

function hasUnknownKey({ image }: Bucket): boolean {
  return keyFields.some((field) => isUnknown(image[field]));
}

/** Buckets that may turn out to have one key: those equal in the fields that are known of all. */
function mergeUnknown(buckets: readonly Bucket[]): readonly (readonly Bucket[])[] {
  const always = keyFields.filter((field) => !buckets.some(({ image }) => isUnknown(image[field])));
  return [...groupBy(buckets, ({ image }) => always.map((field) => identity(image[field])).join(" ")).values()];
}

/** As if images could be cut loose and waves did not matter: what room alone asks for. */
function fewestByRoom(buckets: readonly Bucket[], { maxBatch }: Capabilities): number {
  let passes = 0;
  for (const together of mergeUnknown(buckets)) {
    const counts = countSizes(together, "min", maxBatch) as SizeCounts;
    passes += Math.ceil(countImages(counts) / maxBatch);
  }
  return Math.min(passes, Number.MAX_SAFE_INTEGER);
}

function boundModels(order: JobOrder<JobOfBuckets>): { modelLoads: Interval; loraSwaps: Interval } {
  const { jobs } = order;
  if (jobs.every((job) => isCertainForAll(job) && hasKnownModel(job))) {
    return { modelLoads: exactly(order.modelLoads), loraSwaps: exactly(order.loraSwaps) };
  }
  // Leaving jobs out, and finding unknown models to be equal, only shortens an order: all different is the worst.
  const byWave = orderByWave(jobs).modelLoads;
  const extra = sumBounds(jobs.map((job) => different(job, ["baseModel", "precision"]))).max;
  const most = extra === null ? null : addBounds({ min: 0, max: byWave }, { min: 0, max: extra - jobs.length }).max;
  const modelLoads = { min: leastLoads(jobs), max: most };
  return { modelLoads: interval(modelLoads), loraSwaps: interval(boundSwaps(jobs, modelLoads.min)) };
}

/** How many models a job may turn out to be: 1, or as many as its requests where they vary, or as the fields have values; in each place. */
function different(job: JobOfBuckets, fields: readonly (keyof ResolvedImage)[]): Bounds {
  const image = imageOf(job);
  let values: number | null = job.apart ? job.steps.length : 1;
  for (const field of fields) {
    const value: Resolved = image[field];
    if (!isUnknown(value) || !variesByItem(value)) continue;
    const count = countValues(value.type);
    values = values === null || count === null ? null : values * count;
  }
  const requests = sumBounds(job.buckets.map(countRequests)).max;
  const max = values === null ? requests : requests === null ? values : Math.min(values, requests);
  return { min: 1, max };
}

/** The models that are certainly asked for by name; one, if anything is asked for certainly. */
function leastLoads(jobs: readonly JobOfBuckets[]): number {
  const certain = jobs.filter(isCertain);
  const named = new Set(certain.filter(hasKnownBase).map((job) => job.base));
  return Math.max(named.size, certain.length > 0 ? 1 : 0);
}

function boundSwaps(jobs: readonly JobOfBuckets[], leastModelLoads: number): Bounds {
  const models = sumBounds(jobs.map((job) => different(job, ["baseModel", "precision", "trainingId"])));
  const min = leastSwaps(jobs);
  const oneTraining =
    new Set(jobs.map((job) => job.training)).size <= 1 && !jobs.some((job) => variesByItem(imageOf(job).trainingId));
  if (jobs.length === 0 || oneTraining) return nothing;
  // Every change of model is a load or a swap, and a change begins each job.
  const changes = models.max === null ? null : Math.max(min, models.max - Math.max(1, leastModelLoads));
  const perBase = jobs.every(hasKnownBase) ? swapsPerBase(jobs) : null;
  return { min, max: changes === null || perBase === null ? (changes ?? perBase) : Math.min(changes, perBase) };
}

/**
 * Jobs of one wave on one base stand together: each training after the first is a swap. An unknown training that is surely one
 * differs from none, and may be any of those that are named.
 */
function leastSwaps(jobs: readonly JobOfBuckets[]): number {
  const blocks = new Map<string, { none: boolean; named: number; unnamed: boolean }>();
  for (const job of jobs) {
    if (!isCertain(job) || !hasKnownBase(job)) continue;
    const name = `${job.wave} ${job.base}`;
    const block = blocks.get(name) ?? { none: false, named: 0, unnamed: false };
    blocks.set(name, block);
    const { trainingId } = imageOf(job);
    if (trainingId === null) block.none = true;
    else if (!isUnknown(trainingId)) block.named += 1;
    else if (!admitsNull(trainingId.type)) block.unnamed = true;
  }
  let swaps = 0;
  for (const { none, named, unnamed } of blocks.values()) {
    swaps += Math.max(0, (none ? 1 : 0) + Math.max(named, unnamed ? 1 : 0) - 1);
  }
  return swaps;
}

/** Where all bases are known: a base with one training is never swapped on, another at most once per job after its first. */
function swapsPerBase(jobs: readonly JobOfBuckets[]): number | null {
  const bases = new Map<string, { trainings: Set<string>; varies: boolean; jobs: Bounds }>();
  for (const job of jobs) {
    const base = bases.get(job.base) ?? { trainings: new Set<string>(), varies: false, jobs: nothing };
    base.trainings.add(job.training);
    // Of one text, and yet another training for each item, in this job and in others.
    base.varies ||= variesByItem(imageOf(job).trainingId);
    base.jobs = addBounds(base.jobs, different(job, ["trainingId"]));
    bases.set(job.base, base);
  }
  let swaps = 0;
  for (const base of bases.values()) {
    if (base.jobs.max === null) return null;
    const apart = base.jobs.max > base.jobs.min;
    if (base.trainings.size > 1 || base.varies || apart) swaps += base.jobs.max - 1;
  }
  return swaps;
}

function isCertain(job: JobOfBuckets): boolean {
  return job.buckets.some(({ certain }) => certain.size > 0);
}

/** A step that may ask for nothing here may free those that wait for it, so the order is not certain either. */
function isCertainForAll(job: JobOfBuckets): boolean {
  return job.steps.every((step) => job.buckets.some(({ certain }) => certain.has(step)));
}

function hasKnownBase(job: JobOfBuckets): boolean {
  const { baseModel, precision } = imageOf(job);
  return !isUnknown(baseModel) && !isUnknown(precision);
}

function hasKnownModel(job: JobOfBuckets): boolean {
  return hasKnownBase(job) && !isUnknown(imageOf(job).trainingId);
}

function imageOf(job: JobOfBuckets): ResolvedImage {
  const [bucket] = job.buckets;
  if (bucket === undefined) throw new Error("a job without requests");
  return bucket.image;
}
