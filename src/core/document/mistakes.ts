// What is wrong with a text, collected while it is read: a hundred mistakes are reported, then one note that there are more (spec 1.3).

import { diagnose } from "../diagnostic/diagnose.js";
import type { Diagnostic } from "../diagnostic/diagnostic.js";

const MOST = 100;
const MOST_WASTED = 1_000;

export type Mistakes = {
  /** All mistakes, including those that are not reported. */
  count: number;
  readonly told: Diagnostic[];
  /** Tokens that were skipped without a report. */
  wasted: number;
};

export function noMistakes(): Mistakes {
  return { count: 0, told: [], wasted: 0 };
}

/** The diagnostic is made only when it will be reported. */
export function tell(mistakes: Mistakes, make: () => Diagnostic): void {
  mistakes.count++;
  if (mistakes.told.length < MOST) mistakes.told.push(make());
}

/** So much is wrong that reading on, or trying another reading, is pointless. */
export function isHopeless(mistakes: Mistakes): boolean {
  return mistakes.count >= MOST || mistakes.wasted >= MOST_WASTED;
}

/** In the order of the text; the last is a note where there are more, or may be. */
export function allTold(mistakes: Mistakes): readonly Diagnostic[] {
  const told = [...mistakes.told].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  const last = told[told.length - 1];
  if (last === undefined || (mistakes.count <= told.length && mistakes.wasted < MOST_WASTED)) return told;
  return [...told, diagnose("document/too-many-mistakes", last.span, { told: told.length })];
}
