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
 * What a plan may cost never falls as the number grows, so the boundary is found by doubling and halving. A number whose plan cannot
 * be made is too large. An amount of 1 gives no list: where the flow reads a list, the search begins at 2.
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
  const fits = (value: number): boolean => {
    const outcome = attempt(value);
    return outcome.ok && isWithin(outcome.value, budget);
  };
  const first = parameter === "amount" && readsList(ir, step) ? 2 : 1;
  const least = attempt(first);
  if (!least.ok) return { kind: "no-plan", value: first, outcome: least };
  if (least.value.total.max === null) return { kind: "unbounded", plan: least.value };
  if (!isWithin(least.value, budget)) return { kind: "none", value: first, plan: least.value };
  let low = first;
  let high = first * 2;
  while (high <= greatestCount && fits(high)) {
    low = high;
    high *= 2;
  }
  const bounded = high <= greatestCount;
  while (bounded && high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle;
  }
  const best = attempt(low);
  if (!best.ok) throw new Error("presumed a plan that was made before");
  return { kind: "found", value: low, plan: best.value, next: bounded ? attempt(high) : null };
}

export function isWithin({ total }: Plan, budget: Dollars): boolean {
  const most = total.max === null ? null : readDollars(total.max);
  return typeof most === "bigint" && most <= budget;
}

function readsList(ir: FlowIr, id: string): boolean {
  const step = ir.steps.find((candidate) => candidate.id === id);
  const amount = step?.type === "ObjectGenerator" ? step.amount : null;
  return amount?.kind === "constant" && typeof amount.value === "number" && amount.value > 1;
}
