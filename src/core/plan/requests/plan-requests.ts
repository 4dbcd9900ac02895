// A step that draws images, what is known of the state and the packs in; its requests out, in request order (spec 5.2): the pack's
// first, then the step's own. The runner asks with everything known and gets known requests only.

import { diagnose } from "../../diagnostic/diagnose.js";
import { fail, hasErrors, inSourceOrder, type Outcome, succeed } from "../../diagnostic/diagnostic.js";
import type { ImageGeneratorIr } from "../../ir/ir.js";
import { imageFieldNames } from "../../language/image-fields.js";
import { defaultLimits, type Limits } from "../../language/limits.js";
import { hasOwn } from "../../text/json.js";
import { type Environment, environmentOf, makeWork, type PartialState, report } from "../partial/environment.js";
import { evaluateProperty } from "../partial/evaluate-partially.js";
import type { Found } from "../partial/partial-value.js";
import { isUnknown, type PlannedRequest } from "../plan.js";
import { addOwnImages } from "./own-images.js";
import { addPackImages, type Packs } from "./pack-images.js";
import { makeWriter, reportField, type WriterOptions } from "./request-writer.js";
import { makeFallbacks, problemOf } from "./resolve-image.js";

export type RequestOptions = WriterOptions & {
  readonly packs?: Packs | undefined;
  readonly limits?: Limits | undefined;
};

export function requestsOfStep(
  step: ImageGeneratorIr,
  state: PartialState,
  options: RequestOptions = {},
): Outcome<readonly PlannedRequest[]> {
  const work = makeWork(options.limits ?? defaultLimits);
  const requests = planRequests(step, environmentOf(state, work), options);
  const problems = inSourceOrder([...work.problems.values()]);
  return hasErrors(problems) ? fail(problems) : succeed(requests, problems);
}

export function planRequests(
  step: ImageGeneratorIr,
  environment: Environment,
  options: RequestOptions,
): readonly PlannedRequest[] {
  const shared = sharedValues(step, environment);
  const fallbacks = makeFallbacks(shared);
  const writer = makeWriter(step, environment.work, options);
  writer.mayBeOpen = Object.values(fallbacks.written).some((value) => isUnknown(value));
  const hasPack = addPackImages(step, environment, options.packs ?? {}, { fallbacks, nullIsUnset: true }, writer);
  const hasImages = addOwnImages(step, environment, { fallbacks, nullIsUnset: false }, writer);
  if (!hasPack && !hasImages) report(environment.work, diagnose("plan/no-images", step.idSpan, { step: step.id }));
  return writer.requests;
}

function sharedValues(step: ImageGeneratorIr, environment: Environment): { readonly [field: string]: Found | null } {
  const values: { [field: string]: Found | null } = {};
  for (const field of imageFieldNames) {
    const template = hasOwn(step.shared, field) ? step.shared[field] : undefined;
    if (template === undefined) continue;
    const value = evaluateProperty(template, environment);
    const problem = value === null ? null : problemOf(value, field);
    if (problem !== null) reportField(problem, step, "the step-wide value", template.span, environment.work);
    else values[field] = value;
  }
  return values;
}
