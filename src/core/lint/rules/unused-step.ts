// A step whose result nothing shows and no other step reads (spec 7.10.1).

import { diagnose } from "../../diagnostic/diagnose.js";
import type { Rule } from "../rule.js";

export const unusedStep: Rule = {
  code: "lint/unused-step",
  fromAbsence: true,
  check: ({ ir }) => {
    // A flow that shows nothing of its own choice keeps every result alike.
    if (ir.widgets.length === 0) return [];
    const used = new Set([
      ...ir.widgets.flatMap(({ sources }) => sources),
      ...ir.steps.flatMap(({ dependsOn }) => dependsOn.map(({ step }) => step)),
    ]);
    return ir.steps
      .filter(({ id }) => !used.has(id))
      .map(({ id, type, idSpan }) => diagnose("lint/unused-step", idSpan, { id, type }));
  },
};
