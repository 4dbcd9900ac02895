// The IR and the limits in, what goes over a limit in every run out (spec 7.8): the items of maps, the requests, the calls. Only what is
// certain by types counts; the plan, which knows the input, counts on.

import { diagnose } from "../diagnostic/diagnose.js";
import type { Diagnostic } from "../diagnostic/diagnostic.js";
import { type Limits, mostCalls } from "../language/limits.js";
import type { FlowIr, StepIr, TemplateIr } from "./ir.js";
import { boundsOf } from "./number-bounds.js";
import { parametersIn } from "./parameters-in.js";
import { partsOf } from "./parts-of.js";
import { alwaysGives, lengthOf } from "./template-type.js";

export function checkLimits({ steps }: FlowIr, limits: Limits): readonly Diagnostic[] {
  const inMaps = steps.flatMap((step) => parametersIn(step).flatMap(({ template }) => checkMaps(template, limits)));
  // A map over the limit is reported; the requests that it would make are not.
  const requests = inMaps.length > 0 ? [] : checkRequests(steps, limits);
  return [...inMaps, ...requests, ...checkCalls(steps, limits)];
}

/** The maps of a template are walked as they are evaluated: what is within one counts once for each of its items. */
function checkMaps(template: TemplateIr, limits: Limits): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const passed: number[] = [];
  const walk = (part: TemplateIr, times: number): void => {
    if (part.kind !== "map") {
      for (const inner of partsOf(part)) walk(inner, times);
      return;
    }
    const { level, source, body } = part;
    const { min } = lengthOf(source.type);
    if (level === 0) passed.length = 0;
    const together = (passed[level] ?? 0) + min * times;
    passed[level] = together;
    if (times > 0 && min > limits.mapItems) {
      found.push(diagnose("limit/map-items", source.span, { limit: limits.mapItems, actual: min }));
    } else if (level > 0 && together > limits.mapProduct) {
      found.push(diagnose("limit/map-product", source.span, { limit: limits.mapProduct, actual: together }));
    } else walk(body, min * times);
  };
  walk(template, 1);
  return found;
}

/** Reported at the step that exceeds the limit, and not at the steps after it. */
function checkRequests(steps: readonly StepIr[], { requests: limit }: Limits): readonly Diagnostic[] {
  let actual = 0;
  for (const step of steps) {
    if (step.type !== "ImageGenerator" || step.images === null) continue;
    actual += alwaysGives(step.images) && step.images.type.kind === "array" ? step.images.type.minItems : 0;
    if (actual > limit) return [diagnose("limit/requests", step.images.span, { limit, actual })];
  }
  return [];
}

function checkCalls(steps: readonly StepIr[], limits: Limits): readonly Diagnostic[] {
  let room = mostCalls(limits, steps.length);
  for (const step of steps) {
    const { id, type, idSpan } = step;
    if (type === "ImageGenerator" || type === "ObjectTransformer") continue;
    const amount = type === "ObjectGenerator" ? step.amount : null;
    room -= amount === null || !alwaysGives(amount) ? 1 : boundsOf(amount.type).min;
    if (room < 0) return [diagnose("limit/events", amount?.span ?? idSpan, { step: id, limit: limits.events })];
  }
  return [];
}
