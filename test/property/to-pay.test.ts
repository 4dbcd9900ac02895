// What a plan says is still to pay is what a run pays (spec 5.14), whatever earlier runs kept and whichever results are given.

import fc from "fast-check";
import { expect, test } from "vitest";
import { profiles } from "../../src/core/plan/backend/profiles.js";
import { readAssumptions } from "../../src/core/plan/cost/assumptions.js";
import { defaultPriceBook } from "../../src/core/plan/cost/price-book.js";
import { planAndCount } from "../../src/core/plan/make-plan.js";
import { planToPay } from "../../src/core/plan/to-pay.js";
import type { Reuse } from "../../src/core/run/answers.js";
import { keptImages } from "../../src/core/run/kept-images.js";
import { run } from "../../src/core/run/run.js";
import { fakeClock, type MemoryAnswers, memoryAnswers, memoryHost, scriptedBackend } from "../../src/testing/index.js";
import { flowText, programOf } from "../build/flow.js";
import { hostileNames } from "../build/hostile.js";
import { finishOf } from "../build/run-steps.js";

const prompts = fc.constantFrom("a", "b", "c", ...hostileNames.filter((name) => name !== "" && !/^[\\$@]/.test(name)));
const images = fc.array(
  fc.record({
    prompt: prompts,
    baseModel: fc.constantFrom("m", "n"),
    seed: fc.option(fc.nat(2), { nil: undefined }),
    batchSize: fc.integer({ min: 1, max: 3 }),
  }),
  { minLength: 1, maxLength: 6 },
);
const flows = fc.record({ first: images, second: images });
type Lists = { readonly first: readonly object[]; readonly second: readonly object[] };

const size = { width: 64, height: 64 };

function programWith({ first, second }: Lists) {
  const step = (id: string, list: readonly object[], more: object = {}) => ({
    id,
    type: "ImageGenerator",
    parameters: { ...more, images: list.map((image) => ({ ...size, ...image })) },
  });
  return programOf(
    flowText([step("first", first), step("second", second, { negativePrompt: "$.results.first.images[0].url" })]),
  );
}

async function runWith(lists: Lists, answers: MemoryAnswers, reuse: Reuse, results: object, id: string) {
  const program = programWith(lists);
  const outcome = planAndCount(program, { input: {}, results: results as never });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.diagnostics));
  const backend = scriptedBackend({ capabilities: profiles.reference });
  const kept = keptImages(outcome.value.plan, new Set(answers.answers.keys()), reuse, backend.id);
  const assume = readAssumptions({});
  if (!assume.ok) throw new Error("no assumptions");
  const priced = { capabilities: profiles.reference, prices: defaultPriceBook, assume: assume.value };
  const toPay = planToPay(program.ir, outcome.value, kept, new Set(Object.keys(results)), priced);
  const { ports } = memoryHost(backend, fakeClock());
  const events = [];
  for await (const event of run(
    program,
    outcome.value.plan,
    { ...ports, answers },
    { id, reuse, results: results as never },
  ))
    events.push(event);
  const passes = backend.asked.flatMap(({ request }) => ("prompts" in request ? [request] : []));
  const drawn = passes.reduce((sum, pass) => sum + pass.prompts.reduce((all, { batchSize }) => all + batchSize, 0), 0);
  const finished = finishOf(events);
  expect(finished.status).toBe("succeeded");
  return { toPay, drawn, passes: passes.length, finished };
}

test("images, passes and dollars still to pay are those that the run asks for and pays", async () => {
  await fc.assert(
    fc.asyncProperty(
      flows,
      flows,
      fc.constantFrom<Reuse>("seeded", "all", "none"),
      fc.boolean(),
      async (before, after, reuse, given) => {
        const answers = memoryAnswers();
        const earlier = await runWith(given ? { ...before, first: after.first } : before, answers, "none", {}, "r1");
        const results = given ? { first: earlier.finished.results.first } : {};
        const { toPay, drawn, passes, finished } = await runWith(after, answers, reuse, results, "r2");
        const { totals, costs } = toPay;
        expect(drawn).toBeGreaterThanOrEqual(totals.images.min);
        expect(drawn).toBeLessThanOrEqual(totals.images.max ?? Number.POSITIVE_INFINITY);
        if (totals.images.exact) {
          expect(passes).toBeLessThanOrEqual(totals.passes.max ?? Number.POSITIVE_INFINITY);
          const planned = costs.find(({ kind }) => kind === "inference")?.max ?? "0.00";
          const paid = finished.bill.lines.find(({ kind }) => kind === "inference")?.actual ?? "0.00";
          expect(paid).toBe(planned);
        }
      },
    ),
    { numRuns: 120 },
  );
});
