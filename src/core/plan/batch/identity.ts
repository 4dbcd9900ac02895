// A field of a request in; whether it is known, whether it varies by item, and the text by which equal ones are recognised out (spec 5.4.2).

import { canonicalJson } from "../../text/json.js";
import { isUnknown, type Resolved } from "../plan.js";

/** Each request of a group may have another value. What does not vary is one value, wherever it is written. */
export function variesByItem(value: Resolved): boolean {
  return isUnknown(value) && value.varies === true;
}

/**
 * Equal texts are equal values, known or not, unless they vary by item; unequal texts of which one is unknown may still turn
 * out equal. What varies is told apart by its type too, which may bound it.
 */
export function identity(value: Resolved): string {
  if (!isUnknown(value)) return JSON.stringify(value);
  return variesByItem(value) ? `?${value.unknown} ${canonicalJson(value.type)}` : `?${value.unknown}`;
}
