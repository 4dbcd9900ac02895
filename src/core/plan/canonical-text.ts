// JSON in, its canonical text (RFC 8785) out, in pieces that a host can write one after the other: a plan of a million requests is
// never one string (spec 5.10).

import { canonicalJson, isArray, isObject, type Json } from "../text/json.js";

/** Elements of a long array that make one piece. */
const together = 500;
/** Below this, values are small: a request, a job. */
const deepest = 3;

export function* canonicalChunks(value: Json, depth = 0): Generator<string> {
  if (isArray(value) && value.length > together) {
    for (let from = 0; from < value.length; from += together) {
      const text = canonicalJson(value.slice(from, from + together));
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
  } else yield canonicalJson(value);
}
