// The planner against the naive one (test/naive/plan.ts) on random flows of all types of steps: everything known, and with the answers
// still open.

import { expect, test } from "vitest";
import { compile } from "../../src/core/compile.js";
import { profiles } from "../../src/core/plan/backend/profiles.js";
import { defaultPrices } from "../../src/core/plan/cost/price-book.js";
import { type PlanOptions, plan } from "../../src/core/plan/make-plan.js";
import type { Interval, Plan, PlannedJob, StepCap } from "../../src/core/plan/plan.js";
import type { JsonObject } from "../../src/core/text/json.js";
import { chanceOf } from "../build/chance.js";
import { type NaivePlan, planNaively } from "../naive/plan.js";
import { randomFlow } from "../naive/random-flow.js";

const price = (text: string | null) => (text === null ? Number.POSITIVE_INFINITY : Number(text));
const exactly = (value: number): Interval => ({ min: value, max: value, exact: true });

function simulated(jobs: readonly PlannedJob[]): readonly [loads: number, swaps: number] {
  let [loads, swaps] = [0, 0];
  let [lastBase, lastTraining] = ["", ""];
  for (const { model } of jobs) {
    const base = JSON.stringify([model.baseModel, model.precision]);
    const training = JSON.stringify(model.trainingId);
    if (lastBase !== base) loads++;
    else if (lastTraining !== training) swaps++;
    [lastBase, lastTraining] = [base, training];
  }
  return [loads, swaps];
}

function expectSame(made: Plan, naive: NaivePlan): void {
  expect(made.requests.map(({ step, repeat, image }) => ({ step, repeat, image }))).toEqual(
    naive.requests.map((request) => ({ ...request, repeat: { min: 1, max: 1 } })),
  );
  expect(Object.fromEntries(made.steps.map(({ id, wave }) => [id, wave]))).toEqual(Object.fromEntries(naive.waves));
  const { requests, images, passes, modelLoads, loraSwaps } = made.totals;
  expect({ requests, images, passes }).toEqual({
    requests: exactly(naive.requests.length),
    images: exactly(naive.images),
    passes: exactly(naive.passes),
  });
  const [loads, swaps] = simulated(made.jobs);
  expect([modelLoads, loraSwaps]).toEqual([exactly(loads), exactly(swaps)]);
  expect(loads).toBeGreaterThanOrEqual(naive.bases);
  expect(loads).toBeLessThanOrEqual(naive.byWave[0]);
  if (loads === naive.byWave[0]) expect(swaps).toBeLessThanOrEqual(naive.byWave[1]);
  expect(made.costs.map(({ kind, min, max }) => ({ kind, min, max }))).toEqual(naive.costs);
  expect({ min: made.total.min, max: made.total.max }).toEqual(naive.total);
}

/** What one call uses at most, as a decimal. */
function mostOf(cap: StepCap): string {
  if (cap.kind === "training") return cap.minutes;
  return String(cap.kind === "generation" ? cap.tokens : cap.bytes);
}

function expectInside(naive: NaivePlan, open: Plan): void {
  const inside = (value: number, { min, max }: { min: number; max: number | null }, name: string) => {
    expect(value, name).toBeGreaterThanOrEqual(min);
    if (max !== null) expect(value, name).toBeLessThanOrEqual(max);
  };
  inside(naive.requests.length, open.totals.requests, "requests");
  inside(naive.images, open.totals.images, "images");
  inside(naive.passes, open.totals.passes, "passes");
  for (const { kind, min, max } of naive.costs) {
    const line = open.costs.find((one) => one.kind === kind);
    expect(line, kind).toBeDefined();
    expect(price(line?.min ?? null), kind).toBeLessThanOrEqual(price(min));
    expect(price(line?.max ?? null), kind).toBeGreaterThanOrEqual(price(max));
  }
}

test("the plan of a flow of which everything is known is the naive one; an open plan holds it", () => {
  let known = 0;
  for (let seed = 1; seed <= 200; seed++) {
    const chance = chanceOf(seed * 104_729);
    const { flow, input, answers, packs, needs } = randomFlow(seed);
    const { program, diagnostics } = compile(JSON.stringify(flow));
    const at = `seed ${seed}: ${JSON.stringify(flow)}`;
    if (program === undefined)
      throw new Error(
        `${diagnostics
          .filter(({ severity }) => severity === "error")
          .map(({ message }) => message)
          .join("\n")}\n${at}`,
      );
    const backend = { maxBatch: 4 + chance(4), promptsPerPass: ([1, "many"] as const)[chance(2)] ?? 1 };
    const drawnSeed = chance(2) === 0 ? null : chance(1000);
    const assume = chance(2) === 0 ? {} : { tokens: "1234.5", trainingMinutes: "0.1", zipMegabytes: "3.3333333" };
    const prices =
      chance(2) === 0 ? defaultPrices : { ...defaultPrices, inference: "0.0000001", zipMegabyte: "0.12345678901" };
    const capabilities = { ...profiles.reference, ...backend };
    const options: PlanOptions = { input, packs, prices, assume, capabilities, seed: drawnSeed ?? undefined };
    const naively = (most: { readonly [step: string]: string }) =>
      planNaively({ ir: program.ir, input, answers, packs, needs, backend, prices, most, seed: drawnSeed });
    const unpriced = Object.fromEntries(program.ir.steps.map(({ id }) => [id, "0"]));
    const drawn = Object.entries(naively(unpriced).results).filter(([id]) => id.startsWith("d"));
    try {
      const whole = plan(program, { ...options, results: { ...answers, ...Object.fromEntries(drawn) } as JsonObject });
      if (!whole.ok) throw new Error(whole.diagnostics.map(({ message }) => message).join("\n"));
      const naive = naively(Object.fromEntries(whole.value.caps.map((cap) => [cap.step, mostOf(cap)])));
      expectSame(whole.value, naive);
      const open = plan(program, options);
      if (!open.ok) throw new Error(open.diagnostics.map(({ message }) => message).join("\n"));
      expectInside(naive, open.value);
      if (naive.requests.length > 3) known++;
    } catch (error) {
      throw new Error(
        `${at}\ninput ${JSON.stringify(input)}\nanswers ${JSON.stringify(answers)}\n${(error as Error).message}`,
      );
    }
  }
  expect(known).toBeGreaterThan(60);
});
