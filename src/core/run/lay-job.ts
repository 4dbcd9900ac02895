// A job whose steps are prepared in, the calls that draw its requests out (spec 6.1.3): what the run learned since the plan is put in.

import { presume } from "../unreachable.js";
import { type Call, callOf, type PassPart } from "./call.js";
import type { RunJob } from "./planned-jobs.js";
import type { PassPrompt } from "./ports.js";
import type { Placed } from "./prepare-images.js";
import type { PassOfRequests } from "./stages.js";

/** Requests that wait for their job, by its position. */
export type Waiting = Map<number, Placed[]>;

/**
 * Takes the requests of a job for the steps that still want them. Where a model was not known, requests of later jobs may turn out to
 * ask for the same base: they come along, so that it is not loaded again for them.
 */
export function takeRequests(
  at: number,
  jobs: readonly RunJob[],
  waiting: Waiting,
  isAlive: (step: string) => boolean,
): readonly Placed[] {
  const job = presume(jobs[at], "a job of the run");
  const taken = (waiting.get(at) ?? []).filter(({ step }) => isAlive(step));
  waiting.delete(at);
  if (hasKnownBase(job)) return taken;
  const baseOf = ({ image }: Placed) => `${image.precision} ${image.baseModel}`;
  const bases = new Set(taken.map(baseOf));
  for (let later = at + 1; later < jobs.length; later++) {
    const other = presume(jobs[later], "a job of the run");
    if (other.wave !== job.wave || hasKnownBase(other)) continue;
    const left: Placed[] = [];
    for (const request of waiting.get(later) ?? []) {
      (bases.has(baseOf(request)) && isAlive(request.step) ? taken : left).push(request);
    }
    waiting.set(later, left);
  }
  return taken;
}

function hasKnownBase({ model }: RunJob): boolean {
  return model.baseModel !== undefined && model.precision !== undefined;
}

export function passCall(pass: PassOfRequests, placed: readonly Placed[], run: string): Call {
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
  return callOf(run, pass.model, { what: "images", parts, request: { ...shared, prompts } });
}
