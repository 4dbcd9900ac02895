// Fields that matter to a test in, a whole image or a planned request out: the defaults of the language where a test does not say.

import type { PlannedRequest, PlannedStep, Repeat, ResolvedImage, Unknown } from "../../src/core/plan/plan.js";
import type { KnownImage } from "../../src/core/run/stages.js";
import type { Type } from "../../src/core/types/type.js";

export const plainImage: KnownImage = {
  prompt: "a fox",
  baseModel: "A",
  trainingId: null,
  negativePrompt: null,
  steps: 25,
  width: 1024,
  height: 1024,
  scale: 0.9,
  guidanceScale: 7.5,
  seed: null,
  batchSize: 1,
  precision: "fp16",
};

export const once: Repeat = { min: 1, max: 1 };

export function request(step: string, image: Partial<ResolvedImage> = {}, repeat: Repeat = once): PlannedRequest {
  return { step, repeat, because: null, image: { ...plainImage, ...image } };
}

export function imageStep(id: string, dependsOn: readonly string[] = [], wave = 0): PlannedStep {
  return { id, type: "ImageGenerator", dependsOn, wave };
}

/** In these tests `[*]` is always the item of a map. */
export function unknown(text: string, type: Type = { kind: "unknown" }): Unknown {
  return { unknown: text, reads: [text], type, ...(text.includes("[*]") ? { varies: true as const } : {}) };
}
