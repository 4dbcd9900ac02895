// A plan as it was made and the project's kept answers in, what is still to pay of it out (spec 5.14); null where that is all of it.

import type { Target } from "../../backends/combine.js";
import type { Plan } from "../../core/index.js";
import { defaultPrices, readPriceBook } from "../../core/plan/cost/price-book.js";
import { planToPay, type Remaining } from "../../core/plan/to-pay.js";
import type { Reuse } from "../../core/run/answers.js";
import { keptImages } from "../../core/run/kept-images.js";
import { aboutServer } from "../../core/run/roles.js";
import { hasOwn, isObject } from "../../core/text/json.js";
import { answerStore } from "../../node/index.js";
import { storePlace } from "../source/store-place.js";
import type { SharedOptions } from "./plan-options.js";
import type { Planned } from "./planned.js";

export type KeptAnswers = { readonly keys: ReadonlySet<string>; readonly reuse: Reuse };

export async function readKept(flow: string | null, options: SharedOptions): Promise<KeptAnswers> {
  const reuse = reuseOf(options);
  const keys = reuse === "none" ? new Set<string>() : await answerStore(storePlace(options, flow)).keys();
  return { keys, reuse };
}

export function reuseOf({ reuse }: SharedOptions): Reuse {
  if (reuse === false) return "none";
  return reuse === "objects" ? "all" : "seeded";
}

type Counted = Pick<Planned, "program" | "plan" | "objects" | "options" | "target">;

export function remainingOf(
  { program, plan, objects, options, target }: Counted,
  { keys, reuse }: KeptAnswers,
): Remaining | null {
  const { results } = options;
  const given = isObject(results) ? plan.steps.flatMap(({ id }) => (hasOwn(results, id) ? [id] : [])) : [];
  const kept = keptImages(plan, keys, reuse, identityOf(target));
  const prices = readPriceBook(options.prices ?? defaultPrices);
  const { capabilities } = target;
  if (!prices.ok || (given.length === 0 && kept.images.size === 0)) return null;
  const priced = { capabilities, prices: prices.value };
  const toPay = planToPay(program.ir, { plan, objects }, kept, new Set(given), priced);
  const images = [...kept.images].reduce(
    (sum, [position, count]) => sum + (given.includes(plan.requests[position]?.step ?? "") ? 0 : count),
    0,
  );
  return { toPay, images, given };
}

/** What a run keeps its pictures under. */
function identityOf({ id, backend }: Target): string {
  return backend === null ? id : aboutServer(backend, { what: "images" }).identity;
}

/** The plan with the costs that are still to pay, which a budget is about. */
export function payable(plan: Plan, remaining: Remaining | null): Plan {
  return remaining === null ? plan : { ...plan, costs: remaining.toPay.costs, total: remaining.toPay.total };
}
