// Laws of batching (spec 5.3, 5.4, 5.6): totals are sound whatever the unknowns turn out to be, every request is in one pass, order
// and company cost nothing.

import fc from "fast-check";
import { expect, test } from "vitest";
import type { Capabilities } from "../../src/core/plan/backend/capabilities.js";
import { profiles } from "../../src/core/plan/backend/profiles.js";
import { keyFields } from "../../src/core/plan/batch/group-requests.js";
import { type OrderedJob, orderByWave, orderJobs } from "../../src/core/plan/batch/order-jobs.js";
import { planJobs } from "../../src/core/plan/batch/plan-jobs.js";
import type { Interval, PlannedRequest, PlannedStep, ResolvedImage, Unknown } from "../../src/core/plan/plan.js";
import type { Json } from "../../src/core/text/json.js";
import type { Type } from "../../src/core/types/type.js";
import { chanceOf } from "../build/chance.js";
import { contentOf } from "../build/pass-content.js";
import { plainImage } from "../build/request.js";
import { loadsOf } from "../build/resident-models.js";

const values = {
  baseModel: ["A", "__proto__", " else "],
  trainingId: [null, "toString", ""],
  precision: ["fp16", "bf16"],
  width: [512, 1024],
  scale: [0.5, 0.9],
} as const;
type Field = keyof typeof values;

/** Places called sure are never null. */
const typeOf = (field: Field, place: string, listed: boolean): Type =>
  place.startsWith("sure") && field === "trainingId"
    ? { kind: "string", minLength: 0, maxLength: null }
    : listed
      ? { kind: "union", members: values[field].map((value) => ({ kind: "constant", value })) }
      : { kind: "unknown" };

/** A property may be called what looks like an item. */
const textOf = (place: string, field: Field): string =>
  place === "[*]" || place === " else " ? `$.results.idea['${place}'].${field}` : `$.results.idea.${place}.${field}`;

/** A field: mostly known, sometimes one of two unknown places, sometimes another value for each item. */
const fieldOf = (field: Field): fc.Arbitrary<Json | Unknown> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...values[field]) },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.constantFrom("one", "sure", "list[*]", "sureList[*]", "[*]", " else "), fc.boolean()).map(
        ([place, listed]): Unknown => ({
          unknown: textOf(place, field),
          reads: [`$.results.idea.${place}`],
          type: typeOf(field, place, listed),
          ...(place.toLowerCase().endsWith("list[*]") ? { varies: true } : {}),
        }),
      ),
    },
  );

const batchSize = fc.oneof(
  fc.integer({ min: 1, max: 4 }),
  fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })).map(
    ([a, b]): Unknown => ({
      unknown: "$.results.idea.list[*].n",
      reads: [],
      type: { kind: "number", integer: true, minimum: Math.min(a, b), maximum: Math.max(a, b) },
      varies: true,
    }),
  ),
);

const repeat = fc.oneof(
  fc.constant({ min: 1, max: 1 }),
  fc
    .tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 }))
    .map(([a, b]) => ({ min: Math.min(a, b), max: Math.max(a, b) })),
);

const image = fc
  .record({
    baseModel: fieldOf("baseModel"),
    trainingId: fieldOf("trainingId"),
    precision: fieldOf("precision"),
    width: fieldOf("width"),
    scale: fieldOf("scale"),
    batchSize,
  })
  .map((fields) => ({ ...plainImage, ...fields }) as ResolvedImage);

type Flow = { steps: readonly PlannedStep[]; requests: readonly PlannedRequest[] };

/** Up to four steps, each needing some of those before it; a quarter of them ask for no images. */
const flowOf = (
  images: fc.Arbitrary<ResolvedImage>,
  repeats: fc.Arbitrary<{ min: number; max: number }>,
): fc.Arbitrary<Flow> =>
  fc
    .array(
      fc.record({
        needs: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
        requests: fc.array(fc.record({ image: images, repeat: repeats }), { maxLength: 5 }),
      }),
      { minLength: 1, maxLength: 4 },
    )
    .map((drawn) => {
      const steps: PlannedStep[] = [];
      const requests: PlannedRequest[] = [];
      for (const [i, { needs, requests: asked }] of drawn.entries()) {
        const dependsOn = steps.filter((_, j) => needs[j]).map((step) => step.id);
        const wave = Math.max(-1, ...steps.filter((step) => dependsOn.includes(step.id)).map((step) => step.wave)) + 1;
        steps.push({ id: `s${i}`, type: "ImageGenerator", dependsOn, wave });
        for (const one of asked) requests.push({ step: `s${i}`, because: null, ...one });
      }
      return { steps, requests };
    });

const capabilities: fc.Arbitrary<Capabilities> = fc
  .tuple(fc.constantFrom<1 | "many">(1, "many"), fc.integer({ min: 1, max: 9 }))
  .map(([promptsPerPass, maxBatch]) => ({ ...profiles.reference, promptsPerPass, maxBatch }));

/** What a run may find: one value for each place that all items share, any for each item, any count within its bounds. */
function concretise(requests: readonly PlannedRequest[], random: (n: number) => number): PlannedRequest[] {
  const places = new Map<string, Json>();
  const settle = (field: keyof ResolvedImage, value: Json | Unknown): Json => {
    if (typeof value !== "object" || value === null || !("unknown" in value)) return value as Json;
    const { unknown, type, varies } = value as Unknown;
    const draw = () => {
      if (field === "batchSize" && type.kind === "number") {
        const [min, max] = [type.minimum as number, type.maximum as number];
        return min + random(max - min + 1);
      }
      const all = values[field as Field].filter((one) => type.kind !== "string" || one !== null);
      return all[random(all.length)] as Json;
    };
    if (varies) return draw();
    const key = `${field} ${unknown}`;
    const known = places.get(key);
    if (known !== undefined) return known;
    const drawn = draw();
    places.set(key, drawn);
    return drawn;
  };
  return requests.flatMap((request) => {
    const { min, max } = request.repeat;
    return Array.from({ length: min + random((max as number) - min + 1) }, () => {
      const fields = Object.entries(request.image).map(([field, value]) => [
        field,
        settle(field as keyof ResolvedImage, value),
      ]);
      return { ...request, repeat: { min: 1, max: 1 }, image: Object.fromEntries(fields) as ResolvedImage };
    });
  });
}

const names = ["requests", "images", "modelLoads", "loraSwaps", "passes"] as const;
const holds = (interval: Interval, value: number) =>
  interval.min <= value && (interval.max === null || value <= interval.max);

const anyFlow = flowOf(image, repeat);
const known = flowOf(
  fc
    .record({
      baseModel: fc.constantFrom(...values.baseModel),
      trainingId: fc.constantFrom(...values.trainingId),
      precision: fc.constantFrom(...values.precision),
      width: fc.constantFrom(...values.width),
      batchSize: fc.integer({ min: 1, max: 4 }),
    })
    .map((fields) => ({ ...plainImage, ...fields }) as ResolvedImage),
  fc.constant({ min: 1, max: 1 }),
);

/** The second request of s1 may be missing: then s2 need not wait for the job that s1 would share with s3. */
const mayWaitForLess: Flow = {
  steps: [
    { id: "s0", type: "ImageGenerator", dependsOn: [], wave: 0 },
    { id: "s1", type: "ImageGenerator", dependsOn: ["s0"], wave: 1 },
    { id: "s2", type: "ImageGenerator", dependsOn: ["s1"], wave: 2 },
    { id: "s3", type: "ImageGenerator", dependsOn: ["s0"], wave: 1 },
  ],
  requests: (
    [
      ["s1", "bf16", null, 1],
      ["s1", "fp16", "t1", 0],
      ["s2", "fp16", null, 1],
      ["s2", "bf16", null, 1],
      ["s3", "fp16", "t1", 1],
    ] as const
  ).map(([step, precision, trainingId, min]) => ({
    step,
    because: null,
    image: { ...plainImage, precision, trainingId },
    repeat: { min, max: 1 },
  })),
};

/** The trainings of two jobs have one text, and vary by item: on the base of both they may be swapped. */
const itemsOfTwoWaves: Flow = {
  steps: [
    { id: "s0", type: "ImageGenerator", dependsOn: [], wave: 0 },
    { id: "s1", type: "ImageGenerator", dependsOn: ["s0"], wave: 1 },
  ],
  requests: ["s0", "s1"].map((step) => ({
    step,
    because: null,
    repeat: { min: 1, max: 1 },
    image: {
      ...plainImage,
      trainingId: {
        unknown: textOf("sureList[*]", "trainingId"),
        reads: ["$.results.idea.sureList[*]"],
        type: typeOf("trainingId", "sureList[*]", false),
        varies: true,
      },
    },
  })),
};

test("whatever the unknowns turn out to be, the totals hold it", () => {
  fc.assert(
    fc.property(anyFlow, capabilities, fc.integer(), ({ steps, requests }, backend, seed) => {
      const residual = planJobs(requests, steps, backend);
      const random = chanceOf(seed);
      for (let i = 0; i < 6; i++) {
        const run = planJobs(concretise(requests, random), steps, backend);
        for (const name of names) {
          const actual = run.totals[name];
          expect(actual.exact).toBe(true);
          const said = residual.totals[name];
          if (!holds(said, actual.min)) throw new Error(`${name}: ${actual.min} is not in ${said.min} to ${said.max}`);
          if (said.exact) expect(said.max).toBe(said.min);
        }
        for (const name of ["modelLoads", "loraSwaps", "passes"] as const) {
          expect(residual.bounds.lower[name]).toBeLessThanOrEqual(run.totals[name].min);
          expect(run.bounds.lower[name]).toBeLessThanOrEqual(run.totals[name].min);
        }
      }
    }),
    {
      numRuns: 1500,
      examples: [
        [mayWaitForLess, { ...profiles.reference, maxBatch: 1 }, 0],
        [itemsOfTwoWaves, { ...profiles.reference, maxBatch: 1 }, 0],
      ],
    },
  );
});

const placeOf = (place: string, field: Field): Unknown => ({
  unknown: textOf(place, field),
  reads: [`$.results.idea.${place}`],
  type: { kind: "unknown" },
  ...(place.endsWith("[*]") ? { varies: true } : {}),
});
const maybe = (step: string, place: string, fields: Partial<ResolvedImage> = {}): PlannedRequest => ({
  step,
  because: null,
  image: { ...plainImage, baseModel: placeOf(place, "baseModel"), ...fields },
  repeat: { min: 0, max: 1 },
});
const sharedBase: Flow = {
  steps: ["s0", "s1"].map((id) => ({ id, type: "ImageGenerator", dependsOn: [], wave: 0 })),
  requests: [
    maybe("s0", "one"),
    maybe("s0", "sure"),
    maybe("s1", "sure", { trainingId: "t2" }),
    maybe("s1", "list[*]", { scale: placeOf("one", "scale") }),
  ],
};

test("who knows more has narrower totals: a place that is settled, a count that is narrowed", () => {
  fc.assert(
    fc.property(anyFlow, capabilities, fc.integer(), ({ steps, requests }, backend, seed) => {
      const random = chanceOf(seed);
      const settled = new Map<string, Json>();
      const settle = ([field, value]: [string, Json | Unknown]): [string, Json | Unknown] => {
        if (typeof value !== "object" || value === null || !("unknown" in value)) return [field, value];
        const known = (value as Unknown).unknown;
        if (!known.includes(".one.")) return [field, value];
        const all = values[field as Field];
        if (!settled.has(known)) settled.set(known, all[random(all.length)] as Json);
        return [field, settled.get(known) as Json];
      };
      const more = requests.map((request): PlannedRequest => {
        const { min, max } = request.repeat as { min: number; max: number };
        const least = min + random(max - min + 1);
        const image = Object.fromEntries(Object.entries(request.image).map(settle)) as ResolvedImage;
        return { ...request, repeat: { min: least, max: least + random(max - least + 1) }, image };
      });
      const before = planJobs(requests, steps, backend).totals;
      const after = planJobs(more, steps, backend).totals;
      for (const name of names) {
        const [wide, narrow] = [before[name], after[name]];
        const inside = narrow.min >= wide.min && (wide.max === null || (narrow.max !== null && narrow.max <= wide.max));
        if (!inside)
          throw new Error(`${name}: ${narrow.min} to ${narrow.max} is not within ${wide.min} to ${wide.max}`);
      }
    }),
    {
      numRuns: 800,
      // A base of two steps, of which one comes to have no other: both may load it, before and after.
      examples: [[sharedBase, { ...profiles.diffusers, promptsPerPass: 1, maxBatch: 1 }, 0]],
    },
  );
});

test("each request is in exactly one pass, no pass is too full or mixed, and the passes are as many as the total says", () => {
  fc.assert(
    fc.property(
      known,
      fc.integer({ min: 4, max: 9 }),
      fc.constantFrom<1 | "many">(1, "many"),
      ({ steps, requests }, maxBatch, promptsPerPass) => {
        const plan = planJobs(requests, steps, { ...profiles.diffusers, maxBatch, promptsPerPass });
        const seen: number[] = [];
        let passes = 0;
        for (const job of plan.jobs) {
          for (const pass of job.passes) {
            const content = contentOf(pass, requests);
            if (content === null) throw new Error("a pass of known requests has known content");
            passes += content.length;
            for (const one of content) {
              seen.push(...one);
              const images = one.map((position) => (requests[position] as PlannedRequest).image);
              const size = images.reduce((sum, { batchSize: images }) => sum + (images as number), 0);
              expect(size).toBe(pass.images.max);
              expect(size).toBeLessThanOrEqual(maxBatch);
              if (promptsPerPass === 1) expect(one.length).toBe(1);
              for (const field of keyFields) expect(new Set(images.map((image) => image[field])).size).toBe(1);
              expect(images[0]).toMatchObject({ ...job.model, ...pass.shares });
            }
          }
        }
        expect(seen.sort((a, b) => a - b)).toEqual(requests.map((_, i) => i));
        expect(plan.totals.passes).toEqual({ min: passes, max: passes, exact: true });
      },
    ),
    { numRuns: 300 },
  );
});

test("what a group counts exactly is packed as its requests would be", () => {
  const counted = flowOf(
    fc
      .record({ width: fc.constantFrom(512, 1024), batchSize: fc.integer({ min: 1, max: 4 }) })
      .map((fields) => ({ ...plainImage, ...fields })),
    fc.integer({ min: 1, max: 9 }).map((n) => ({ min: n, max: n })),
  );
  fc.assert(
    fc.property(counted, capabilities, ({ steps, requests }, backend) => {
      const grouped = planJobs(requests, steps, backend);
      const single = planJobs(concretise(requests, chanceOf(1)), steps, backend);
      expect(grouped.totals).toEqual(single.totals);
      const sum = grouped.jobs
        .flatMap((job) => job.passes)
        .reduce((passes, pass) => passes + (pass.repeat.max as number), 0);
      expect(sum).toBe(grouped.totals.passes.min);
      const listed = grouped.jobs.flatMap((job) => job.passes).flatMap((pass) => pass.requests);
      expect(new Set(listed).size).toBe(requests.length);
      for (const { repeat: times, requests: drawn, images } of grouped.jobs.flatMap((job) => job.passes)) {
        expect(images.max).toBeLessThanOrEqual(backend.maxBatch);
        expect(drawn.length).toBeGreaterThan(0);
        expect(times.min).toBeGreaterThan(0);
      }
    }),
    { numRuns: 300 },
  );
});

test("steps that do not depend on each other may be written in any order", () => {
  fc.assert(
    fc.property(anyFlow, capabilities, fc.integer(), ({ steps, requests }, backend, seed) => {
      const random = chanceOf(seed);
      const left = [...steps];
      const shuffled: PlannedStep[] = [];
      while (left.length > 0) {
        const free = left.filter((step) => step.dependsOn.every((need) => shuffled.some(({ id }) => id === need)));
        const next = free[random(free.length)] as PlannedStep;
        shuffled.push(next);
        left.splice(left.indexOf(next), 1);
      }
      const moved = shuffled.flatMap(({ id }) => requests.filter(({ step }) => step === id));
      expect(planJobs(moved, shuffled, backend).totals).toEqual(planJobs(requests, steps, backend).totals);
    }),
    { numRuns: 400 },
  );
});

test("two steps together take no more loads or passes than apart", () => {
  fc.assert(
    fc.property(known, capabilities, ({ steps, requests }, backend) => {
      const [a, b] = steps;
      if (a === undefined || b === undefined) return;
      const of = (...ids: string[]) =>
        planJobs(
          requests.filter(({ step }) => ids.includes(step)),
          steps,
          backend,
        ).totals;
      const [together, first, second] = [of(a.id, b.id), of(a.id), of(b.id)];
      for (const name of ["modelLoads", "passes"] as const) {
        expect(together[name].min).toBeLessThanOrEqual(first[name].min + second[name].min);
      }
    }),
    { numRuns: 400 },
  );
});

const jobs = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.constantFrom("A", "B", "C"), fc.constantFrom("-", "t")), {
    maxLength: 7,
    selector: (job) => job.join(),
  })
  .map((all) => all.map(([wave, name, training]): OrderedJob => ({ wave, base: name, training, steps: [`s${wave}`] })));

const cost = (order: readonly OrderedJob[]) => loadsOf(order, 1);

function* permutations<T>(items: readonly T[]): Iterable<T[]> {
  if (items.length === 0) yield [];
  for (const [i, item] of items.entries()) {
    for (const rest of permutations([...items.slice(0, i), ...items.slice(i + 1)])) yield [item, ...rest];
  }
}

test("wave after wave, the order of jobs is the best there is", () => {
  const ordered = (waves: readonly OrderedJob[][]): Iterable<OrderedJob[]> =>
    (function* () {
      const [first, ...rest] = waves;
      if (first === undefined) yield [];
      else {
        for (const head of permutations(first)) {
          // Jobs of one base stand together.
          if (cost(head).modelLoads !== new Set(head.map((job) => job.base)).size) continue;
          for (const tail of ordered(rest)) yield [...head, ...tail];
        }
      }
    })();
  fc.assert(
    fc.property(jobs, (all) => {
      const order = orderByWave(all);
      expect(cost(order.jobs)).toEqual({ modelLoads: order.modelLoads, loraSwaps: order.loraSwaps });
      expect(new Set(order.jobs)).toEqual(new Set(all));
      let best = Number.POSITIVE_INFINITY;
      for (const other of ordered([0, 1, 2].map((wave) => all.filter((job) => job.wave === wave)))) {
        const { modelLoads, loraSwaps } = cost(other);
        best = Math.min(best, modelLoads * 100 + loraSwaps);
      }
      expect(order.modelLoads * 100 + order.loraSwaps).toBe(best);
    }),
    { numRuns: 300 },
  );
});

test("no job begins before what its steps need is done, and the order by wave is never beaten by the one taken", () => {
  fc.assert(
    fc.property(known, ({ steps, requests }) => {
      const plan = planJobs(requests, steps, profiles.reference);
      const ancestors = (id: string): string[] => {
        const step = steps.find((one) => one.id === id) as PlannedStep;
        return step.dependsOn.flatMap((need) => [need, ...ancestors(need)]);
      };
      for (const [i, job] of plan.jobs.entries()) {
        const needs = new Set(job.steps.flatMap(ancestors));
        for (const later of plan.jobs.slice(i + 1)) expect(later.steps.some((step) => needs.has(step))).toBe(false);
      }
      const order = plan.jobs.map((job) => ({
        wave: job.wave,
        base: `${job.model.baseModel} ${job.model.precision}`,
        training: String(job.model.trainingId),
        steps: job.steps,
      }));
      expect(cost(order)).toEqual({ modelLoads: plan.totals.modelLoads.min, loraSwaps: plan.totals.loraSwaps.min });
      const byWave = orderByWave(order);
      expect(orderJobs(order, steps).modelLoads).toBeLessThanOrEqual(byWave.modelLoads);
      let before = Number.POSITIVE_INFINITY;
      for (const slots of [1, 2, 3]) {
        const { totals, jobs } = planJobs(requests, steps, { ...profiles.reference, slots });
        const asked = jobs.map(({ model: { baseModel, precision, trainingId } }) => ({
          base: JSON.stringify([baseModel, precision]),
          training: String(trainingId),
        }));
        expect(loadsOf(asked, slots)).toEqual({ modelLoads: totals.modelLoads.min, loraSwaps: totals.loraSwaps.min });
        expect(totals.modelLoads.min).toBeLessThanOrEqual(before);
        before = totals.modelLoads.min;
      }
    }),
    { numRuns: 400 },
  );
});
