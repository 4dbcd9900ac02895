// The IR, the checked input and what is given in; every step's requests and what is known of every step's result out (spec 5.1, 5.2):
// one walk in the flow's order, since a step sees the results of those before it.

import { diagnose } from "../diagnostic/diagnose.js";
import { chargeResult } from "../evaluate/budget.js";
import type {
  FlowIr,
  ImageGeneratorIr,
  ObjectGeneratorIr,
  ObjectTransformerIr,
  StepIr,
  TemplateIr,
  ZipperIr,
} from "../ir/ir.js";
import { parametersIn } from "../ir/parameters-in.js";
import { describeParameter, type Misfit } from "../language/check-parameter.js";
import { mostCalls } from "../language/limits.js";
import type { ParameterRule } from "../language/parameter-rule.js";
import { resultRule } from "../language/steps.js";
import type { Validator } from "../schema/validator.js";
import { hasOwn, type Json, type JsonObject, jsonEquals } from "../text/json.js";
import type { Bounds } from "../types/bounds.js";
import { bindCount } from "../types/count-schema.js";
import { dropUndeclared } from "../types/drop-undeclared.js";
import type { Type } from "../types/type.js";
import { unreachable } from "../unreachable.js";
import { sizeOf } from "./batch/group-requests.js";
import type { Assumptions } from "./cost/assumptions.js";
import { generationCap, mostAnswerTokens, trainingCap, zipCap } from "./cost/caps.js";
import { mostPromptTokens } from "./cost/prompt-tokens.js";
import { mostBytesOfImages, mostBytesOfJson, zipBytes } from "./cost/zip-bytes.js";
import { addBounds, multiplyBounds, nothing } from "./interval.js";
import { checkPartial } from "./partial/check-partial.js";
import { type Environment, environmentOf, partialState, report, type Work } from "./partial/environment.js";
import { evaluateProperty, evaluateValue } from "./partial/evaluate-partially.js";
import { childExpression, stateExpression } from "./partial/expression.js";
import { measurePartial } from "./partial/measure-partial.js";
import { typeOfPartial } from "./partial/partial-type.js";
import { broken, type Found, known, type PartialValue, unknownOf } from "./partial/partial-value.js";
import { placeKey } from "./partial/why.js";
import type { PlannedRequest, StepCap } from "./plan.js";
import { planRequests, type RequestOptions } from "./requests/plan-requests.js";
import { generatorResult, type PlannedParameters } from "./results/generator-result.js";
import { badResult, checkAnswers, checkResult } from "./results/given-results.js";

export type PlannedSteps = {
  readonly requests: readonly PlannedRequest[];
  /** How many objects each ObjectGenerator asks for. */
  readonly objects: ReadonlyMap<string, Bounds>;
  /** What each step's calls may use at most, without those for images. */
  readonly caps: readonly StepCap[];
  /** The fewest calls beside those for images. */
  readonly calls: number;
};

type Given = {
  readonly input: JsonObject;
  readonly results: JsonObject;
  readonly validator: Validator;
  readonly work: Work;
  readonly assume: Assumptions;
  readonly options: RequestOptions;
};

/** What is planned so far. */
type Planned = {
  readonly results: Map<string, PartialValue>;
  readonly requests: PlannedRequest[];
  readonly objects: Map<string, Bounds>;
  readonly caps: StepCap[];
};

export function planSteps(ir: FlowIr, given: Given): PlannedSteps {
  const sofar: Planned = { results: new Map(), requests: [], objects: new Map(), caps: [] };
  const { results, requests, objects, caps } = sofar;
  let calls = 0;
  const { limits } = given.work;
  const room = mostCalls(limits, ir.steps.length);
  for (const step of ir.steps) {
    const state = partialState(given.input, ir.store.value, results);
    const planned = planStep(step, environmentOf(state, given.work), given, sofar);
    for (const request of planned.requests) requests.push(request);
    if (step.type === "ObjectGenerator") objects.set(step.id, planned.generations);
    const before = calls;
    calls += step.type === "ModelGenerator" || step.type === "Zipper" ? 1 : planned.generations.min;
    if (before <= room && calls > room) {
      const span = (step.type === "ObjectGenerator" ? step.amount : null)?.span ?? step.idSpan;
      report(given.work, diagnose("limit/events", span, { step: step.id, limit: limits.events }));
    }
    results.set(step.id, planned.result);
    if (planned.cap !== undefined) caps.push(planned.cap);
  }
  return { requests, objects, caps, calls };
}

type PlannedStepResult = {
  readonly result: PartialValue;
  readonly requests: readonly PlannedRequest[];
  readonly generations: Bounds;
  readonly cap?: StepCap;
};

function planStep(step: StepIr, environment: Environment, given: Given, sofar: Planned): PlannedStepResult {
  switch (step.type) {
    case "ObjectGenerator":
      return planGenerator(step, environment, given, sofar);
    case "ImageGenerator":
      return planImages(step, environment, given, sofar.requests.length);
    case "ObjectTransformer":
      return { result: planTransformer(step, environment, given), requests: [], generations: nothing };
    case "ModelGenerator":
    case "Zipper": {
      planParameters(step, environment);
      const { limits } = given.work;
      const cap = step.type === "Zipper" ? capOfZip(step, given, sofar) : trainingCap(step.id, limits, given.assume);
      return { result: resultOf(step, step.resultType, given), requests: [], generations: nothing, cap };
    }
    default:
      return unreachable(step);
  }
}

function planGenerator(
  step: ObjectGeneratorIr,
  environment: Environment,
  given: Given,
  { results }: Planned,
): PlannedStepResult {
  const parameters = planParameters(step, environment);
  const planned = generatorResult(step, parameters, environment);
  const { reasons } = environment.work;
  if (planned.count !== null) {
    const counted = { kind: "count", step: step.id, value: planned.count.bounds } as const;
    reasons.set(placeKey([step.id, planned.count.property]), counted);
    reasons.set(placeKey([step.id, "list", 0, planned.count.property]), counted);
  }
  if (step.amount !== null)
    reasons.set(placeKey([step.id, "list"]), { kind: "amount", step: step.id, value: planned.amount });
  const generations = planned.amount;
  const { limits } = given.work;
  const context = step.contextId === null ? undefined : results.get(step.contextId);
  const asked = ["description", "input"].flatMap((name) => {
    const found = parameters.get(name);
    return found === undefined || found === "refused" ? [] : [found.value];
  });
  const parts = context === undefined ? asked : [...asked, context];
  const answerTokens = mostAnswerTokens(planned.schema, limits, given.assume);
  const cap = generationCap(
    step.id,
    mostPromptTokens(parts, widestSchema(step), limits.promptBytes),
    answerTokens,
    given.assume,
  );
  const answer = given.results[step.id];
  if (answer === undefined || !hasOwn(given.results, step.id)) {
    return { result: unknownResult(step, planned.type), requests: [], generations, cap };
  }
  const bad = checkAnswers(step, planned, answer, given.validator);
  if (bad !== null) report(given.work, bad);
  return { result: known(dropUndeclared(planned.type, answer)), requests: [], generations, cap };
}

/** What is sent, whatever number `count` has: its digits are room that every schema is given. */
function widestSchema({ schema, answerSchema, count }: ObjectGeneratorIr): JsonObject {
  return count === null ? answerSchema : bindCount(schema, { min: 0, max: null }).schema;
}

function planImages(step: ImageGeneratorIr, environment: Environment, given: Given, before: number): PlannedStepResult {
  const requests = planRequests(step, environment, { ...given.options, before });
  const images = countImages(requests);
  environment.work.reasons.set(placeKey([step.id, "images"]), { kind: "images", step: step.id, value: images });
  return { result: resultOf(step, imagesType(step.resultType, images), given), requests, generations: nothing };
}

function capOfZip({ id, sources }: ZipperIr, given: Given, { results, requests, objects }: Planned): StepCap {
  const { limits } = given.work;
  const files = sources.reduce((sum, source) => {
    const images = requests.filter(({ step }) => step === source);
    const result = results.get(source);
    if (images.length > 0) return sum + mostBytesOfImages(images);
    return result === undefined ? sum : sum + mostBytesOfJson(result, objects.get(source) ?? null, limits);
  }, 0);
  return zipCap(id, zipBytes(files), given.assume);
}

function countImages(requests: readonly PlannedRequest[]): Bounds {
  let known = 0;
  let open = nothing;
  for (const { repeat, image } of requests) {
    if (repeat.min === 1 && repeat.max === 1 && typeof image.batchSize === "number") known += image.batchSize;
    else open = addBounds(open, multiplyBounds(repeat, sizeOf(image.batchSize)));
  }
  return addBounds({ min: known, max: known }, open);
}

/** `{ images }` with as many as the requests make. */
function imagesType(type: Type, { min, max }: Bounds): Type {
  const images = type.kind === "object" ? type.properties.images : undefined;
  if (type.kind !== "object" || images?.type.kind !== "array") return type;
  const bounded: Type = { ...images.type, minItems: min, maxItems: max };
  return { ...type, properties: { ...type.properties, images: { type: bounded, required: true } } };
}

function planTransformer(step: ObjectTransformerIr, environment: Environment, given: Given): PartialValue {
  const value = limited(evaluateValue(step.result, environment), step.result, environment);
  const misfit = checkPartial(resultRule, value);
  if (misfit !== null) refuse(step, "result", step.result, misfit, environment);
  if (!hasOwn(given.results, step.id)) return value;
  const answer = given.results[step.id] as Json;
  if (value.kind !== "known") return resultOf(step, typeOfPartial(value), given);
  if (!jsonEquals(value.value, answer))
    report(given.work, badResult(step, answer, "", "must be what its template produces with this input"));
  return value;
}

/** The result that is given for the step, or an unknown of that type. */
function resultOf(step: StepIr, type: Type, { results, work }: Given): PartialValue {
  if (!hasOwn(results, step.id)) return unknownResult(step, type);
  const value = results[step.id] as Json;
  const bad = checkResult(step, type, value);
  if (bad !== null) report(work, bad);
  return known(value);
}

function unknownResult({ id }: StepIr, type: Type): PartialValue {
  return unknownOf(childExpression(childExpression(stateExpression, "results"), id), type);
}

/** What is known of the parameters that have a value, by name. What is refused is reported. */
function planParameters(step: StepIr, environment: Environment): PlannedParameters {
  const values = new Map<string, Found | "refused">();
  for (const { name, rule, template } of parametersIn(step)) {
    const found = evaluateProperty(template, environment);
    if (found !== null) limited(found.value, template, environment);
    const misfit = found === null ? missing(rule) : checkPartial(rule, found.value);
    if (misfit !== null) refuse(step, name, template, misfit, environment);
    if (found !== null) values.set(name, misfit === null ? found : "refused");
  }
  return values;
}

/** A value that is too large for certain is not gone on with. */
function limited(value: PartialValue, { span }: TemplateIr, { work }: Environment): PartialValue {
  const problem = chargeResult(work.budget, measurePartial(value), work.limits, span);
  if (problem === null) return value;
  report(work, problem);
  return broken;
}

/** A path that finds nothing leaves its parameter out (spec 2.5). */
function missing(rule: ParameterRule): Misfit | null {
  return rule.required === true ? { takes: describeParameter(rule), found: "nothing" } : null;
}

function refuse({ id }: StepIr, parameter: string, { span }: TemplateIr, misfit: Misfit, { work }: Environment): void {
  report(work, diagnose("plan/wrong-parameter", span, { step: id, parameter, ...misfit }));
}
