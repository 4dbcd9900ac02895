// The text of a plan in, its JSON out.

import type { Json } from "../../core/text/json.js";

/** Text that is not JSON counts as a broken plan file: the reader reports anything that is not one. */
export function parsePlanJson(text: string): Json {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, "")) as Json;
  } catch {
    return null;
  }
}
