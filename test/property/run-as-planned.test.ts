// What a plan without unknowns says is what its run asks (spec 5.6, 6.1): requests, images, passes, loads.

import fc from "fast-check";
import { expect, test } from "vitest";
import { profiles } from "../../src/core/plan/backend/profiles.js";
import { run } from "../../src/core/run/run.js";
import { fakeClock, memoryHost, scriptedBackend } from "../../src/testing/index.js";
import { flowText, planOf, programOf } from "../build/flow.js";
import { hostileId, hostileNames, resultOf } from "../build/hostile.js";

const models = ["m", "__proto__", "toString"];

type Drawing = {
  readonly after: number;
  readonly images: readonly { readonly base: number; readonly size: number; readonly steps: number }[];
};

const drawings = fc.array(
  fc.record({
    after: fc.nat(6),
    images: fc.array(
      fc.record({ base: fc.nat(2), size: fc.integer({ min: 1, max: 4 }), steps: fc.integer({ min: 20, max: 21 }) }),
      { maxLength: 5 },
    ),
  }),
  { minLength: 1, maxLength: 5 },
);

/** Drawings that wait for nothing, or for a transformer that waits for an earlier drawing; and yet everything is known beforehand. */
function flowOf(list: readonly Drawing[]): string {
  const steps = list.flatMap(({ after, images }, i) => {
    const waits = i > 0 && after < i;
    const made = images.map(({ base, size, steps }, n) => ({
      prompt: n < hostileNames.length ? `${i} ${hostileNames[n]}` : `${i} ${n}`,
      baseModel: models[base] as string,
      batchSize: size,
      steps,
      width: 8,
      height: 8,
    }));
    const transformer = {
      id: hostileId(2 * i),
      type: "ObjectTransformer",
      result: { text: "blurry", all: `${resultOf(hostileId(2 * after + 1))}.images[*].seed` },
    };
    const drawing = {
      id: hostileId(2 * i + 1),
      type: "ImageGenerator",
      parameters: { images: made, ...(waits ? { negativePrompt: `${resultOf(hostileId(2 * i))}.text` } : {}) },
    };
    return waits ? [transformer, drawing] : [drawing];
  });
  return flowText(steps);
}

test("a run asks for what was planned", async () => {
  let monotone = 0;
  await fc.assert(
    fc.asyncProperty(
      drawings,
      fc.integer({ min: 1, max: 5 }),
      fc.constantFrom<1 | "many">(1, "many"),
      async (list, concurrency, promptsPerPass) => {
        const program = programOf(flowOf(list));
        const capabilities = { ...profiles.reference, concurrency, promptsPerPass };
        const planned = planOf(program, { capabilities });
        const backend = scriptedBackend({ capabilities });
        const { ports } = memoryHost(backend, fakeClock());
        for await (const event of run(program, planned, ports)) {
          if (event.kind === "run-finished") expect(event.status).toBe("succeeded");
        }
        const { totals, jobs } = planned;
        const passes = backend.asked.flatMap(({ request }) => ("prompts" in request ? [request] : []));
        expect(passes.length).toBe(totals.passes.max);
        const prompts = passes.flatMap((pass) => pass.prompts);
        expect(prompts.reduce((sum, { batchSize }) => sum + batchSize, 0)).toBe(totals.images.max);
        expect(new Set(prompts.map(({ prompt }) => prompt)).size).toBe(totals.requests.max);
        const loads = passes.filter(({ baseModel }, i) => baseModel !== passes[i - 1]?.baseModel).length;
        const waves = jobs.map(({ wave }) => wave);
        if (waves.every((wave, i) => i === 0 || wave >= (waves[i - 1] ?? 0))) {
          monotone++;
          expect(loads).toBe(totals.modelLoads.max);
        }
      },
    ),
    { numRuns: 150 },
  );
  expect(monotone).toBeGreaterThan(75);
});
