// What is wrong, where, and what to write instead: the value by which every stage reports mistakes (spec 7.1).

import type { JsonObject } from "../text/json.js";
import type { Span } from "../text/span.js";

export type Severity = "error" | "warning" | "note";

export type Edit = { readonly span: Span; readonly text: string };

/** A way to fix the flow. `safe`: applied by `check --fix`, since it cannot change what a correct flow means. */
export type Fix = { readonly title: string; readonly safe: boolean; readonly edits: readonly Edit[] };

export type Related = { readonly message: string; readonly span: Span };

/** Of a text, it has its place there; of an option, a backend or a plan it has none (`AnyDiagnostic`). */
export type Diagnostic<Place extends Span | null = Span> = {
  readonly code: string;
  readonly severity: Severity;
  /** For people, and for nothing else: what a program wants to know is in `data`. */
  readonly message: string;
  /** The parameters of the message, by the names that the catalogue gives them (`isOf` types them). */
  readonly data: JsonObject;
  /** In the text of `file`; without `file`, in the flow's own text. null: no place in a text. */
  readonly span: Place;
  /** Another file than the flow (an input file, a pack, a state): its name as the host knows it. */
  readonly file?: string;
  readonly related: readonly Related[];
  readonly fixes: readonly Fix[];
};

export type Outcome<T> =
  | { readonly ok: true; readonly value: T; readonly diagnostics: readonly AnyDiagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly AnyDiagnostic[] };

export function succeed<T>(value: T, diagnostics: readonly AnyDiagnostic[] = []): Outcome<T> {
  return { ok: true, value, diagnostics };
}

export function fail<T>(diagnostics: readonly AnyDiagnostic[]): Outcome<T> {
  return { ok: false, diagnostics };
}

export function hasErrors(diagnostics: readonly AnyDiagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === "error");
}

export type AnyDiagnostic = Diagnostic<Span | null>;

/** Source order: by start, then end, then code. The flow's own text comes before other files, what has no place before all of a text. */
export function inSourceOrder<D extends AnyDiagnostic>(diagnostics: readonly D[]): D[] {
  return [...diagnostics].sort(
    (a, b) =>
      compareText(a.file ?? "", b.file ?? "") ||
      (a.span?.start ?? -1) - (b.span?.start ?? -1) ||
      (a.span?.end ?? -1) - (b.span?.end ?? -1) ||
      compareText(a.code, b.code),
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
