// How good the batches are: our passes and loads beside the lower bound, the naive plan and first-fit decreasing, on workloads that are
// easy, skewed, spread over many models and adversarial (spec 5.3, 5.4). Claims: never more passes than first-fit decreasing, never
// below the bound, and packing time that does not grow with the counts. Run: npx tsx bench/batching.ts

import { ok } from "node:assert";
import type { Capabilities } from "../src/core/plan/backend/capabilities.js";
import { profiles } from "../src/core/plan/backend/profiles.js";
import { keyFields } from "../src/core/plan/batch/group-requests.js";
import { fewestPasses, type SizeCounts } from "../src/core/plan/batch/pack-sizes.js";
import { planJobs } from "../src/core/plan/batch/plan-jobs.js";
import type { PlannedRequest, PlannedStep, ResolvedImage } from "../src/core/plan/plan.js";

const base: ResolvedImage = {
  prompt: "a lighthouse on a cliff",
  baseModel: "base-0",
  trainingId: null,
  negativePrompt: null,
  steps: 25,
  width: 1024,
  height: 1024,
  scale: 0.9,
  guidanceScale: 7.5,
  seed: null,
  batchSize: 1,
  precision: "fp16",
};

let state = 20_260_101;
function random(n: number): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * n);
}

type Workload = {
  readonly name: string;
  readonly steps: readonly PlannedStep[];
  readonly requests: readonly PlannedRequest[];
};

/** `waves` steps of one chain; `draw` makes the i-th request of a step. */
function workload(
  name: string,
  waves: number,
  each: number,
  draw: (i: number, wave: number) => Partial<ResolvedImage>,
): Workload {
  const steps = Array.from({ length: waves }, (_, wave): PlannedStep => {
    return { id: `s${wave}`, type: "ImageGenerator", dependsOn: wave === 0 ? [] : [`s${wave - 1}`], wave };
  });
  const requests = steps.flatMap(({ id, wave }) =>
    Array.from({ length: each }, (_, i): PlannedRequest => {
      return { step: id, repeat: { min: 1, max: 1 }, because: null, image: { ...base, ...draw(i, wave) } };
    }),
  );
  return { name, steps, requests };
}

const workloads: readonly Workload[] = [
  workload("uniform: one key, one image each", 1, 1000, () => ({})),
  workload("uniform: sizes 1 to 4, two resolutions", 1, 1000, (i) => ({
    batchSize: 1 + random(4),
    width: i % 2 ? 512 : 1024,
  })),
  workload("skewed: 90 % on one of 12 keys", 1, 1000, () =>
    random(10) > 0 ? { batchSize: 2 } : { steps: 20 + random(12), batchSize: 1 + random(4) },
  ),
  workload("skewed: mostly threes", 1, 1000, () => ({ batchSize: random(8) > 0 ? 3 : 1 + random(4) })),
  workload("many models: 20 bases, 3 trainings, 3 waves", 3, 400, () => {
    return {
      baseModel: `base-${random(20)}`,
      trainingId: [null, "t1", "t2"][random(3)] as string | null,
      batchSize: 1 + random(4),
    };
  }),
  workload("many models: each request its own", 1, 300, (i) => ({ baseModel: `base-${i}` })),
  workload("adversarial: interleaved models, 4 waves", 4, 60, (i) => ({
    baseModel: `base-${i % 3}`,
    trainingId: i % 2 ? "t" : null,
  })),
  workload("adversarial: twos and threes that first-fit spoils", 1, 600, (i) => ({ batchSize: i % 3 === 0 ? 3 : 2 })),
  workload("adversarial: every key its own", 1, 500, (i) => ({ guidanceScale: i / 50, batchSize: 1 + (i % 4) })),
];

function firstFitDecreasing(sizes: readonly number[], capacity: number): number {
  const room: number[] = [];
  for (const size of [...sizes].sort((a, b) => b - a)) {
    const at = room.findIndex((left) => left >= size);
    if (at < 0) room.push(capacity - size);
    else room[at] = (room[at] as number) - size;
  }
  return room.length;
}

function firstFit({ requests, steps }: Workload, capacity: number): number {
  const keys = new Map<string, number[]>();
  for (const { step, image } of requests) {
    const wave = steps.find(({ id }) => id === step)?.wave;
    const key = JSON.stringify([wave, ...keyFields.map((field) => image[field])]);
    const sizes = keys.get(key);
    if (sizes === undefined) keys.set(key, [image.batchSize as number]);
    else sizes.push(image.batchSize as number);
  }
  return [...keys.values()].reduce((sum, sizes) => sum + firstFitDecreasing(sizes, capacity), 0);
}

/** Loads and swaps of a server that takes requests as they come. */
function asTheyCome({ requests }: Workload): number {
  let loads = 0;
  for (const [i, { image }] of requests.entries()) {
    const before = requests[i - 1]?.image;
    if (before?.baseModel !== image.baseModel || before.precision !== image.precision) loads += 1;
  }
  return loads;
}

const rows: object[] = [];
for (const capacity of [4, 7, 16]) {
  const backend: Capabilities = { ...profiles.reference, maxBatch: capacity };
  for (const work of workloads) {
    const { totals, bounds } = planJobs(work.requests, work.steps, backend);
    const fitted = firstFit(work, capacity);
    ok(totals.passes.exact && totals.modelLoads.exact && totals.loraSwaps.exact);
    ok(totals.passes.min <= fitted && totals.passes.min >= bounds.lower.passes);
    ok(totals.modelLoads.min >= bounds.lower.modelLoads && totals.modelLoads.min <= asTheyCome(work));
    rows.push({
      capacity,
      workload: work.name,
      passes: totals.passes.min,
      bound: bounds.lower.passes,
      "first fit": fitted,
      naive: bounds.naive.passes.min,
      loads: totals.modelLoads.min,
      "load bound": bounds.lower.modelLoads,
      "as they come": asTheyCome(work),
      swaps: totals.loraSwaps.min,
    });
  }
}
console.table(rows);

/** The median time of one packing, in microseconds. */
function time(scale: number): number {
  const times: number[] = [];
  for (let round = 0; round < 15; round++) {
    const start = performance.now();
    let packed = 0;
    for (let capacity = 4; capacity <= 64; capacity++) {
      const counts: SizeCounts = [scale + 7, scale + 9, scale + 21, scale + 33];
      packed += fewestPasses(counts, capacity);
    }
    ok(packed > 0);
    times.push(((performance.now() - start) * 1000) / 61);
  }
  return times.sort((a, b) => a - b)[7] as number;
}
time(10);
console.table(
  [10, 1e3, 1e6, 1e9].map((scale) => ({
    "requests of each size": scale,
    "µs a packing": Number(time(scale).toFixed(1)),
  })),
);

for (const count of [100_000, 1_000_000]) {
  const requests = Array.from({ length: count }, (_, i): PlannedRequest => {
    return {
      step: "s",
      repeat: { min: 1, max: 1 },
      because: null,
      image: { ...base, prompt: `number ${i}`, batchSize: 1 + (i % 4) },
    };
  });
  const start = performance.now();
  planJobs(requests, [{ id: "s", type: "ImageGenerator", dependsOn: [], wave: 0 }], profiles.reference);
  console.log(
    `${count.toLocaleString("en")} requests of one key grouped, checked and packed in ${Math.round(performance.now() - start)} ms`,
  );
}
