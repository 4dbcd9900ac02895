// Laws of batch (spec 5.4.3): every image is in exactly one pass, no pass holds more than it may, and what a run lays out is what its plan
// said, in whatever order its steps are prepared.

import fc from "fast-check";
import { expect, test } from "vitest";
import type { GraphStep } from "../../src/core/graph/build-graph.js";
import type { Capabilities } from "../../src/core/plan/backend/capabilities.js";
import { profiles } from "../../src/core/plan/backend/profiles.js";
import { batch, type Lot, piecesOf } from "../../src/core/plan/batch/batch.js";
import { planJobs } from "../../src/core/plan/batch/plan-jobs.js";
import type { PlannedRequest, PlannedStep } from "../../src/core/plan/plan.js";
import { passCalls, takeRequests, type Waiting } from "../../src/core/run/lay-job.js";
import type { Piece } from "../../src/core/run/missing-images.js";
import { jobFinder, runJobs } from "../../src/core/run/planned-jobs.js";
import type { Placed } from "../../src/core/run/prepare-images.js";
import type { KnownImage } from "../../src/core/run/stages.js";
import { presume } from "../../src/core/unreachable.js";
import { scriptedBackend } from "../../src/testing/index.js";
import { chanceOf } from "../build/chance.js";
import { hostileNames, hostileNumbers } from "../build/hostile.js";
import { contentOf } from "../build/pass-content.js";
import { plainImage } from "../build/request.js";

const capabilities: fc.Arbitrary<Capabilities> = fc
  .tuple(fc.constantFrom<1 | "many">(1, "many"), fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constantFrom(64, 100_000)))
  .map(([promptsPerPass, maxBatch]) => ({ ...profiles.reference, promptsPerPass, maxBatch }));

const lots = fc
  .array(
    fc.record({
      count: fc.oneof(
        { weight: 3, arbitrary: fc.constant(1) },
        { arbitrary: fc.integer({ min: 1, max: 60 }), weight: 1 },
      ),
      size: fc.integer({ min: 1, max: 4 }),
      gap: fc.nat(3),
    }),
    { maxLength: 24 },
  )
  .map((all) => {
    let position = -1;
    return all.map(({ count, size, gap }): Lot => {
      position += gap + 1;
      return { position, count, size };
    });
  });

test("every image is in exactly one pass, and no pass holds more than it may", () => {
  fc.assert(
    fc.property(lots, capabilities, (asked, { maxBatch, promptsPerPass }) => {
      const laid = [...batch(asked, { maxBatch, promptsPerPass })];
      const byPosition = new Map(asked.map((lot) => [lot.position, lot]));
      const drawn = new Map<number, number[]>();
      const pieces = [0, 0, 0, 0];
      for (const { repeat, shape, parts } of laid) {
        const requests = shape.reduce((sum, count) => sum + count, 0);
        const images = shape.reduce((sum, count, i) => sum + count * (i + 1), 0);
        expect(images).toBeGreaterThan(0);
        expect(images).toBeLessThanOrEqual(maxBatch);
        if (promptsPerPass === 1) expect(requests).toBe(1);
        shape.forEach((count, i) => {
          pieces[i] = (pieces[i] as number) + count * repeat;
        });
        const single = parts.filter(({ position }) => byPosition.get(position)?.count === 1);
        // One pass after the other is named where a request is in it that stands for itself.
        if (single.length > 0) expect(repeat).toBe(1);
        for (const { position, first, images: some } of single) {
          const places = drawn.get(position) ?? [];
          drawn.set(position, places);
          for (let image = first; image < first + some; image++) places.push(image);
        }
        if (single.length === parts.length) expect(single.reduce((sum, part) => sum + part.images, 0)).toBe(images);
      }
      for (const { position, count, size } of asked) {
        if (count === 1) expect(drawn.get(position)?.sort()).toEqual(Array.from({ length: size }, (_, i) => i));
        else expect(laid.some(({ parts }) => parts.some((part) => part.position === position))).toBe(true);
      }
      const expected = [0, 0, 0, 0];
      for (const { count, size } of asked)
        for (const piece of piecesOf(size, maxBatch)) expected[piece - 1] = (expected[piece - 1] as number) + count;
      expect(pieces).toEqual(expected);
    }),
    { numRuns: 600 },
  );
});

const text = fc.constantFrom("A", "B", "A B", '"', ...hostileNames);
const image = fc
  .record({
    prompt: text,
    baseModel: text,
    trainingId: fc.option(text),
    precision: fc.constantFrom("fp16", "bf16"),
    width: fc.constantFrom(512, 1024),
    scale: fc.constantFrom(0.5, 0.9, ...hostileNumbers),
    guidanceScale: fc.constantFrom(7.5, ...hostileNumbers),
    batchSize: fc.integer({ min: 1, max: 4 }),
  })
  .map((fields) => ({ ...plainImage, ...fields }) as KnownImage);

type Flow = { readonly steps: readonly PlannedStep[]; readonly requests: readonly PlannedRequest[] };

/** Few images, each asked for by several steps, so that passes are shared between them. */
const known: fc.Arbitrary<Flow> = fc
  .record({
    palette: fc.array(image, { minLength: 1, maxLength: 4 }),
    names: fc.uniqueArray(fc.constantFrom("a", "b", "c", ...hostileNames), { minLength: 1, maxLength: 5 }),
    needs: fc.array(fc.boolean(), { minLength: 25, maxLength: 25 }),
    asked: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 4 })), { maxLength: 16 }),
  })
  .map(({ palette, names, needs, asked }) => {
    const steps: PlannedStep[] = [];
    for (const [i, id] of names.entries()) {
      const dependsOn = steps.filter((_, j) => needs[i * 5 + j] && needs[j * 5 + i]);
      const wave = Math.max(-1, ...dependsOn.map((step) => step.wave)) + 1;
      steps.push({ id, type: "ImageGenerator", dependsOn: dependsOn.map((step) => step.id), wave });
    }
    const requests = asked
      .map(([step, of, batchSize]) => ({
        step: step % steps.length,
        image: { ...(palette[of % palette.length] as KnownImage), batchSize },
      }))
      .sort((a, b) => a.step - b.step)
      .map(({ step, image }) => ({
        step: (steps[step] as PlannedStep).id,
        image,
        repeat: { min: 1, max: 1 },
        because: null,
      }));
    return { steps, requests };
  });

/** What is drawn in a pass: positions in the plan's requests. A request that comes in pieces stands in several. */
type Passes = readonly (readonly number[])[];

function planned({ steps, requests }: Flow, backend: Capabilities): Passes {
  return planJobs(requests, steps, backend).jobs.flatMap(({ passes }) =>
    passes.flatMap((pass) => presume(contentOf(pass, requests) ?? undefined, "passes of known content")),
  );
}

/** The steps are prepared one by one in an order that chance picks among those whose needs are done; a job is laid as soon as it may be. */
function laid({ steps, requests }: Flow, backend: Capabilities, seed: number): Passes {
  const chance = chanceOf(seed);
  const graph = steps as readonly GraphStep[];
  const jobs = runJobs(planJobs(requests, steps, backend).jobs, graph);
  const order = new Map(steps.map(({ id }, i) => [id, i]));
  const alive = steps.map(({ id }) => id);
  const waiting: Waiting = new Map();
  const passes: number[][] = [];
  const places = new Map<string, Map<number, number>>(alive.map((id) => [id, new Map()]));
  const left = [...steps];
  const prepared = new Set<string>();
  const over = (step: string, at: number) => jobs.slice(at).every((job) => !job.steps.includes(step));
  let at = 0;
  while (left.length > 0 || at < jobs.length) {
    const free = left.filter(({ dependsOn }) => dependsOn.every((need) => prepared.has(need) && over(need, at)));
    const job = jobs[at];
    const ready = job?.waitsFor.every((step) => prepared.has(step)) ?? false;
    if (ready && (free.length === 0 || chance(2) === 0)) {
      const taken = takeRequests(at, jobs, waiting, alive, order);
      for (const call of passCalls(taken, { ...scriptedBackend(), capabilities: backend }, null, "run")) {
        if (call.what !== "images") throw new Error("a pass of images");
        passes.push(
          call.parts.map(({ step, request }) => presume(places.get(step)?.get(request), "a planned request")),
        );
        expect(call.request.prompts.reduce((sum, { batchSize }) => sum + batchSize, 0)).toBeLessThanOrEqual(
          backend.maxBatch,
        );
      }
      at++;
      continue;
    }
    const step = free[chance(free.length)];
    if (step === undefined) throw new Error("the run waits for ever");
    left.splice(left.indexOf(step), 1);
    prepared.add(step.id);
    const jobOf = jobFinder(step.id, jobs);
    let [request, first] = [0, 0];
    for (const [position, planned] of requests.entries()) {
      if (planned.step !== step.id) continue;
      const placed: Placed = { step: step.id, image: planned.image as KnownImage, request, first };
      places.get(step.id)?.set(request, position);
      const to = jobOf(placed.image);
      waiting.set(to, [...(waiting.get(to) ?? []), wholePiece(placed)]);
      request += 1;
      first += placed.image.batchSize;
    }
  }
  return passes;
}

/** Nothing of it is known. */
function wholePiece(placed: Placed): Piece {
  return { ...placed, from: 0, count: placed.image.batchSize, seed: placed.image.seed ?? 0, hash: "" };
}

test("what a run lays out is what its plan said, in whatever order its steps are prepared", () => {
  let several = 0;
  fc.assert(
    fc.property(known, capabilities, fc.array(fc.integer(), { minLength: 2, maxLength: 3 }), (flow, backend, seeds) => {
      const expected = planned(flow, backend);
      if (expected.some((pass) => pass.length > 1)) several++;
      for (const seed of seeds) expect(laid(flow, backend, seed)).toEqual(expected);
    }),
    { numRuns: 400 },
  );
  expect(several).toBeGreaterThan(80);
});
