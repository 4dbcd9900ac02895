// An ImageGenerator and the results it needs in, its requests out (spec 6.4.6), each with its place. Jobs make passes of them.

import { diagnose } from "../diagnostic/diagnose.js";
import type { AnyDiagnostic, Outcome } from "../diagnostic/diagnostic.js";
import { fail, succeed } from "../diagnostic/diagnostic.js";
import type { ImageGeneratorIr } from "../ir/ir.js";
import type { Packs } from "../plan/requests/pack-images.js";
import { messageOf } from "./ask.js";
import { evaluateParameters } from "./parameters.js";
import { firstError, type Preparation, stateFor } from "./prepare.js";
import type { KnownImage } from "./stages.js";

/** A request with its place: which of its step's it is, and where its images stand in the step's result. */
export type Placed = {
  readonly step: string;
  readonly image: KnownImage;
  readonly request: number;
  readonly first: number;
};

/** The requests of one step, in their order. */
export async function prepareImages(
  step: ImageGeneratorIr,
  given: Preparation,
): Promise<readonly Placed[] | AnyDiagnostic> {
  const { capabilities } = given.ports.backend;
  const packs = await packsOf(step, given);
  if (!packs.ok) return firstError(packs.diagnostics);
  const requests = given.stages.requestsOf(step, stateFor(step, given), packs.value, capabilities);
  return requests.ok ? placeAll(step.id, requests.value) : firstError(requests.diagnostics);
}

/** The one pack that the step names, by its id; none where it names none. */
async function packsOf(step: ImageGeneratorIr, given: Preparation): Promise<Outcome<Packs>> {
  const template = step.inferencePackId;
  if (template === null) return succeed({});
  const parameters = evaluateParameters(step, stateFor(step, given), given.stages, ["inferencePackId"]);
  if (!parameters.ok) return parameters;
  const id = parameters.value.inferencePackId;
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
