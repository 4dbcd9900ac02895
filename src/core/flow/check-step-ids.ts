// The steps of a flow in, a diagnostic for every id that an earlier step has, also in other letter case, out (spec 1.10).

import { diagnose } from "../diagnostic/diagnose.js";
import type { Diagnostic } from "../diagnostic/diagnostic.js";
import { quoted } from "../text/printable.js";
import type { Span } from "../text/span.js";
import type { StepTree } from "./tree.js";

export function checkStepIds(steps: readonly StepTree[]): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const seen = new Map<string, { readonly id: string; readonly span: Span }>();
  for (const { id, idSpan } of steps) {
    if (id === null) continue;
    const folded = id.toLowerCase();
    const first = seen.get(folded);
    if (first === undefined) seen.set(folded, { id, span: idSpan });
    else {
      const related = [{ message: `the first step with the id ${quoted(first.id)}`, span: first.span }];
      diagnostics.push(diagnose("flow/duplicate-step-id", idSpan, { id, other: first.id }, { related }));
    }
  }
  return diagnostics;
}
