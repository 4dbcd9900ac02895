// The runner is held to the plan (spec 5.6, 6.1.3): whatever the answers and whatever comes back first, what a run asks, loads, swaps and
// pays lies inside the plan; a plan without unknowns is the trace of its run; the final plan refines the residual one.

import fc from "fast-check";
import { expect, test } from "vitest";
import type { Capabilities } from "../../src/core/plan/backend/capabilities.js";
import { profiles } from "../../src/core/plan/backend/profiles.js";
import { type Interval, isUnknown, type Plan } from "../../src/core/plan/plan.js";
import type { Program } from "../../src/core/program.js";
import type { RunEvent } from "../../src/core/run/event.js";
import { run } from "../../src/core/run/run.js";
import type { Json, JsonObject } from "../../src/core/text/json.js";
import { relation } from "../../src/core/types/accepts.js";
import { valueType } from "../../src/core/types/value-type.js";
import { fakeClock, memoryHost, scriptedBackend } from "../../src/testing/index.js";
import { chanceOf } from "../build/chance.js";
import { flowText, planOf, programOf } from "../build/flow.js";
import { hostileId, resultOf } from "../build/hostile.js";
import { loadsOf } from "../build/resident-models.js";

const models = ["m0", "m1", "m2"];
const uuids = ["00000000-0000-4000-8000-00000000000a", "00000000-0000-4000-8000-00000000000b"];

const schema = {
  type: "object",
  required: ["model", "other", "size", "items"],
  properties: {
    model: { type: "string" },
    other: { enum: ["m0", "m1"] },
    size: { type: "integer", minimum: 1, maximum: 4 },
    items: {
      type: "array",
      minItems: 0,
      maxItems: 3,
      items: {
        type: "object",
        required: ["model"],
        properties: { model: { enum: models }, steps: { type: "integer", minimum: 20, maximum: 21 } },
      },
    },
  },
};
const answer = fc.record({
  model: fc.constantFrom(...models),
  other: fc.constantFrom("m0", "m1"),
  size: fc.integer({ min: 1, max: 4 }),
  items: fc.array(
    fc.record(
      { model: fc.constantFrom(...models), steps: fc.integer({ min: 20, max: 21 }) },
      { requiredKeys: ["model"] },
    ),
    { maxLength: 3 },
  ),
});

type Image = { readonly base: number; readonly size: number; readonly steps: number; readonly training: number };
type Step = { readonly kind: number; readonly of: number; readonly after: number; readonly images: readonly Image[] };

const image = fc.record({
  base: fc.nat(5),
  size: fc.nat(4),
  steps: fc.integer({ min: 20, max: 21 }),
  training: fc.nat(9),
});
const step = fc.record({
  kind: fc.constantFrom(0, 1, 2, 2, 2, 2),
  of: fc.nat(20),
  after: fc.nat(8),
  images: fc.array(image, { minLength: 1, maxLength: 3 }),
});

/** Generators, trainings and drawings; drawings that wait for others through a transformer. `open`: answers decide what is drawn. */
function flowOf(list: readonly Step[], open: boolean): string {
  const steps: JsonObject[] = [];
  const ids = (type: string) => steps.filter((made) => made.type === type).map(({ id }) => String(id));
  const one = (all: readonly string[], n: number) => all[n % Math.max(1, all.length)];
  for (const [i, { kind, of, after, images }] of list.entries()) {
    const drawn = one(ids("ImageGenerator"), of);
    const written = open ? one(ids("ObjectGenerator"), of) : undefined;
    const trained = open ? one(ids("ModelGenerator"), of) : undefined;
    if (kind === 0) {
      const input = drawn !== undefined && after > 4 ? { input: `${resultOf(drawn)}.images[0].url` } : {};
      steps.push({ id: hostileId(2 * i), type: "ObjectGenerator", parameters: { description: "d", schema, ...input } });
      continue;
    }
    if (kind === 1) {
      steps.push({ id: hostileId(2 * i), type: "ModelGenerator", parameters: { datasetId: "d", settings: { i } } });
      continue;
    }
    const waits = drawn !== undefined && after > 3;
    if (waits) {
      const result = { text: "blurry", all: `${resultOf(drawn)}.images[*].seed` };
      steps.push({ id: hostileId(2 * i + 1), type: "ObjectTransformer", result });
    }
    const made = images.map(({ base, size, steps: count, training }, n): Json => {
      const common = {
        prompt: `${i} ${n}`,
        width: 8,
        height: 8,
        steps: count,
        ...(training === 0
          ? { trainingId: uuids[0] as string }
          : training === 1
            ? { trainingId: uuids[1] as string }
            : {}),
        ...(training === 2 && trained !== undefined ? { trainingId: `${resultOf(trained)}.id` } : {}),
        ...(size > 0 ? { batchSize: size } : {}),
      };
      if (written === undefined || base < 3) return { ...common, baseModel: models[base % 3] as string };
      const from = resultOf(written);
      if (base === 3) return { ...common, baseModel: `${from}.model`, batchSize: `${from}.size` };
      if (base === 4) return { ...common, baseModel: `${from}.other` };
      return [`@Map(${from}.items)`, { ...common, baseModel: "$$.model", steps: "$$.steps" }];
    });
    const parameters = { images: made, ...(waits ? { negativePrompt: `${resultOf(hostileId(2 * i + 1))}.text` } : {}) };
    steps.push({ id: hostileId(2 * i), type: "ImageGenerator", parameters });
  }
  return flowText(steps);
}

type Trace = { requests: number; images: number; modelLoads: number; loraSwaps: number; passes: number };

async function play(
  program: Program,
  planned: Plan,
  capabilities: Capabilities,
  answers: readonly Json[],
  seed: number,
) {
  const clock = fakeClock();
  const chance = chanceOf(seed);
  let n = 0;
  const backend = scriptedBackend({
    capabilities,
    generate: () => answers[n++ % answers.length] as Json,
    delay: () => clock.wait(chance(9)),
  });
  const events: RunEvent[] = [];
  let over = false;
  const running = (async () => {
    for await (const event of run(program, planned, memoryHost(backend, clock).ports)) events.push(event);
    over = true;
  })();
  for (let idle = 0; !over; ) {
    for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
    idle = clock.step() ? 0 : idle + 1;
    if (idle > 200) throw new Error("the run waits for ever");
  }
  await running;
  const end = events.at(-1);
  if (end?.kind !== "run-finished") throw new Error("no end");
  const failed = events.find((event) => event.kind === "step-failed");
  if (failed !== undefined) throw new Error(JSON.stringify(failed));
  const passes = backend.asked.flatMap(({ request }) => ("prompts" in request ? [request] : []));
  const trace: Trace = { requests: 0, images: 0, modelLoads: 0, loraSwaps: 0, passes: passes.length };
  const asked = passes.map(({ baseModel, precision, trainingId }) => ({
    base: JSON.stringify([baseModel, precision]),
    training: JSON.stringify(trainingId),
  }));
  Object.assign(trace, loadsOf(asked, capabilities.slots ?? 1));
  for (const pass of passes) {
    trace.requests += pass.prompts.length;
    for (const { batchSize } of pass.prompts) trace.images += batchSize;
  }
  return { trace, results: end.results };
}

const names = ["requests", "images", "modelLoads", "loraSwaps", "passes"] as const;

function expectInside(trace: Trace, { totals, costs }: Plan): void {
  for (const name of names) {
    const { min, max, exact } = totals[name];
    expect(trace[name], name).toBeGreaterThanOrEqual(min);
    expect(trace[name], name).toBeLessThanOrEqual(max ?? Number.POSITIVE_INFINITY);
    expect(exact, name).toBe(min === max);
  }
  const inference = costs.find(({ kind }) => kind === "inference");
  const paid = trace.images * 20_000;
  const millionths = (dollars: string) => Math.round(Number(dollars) * 1e6);
  expect(paid).toBeGreaterThanOrEqual(millionths(inference?.min ?? "0"));
  if (inference?.max !== null) expect(paid).toBeLessThanOrEqual(millionths(inference?.max ?? "0"));
}

function expectRefined(final: Plan, residual: Plan): void {
  const inside = (a: Interval, b: Interval) =>
    a.min >= b.min && (b.max === null || (a.max !== null && a.max <= b.max)) && (!b.exact || a.exact);
  for (const name of names) expect(inside(final.totals[name], residual.totals[name]), name).toBe(true);
  for (const request of final.requests) {
    const entries = residual.requests.filter((entry) => entry.step === request.step);
    const admits = entries.some((entry) =>
      Object.entries(entry.image).every(([field, value]) => {
        const met = request.image[field as keyof typeof request.image];
        if (isUnknown(met)) return isUnknown(value);
        return isUnknown(value) ? relation(value.type, valueType(met)) !== "no" : value === met;
      }),
    );
    expect(admits, JSON.stringify(request)).toBe(true);
  }
}

const worlds = fc.record({
  seed: fc.nat(),
  concurrency: fc.integer({ min: 1, max: 5 }),
  slots: fc.integer({ min: 1, max: 3 }),
  maxBatch: fc.integer({ min: 4, max: 6 }),
  promptsPerPass: fc.constantFrom<1 | "many">(1, "many", "many"),
});

async function hold(
  list: readonly Step[],
  open: boolean,
  world: { seed: number } & Partial<Omit<Capabilities, "seed">>,
  answers: readonly Json[],
) {
  const { seed, ...declared } = world;
  const program = programOf(flowOf(list, open));
  const capabilities = { ...profiles.reference, ...declared };
  const residual = planOf(program, { capabilities });
  const first = await play(program, residual, capabilities, answers, seed);
  expectInside(first.trace, residual);
  const final = planOf(program, { capabilities, results: first.results });
  expectRefined(final, residual);
  return { program, capabilities, residual, first, final };
}

test("whatever answers come in whatever order, a run stays inside its plan, and its final plan refines it", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 9 }),
      worlds,
      fc.array(answer, { minLength: 1, maxLength: 4 }),
      async (list, world, answers) => {
        await hold(list, true, world, answers);
      },
    ),
    { numRuns: 250 },
  );
});

test("a plan without unknowns is the trace of its run, in any order of completion", async () => {
  let crossing = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 9 }), worlds, answer, async (list, world, one) => {
      const { residual, first } = await hold(list, false, world, [one]);
      for (const name of names) expect(first.trace[name], name).toBe(residual.totals[name].max);
      const waves = residual.jobs.map(({ wave }) => wave);
      if (waves.some((wave, i) => wave < (waves[i - 1] ?? 0))) crossing++;
    }),
    { numRuns: 200 },
  );
  expect(crossing).toBeGreaterThan(3);
});
