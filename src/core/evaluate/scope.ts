// What the closures of a template see while they run: the state, the items and positions of the enclosing maps, the budget,
// and the mistakes found so far. One is made for each evaluation.

import { diagnose } from "../diagnostic/diagnose.js";
import type { Diagnostic } from "../diagnostic/diagnostic.js";
import type { Limits } from "../language/limits.js";
import { type Json, jsonTypeName } from "../text/json.js";
import type { Span } from "../text/span.js";
import type { Budget } from "./budget.js";

export type EvaluationScope = {
  /** `$`: the run state, or the root of a query. */
  readonly state: Json;
  /** By the level of their map. */
  readonly items: Json[];
  readonly positions: number[];
  /** Items gone through by level, inside the running outermost map. */
  readonly passed: number[];
  readonly budget: Budget;
  /** By kind and span: the first of its kind stands for the thousand that a map would repeat. */
  problems: Map<string, Diagnostic> | null;
};

/** What stays the same over all closures of one template. */
export type Setting = {
  readonly limits: Limits;
  /** The place that limit messages point at: the path or call being compiled. */
  readonly span: Span;
};

/** Gives a value, or undefined where there is none. */
export type Read = (scope: EvaluationScope) => Json | undefined;

/** Stands for a value whose making has failed and was reported; what works on values passes it on without another word. */
export const failed: Json = Object.freeze({});

export function makeScope(state: Json, budget: Budget): EvaluationScope {
  return { state, items: [], positions: [], passed: [], budget, problems: null };
}

/** Notes a mistake and gives what stands for the value. */
export function report(scope: EvaluationScope, kind: string, span: Span, make: () => Diagnostic): Json {
  const key = `${kind} ${span.start} ${span.end}`;
  scope.problems ??= new Map();
  if (!scope.problems.has(key)) scope.problems.set(key, make());
  return failed;
}

export function reportNothing(scope: EvaluationScope, path: string, span: Span, depth: number): Json {
  return report(scope, "evaluate/nothing", span, () =>
    diagnose("evaluate/nothing", span, { path, at: turnOf(scope, depth) }),
  );
}

/** Where the maps stand: " (at position 3 of the map)", " (at positions 3, 0 of the maps)", or nothing outside maps. */
export function turnOf(scope: EvaluationScope, depth: number): string {
  if (depth === 0) return "";
  const positions = scope.positions.slice(0, depth).join(", ");
  return depth === 1
    ? ` (at position ${positions} of the map)`
    : ` (at positions ${positions} of the maps, outermost first)`;
}

/** The type of a value as a sentence says it: "an array", "null". */
export function typeInWords(value: Json | undefined): string {
  const type = jsonTypeName(value);
  if (type === "null" || type === "nothing") return type;
  return type === "array" || type === "object" ? `an ${type}` : `a ${type}`;
}
