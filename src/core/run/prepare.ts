// A step and the results it needs in, the calls it makes out (spec 6.4). Nothing is sent here.

import { diagnose } from "../diagnostic/diagnose.js";
import type { AnyDiagnostic } from "../diagnostic/diagnostic.js";
import type { RunState } from "../evaluate/state.js";
import type { FlowIr, ImageGeneratorIr, ModelGeneratorIr, ObjectGeneratorIr, StepIr, ZipperIr } from "../ir/ir.js";
import type { Limits } from "../language/limits.js";
import { steps } from "../language/steps.js";
import { promptTokens } from "../plan/cost/prompt-tokens.js";
import type { Validator } from "../schema/validator.js";
import { hasOwn, isObject, type Json, type JsonObject, jsonTypeName, setOwn } from "../text/json.js";
import { schemaType } from "../types/schema-type.js";
import { unreachable } from "../unreachable.js";
import type { StepValue } from "./assemble.js";
import type { Book } from "./book.js";
import { type Call, callOf, type Work } from "./call.js";
import { evaluateParameters, numberIn, objectIn, textIn } from "./parameters.js";
import { recall } from "./places.js";
import type { RunPorts } from "./ports.js";
import { safeName, zipName } from "./safe-name.js";
import { requestHash } from "./settle.js";
import type { Stages } from "./stages.js";
import { zipEntries } from "./zip-entries.js";

export type Preparation = {
  readonly run: string;
  readonly ir: FlowIr;
  readonly input: JsonObject;
  readonly results: JsonObject;
  readonly book: Book;
  readonly ports: RunPorts;
  readonly stages: Stages;
  readonly validator: Validator;
  readonly limits: Limits;
  /** How many calls may still be made, so that the events of the run stay under their limit. */
  readonly room: number;
};

/** What a step needs: calls, or nothing where its result is there already. `values`: what it has without asking. */
export type Prepared =
  | {
      readonly ok: true;
      readonly calls: readonly Call[];
      readonly values: readonly StepValue[];
      readonly wrap: boolean;
      readonly value: JsonObject | null;
    }
  | { readonly ok: false; readonly diagnostic: AnyDiagnostic };

type Prepare<S extends StepIr> = (
  step: S,
  given: Preparation,
) => { work: readonly Work[]; wrap?: boolean; value?: JsonObject } | AnyDiagnostic;

type Generation = Work & { what: "generation" };

export type CallingStep = Exclude<StepIr, ImageGeneratorIr>;

/** `reuse`: looks whether earlier runs have the answers. */
export async function prepareCalls(
  step: CallingStep,
  given: Preparation,
  reuse: (works: readonly Generation[]) => Promise<void>,
): Promise<Prepared> {
  const prepared = prepareStep(step, given);
  if ("code" in prepared) return { ok: false, diagnostic: prepared };
  await reuse(prepared.work.filter((work): work is Generation => work.what === "generation"));
  const calls: Call[] = [];
  const values: StepValue[] = [];
  for (const work of prepared.work) {
    const found = work.what === "images" || work.what === "zip" ? null : recallAnswer(work, given);
    if (found === "other") {
      const position = work.what === "generation" ? work.position : 0;
      return { ok: false, diagnostic: diagnose("run/changed-request", step.idSpan, { step: step.id, position }) };
    }
    if (found === null) calls.push(callOf(given.run, 0, work));
    else values.push(found);
  }
  return { ok: true, calls, values, wrap: prepared.wrap ?? false, value: prepared.value ?? null };
}

function recallAnswer(work: Work & { what: "generation" | "training" }, { book }: Preparation) {
  const request = work.what === "generation" ? work.position : 0;
  const found = recall(book.known, { step: work.step, request, image: 0 }, requestHash(work));
  return found === null || found === "other" ? found : { place: request, value: found.value };
}

/** What a step's expressions see: of the results, those of the steps that it depends on, and no others (spec 4.1). */
export function stateFor(step: StepIr, { ir, input, results }: Preparation): RunState {
  const seen: { [id: string]: Json } = {};
  for (const need of step.dependsOn) {
    if (hasOwn(results, need.step)) setOwn(seen, need.step, results[need.step] as Json);
  }
  return { input, results: seen, store: ir.store.value };
}

function prepareStep(step: CallingStep, given: Preparation): ReturnType<Prepare<CallingStep>> {
  switch (step.type) {
    case "ObjectGenerator":
      return prepareGeneration(step, given);
    case "ModelGenerator":
      return prepareTraining(step, given);
    case "ObjectTransformer": {
      const outcome = given.stages.evaluate(step.result, stateFor(step, given));
      if (!outcome.ok) return firstError(outcome.diagnostics);
      if (isObject(outcome.value)) return { work: [], value: outcome.value };
      return diagnose("run/not-an-object", step.result.span, { step: step.id, found: jsonTypeName(outcome.value) });
    }
    case "Zipper":
      return prepareZip(step, given);
    default:
      return unreachable(step);
  }
}

const defaults = steps.ObjectGenerator.parameters;

const prepareGeneration: Prepare<ObjectGeneratorIr> = (step, given) => {
  const state = stateFor(step, given);
  const parameters = evaluateParameters(step, state, given.stages);
  if (!parameters.ok) return firstError(parameters.diagnostics);
  const { value } = parameters;
  const { input } = value;
  const wanted = numberIn(value, "amount") ?? defaults.amount.default;
  const length = numberIn(value, "count");
  const request = {
    description: textIn(value, "description"),
    context: step.contextId === null ? null : (state.results[step.contextId] ?? null),
    input: input === undefined ? null : typeof input === "string" ? input : JSON.stringify(input),
    temperature: (numberIn(value, "creativity") ?? defaults.creativity.default) / 10,
  };
  if (wanted > given.room) return tooManyEvents(step, given);

  const bound =
    length === null ? { ok: true as const, schema: step.answerSchema } : given.stages.bindCount(step.schema, length);
  if (!bound.ok)
    return diagnose("run/count-conflict", step.count?.span ?? step.idSpan, { step: step.id, problem: bound.problem });
  const compiled = given.validator.compile(bound.schema);
  if (!compiled.ok) {
    const problem = compiled.problems[0]?.message ?? "it cannot be compiled";
    return diagnose("run/unusable-schema", step.idSpan, { step: step.id, problem });
  }
  const type = schemaType(bound.schema);
  const { maxTokens, promptTokens: planned } = given.stages.generationCap(step.id, bound.schema);
  const asked = promptTokens({ ...request, schema: bound.schema });
  if (planned !== null && asked > planned) {
    const facts = { step: step.id, size: asked, planned, limit: given.limits.promptBytes };
    return diagnose("limit/prompt", step.idSpan, facts);
  }
  const work = Array.from({ length: wanted }, (_, position): Work => {
    return {
      what: "generation",
      step: step.id,
      position,
      request: { ...request, schema: bound.schema, maxTokens },
      check: compiled.check,
      type,
    };
  });
  return { work, wrap: wanted > 1 };
};

const prepareTraining: Prepare<ModelGeneratorIr> = (step, given) => {
  const parameters = evaluateParameters(step, stateFor(step, given), given.stages);
  if (!parameters.ok) return firstError(parameters.diagnostics);
  const { value } = parameters;
  const maxMinutes = given.stages.maxMinutes(step.id);
  const request = { datasetId: textIn(value, "datasetId"), settings: objectIn(value, "settings"), maxMinutes };
  return { work: [{ what: "training", step: step.id, request }] };
};

/** One Zipper's file stands in the root; with several, each has a folder of its own, so that none can take another's name. */
const prepareZip: Prepare<ZipperIr> = (step, given) => {
  const parameters = evaluateParameters(step, stateFor(step, given), given.stages);
  if (!parameters.ok) return firstError(parameters.diagnostics);
  const filename = zipName(textIn(parameters.value, "filename"));
  const alone = given.ir.steps.filter(({ type }) => type === "Zipper").length === 1;
  const entries = zipEntries(step.sources, given.ir.steps, given.results);
  return {
    work: [
      {
        what: "zip",
        step: step.id,
        name: alone ? filename : `zips/${safeName(step.id, "step")}/${filename}`,
        entries,
        mostBytes: given.stages.zipBytes(step.id),
      },
    ],
  };
};

export function firstError(diagnostics: readonly AnyDiagnostic[]): AnyDiagnostic {
  const first = diagnostics.find(({ severity }) => severity === "error");
  if (first === undefined) throw new Error("a failure without an error");
  return first;
}

export function tooManyEvents(step: StepIr, given: Pick<Preparation, "limits">): AnyDiagnostic {
  return diagnose("limit/events", step.idSpan, { step: step.id, limit: given.limits.events });
}
