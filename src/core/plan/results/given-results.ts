// Results that a person gives for steps in, what is wrong with them out (spec 5.1.6): a plan is never made from a result that no
// run can have.

import { diagnose } from "../../diagnostic/diagnose.js";
import type { AnyDiagnostic } from "../../diagnostic/diagnostic.js";
import { typeInWords } from "../../evaluate/scope.js";
import type { FlowIr, ObjectGeneratorIr, StepIr } from "../../ir/ir.js";
import type { Validator } from "../../schema/validator.js";
import { isArray, isObject, type Json } from "../../text/json.js";
import { nearest } from "../../text/nearest.js";
import { relation } from "../../types/accepts.js";
import { describeType } from "../../types/describe-type.js";
import type { Type } from "../../types/type.js";
import { valueType } from "../../types/value-type.js";
import type { GeneratorResult } from "./generator-result.js";

export function checkNames(results: Json, ir: FlowIr): readonly AnyDiagnostic[] {
  if (!isObject(results)) return [diagnose("plan/bad-results", null, { found: typeInWords(results) })];
  const steps = ir.steps.map(({ id }) => id);
  const unknown = Object.keys(results).filter((id) => !steps.includes(id));
  return unknown.map((id) => diagnose("plan/unknown-result", null, { id, near: nearest(id, steps), steps }));
}

/** The first thing that is wrong with a result, or null. */
export function checkResult(step: StepIr, type: Type, value: Json): AnyDiagnostic | null {
  if (relation(type, valueType(value)) !== "no") return null;
  return badResult(step, "", `must be ${describeType(type)}`);
}

/** The answers of a model are held to the schema itself, which says more than a type. */
export function checkAnswers(
  step: ObjectGeneratorIr,
  { schema, amount }: GeneratorResult,
  value: Json,
  validator: Validator,
): AnyDiagnostic | null {
  const compiled = validator.compile(schema);
  if (!compiled.ok) return null;
  const wrapped = amount.min > 1 || (amount.max !== 1 && isObject(value) && isArray(value.list));
  if (!wrapped) return firstIssue(step, "", compiled.check(value));
  const list = isObject(value) ? value.list : undefined;
  if (!isArray(list)) return badResult(step, "/list", "must be an array, since amount is above 1");
  if (list.length < amount.min || (amount.max !== null && list.length > amount.max)) {
    return badResult(step, "/list", `has ${list.length} objects, but amount asks for a different number`);
  }
  for (const [position, object] of list.entries()) {
    const bad = firstIssue(step, `/list/${position}`, compiled.check(object));
    if (bad !== null) return bad;
  }
  return null;
}

function firstIssue(
  step: StepIr,
  at: string,
  issues: readonly { readonly pointer: string; readonly message: string }[],
): AnyDiagnostic | null {
  const [issue] = issues;
  return issue === undefined ? null : badResult(step, at + issue.pointer, issue.message);
}

export function badResult(step: StepIr, place: string, problem: string): AnyDiagnostic {
  return diagnose("plan/bad-result", step.idSpan, { step: step.id, place, problem });
}
