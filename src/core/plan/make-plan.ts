// A program, its input and what is given with it in; the plan of the run out (spec 5): requests, jobs, totals and costs, with all
// that only a run can know left unknown.

import { diagnose } from "../diagnostic/diagnose.js";
import { type AnyDiagnostic, fail, hasErrors, inSourceOrder, type Outcome, succeed } from "../diagnostic/diagnostic.js";
import { buildGraph } from "../graph/build-graph.js";
import type { FlowIr, StepIr } from "../ir/ir.js";
import { type Limits, mostCalls, withLimits } from "../language/limits.js";
import { ajvValidator } from "../schema/ajv-validator.js";
import { checkInput } from "../schema/check-input.js";
import type { Validator } from "../schema/validator.js";
import { hasOwn, isObject, type Json } from "../text/json.js";
import { nearest } from "../text/nearest.js";
import type { Bounds } from "../types/bounds.js";
import type { Capabilities } from "./backend/capabilities.js";
import { type ProfileName, profileNames, profiles } from "./backend/profiles.js";
import { planJobs } from "./batch/plan-jobs.js";
import { printAssumptions, readAssumptions } from "./cost/assumptions.js";
import { mostUsed } from "./cost/caps.js";
import { planCosts } from "./cost/plan-costs.js";
import { defaultPrices, readPriceBook } from "./cost/price-book.js";
import { exactly, interval, sumBounds } from "./interval.js";
import { makeWork } from "./partial/environment.js";
import { type Interval, type Plan, planVersion } from "./plan.js";
import { planSteps } from "./plan-steps.js";
import type { Packs } from "./requests/pack-images.js";
import { shareRequests } from "./requests/share-requests.js";
import { checkNames } from "./results/given-results.js";

export type PlanOptions = {
  readonly input: Json;
  /** Results of steps by their id: they make known what depends on them. The plan is of the whole run all the same. */
  readonly results?: Json | undefined;
  readonly packs?: Packs | undefined;
  /** Whose capabilities are packed for; "reference" where nothing is said. */
  readonly backend?: string | undefined;
  /** What the backend was found to be able to do, instead of what is declared under its name. */
  readonly capabilities?: Capabilities | undefined;
  /** A price book in US dollars. */
  readonly prices?: Json | undefined;
  readonly assume?: { readonly [name: string]: string | number } | undefined;
  readonly seed?: number | undefined;
  /** Requests of a step that are equal and have a seed are asked once (spec 5.4.5). */
  readonly share?: boolean | undefined;
  readonly limits?: Partial<Limits> | undefined;
  readonly validator?: Validator | undefined;
};

export function plan(program: { readonly ir: FlowIr }, options: PlanOptions): Outcome<Plan> {
  const outcome = planAndCount(program, options);
  return outcome.ok ? succeed(outcome.value.plan, outcome.diagnostics) : outcome;
}

/** `objects`: how many each ObjectGenerator asks for, which a plan does not say. */
export type CountedPlan = { readonly plan: Plan; readonly objects: ReadonlyMap<string, Bounds> };

export function planAndCount(program: { readonly ir: FlowIr }, options: PlanOptions): Outcome<CountedPlan> {
  const { ir } = program;
  const given = readOptions(ir, options);
  const { diagnostics } = given;
  const { input, capabilities, prices, assume } = given;
  if (input === null) return fail(inSourceOrder(diagnostics));
  const limits = withLimits(options.limits);
  const work = makeWork(limits);
  const { packs, seed, share = false, validator = ajvValidator } = options;
  const { results } = given;
  const planned = planSteps(ir, { input, results, validator, work, assume: assume ?? {}, options: { packs, seed } });
  const found = [...diagnostics, ...work.problems.values()];
  if (capabilities === null || prices === null || assume === null || hasErrors(found))
    return fail(inSourceOrder(found));

  const requests = share ? shareRequests(planned.requests) : planned.requests;
  const steps = buildGraph(ir).steps;
  const { jobs, totals, bounds, diagnostics: ofJobs } = planJobs(requests, steps, capabilities);
  const noted = [...ofJobs, ...checkCalls(ir, planned.calls + totals.passes.min, limits)];
  const all = inSourceOrder([...found, ...noted]);
  if (hasErrors(noted)) return fail(all);
  const facts = {
    images: totals.images,
    generations: interval(sumBounds(planned.objects.values())),
    trainings: countOf(ir, "ModelGenerator"),
    transforms: countOf(ir, "ObjectTransformer"),
    zips: countOf(ir, "Zipper"),
    most: mostUsed(planned.caps, planned.objects),
    publishing: ir.publishing,
  };
  const { costs, total } = planCosts(facts, prices);
  const backend = options.backend ?? "reference";
  const made: Plan = {
    version: planVersion,
    title: ir.title,
    backend,
    input,
    seed: seed ?? null,
    ...(share ? { share: true as const } : {}),
    ...printAssumptions(assume),
    steps,
    requests,
    jobs,
    totals,
    bounds,
    caps: planned.caps,
    costs,
    total,
  };
  return succeed({ plan: made, objects: planned.objects }, all);
}

function readOptions(ir: FlowIr, options: PlanOptions) {
  const input = checkInput(ir.input, options.input, options.validator ?? ajvValidator);
  const prices = readPriceBook(options.prices ?? defaultPrices);
  const assume = readAssumptions(options.assume ?? {});
  const backend = options.backend ?? "reference";
  const capabilities = options.capabilities ?? (hasOwn(profiles, backend) ? profiles[backend as ProfileName] : null);
  const results = options.results === undefined ? {} : options.results;
  const diagnostics: AnyDiagnostic[] = [
    ...input.diagnostics,
    ...prices.diagnostics,
    ...assume.diagnostics,
    ...checkNames(results, ir),
    ...checkSeed(options.seed),
  ];
  if (capabilities === null) {
    const near = nearest(backend, profileNames);
    diagnostics.push(diagnose("plan/unknown-backend", null, { name: backend, near, names: profileNames }));
  }
  return {
    input: input.ok ? input.value : null,
    prices: prices.ok ? prices.value : null,
    assume: assume.ok ? assume.value : null,
    results: isObject(results) ? results : {},
    capabilities,
    diagnostics,
  };
}

function checkSeed(seed: number | undefined): readonly AnyDiagnostic[] {
  if (seed === undefined || (Number.isSafeInteger(seed) && !Object.is(seed, -0))) return [];
  return [diagnose("plan/bad-seed", null, { found: String(seed) })];
}

/** Each pass is a call; calls for other things were counted as steps were planned (spec 7.8). */
function checkCalls({ steps }: FlowIr, calls: number, limits: Limits): readonly AnyDiagnostic[] {
  const last = steps.findLast(({ type }) => type === "ImageGenerator");
  if (last === undefined || calls <= mostCalls(limits, steps.length)) return [];
  return [diagnose("limit/events", last.idSpan, { step: last.id, limit: limits.events })];
}

function countOf(ir: FlowIr, type: StepIr["type"]): Interval {
  return exactly(ir.steps.filter((step) => step.type === type).length);
}
