// A property of the input that no step reads (spec 7.10.2).

import { diagnose } from "../../diagnostic/diagnose.js";
import type { Diagnostic } from "../../diagnostic/diagnostic.js";
import { isObject, type Json } from "../../text/json.js";
import { pointerTo } from "../../text/pointer.js";
import type { Span } from "../../text/span.js";
import type { Rule } from "../rule.js";
import { type Uses, usesOf } from "../uses.js";

export const unusedInput: Rule = {
  code: "lint/unused-input",
  changesNoRun: true,
  fromAbsence: true,
  check: ({ ir }) => {
    // A flow without steps reads nothing yet.
    const uses = ir.steps.length === 0 ? undefined : usesOf(ir);
    if (uses === undefined || uses.all) return [];
    return unusedIn(ir.input.schema, "", uses.names.get("input"), ir.input.places);
  },
};

/** The topmost properties that are not read: what is in them is not reported as well. */
function unusedIn(
  schema: Json | undefined,
  pointer: string,
  uses: Uses | undefined,
  places: { readonly [pointer: string]: Span },
): readonly Diagnostic[] {
  if (!isObject(schema) || !isObject(schema.properties) || uses?.all) return [];
  return Object.entries(schema.properties).flatMap(([name, property]) => {
    const below = pointerTo(pointer, name);
    const use = uses?.names.get(name);
    if (use !== undefined) return unusedIn(property, below, use, places);
    const span = places[below];
    return span === undefined ? [] : [diagnose("lint/unused-input", span, { name })];
  });
}
