// JSON in, its canonical text (RFC 8785) out, in pieces that a host can write one after the other: a plan of a million requests is
// never one string (spec 5.10).

import { canonicalJson, isArray, isObject, type Json } from "../../text/json.js";

/** Elements of a long array that make one piece. */
const together = 500;
/** Below this, values are small: a request, a job. */
const deepest = 3;

export function* canonicalChunks(value: Json, depth = 0): Generator<string> {
  if (isArray(value) && value.length > together) {
    for (let from = 0; from < value.length; from += together) {
      const text = textOfArray(value.slice(from, from + together));
      yield (from === 0 ? "[" : ",") + text.slice(1, -1);
    }
    yield "]";
  } else if (isObject(value) && depth < deepest) {
    const keys = Object.keys(value).sort();
    yield "{";
    for (const [i, key] of keys.entries()) {
      yield `${i === 0 ? "" : ","}${JSON.stringify(key)}:`;
      yield* canonicalChunks(value[key] as Json, depth + 1);
    }
    yield "}";
  } else if (isArray(value) && depth <= deepest) {
    yield "[";
    for (const [i, item] of value.entries()) {
      if (i > 0) yield ",";
      yield* canonicalChunks(item, depth);
    }
    yield "]";
  } else yield canonicalJson(value);
}

/** Sorting the keys of a million requests takes longer than writing them, and they are always the same. */
function textOfArray(items: readonly Json[]): string {
  if (items.every((item) => typeof item === "number")) return JSON.stringify(items);
  const requests = items.map(sortedRequest);
  return requests.includes(null) ? canonicalJson(items) : JSON.stringify(requests);
}

/** A request without unknowns, its keys in order; null for anything else. */
function sortedRequest(value: Json): Json {
  if (!isObject(value) || Object.keys(value).length !== 4) return null;
  const { because, image, repeat, step } = value;
  if (because !== null || step === undefined || !isObject(image) || !isObject(repeat)) return null;
  const sorted = {
    because,
    image: {
      baseModel: image.baseModel,
      batchSize: image.batchSize,
      guidanceScale: image.guidanceScale,
      height: image.height,
      negativePrompt: image.negativePrompt,
      precision: image.precision,
      prompt: image.prompt,
      scale: image.scale,
      seed: image.seed,
      steps: image.steps,
      trainingId: image.trainingId,
      width: image.width,
    },
    repeat: { max: repeat.max, min: repeat.min },
    step,
  };
  let fields = 0;
  for (const key in image) {
    const field = sorted.image[key as keyof typeof sorted.image];
    if (field === undefined || (typeof field === "object" && field !== null)) return null;
    fields++;
  }
  const whole = fields === 12 && typeof repeat.min === "number";
  return whole && repeat.max !== undefined && Object.keys(repeat).length === 2 ? (sorted as Json) : null;
}
