// Results that a person gives for steps in, what is wrong with them out (spec 5.1.6): a plan is never made from a result that no
// run can have.

import { diagnose } from "../../diagnostic/diagnose.js";
import type { AnyDiagnostic } from "../../diagnostic/diagnostic.js";
import { typeInWords } from "../../evaluate/scope.js";
import type { FlowIr, ObjectGeneratorIr, StepIr } from "../../ir/ir.js";
import { issueWords, shown } from "../../schema/issue-words.js";
import type { Issue, Validator } from "../../schema/validator.js";
import { valueAt, valuePath } from "../../schema/value-path.js";
import { counted } from "../../text/counted.js";
import { hasOwn, isArray, isObject, type Json } from "../../text/json.js";
import { nearest } from "../../text/nearest.js";
import { pointerTo } from "../../text/pointer.js";
import { quoted } from "../../text/printable.js";
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
  const { place, problem } = firstMismatch(type, value, "");
  return badResult(step, value, place, problem);
}

type Mismatch = { readonly place: string; readonly problem: string };

/** The innermost part at which the value leaves the type. */
function firstMismatch(type: Type, value: Json, place: string): Mismatch {
  const inside = type.kind === "object" ? inObject(type, value, place) : inArray(type, value, place);
  if (inside !== null) return inside;
  return { place, problem: `must be ${describeType(type)}, but is ${describeType(valueType(value))}` };
}

function inObject(type: Type & { readonly kind: "object" }, value: Json, place: string): Mismatch | null {
  if (!isObject(value)) return null;
  for (const [name, { type: wanted, required }] of Object.entries(type.properties)) {
    const given = hasOwn(value, name) ? value[name] : undefined;
    if (given === undefined && required) return { place, problem: `must have ${quoted(name)}` };
    if (given !== undefined && relation(wanted, valueType(given)) === "no")
      return firstMismatch(wanted, given, pointerTo(place, name));
  }
  const { rest } = type;
  const more = Object.keys(value).filter((name) => !hasOwn(type.properties, name));
  for (const name of more) {
    if (rest === null) return { place, problem: `has ${quoted(name)}, which no result of this step has` };
    const given = value[name] as Json;
    if (relation(rest, valueType(given)) === "no") return firstMismatch(rest, given, pointerTo(place, name));
  }
  return null;
}

function inArray(type: Type, value: Json, place: string): Mismatch | null {
  if (type.kind !== "array" || !isArray(value)) return null;
  const { minItems, maxItems, prefix, items } = type;
  if (value.length < minItems || (maxItems !== null && value.length > maxItems))
    return { place, problem: `must have ${elements(minItems, maxItems)}, but has ${value.length}` };
  for (const [position, given] of value.entries()) {
    const wanted = prefix[position] ?? items;
    if (relation(wanted, valueType(given)) === "no") return firstMismatch(wanted, given, pointerTo(place, position));
  }
  return null;
}

function elements(min: number, max: number | null): string {
  if (max === null) return `at least ${counted(min, "element")}`;
  return min === max ? counted(min, "element") : `${min} to ${max} elements`;
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
  if (!wrapped) return firstIssue(step, value, "", compiled.check(value));
  const list = isObject(value) ? value.list : undefined;
  if (!isArray(list)) return badResult(step, value, "/list", "must be an array, since amount is above 1");
  if (list.length < amount.min || (amount.max !== null && list.length > amount.max)) {
    return badResult(step, value, "/list", `must have ${amountWords(amount)}, but has ${list.length}`);
  }
  for (const [position, object] of list.entries()) {
    const bad = firstIssue(step, value, `/list/${position}`, compiled.check(object));
    if (bad !== null) return bad;
  }
  return null;
}

function amountWords({ min, max }: GeneratorResult["amount"]): string {
  if (max === null) return `at least ${min} objects, as amount asks`;
  return `${min === max ? min : `${min} to ${max}`} objects, as amount asks`;
}

function firstIssue(step: StepIr, value: Json, at: string, issues: readonly Issue[]): AnyDiagnostic | null {
  const [issue] = issues;
  if (issue === undefined) return null;
  const place = at + issue.pointer;
  const here = valueAt(value, place);
  const words = issueWords({ ...issue, params: issue.parameters }, here);
  const found = naming.has(issue.keyword) ? "" : `, but is ${shown(here)}`;
  return badResult(step, value, place, `${words}${found}`);
}

/** Keywords whose words name what is wrong with an object: it need not be described as well. */
const naming: ReadonlySet<string> = new Set([
  "required",
  "dependentRequired",
  "additionalProperties",
  "unevaluatedProperties",
  "propertyNames",
]);

/** `place`: the JSON Pointer of what is wrong in the result. */
export function badResult(step: StepIr, value: Json, place: string, problem: string): AnyDiagnostic {
  const path = valuePath(`$.results${valuePath("", pointerTo("", step.id), null)}`, place, value);
  return diagnose("plan/bad-result", step.idSpan, { step: step.id, place, path, problem });
}
