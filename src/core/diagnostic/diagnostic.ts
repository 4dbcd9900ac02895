// What is wrong, where, and what to write instead: the value that every stage reports mistakes with (spec 7.1).

import type { Span } from "../text/span.js";

export type Severity = "error" | "warning" | "note";

export type Edit = { readonly span: Span; readonly text: string };

/** A way to mend the flow. `safe`: applied by `check --fix`, since it cannot change what a correct flow means. */
export type Fix = { readonly title: string; readonly safe: boolean; readonly edits: readonly Edit[] };

export type Related = { readonly message: string; readonly span: Span };

export type Diagnostic = {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  /** In the text of `file`; without `file`, in the flow's own text. */
  readonly span: Span;
  /** Another file than the flow (an input file, a pack, a state): its name as the host knows it. */
  readonly file?: string;
  readonly related: readonly Related[];
  readonly fixes: readonly Fix[];
};

export type Outcome<T> =
  | { readonly ok: true; readonly value: T; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

export function succeed<T>(value: T, diagnostics: readonly Diagnostic[] = []): Outcome<T> {
  return { ok: true, value, diagnostics };
}

export function fail<T>(diagnostics: readonly Diagnostic[]): Outcome<T> {
  return { ok: false, diagnostics };
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === "error");
}

/** Source order: by start, then end, then code. The flow's own text comes before other files. */
export function inSourceOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...diagnostics].sort(
    (a, b) =>
      compareText(a.file ?? "", b.file ?? "") ||
      a.span.start - b.span.start ||
      a.span.end - b.span.end ||
      compareText(a.code, b.code),
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
