// A template all of which is known in, its value out (spec 5.1.1): decided by the evaluator of the language, the items of the
// enclosing maps being those that the walk has come to.

import type { AnyDiagnostic } from "../../diagnostic/diagnostic.js";
import { chargeWork, Stop } from "../../evaluate/budget.js";
import { compileNodes } from "../../evaluate/compile-path.js";
import { type Compiled, compileOptional, compileRequired } from "../../evaluate/compile-template.js";
import type { EvaluationScope } from "../../evaluate/scope.js";
import type { SegmentIr, TemplateIr } from "../../ir/ir.js";
import type { Json } from "../../text/json.js";
import type { Span } from "../../text/span.js";
import { type Demands, demandsOf } from "./demands.js";
import { type Environment, report } from "./environment.js";
import { broken, known, type PartialValue } from "./partial-value.js";

const demands = new WeakMap<TemplateIr, Demands>();

/** Whether everything that the template reads is known. A template stands at one depth, so its demands are noted once. */
export function isKnown(template: TemplateIr, environment: Environment): boolean {
  let noted = demands.get(template);
  if (noted === undefined) {
    noted = demandsOf(template, environment.items.length);
    demands.set(template, noted);
  }
  return meets(noted, environment);
}

export function meets(wanted: Demands, { state, items }: Environment): boolean {
  for (const id of wanted.steps) {
    const result = state.results.get(id);
    if (result !== undefined && result.kind !== "known") return false;
  }
  if (wanted.everyStep && !state.allKnown) return false;
  for (const level of wanted.items) if (items[level]?.value.kind !== "known") return false;
  for (const level of wanted.positions) if (typeof items[level]?.position !== "number") return false;
  return true;
}

/** `optional`: where nothing may be found, which is null. */
export function evaluateKnown(template: TemplateIr, optional: boolean, environment: Environment): PartialValue | null {
  const compiled = compiledOf(template, optional, environment);
  const value = attempt(environment, (scope) => {
    chargeWork(scope.budget, compiled.cost, environment.work.limits, template.span);
    return compiled.read(scope);
  });
  if (value === failure) return broken;
  return value === undefined ? null : known(value);
}

/** The values that the rest of a path matches below a value. */
export function matchesBelow(
  base: Json,
  segments: readonly SegmentIr[],
  span: Span,
  environment: Environment,
): PartialValue {
  const { limits } = environment.work;
  const find = compileNodes({ root: { kind: "node" }, segments }, { limits, span });
  const value = attempt(environment, (scope) => [...find(scope, base)]);
  return value === failure || value === undefined ? broken : known(value);
}

const failure = Symbol("failure");

function attempt(
  environment: Environment,
  evaluate: (scope: EvaluationScope) => Json | undefined,
): Json | undefined | typeof failure {
  const scope = scopeOf(environment);
  const tell = (problems: Iterable<AnyDiagnostic>): typeof failure => {
    for (const problem of problems) report(environment.work, problem);
    return failure;
  };
  try {
    const value = evaluate(scope);
    return scope.problems === null ? value : tell(scope.problems.values());
  } catch (thrown) {
    if (thrown instanceof Stop) return tell([...(scope.problems?.values() ?? []), thrown.diagnostic]);
    throw thrown;
  }
}

/** Items and positions that are not known are never asked for: the template's demands are met. */
function scopeOf({ state, items, work }: Environment): EvaluationScope {
  return {
    state: state.known,
    items: items.map(({ value }) => (value.kind === "known" ? value.value : null)),
    positions: items.map(({ position }) => (typeof position === "number" ? position : 0)),
    passed: work.passed,
    budget: work.budget,
    problems: null,
  };
}

function compiledOf(template: TemplateIr, optional: boolean, { work, items }: Environment): Compiled {
  const cache = optional ? work.optional : work.required;
  let compiled = cache.get(template);
  if (compiled === undefined) {
    const context = { limits: work.limits, maps: items.map(({ name }) => name) };
    compiled = optional ? compileOptional(template, context) : compileRequired(template, context);
    cache.set(template, compiled);
  }
  return compiled;
}
