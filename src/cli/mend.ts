// A text and the compiler that judges it in, the text with every safe fix applied out (spec 7.5): fix, compile again, until nothing changes.

import { type AppliedFix, applyFixes } from "../core/diagnostic/apply-fixes.js";
import { type Diagnostic, Source } from "../core/index.js";

/** The text that fixes point into: a round's own, since each round moves what stands behind it. */
export type MendedFix = AppliedFix & { readonly source: Source };

export type Mended = {
  readonly source: Source;
  readonly diagnostics: readonly Diagnostic[];
  readonly applied: readonly MendedFix[];
};

/** Far beyond what nested mistakes need; two fixes that undid each other would otherwise go on for ever. */
const rounds = 50;

export function mend(source: Source, find: (text: string) => readonly Diagnostic[]): Mended {
  let mended: Mended = { source, diagnostics: find(source.text), applied: [] };
  for (let round = 0; round < rounds; round++) {
    const { source: before, diagnostics } = mended;
    const { text, applied } = applyFixes(before.text, diagnostics);
    if (applied.length === 0 || text === before.text) break;
    mended = {
      source: new Source(source.name, text),
      diagnostics: find(text),
      applied: [...mended.applied, ...applied.map((each) => ({ ...each, source: before }))],
    };
  }
  return mended;
}
