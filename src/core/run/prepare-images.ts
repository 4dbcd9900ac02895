// The ImageGenerators of one wave in, their passes out (spec 6.4): their requests are planned together, so that they share models and passes.

import { diagnose } from "../diagnostic/diagnose.js";
import type { Diagnostic, Outcome } from "../diagnostic/diagnostic.js";
import { fail, succeed } from "../diagnostic/diagnostic.js";
import type { ImageGeneratorIr } from "../ir/ir.js";
import type { Packs } from "../plan/pack-images.js";
import { presume } from "../unreachable.js";
import { type Call, callOf, type PassPart } from "./call.js";
import { Parameters } from "./parameters.js";
import { messageOf } from "./perform.js";
import type { PassPrompt } from "./ports.js";
import { firstError, lacks, type Preparation, type Prepared, stateFor, tooManyEvents } from "./prepare.js";
import type { KnownImage, PassOfRequests, StepRequest } from "./stages.js";

/** A request with its place: which of its step's it is, and where its images stand in the step's result. */
type Placed = StepRequest & { readonly request: number; readonly first: number };

export async function prepareImages(steps: readonly ImageGeneratorIr[], given: Preparation): Promise<Prepared> {
  const failures = new Map<string, Diagnostic>();
  const placed: Placed[] = [];
  for (const step of steps) {
    const outcome = await requestsOf(step, given);
    if (!outcome.ok) failures.set(step.id, firstError(outcome.diagnostics));
    else if (placed.length + outcome.value.length > given.room) failures.set(step.id, tooManyEvents(step, given));
    else placed.push(...placeAll(step.id, outcome.value));
  }
  const nothing = { calls: [], wrap: new Map(), values: new Map(), failures };
  if (placed.length === 0) return nothing;
  const passes = given.stages.passesOf(placed, given.graph, given.ports.backend.capabilities);
  if (passes.ok) return { ...nothing, calls: passes.value.map((pass) => passCall(pass, placed, given.run)) };
  const error = firstError(passes.diagnostics);
  for (const step of steps) if (!failures.has(step.id)) failures.set(step.id, error);
  return nothing;
}

async function requestsOf(step: ImageGeneratorIr, given: Preparation): Promise<Outcome<readonly KnownImage[]>> {
  if (given.ports.backend.images === null) return fail([lacks(step, given, "draw images")]);
  const packs = await packsOf(step, given);
  return packs.ok ? given.stages.requestsOf(step, stateFor(step, given), packs.value) : packs;
}

/** The one pack that the step names, by its id; none where it names none. */
async function packsOf(step: ImageGeneratorIr, given: Preparation): Promise<Outcome<Packs>> {
  const template = step.inferencePackId;
  if (template === null) return succeed({});
  const parameters = new Parameters(step, { inferencePackId: template }, stateFor(step, given), given.stages);
  const id = parameters.any("inferencePackId");
  if (parameters.diagnostics.length > 0) return fail(parameters.diagnostics);
  // Anything but a text is refused together with the other parameters of the step's requests.
  if (typeof id !== "string") return succeed({});
  try {
    const pack = await given.ports.packs.read(id);
    if (pack.ok) return succeed({ [id]: pack.value });
    return fail(
      pack.diagnostics.map((found) => (found.file === undefined ? { ...found, span: template.span } : found)),
    );
  } catch (error) {
    return fail([diagnose("run/file-failed", template.span, { step: step.id, name: id, detail: messageOf(error) })]);
  }
}

function placeAll(step: string, images: readonly KnownImage[]): readonly Placed[] {
  let first = 0;
  return images.map((image, request) => {
    const placed = { step, image, request, first };
    first += image.batchSize;
    return placed;
  });
}

function passCall(pass: PassOfRequests, placed: readonly Placed[], run: string): Call {
  const parts: PassPart[] = [];
  const prompts: PassPrompt[] = [];
  for (const { position, first, images } of pass.requests) {
    const { step, request, image, first: place } = presume(placed[position], "a request of the pass");
    const { prompt, negativePrompt, seed } = image;
    parts.push({ step, request, first: place + first });
    prompts.push({ prompt, negativePrompt, seed: seed === null ? null : seed + first, batchSize: images });
  }
  const { image } = presume(placed[pass.requests[0]?.position ?? -1], "a pass with requests");
  const { baseModel, trainingId, precision, width, height, steps, guidanceScale, scale } = image;
  const shared = { baseModel, trainingId, precision, width, height, steps, guidanceScale, scale };
  return callOf(run, pass.job, { what: "images", parts, request: { ...shared, prompts } });
}
