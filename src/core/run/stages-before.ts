// A plan in, what its run takes from the stages before it out (spec 6.2): evaluation, requests, jobs, as the plan had them.

import { fail, hasErrors, succeed } from "../diagnostic/diagnostic.js";
import { chargeResult, makeBudget } from "../evaluate/budget.js";
import { compileTemplateIr } from "../evaluate/compile-template.js";
import { measure } from "../evaluate/measure.js";
import type { Limits } from "../language/limits.js";
import { checkCapabilities } from "../plan/backend/check-capabilities.js";
import { assumptionsOf } from "../plan/cost/assumptions.js";
import { mostAnswerTokens, mostMinutes, numberOf } from "../plan/cost/caps.js";
import { knownState } from "../plan/partial/environment.js";
import type { Plan, PlannedRequest, StepCap } from "../plan/plan.js";
import { requestsOfStep } from "../plan/requests/plan-requests.js";
import { sharesOfStep } from "../plan/requests/share-requests.js";
import { canonicalJson } from "../text/json.js";
import { bindCount } from "../types/count-schema.js";
import { runJobs } from "./planned-jobs.js";
import type { KnownImage, Stages } from "./stages.js";

/** The stages before the run, with one budget for all that is evaluated in it. */
export function stagesBefore(
  plan: Pick<Plan, "seed" | "share" | "requests" | "jobs" | "assume" | "caps">,
  limits: Limits,
): Stages {
  const budget = makeBudget();
  const seed = plan.seed ?? undefined;
  const assume = assumptionsOf(plan);
  const capOf = <K extends StepCap["kind"]>(step: string, kind: K) =>
    plan.caps.find((cap): cap is Extract<StepCap, { kind: K }> => cap.kind === kind && cap.step === step);
  return {
    evaluate: (template, state) => {
      const outcome = compileTemplateIr(template, limits).evaluate(state, budget);
      const problem = outcome.ok ? chargeResult(budget, measure(outcome.value), limits, template.span) : null;
      return problem === null ? outcome : fail([problem]);
    },
    requestsOf: (step, state, packs, capabilities) => {
      const outcome = requestsOfStep(step, knownState(state), { packs, seed, limits });
      if (!outcome.ok) return outcome;
      const diagnostics = [...outcome.diagnostics, ...checkCapabilities(outcome.value, [], capabilities)];
      return hasErrors(diagnostics) ? fail(diagnostics) : succeed(outcome.value.flatMap(knownImages), diagnostics);
    },
    sharesOf: (step) => (plan.share === true ? sharesOfStep(step, plan.requests) : new Map()),
    jobsOf: (graph) => runJobs(plan.jobs, graph),
    bindCount: (schema, count) => {
      const { schema: bound, conflict } = bindCount(schema, count);
      if (conflict === null) return { ok: true, schema: bound };
      const { property, keyword, limit } = conflict;
      return {
        ok: false,
        problem: `it is ${conflict.count}, and ${keyword} of ${canonicalJson(property)} is ${limit}`,
      };
    },
    generationCap: (step, schema) => {
      const own = mostAnswerTokens(schema, limits, assume);
      const planned = capOf(step, "generation");
      if (planned === undefined) return { maxTokens: own, promptTokens: null };
      return { maxTokens: Math.min(own, planned.answerTokens), promptTokens: planned.promptTokens };
    },
    maxMinutes: (step) => {
      const own = numberOf(mostMinutes(limits, assume));
      return Math.min(own, Number(capOf(step, "training")?.minutes ?? own));
    },
    zipBytes: (step) => capOf(step, "zip")?.bytes ?? null,
  };
}

function knownImages({ image, repeat }: PlannedRequest): readonly KnownImage[] {
  const unknown = Object.values(image).some((value) => typeof value === "object" && value !== null);
  if (unknown || repeat.min !== repeat.max) throw new Error("a request that is not known in the run");
  return Array.from({ length: repeat.min }, () => image as KnownImage);
}
