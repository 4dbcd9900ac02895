// Plans that a host hands to a run (spec 6.2.2): whatever was edited in one, the run ends, and where no planning makes such a plan, nothing
// is sent and its last event says so.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { compile } from "../../src/core/compile.js";
import { planProblem } from "../../src/core/plan/file/plan-problem.js";
import { plan } from "../../src/core/plan/make-plan.js";
import type { Plan } from "../../src/core/plan/plan.js";
import type { Program } from "../../src/core/program.js";
import { openRun } from "../../src/core/run/open-run.js";
import { type Json, trusted } from "../../src/core/text/json.js";
import { fakeClock, memoryHost, scriptedBackend } from "../../src/testing/index.js";
import { chanceOf } from "../build/chance.js";
import { editJson } from "../build/edit-json.js";

const packs = { "3f2b8a52-3a43-4f5e-9d33-0a3c7f3a1a11": { images: [{ prompt: "packed", seed: 3 }] } };
const flows = join(import.meta.dirname, "../../fixtures/flows/ok");
const made: readonly { readonly program: Program; readonly plan: Plan }[] = readdirSync(flows)
  .filter((name) => /\.json5?$/.test(name))
  .flatMap((name) => {
    const { program } = compile(readFileSync(join(flows, name), "utf8"));
    if (program === undefined) return [];
    const planned = plan(program, { input: { topic: "foxes" }, seed: 5, assume: { tokens: "100" }, packs });
    return planned.ok ? [{ program, plan: planned.value }] : [];
  });

async function endOf(program: Program, given: unknown) {
  const backend = scriptedBackend();
  const { ports } = memoryHost(backend, fakeClock(), packs);
  return { finished: await openRun(program, trusted<Plan>(given as Json), ports).done, asked: backend.asked.length };
}

test("what planning makes is taken", () => {
  expect(made.length).toBeGreaterThan(5);
  for (const { plan: planned } of made) expect(planProblem(planned)).toBe(null);
});

test("any edit of a plan ends in a run that ends, and is refused where no planning makes it", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(made.length - 1), fc.nat(), async (at, seed) => {
      const { program, plan: planned } = made[at] as (typeof made)[number];
      const edited = editJson(planned, chanceOf(seed));
      const problem = planProblem(edited);
      const { finished, asked } = await endOf(program, edited);
      if (problem === null) return;
      expect(finished).toMatchObject({ status: "failed", failure: { code: "run/unusable-plan" } });
      expect(finished.failure?.message).toContain("not made by planning");
      expect(asked).toBe(0);
    }),
    { numRuns: 400 },
  );
});

test.each([
  ["nothing", () => undefined],
  ["no object", () => "plan"],
  ["an assumption that is not a number", (whole: Plan) => ({ ...whole, assume: { tokens: "many" } })],
  ["an assumption that nobody knows", (whole: Plan) => ({ ...whole, assume: { toString: "1" } })],
  ["a maximum that its lines do not have", (whole: Plan) => ({ ...whole, total: { ...whole.total, max: "999.00" } })],
  ["no maximum, though its lines have one", (whole: Plan) => ({ ...whole, total: { ...whole.total, max: null } })],
  ["an amount without end", (whole: Plan) => ({ ...whole, total: { ...whole.total, min: `${"9".repeat(9e3)}.00` } })],
  ["no costs", ({ costs: _, ...rest }: Plan) => rest],
] as const)("a plan is refused that is edited by hand: %s", async (_, edit) => {
  const { program, plan: planned } = made.find((each) => each.plan.total.max !== null) as (typeof made)[number];
  const { finished, asked } = await endOf(program, edit(planned));
  expect(finished.failure?.code).toBe("run/unusable-plan");
  expect(finished.bill.total.actual).toBe("0.00");
  expect(asked).toBe(0);
});
