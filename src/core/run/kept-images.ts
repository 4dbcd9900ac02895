// A plan and the keys of the answers that are kept in, which of its images a run will not draw out (spec 5.14.1).

import { isUnknown, type Plan, type PlannedRequest } from "../plan/plan.js";
import type { Kept } from "../plan/to-pay.js";
import { answerKey, imageBase, type Reuse } from "./answers.js";
import type { KnownImage } from "./stages.js";

/** `server`: what the answers are kept under. */
export function keptImages(plan: Plan, keys: ReadonlySet<string>, reuse: Reuse, server: string): Kept {
  const images = new Map<number, number>();
  const nothing = keys.size === 0 || reuse === "none";
  /** How many requests of the step come before, which the key of one without a seed depends on; null: it is not known. */
  let before: number | null = 0;
  let step = "";
  for (const [position, request] of plan.requests.entries()) {
    if (request.step !== step) [step, before] = [request.step, 0];
    // What is shared is not asked for, so it is not left out either.
    const image = request.sharedWith === undefined ? known(request) : null;
    if (image !== null && !nothing && (image.seed !== null || (reuse === "all" && before !== null))) {
      const base = imageBase(server, image, step, before ?? 0);
      let found = 0;
      for (let at = 0; at < image.batchSize; at++) if (keys.has(answerKey(base, at))) found += 1;
      if (found > 0) images.set(position, found);
    }
    const { min, max } = request.repeat;
    before = before === null || min !== max ? null : before + min;
  }
  return {
    images,
    mayBeKept: (request) => !nothing && known(request) === null,
    objectsMayBeKept: !nothing && reuse === "all",
  };
}

/** null: the plan does not know all of it, or not how often it is made. */
function known({ image, repeat }: PlannedRequest): KnownImage | null {
  if (repeat.min !== 1 || repeat.max !== 1 || Object.values(image).some((value) => isUnknown(value))) return null;
  return image as KnownImage;
}
