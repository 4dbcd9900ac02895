// A value that does not fit in, what a message calls it out (spec 7.6): scalars as JSON, cut to a readable length; else its type.

import { cut } from "./cut.js";
import type { Json } from "./json.js";

const longest = 60;

export function showValue(value: Json): string {
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "an array" : "an object";
  return JSON.stringify(typeof value === "string" ? cut(value, longest) : value);
}
