// Requests, steps and what the backend can do in; jobs with their passes, the totals, what they are measured against and what the
// backend cannot do as asked out (spec 5.3 to 5.6).

import { diagnose } from "../../diagnostic/diagnose.js";
import type { AnyDiagnostic } from "../../diagnostic/diagnostic.js";
import type { Capabilities } from "../backend/capabilities.js";
import { checkCapabilities } from "../backend/check-capabilities.js";
import {
  isUnknown,
  type PlannedJob,
  type PlannedRequest,
  type PlannedStep,
  type TotalBounds,
  type Totals,
} from "../plan.js";
import { type Bucket, groupRequests } from "./group-requests.js";
import { identity, variesByItem } from "./identity.js";
import { layPasses } from "./lay-passes.js";
import { orderByWave, orderJobs } from "./order-jobs.js";
import { countTotals, type JobOfBuckets } from "./totals.js";

export type PlannedJobs = {
  readonly jobs: readonly PlannedJob[];
  readonly totals: Totals;
  readonly bounds: TotalBounds;
  readonly diagnostics: readonly AnyDiagnostic[];
};

export function planJobs(
  requests: readonly PlannedRequest[],
  steps: readonly PlannedStep[],
  capabilities: Capabilities,
): PlannedJobs {
  const buckets = groupRequests(requests, steps);
  const joined = joinBuckets(buckets);
  // A model that is not known may turn out to be one of its wave: only wave after wave can it be drawn together with that (spec 5.3.2).
  const { slots } = capabilities;
  const order = joined.every(({ open }) => !open) ? orderJobs(joined, steps, slots) : orderByWave(joined, slots);
  const { totals, bounds } = countTotals(buckets, order, capabilities);
  return {
    jobs: order.jobs.map((job) => printJob(job, capabilities)),
    totals,
    bounds,
    diagnostics: [...checkCapabilities(requests, steps, capabilities), ...checkCount(requests, totals)],
  };
}

type OpenJob = {
  wave: number;
  base: string;
  training: string;
  /** Its base, or its model, is not known. */
  openBase: boolean;
  open: boolean;
  /** A run draws it step by step: once for each of its steps. */
  apart: boolean;
  steps: string[];
  buckets: Bucket[];
};

/** Buckets of one wave and one model are a job. A model that varies by item is no one's but its own. */
function joinBuckets(buckets: readonly Bucket[]): readonly OpenJob[] {
  const jobs = new Map<string, OpenJob>();
  for (const bucket of buckets) {
    const { baseModel, precision, trainingId } = bucket.image;
    const training = identity(trainingId);
    const names = `${identity(baseModel)} ${identity(precision)}`;
    const own = variesByItem(baseModel) || variesByItem(precision);
    const base = own ? `${names} ${training} in wave ${bucket.wave}` : names;
    const key = `${bucket.wave} ${base} ${training}`;
    let job = jobs.get(key);
    if (job === undefined) {
      const openBase = isUnknown(baseModel) || isUnknown(precision);
      const open = openBase || isUnknown(trainingId);
      job = { wave: bucket.wave, base, training, openBase, open, apart: false, steps: [], buckets: [] };
      jobs.set(key, job);
    }
    job.buckets.push(bucket);
    for (const step of bucket.steps) if (!job.steps.includes(step)) job.steps.push(step);
  }
  const joined = [...jobs.values()];
  keepApart(joined.filter(({ openBase }) => openBase));
  return joined;
}

/**
 * Of a step with several unknown bases, a run cannot tell which request was planned under which: it draws them all where the first of
 * them stands. So such a base is no one's but its steps': where another step has it too, it may be loaded again.
 */
function keepApart(jobs: readonly OpenJob[]): void {
  const places = new Map<string, Set<string>>();
  const placesOf = ({ wave, steps }: OpenJob) => steps.map((step) => `${wave} ${step}`);
  for (const job of jobs) {
    for (const place of placesOf(job)) places.set(place, (places.get(place) ?? new Set()).add(job.base));
  }
  for (const job of jobs) {
    job.apart = placesOf(job).some((place) => (places.get(place)?.size ?? 0) > 1);
    if (job.apart) job.base += ` of ${job.steps.join(" ")} in wave ${job.wave}`;
  }
}

function printJob({ wave, steps, buckets }: JobOfBuckets, capabilities: Capabilities): PlannedJob {
  const [first] = buckets;
  if (first === undefined) throw new Error("a job without requests");
  const { baseModel, trainingId, precision } = first.image;
  const passes = buckets.flatMap((bucket) => layPasses(bucket, capabilities));
  return { model: { baseModel, trainingId, precision }, wave, steps, passes };
}

/** Everything has a greatest count, and yet their sum has none: it grew beyond what is counted exactly. */
function checkCount(requests: readonly PlannedRequest[], totals: Totals): readonly AnyDiagnostic[] {
  if (requests.some((request) => request.repeat.max === null)) return [];
  const lost = (["requests", "images", "passes"] as const).filter((total) => totals[total].max === null);
  return lost.length === 0 ? [] : [diagnose("plan/too-many-to-count", null, { totals: lost })];
}
