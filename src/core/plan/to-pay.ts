// A plan and what earlier runs and given results leave out of it in, what is still to pay out (spec 5.14): the plan of the rest.

import type { FlowIr, StepIr } from "../ir/ir.js";
import type { Bounds } from "../types/bounds.js";
import type { Capabilities } from "./backend/capabilities.js";
import { planJobs } from "./batch/plan-jobs.js";
import { mostUsed } from "./cost/caps.js";
import { planCosts } from "./cost/plan-costs.js";
import type { PriceBook } from "./cost/price-book.js";
import { interval, sumBounds } from "./interval.js";
import type { CountedPlan } from "./make-plan.js";
import type { Cost, Interval, Plan, PlannedRequest, Totals } from "./plan.js";

export type ToPay = { readonly totals: Totals; readonly costs: readonly Cost[]; readonly total: Plan["total"] };

/** `images`: pictures that are kept; `given`: steps whose results are given. */
export type Remaining = { readonly toPay: ToPay; readonly images: number; readonly given: readonly string[] };

/**
 * `images`: how many images of a request are kept, by its position in the plan; `mayBeKept`: whether some of a request that the plan does not know
 * in full may be kept too; `objectsMayBeKept`: the same for generated objects.
 */
export type Kept = {
  readonly images: ReadonlyMap<number, number>;
  readonly mayBeKept: (request: PlannedRequest) => boolean;
  readonly objectsMayBeKept: boolean;
};

export type PricedWith = {
  readonly capabilities: Capabilities;
  readonly prices: PriceBook;
};

/** `given`: steps that are not carried out, since their results are there. */
export function planToPay(
  ir: FlowIr,
  { plan, objects }: CountedPlan,
  kept: Kept,
  given: ReadonlySet<string>,
  { capabilities, prices }: PricedWith,
): ToPay {
  const left = plan.requests.flatMap((request, position) => {
    if (given.has(request.step) || request.sharedWith !== undefined) return [];
    return withoutKept(request, kept.images.get(position) ?? 0);
  });
  const most = planJobs(left, plan.steps, capabilities).totals;
  const certain = left.filter((request) => !kept.mayBeKept(request));
  const least = certain.length === left.length ? most : planJobs(certain, plan.steps, capabilities).totals;
  const between = (total: keyof Totals): Interval => interval({ min: least[total].min, max: most[total].max });
  const totals: Totals = {
    requests: between("requests"),
    images: between("images"),
    modelLoads: between("modelLoads"),
    loraSwaps: between("loraSwaps"),
    passes: between("passes"),
  };
  const generations = sumBounds([...objects].flatMap(([step, bounds]) => (given.has(step) ? [] : [bounds])));
  const countOf = (type: StepIr["type"]): Interval => {
    const count = ir.steps.filter((step) => step.type === type && !given.has(step.id)).length;
    return interval({ min: count, max: count });
  };
  const facts = {
    images: totals.images,
    generations: interval(kept.objectsMayBeKept ? fromNothing(generations) : generations),
    trainings: countOf("ModelGenerator"),
    transforms: countOf("ObjectTransformer"),
    zips: countOf("Zipper"),
    most: mostUsed(
      plan.caps.filter(({ step }) => !given.has(step)),
      objects,
    ),
    publishing: ir.publishing,
  };
  return { totals, ...planCosts(facts, prices) };
}

function fromNothing({ max }: Bounds): Bounds {
  return { min: 0, max };
}

/** Some of its images may be kept, which leaves a smaller request. */
function withoutKept(request: PlannedRequest, kept: number): readonly PlannedRequest[] {
  const { batchSize } = request.image;
  if (kept === 0 || typeof batchSize !== "number") return [request];
  return kept >= batchSize ? [] : [{ ...request, image: { ...request.image, batchSize: batchSize - kept } }];
}
