// What evaluations may still spend: one counter for all evaluations of a plan (spec 2.14). Amounts are charged before the work
// they stand for wherever they are known before it. Going over a limit ends the evaluation: a Stop is thrown and caught at its border.

import { diagnose } from "../diagnostic/diagnose.js";
import type { AnyDiagnostic, Diagnostic } from "../diagnostic/diagnostic.js";
import type { Limits } from "../language/limits.js";
import type { Span } from "../text/span.js";
import type { Measure } from "./measure.js";

export type Budget = {
  /** Units of work so far: template nodes evaluated, data nodes visited, regular expression steps. */
  work: number;
  /** UTF-16 units of all strings made so far. */
  strings: number;
  /** UTF-16 units of the JSON of all values that steps are given and give. */
  results: number;
};

export function makeBudget(): Budget {
  return { work: 0, strings: 0, results: 0 };
}

/**
 * Units for what takes memory rather than time, so that the limit on work also bounds what a template can build. An object of many keys
 * becomes a table, whose keys take ten times as long.
 */
export const memoryCost = { object: 6, array: 8, key: 4, manyKeys: 1_000, keyOfMany: 40 } as const;

/** Carries the diagnostic of an exceeded limit to the border of the evaluator. Never leaves it. */
export class Stop {
  readonly diagnostic: Diagnostic;
  constructor(diagnostic: Diagnostic) {
    this.diagnostic = diagnostic;
  }
}

export function chargeWork(budget: Budget, amount: number, limits: Limits, span: Span): void {
  budget.work += amount;
  if (budget.work > limits.work) {
    throw new Stop(diagnose("limit/work", span, { limit: limits.work, actual: budget.work }));
  }
}

/** Before a string of that length is made. */
export function chargeString(budget: Budget, length: number, limits: Limits, span: Span): void {
  if (length > limits.resultString) {
    throw new Stop(diagnose("limit/result-string", span, { limit: limits.resultString, actual: length }));
  }
  budget.strings += length;
  if (budget.strings > limits.allStrings) {
    throw new Stop(diagnose("limit/all-strings", span, { limit: limits.allStrings, actual: budget.strings }));
  }
}

/** A value that a step is given or gives, before it is written anywhere. Null: it is within the limits (spec 5.1.7). */
export function chargeResult(
  budget: Budget,
  { size, depth }: Measure,
  limits: Limits,
  span: Span,
): AnyDiagnostic | null {
  if (depth > limits.resultDepth) return diagnose("limit/result-depth", span, { limit: limits.resultDepth });
  if (size > limits.result) return diagnose("limit/result", span, { limit: limits.result, actual: size });
  budget.results += size;
  if (budget.results <= limits.allResults) return null;
  return diagnose("limit/all-results", span, { limit: limits.allResults, actual: budget.results });
}

export function tooManyMatches(limits: Limits, span: Span): Stop {
  return new Stop(diagnose("limit/matches", span, { limit: limits.matches }));
}
