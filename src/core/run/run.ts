// A program, its plan and the ports of a host in, the events of its run out (spec 6.2): the loop of drive.ts with the stages before it
// put in.

import { fail, hasErrors, succeed } from "../diagnostic/diagnostic.js";
import { chargeResult, makeBudget } from "../evaluate/budget.js";
import { compileTemplateIr } from "../evaluate/compile-template.js";
import { measure } from "../evaluate/measure.js";
import type { FlowIr } from "../ir/ir.js";
import { type Limits, withLimits } from "../language/limits.js";
import { checkCapabilities } from "../plan/backend/check-capabilities.js";
import { printDollars, roundUp, times, whole } from "../plan/cost/money.js";
import { defaultPriceBook, type PriceBook } from "../plan/cost/price-book.js";
import { knownState } from "../plan/partial/environment.js";
import type { Plan, PlannedRequest } from "../plan/plan.js";
import { requestsOfStep } from "../plan/requests/plan-requests.js";
import { sharesOfStep } from "../plan/requests/share-requests.js";
import type { Program } from "../program.js";
import { ajvValidator } from "../schema/ajv-validator.js";
import { checkInput } from "../schema/check-input.js";
import type { Validator } from "../schema/validator.js";
import { canonicalJson, hasOwn, type JsonObject, type JsonRecord, setOwn } from "../text/json.js";
import { bindCount } from "../types/count-schema.js";
import { dropUndeclared } from "../types/drop-undeclared.js";
import { drive } from "./drive.js";
import type { RunEvent } from "./event.js";
import { runJobs } from "./planned-jobs.js";
import type { RunPorts } from "./ports.js";
import { firstError } from "./prepare.js";
import type { KnownImage, Stages } from "./stages.js";

export type RunOptions = {
  /** The id of the run, from which keys and with them unseeded images follow; made by chance where it is absent. */
  readonly id?: string;
  readonly limits?: Partial<Limits>;
  /** What the plan was priced with. */
  readonly prices?: PriceBook;
  /** The results that the plan was made with: these steps are not carried out again. */
  readonly results?: JsonObject | undefined;
  readonly validator?: Validator;
};

/**
 * What the plan was made with – its input and its seed – is what the run is made with. Never throws for a mistake in the flow, its
 * input, or a reply: the events tell of it.
 */
export function run(program: Program, plan: Plan, ports: RunPorts, options: RunOptions = {}): AsyncIterable<RunEvent> {
  const limits = withLimits(options.limits);
  const { id, validator = ajvValidator } = options;
  const checked = checkInput(program.ir.input, plan.input, validator);
  const input = checked.ok ? checked.value : {};
  const refused = checked.ok ? undefined : firstError(checked.diagnostics);
  const stages = stagesBefore(plan, limits, options.prices);
  const given = givenResults(program.ir, options.results ?? {});
  return drive(program, stages, ports, {
    input,
    limits,
    validator,
    refused,
    given,
    ...(id === undefined ? {} : { id }),
  });
}

/** What no schema declares is dropped from given answers as it is from those that a model gives (spec 6.4.4). */
function givenResults({ steps }: FlowIr, results: JsonObject): JsonObject {
  const given: JsonRecord = {};
  for (const { id, type, resultType } of steps) {
    const result = hasOwn(results, id) ? results[id] : undefined;
    if (result === undefined) continue;
    setOwn(given, id, type === "ObjectGenerator" ? dropUndeclared(resultType, result) : result);
  }
  return given;
}

/** The stages before the run, with one budget for all that is evaluated in it. */
function stagesBefore(plan: Plan, limits: Limits, prices = defaultPriceBook): Stages {
  const budget = makeBudget();
  const seed = plan.seed ?? undefined;
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
    // How long a training takes, and how many tokens an answer has, is not known beforehand.
    worstOf: ({ what, count }) =>
      what === "images" ? printDollars(roundUp(times(prices.inference, whole(count)))) : null,
    bindCount: (schema, count) => {
      const { schema: bound, conflict } = bindCount(schema, count);
      if (conflict === null) return { ok: true, schema: bound };
      const { property, keyword, limit } = conflict;
      return {
        ok: false,
        problem: `it is ${conflict.count}, and ${keyword} of ${canonicalJson(property)} is ${limit}`,
      };
    },
  };
}

function knownImages({ image, repeat }: PlannedRequest): readonly KnownImage[] {
  const unknown = Object.values(image).some((value) => typeof value === "object" && value !== null);
  if (unknown || repeat.min !== repeat.max) throw new Error("a request that is not known in the run");
  return Array.from({ length: repeat.min }, () => image as KnownImage);
}
