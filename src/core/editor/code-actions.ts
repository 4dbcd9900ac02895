// An analysis and a span in, the fixes of what is reported there out, safe ones first (spec 7.5, 7.13).

import type { Diagnostic, Fix } from "../diagnostic/diagnostic.js";
import type { Span } from "../text/span.js";
import type { Analysis } from "./analysis.js";

export type CodeAction = { readonly diagnostic: Diagnostic; readonly fix: Fix };

/** A span that only touches a diagnostic counts, since a cursor is a span without length. */
export function codeActions({ diagnostics }: Analysis, span: Span): readonly CodeAction[] {
  const here = diagnostics.filter((found) => found.span.start <= span.end && span.start <= found.span.end);
  const actions = here.flatMap((diagnostic) => diagnostic.fixes.map((fix) => ({ diagnostic, fix })));
  return [...actions.filter(({ fix }) => fix.safe), ...actions.filter(({ fix }) => !fix.safe)];
}
