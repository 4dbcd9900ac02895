// The text of a plan in, its JSON out.

import type { Json } from "../../core/text/json.js";

/** Text that is not JSON is a plan file that broke: the reader says so of anything that is none. */
export function parsePlanJson(text: string): Json {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, "")) as Json;
  } catch {
    return null;
  }
}
