// What was found before and after edits of a text in, what the edits brought up out (spec 7.5): diagnostics with a code and parameters
// that no diagnostic before them had at the place that the edits moved it to.

import { canonicalJson } from "../text/json.js";
import type { Span } from "../text/span.js";
import type { AppliedFix } from "./apply-fixes.js";
import { type Diagnostic, type Edit, hasErrors } from "./diagnostic.js";

/**
 * An error may appear at the very place of one that was fixed, since a stage does not repeat another's (spec 7.1); and where there
 * were errors, rules may speak that were not asked before (spec 7.10). Neither was brought up by the edits.
 */
export function broughtUp(
  before: readonly Diagnostic[],
  after: readonly Diagnostic[],
  applied: readonly AppliedFix[],
): readonly Diagnostic[] {
  const edits = applied.flatMap(({ fix }) => fix.edits);
  const known = new Map<string, Span[]>();
  for (const diagnostic of before) {
    const key = whatIsSaid(diagnostic);
    known.set(key, [...(known.get(key) ?? []), moved(diagnostic.span.start, edits)]);
  }
  const mended = applied.map(({ diagnostic }) => moved(diagnostic.span.start, edits));
  const hadErrors = hasErrors(before);
  return after.filter((diagnostic) => {
    const { severity, span } = diagnostic;
    if (severity !== "error" && hadErrors) return false;
    if ((known.get(whatIsSaid(diagnostic)) ?? []).some((places) => holds(places, span.start))) return false;
    return severity !== "error" || !mended.some((places) => holds(places, span.start));
  });
}

function whatIsSaid({ code, data }: Diagnostic): string {
  return `${code} ${canonicalJson(data)}`;
}

/** Where an offset may be after the edits: at an edit, anywhere in what was written. */
function moved(offset: number, edits: readonly Edit[]): Span {
  const shift = edits
    .filter(({ span }) => span.end < offset)
    .reduce((sum, { span, text }) => sum + text.length - (span.end - span.start), 0);
  const at = edits.find(({ span }) => span.start <= offset && offset <= span.end);
  if (at === undefined) return { start: offset + shift, end: offset + shift };
  return { start: at.span.start + shift, end: at.span.start + shift + at.text.length };
}

function holds({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}
