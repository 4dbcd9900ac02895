// A step in, the values of its parameters out (spec 6.4), each one that its rule takes: what the check and the plan reject as soon as they
// know it is rejected here at the latest, before anything is sent.

import { diagnose } from "../diagnostic/diagnose.js";
import { type AnyDiagnostic, fail, type Outcome, succeed } from "../diagnostic/diagnostic.js";
import type { RunState } from "../evaluate/state.js";
import type { StepIr } from "../ir/ir.js";
import { parametersIn, type SetParameter } from "../ir/parameters-in.js";
import { checkValue } from "../language/check-parameter.js";
import { parametersOf } from "../language/steps.js";
import { hasOwn, isObject, type Json, type JsonObject } from "../text/json.js";
import { unknownType } from "../types/type.js";
import { presume } from "../unreachable.js";
import type { Stages } from "./stages.js";

/** By name; one whose path finds nothing is left out, as any property is (spec 2.5), and has its default. */
export function evaluateParameters(
  step: StepIr,
  state: RunState,
  stages: Stages,
  names: readonly string[] | null = null,
): Outcome<JsonObject> {
  const set = parametersIn(step).filter(({ name }) => names === null || names.includes(name));
  const entries = set.map(({ name, template }) => ({ key: name, keySpan: template.span, value: template }));
  const type = unknownType;
  const outcome = stages.evaluate({ kind: "object", extends: [], entries, type, span: step.idSpan }, state);
  if (!outcome.ok) return outcome;
  const values = isObject(outcome.value) ? outcome.value : {};
  const refused = set.flatMap((parameter) => refusal(parameter, values, step.id) ?? []);
  return refused.length > 0 ? fail(refused) : succeed({ ...defaultsOf(step), ...values });
}

function defaultsOf({ type }: StepIr): JsonObject {
  const defaults = Object.entries(parametersOf(type)).map(([name, rule]) => [name, rule.default ?? null] as const);
  return Object.fromEntries(defaults.filter(([, value]) => value !== null));
}

export function textIn(values: JsonObject, name: string): string {
  const value = values[name];
  return presume(typeof value === "string" ? value : null, `a text for ${name}`);
}

export function objectIn(values: JsonObject, name: string): JsonObject {
  const value = values[name];
  return presume(isObject(value) ? value : null, `an object for ${name}`);
}

/** Null where nothing sets it. */
export function numberIn(values: JsonObject, name: string): number | null {
  const value = values[name];
  return typeof value === "number" ? value : null;
}

function refusal({ name, rule, template }: SetParameter, values: JsonObject, step: string): AnyDiagnostic | null {
  if (!hasOwn(values, name)) {
    return rule.required === true ? diagnose("run/missing-parameter", template.span, { step, parameter: name }) : null;
  }
  const misfit = checkValue(rule, values[name] as Json);
  if (misfit === null) return null;
  const { takes: wanted, found } = misfit;
  return diagnose("run/wrong-parameter", template.span, { step, parameter: name, found, wanted });
}
