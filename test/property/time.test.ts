// How long a run takes (spec 5.13): whatever its flow, its answers and whatever comes back first, a run lies inside what is estimated from how long
// each of its calls took; and more work never takes less.

import fc from "fast-check";
import { expect, test } from "vitest";
import type { Capabilities } from "../../src/core/plan/backend/capabilities.js";
import { planAndCount } from "../../src/core/plan/make-plan.js";
import { estimateTime } from "../../src/core/plan/time/estimate-time.js";
import type { Rates, TimedCall } from "../../src/core/plan/time/rates.js";
import type { RunEvent } from "../../src/core/run/event.js";
import { timeCalls } from "../../src/core/run/rates.js";
import { run } from "../../src/core/run/run.js";
import type { Json, JsonObject } from "../../src/core/text/json.js";
import { fakeClock, memoryHost, plainCapabilities, scriptedBackend } from "../../src/testing/index.js";
import { chanceOf } from "../build/chance.js";
import { flowText, programOf } from "../build/flow.js";
import { hostileId, resultOf } from "../build/hostile.js";

const models = ["m0", "m1"];
const uuid = "00000000-0000-4000-8000-00000000000a";
const schema = {
  type: "object",
  required: ["text", "n", "model"],
  properties: {
    text: { type: "string" },
    n: { type: "integer", minimum: 1, maximum: 3 },
    model: { enum: models },
  },
};

type Image = {
  readonly model: number;
  readonly size: number;
  readonly steps: number;
  readonly width: number;
  readonly open: boolean;
  readonly training: number;
};
type Step = {
  readonly kind: "objects" | "training" | "images";
  readonly amount: number;
  readonly after: number | null;
  readonly open: boolean;
  readonly images: readonly Image[];
};

const image: fc.Arbitrary<Image> = fc.record({
  model: fc.nat(1),
  size: fc.integer({ min: 1, max: 4 }),
  steps: fc.integer({ min: 1, max: 3 }),
  width: fc.integer({ min: 1, max: 3 }),
  open: fc.boolean(),
  training: fc.nat(7),
});
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom("objects", "training", "images", "images"),
  amount: fc.integer({ min: 1, max: 5 }),
  after: fc.option(fc.nat(6)),
  open: fc.boolean(),
  images: fc.array(image, { minLength: 1, maxLength: 4 }),
});

/** Each step may wait for an earlier one. `open`: earlier answers decide how much is asked for. */
function flowOf(list: readonly Step[], open: boolean): string {
  const steps: JsonObject[] = [];
  const texts: string[] = [];
  const trained: string[] = [];
  let written: string | null = null;
  for (const [i, { kind, amount, after, images, ...own }] of list.entries()) {
    const id = hostileId(i);
    const waits = after === null || texts.length === 0 ? null : (texts[after % texts.length] as string);
    const decided = open && written !== null ? written : null;
    if (kind === "objects") {
      const asked = own.open && decided !== null ? { amount: `${decided}.n` } : { amount };
      const parameters = { description: "d", schema, ...asked, ...(waits === null ? {} : { input: waits }) };
      steps.push({ id, type: "ObjectGenerator", parameters });
      if (asked.amount === 1) texts.push(`${resultOf(id)}.text`);
      if (asked.amount === 1) written = resultOf(id);
      continue;
    }
    if (kind === "training") {
      const settings = waits === null ? {} : { waits };
      steps.push({ id, type: "ModelGenerator", parameters: { datasetId: "d", settings } });
      texts.push(`${resultOf(id)}.id`);
      trained.push(`${resultOf(id)}.id`);
      continue;
    }
    const drawn = images.map((each, n): Json => {
      const model = each.open && decided !== null ? `${decided}.model` : (models[each.model] as string);
      const count = each.open && decided !== null ? { batchSize: `${decided}.n` } : { batchSize: each.size };
      const training = each.training === 0 ? uuid : trained[each.training % Math.max(1, trained.length)];
      const lora = training === undefined || each.training > 5 ? {} : { trainingId: training };
      const prompt = `${i} ${n}`;
      return { prompt, ...lora, baseModel: model, steps: each.steps, width: each.width * 8, height: 8, ...count };
    });
    steps.push({
      id,
      type: "ImageGenerator",
      parameters: { images: drawn, ...(waits === null ? {} : { negativePrompt: waits }) },
    });
    texts.push(`${resultOf(id)}.images[0].url`);
  }
  return flowText(steps);
}

const worlds = fc.record({
  seed: fc.nat(),
  concurrency: fc.integer({ min: 1, max: 4 }),
  maxBatch: fc.integer({ min: 1, max: 6 }),
  promptsPerPass: fc.constantFrom<1 | "many">(1, "many"),
});
type World = { readonly seed: number } & Pick<Capabilities, "concurrency" | "maxBatch" | "promptsPerPass">;

function capacityOf({ concurrency, maxBatch }: Pick<Capabilities, "concurrency" | "maxBatch">) {
  return { lanes: { generation: concurrency, training: concurrency, images: concurrency }, maxBatch };
}

function counted(text: string, capabilities: Capabilities) {
  const program = programOf(text);
  const outcome = planAndCount(program, { input: {}, capabilities, backend: "scripted" });
  if (!outcome.ok) throw new Error(outcome.diagnostics.map(({ message }) => message).join("\n"));
  return { program, ...outcome.value };
}

/** Calls take a while by chance. What they took is measured as the journal tells it. */
async function play(text: string, { seed, ...declared }: World, delay?: () => number, answer?: JsonObject) {
  const capabilities = { ...plainCapabilities, splitsExactly: true, ...declared };
  const { program, plan, objects } = counted(text, capabilities);
  const clock = fakeClock();
  const chance = chanceOf(seed);
  const backend = scriptedBackend({
    capabilities,
    generate: () => answer ?? { text: "a", n: 1 + chance(3), model: models[chance(2)] as string },
    delay: () => clock.wait(delay?.() ?? 1 + chance(30)),
  });
  const host = memoryHost(backend, clock);
  const events: RunEvent[] = [];
  let over = false;
  const running = (async () => {
    for await (const event of run(program, plan, host.ports)) events.push(event);
    over = true;
  })();
  for (let idle = 0; !over; ) {
    for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
    idle = clock.step() ? 0 : idle + 1;
    if (idle > 200) throw new Error("the run waits for ever");
  }
  await running;
  const end = events.at(-1);
  if (end?.kind !== "run-finished" || end.status !== "succeeded") throw new Error(JSON.stringify(events));
  const timer = timeCalls();
  for (const record of host.journal) timer.take(record);
  const estimate = estimateTime(plan, objects, timer.rates(), capacityOf(capabilities));
  return { took: end.at - (events[0]?.at ?? 0), estimate, calls: backend.asked.length };
}

test("a run takes as long as is estimated from how long its calls took", async () => {
  let bounded = 0;
  const flows = fc.tuple(fc.array(step, { minLength: 1, maxLength: 7 }), fc.boolean());
  await fc.assert(
    fc.asyncProperty(flows, worlds, async ([list, open], world) => {
      const { took, estimate, calls } = await play(flowOf(list, open), world);
      expect(took).toBeGreaterThanOrEqual(estimate.min);
      if (estimate.max !== null) expect(took).toBeLessThanOrEqual(estimate.max);
      if (estimate.max !== null) bounded++;
      expect(estimate.from).toBeLessThanOrEqual(calls);
      if (estimate.missing.length > 0) expect(estimate.max).toBeNull();
    }),
    { numRuns: 150 },
  );
  expect(bounded).toBeGreaterThan(50);
});

test("calls that take equally long, one after another, are estimated to the millisecond", async () => {
  const one: Image = { model: 0, size: 2, steps: 2, width: 2, open: false, training: 7 };
  const drawing: Step = { kind: "images", amount: 1, after: null, open: false, images: [one, one, one] };
  const world = { seed: 7, concurrency: 1, maxBatch: 2, promptsPerPass: "many" } as const;
  const { took, estimate } = await play(flowOf([drawing], false), world, () => 10);
  expect(took).toBe(30);
  expect(estimate).toEqual({
    min: 30,
    max: 30,
    from: 3,
    measured: [{ what: "images", model: "m0", calls: 3 }],
    missing: [],
  });
});

test("models that only the run knows may have to be drawn with one after another", async () => {
  const ids = ["a", "b", "c", "d"].map((letter) => `00000000-0000-4000-8000-00000000000${letter}`);
  const items = { type: "string", minLength: 36, maxLength: 36 };
  const list = {
    type: "object",
    required: ["ids"],
    properties: { ids: { type: "array", minItems: 4, maxItems: 4, items } },
  };
  const drawn = { prompt: "p", baseModel: "m0", width: 8, height: 8, trainingId: "$$" };
  const text = flowText([
    { id: "list", type: "ObjectGenerator", parameters: { description: "d", schema: list } },
    { id: "draw", type: "ImageGenerator", parameters: { images: [["@Map($.results.list.ids)", drawn]] } },
  ]);
  const world = { seed: 7, concurrency: 4, maxBatch: 1, promptsPerPass: "many" } as const;
  const { took, estimate } = await play(text, world, () => 10, { ids });
  expect({ took, max: estimate.max }).toEqual({ took: 50, max: 50 });
});

const rate = fc
  .tuple(fc.double({ min: 0, max: 1e6, noNaN: true }), fc.double({ min: 0, max: 1e6, noNaN: true }))
  .map(([a, b]) => ({ at: 0, calls: 1, fastest: Math.min(a, b), slowest: Math.max(a, b) }));
const kinds: readonly { readonly what: TimedCall; readonly model: string | null }[] = [
  { what: "generation", model: null },
  { what: "training", model: null },
  ...models.map((model) => ({ what: "images" as const, model })),
];
const allRates = fc.array(fc.option(rate, { freq: 8 }), { minLength: kinds.length, maxLength: kinds.length }).map(
  (found): Rates => ({
    version: 1,
    rates: kinds.flatMap((kind, i) => {
      const measured = found[i] ?? null;
      return measured === null ? [] : [{ server: "scripted", ...kind, measured: [measured] }];
    }),
  }),
);

test("more steps, more answers and more images never take less", () => {
  const grown = fc.tuple(fc.array(step, { minLength: 1, maxLength: 6 }), step, fc.nat(5), image);
  fc.assert(
    fc.property(grown, worlds, allRates, ([list, extra, at, more], { seed: _, ...declared }, rates) => {
      const capabilities = { ...plainCapabilities, splitsExactly: true, ...declared };
      const estimate = (steps: readonly Step[]) => {
        const { plan, objects } = counted(flowOf(steps, true), capabilities);
        return estimateTime(plan, objects, rates, capacityOf(capabilities));
      };
      const before = estimate(list);
      const most = (max: number | null) => max ?? Number.POSITIVE_INFINITY;
      const grow = (old: Step): Step => ({
        ...old,
        amount: old.amount > 1 ? old.amount + 1 : 1,
        images: [...old.images, more],
      });
      const others = [[...list, extra], list.map((old, i) => (i === at % list.length ? grow(old) : old))];
      for (const after of others.map(estimate)) {
        expect(after.min).toBeGreaterThanOrEqual(before.min);
        expect(most(after.max)).toBeGreaterThanOrEqual(most(before.max));
      }
      expect(before.min).toBeLessThanOrEqual(most(before.max));
    }),
  );
});
