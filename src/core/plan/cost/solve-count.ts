// A flow, a count or amount of one of its steps and a budget in; the largest number whose plan the budget admits out (spec 5.12).

import type { Outcome } from "../../diagnostic/diagnostic.js";
import type { FlowIr, ObjectGeneratorIr, TemplateIr } from "../../ir/ir.js";
import { bindCount } from "../../types/count-schema.js";
import type { Plan } from "../plan.js";
import { type Dollars, readDollars } from "./money.js";

export type SolvedParameter = "count" | "amount";

/** Why a number cannot be looked for. */
export type SolveProblem =
  | { readonly kind: "no-step" }
  | { readonly kind: "no-generator"; readonly type: string }
  | { readonly kind: "not-set" }
  | { readonly kind: "binds-nothing" }
  | { readonly kind: "expression" };

export type Solution =
  /** `next` is the plan of one more: dearer, or one that cannot be made; null where no number is too large. */
  | { readonly kind: "found"; readonly value: number; readonly plan: Plan; readonly next: Outcome<Plan> | null }
  | { readonly kind: "none"; readonly value: number; readonly plan: Plan }
  | { readonly kind: "unbounded"; readonly plan: Plan }
  | { readonly kind: "no-plan"; readonly value: number; readonly outcome: Outcome<Plan> & { readonly ok: false } };

/** Above it nothing is looked for: the number then does not matter to the cost. */
export const greatestCount = 1_048_576;

export function findProblem(ir: FlowIr, id: string, parameter: SolvedParameter): SolveProblem | null {
  const step = ir.steps.find((candidate) => candidate.id === id);
  if (step === undefined) return { kind: "no-step" };
  if (step.type !== "ObjectGenerator") return { kind: "no-generator", type: step.type };
  const template = step[parameter];
  if (template === null) return { kind: "not-set" };
  if (template.kind !== "constant" || typeof template.value !== "number") return { kind: "expression" };
  return parameter === "count" && bindCount(step.schema, 1).property === null ? { kind: "binds-nothing" } : null;
}

/** The flow with another number in that place. */
export function withNumber(ir: FlowIr, id: string, parameter: SolvedParameter, value: number): FlowIr {
  const change = (step: ObjectGeneratorIr): ObjectGeneratorIr => {
    const span = step[parameter]?.span ?? step.idSpan;
    const template: TemplateIr = { kind: "constant", value, type: { kind: "constant", value }, span };
    return { ...step, [parameter]: template };
  };
  return {
    ...ir,
    steps: ir.steps.map((step) => (step.id === id && step.type === "ObjectGenerator" ? change(step) : step)),
  };
}

/**
 * What a plan may cost never falls as the number grows, so the boundary is found by doubling and halving. The search begins at 1; at 2
 * for an amount of which the flow reads a list; at the flow's own number where no plan can be made with so few, as with a `minItems`.
 * From there on a number whose plan cannot be made is too large, and below it too small.
 */
export function solveCount(
  ir: FlowIr,
  { step, parameter }: { readonly step: string; readonly parameter: SolvedParameter },
  budget: Dollars,
  planOf: (ir: FlowIr) => Outcome<Plan>,
): Solution {
  const tried = new Map<number, Outcome<Plan>>();
  const attempt = (value: number): Outcome<Plan> => {
    const outcome = tried.get(value) ?? planOf(withNumber(ir, step, parameter, value));
    tried.set(value, outcome);
    return outcome;
  };
  const least = parameter === "amount" && readsList(ir, step) ? 2 : 1;
  const start = attempt(least).ok ? least : numberOf(ir, step, parameter);
  const beginning = attempt(start);
  if (!beginning.ok) return { kind: "no-plan", value: start, outcome: beginning };
  if (beginning.value.total.max === null) return { kind: "unbounded", plan: beginning.value };
  const isTooLarge = (value: number): boolean => {
    const outcome = attempt(value);
    return outcome.ok ? !isWithin(outcome.value, budget) : value > start;
  };
  // The boundary lies above `low`, which is not too large, and at `high` at the latest.
  let low = least - 1;
  let high = start;
  while (high <= greatestCount && !isTooLarge(high)) {
    low = high;
    high *= 2;
  }
  const bounded = high <= greatestCount;
  while (bounded && high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isTooLarge(middle)) high = middle;
    else low = middle;
  }
  const best = low < least ? null : attempt(low);
  if (best?.ok) return { kind: "found", value: low, plan: best.value, next: bounded ? attempt(high) : null };
  const dear = attempt(high);
  if (!dear.ok) throw new Error("presumed a plan that was made before");
  return { kind: "none", value: high, plan: dear.value };
}

export function isWithin({ total }: Plan, budget: Dollars): boolean {
  const most = total.max === null ? null : readDollars(total.max);
  return typeof most === "bigint" && most <= budget;
}

function readsList(ir: FlowIr, id: string): boolean {
  return numberOf(ir, id, "amount") > 1;
}

/** As the flow says it; 1 where it does not. */
function numberOf(ir: FlowIr, id: string, parameter: SolvedParameter): number {
  const step = ir.steps.find((candidate) => candidate.id === id);
  const template = step?.type === "ObjectGenerator" ? step[parameter] : null;
  return template?.kind === "constant" && typeof template.value === "number" ? template.value : 1;
}
