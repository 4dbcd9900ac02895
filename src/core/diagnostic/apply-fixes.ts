// A text and what was found in it in, the text with its safe fixes applied out (spec 7.5). Only the edits change: formatting, comments and
// line ends stay. One call is one round; what a fix brings to light is found by compiling again.

import type { Span } from "../text/span.js";
import { type Diagnostic, type Edit, type Fix, inSourceOrder } from "./diagnostic.js";

export type AppliedFix = { readonly diagnostic: Diagnostic; readonly fix: Fix };

export type FixedText = {
  readonly text: string;
  /** In source order. */
  readonly applied: readonly AppliedFix[];
};

/**
 * Of each diagnostic the first wanted fix (safe ones if not said otherwise), whole or not at all: one whose edits meet those of a fix before it waits for the next round,
 * since the text that it was meant for is no longer there.
 */
export function applyFixes(text: string, diagnostics: readonly Diagnostic[], wanted = isSafe): FixedText {
  const applied: AppliedFix[] = [];
  const taken: Edit[] = [];
  for (const diagnostic of inSourceOrder(diagnostics)) {
    const fix = diagnostic.fixes.find(wanted);
    if (fix === undefined || diagnostic.file !== undefined || !fits(fix, text)) continue;
    if (fix.edits.some(({ span }) => taken.some((other) => meet(span, other.span)))) continue;
    taken.push(...fix.edits);
    applied.push({ diagnostic, fix });
  }
  return { text: edited(text, taken), applied };
}

export function isSafe({ safe }: Fix): boolean {
  return safe;
}

/** Edits of one text, none of which meet, in any order. */
export function edited(text: string, edits: readonly Edit[]): string {
  const pieces: string[] = [];
  let from = 0;
  for (const { span, text: inserted } of [...edits].sort((a, b) => a.span.start - b.span.start)) {
    pieces.push(text.slice(from, span.start), inserted);
    from = span.end;
  }
  return `${pieces.join("")}${text.slice(from)}`;
}

/** Its edits lie in the text, do not meet each other, and change something: otherwise it is left to a person. */
function fits({ edits }: Fix, text: string): boolean {
  return (
    edits.some(({ span, text: inserted }) => text.slice(span.start, span.end) !== inserted) &&
    edits.every(({ span }) => 0 <= span.start && span.start <= span.end && span.end <= text.length) &&
    edits.every(({ span }, i) => edits.slice(i + 1).every((other) => !meet(span, other.span)))
  );
}

/** Touching counts: which of two texts that are put in at one place comes first cannot be guessed. */
function meet(a: Span, b: Span): boolean {
  return a.start <= b.end && b.start <= a.end;
}
