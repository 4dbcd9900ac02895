// A text and the compiler that judges it in, the text with its fixes applied out (spec 7.5): fix, compile again, until nothing changes.

import { type AppliedFix, applyFixes, type FixedText, isSafe } from "../../core/diagnostic/apply-fixes.js";
import { broughtUp } from "../../core/diagnostic/brought-up.js";
import { Source } from "../../core/diagnostic/located.js";
import { parseDocument } from "../../core/document/parse-document.js";
import { toJson } from "../../core/document/to-json.js";
import type { Diagnostic } from "../../core/index.js";
import { defaultLimits } from "../../core/language/limits.js";

/** The text that a fix points into is its round's own, since each round moves what stands behind it. */
export type MendedFix = AppliedFix & { readonly source: Source };

export type Mended = {
  readonly source: Source;
  readonly diagnostics: readonly Diagnostic[];
  readonly applied: readonly MendedFix[];
};

type Find = (text: string) => readonly Diagnostic[];

/** Far beyond what nested mistakes need; two fixes that undid each other would otherwise go on for ever. */
const rounds = 50;

/** Offered fixes wait until no safe one is left: they may be about what a safe one changes. */
export function mend(source: Source, find: Find, which: "safe" | "all" = "safe"): Mended {
  let mended: Mended = { source, diagnostics: find(source.text), applied: [] };
  for (let round = 0; round < rounds; round++) {
    const next = mendOnce(mended, find, isSafe) ?? (which === "all" ? mendOnce(mended, find, isAny) : null);
    if (next === null) break;
    mended = next;
  }
  return mended;
}

type Wanted = typeof isSafe;
const isAny: Wanted = () => true;

/**
 * All at once; where that would break the law of fixes, one after the other, as many as keep it. In a text with several mistakes, what
 * each fix takes for granted about the brackets around it may not be what the others do.
 */
function mendOnce(mended: Mended, find: Find, wanted: Wanted): Mended | null {
  const { text } = mended.source;
  const all = applyFixes(text, mended.diagnostics, wanted);
  if (all.applied.length === 0) return null;
  const whole = judge(mended, all, find);
  if (whole !== null || all.applied.length === 1) return whole;
  let best: Mended | null = null;
  let kept: readonly Diagnostic[] = [];
  for (const { diagnostic } of all.applied) {
    const tried = [...kept, diagnostic];
    const judged = judge(mended, applyFixes(text, tried, wanted), find);
    if (judged === null) continue;
    best = judged;
    kept = tried;
  }
  return best;
}

/** null: the law would not hold. */
function judge(before: Mended, { text, applied }: FixedText, find: Find): Mended | null {
  const isSyntax = applied.every(({ fix, diagnostic }) => fix.safe && diagnostic.code.startsWith("document/"));
  if (text === before.source.text || (isSyntax && readValue(text) !== readValue(before.source.text))) return null;
  const diagnostics = find(text);
  if (!isFewer(diagnostics, before.diagnostics) || broughtUp(before.diagnostics, diagnostics, applied).length > 0)
    return null;
  return {
    source: new Source(before.source.name, text),
    diagnostics,
    applied: [...before.applied, ...applied.map((each) => ({ ...each, source: before.source }))],
  };
}

/** A fix has to leave fewer mistakes: where errors are as many as before, one that only took another's place could go on for ever. */
function isFewer(after: readonly Diagnostic[], before: readonly Diagnostic[]): boolean {
  const errorsIn = (all: readonly Diagnostic[]) => all.filter(({ severity }) => severity === "error").length;
  return (
    errorsIn(after) - errorsIn(before) < 0 || (errorsIn(after) === errorsIn(before) && after.length < before.length)
  );
}

/** What the text says: fixing its syntax must not change that. */
function readValue(text: string): string | undefined {
  const { root } = parseDocument(text, defaultLimits).document;
  return root === null ? undefined : JSON.stringify(toJson(root));
}
