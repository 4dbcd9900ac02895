// A diagnostic with offsets in, one with file, lines and columns out: the shape that `check --format json` prints (spec 7.2, 7.7).

import { LineIndex, type Position } from "../text/lines.js";
import type { Span } from "../text/span.js";
import type { AnyDiagnostic, Severity } from "./diagnostic.js";

export type LocatedDiagnostic = {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly data: AnyDiagnostic["data"];
  readonly file: string;
  /** null: no place in a text. */
  readonly start: Position | null;
  readonly end: Position | null;
  readonly related: readonly {
    readonly message: string;
    readonly file: string;
    readonly start: Position;
    readonly end: Position;
  }[];
  readonly fixes: readonly {
    readonly title: string;
    readonly safe: boolean;
    readonly edits: readonly { readonly start: Position; readonly end: Position; readonly text: string }[];
  }[];
};

/** A text that diagnostics point into, under the name that people know it by. */
export class Source {
  readonly name: string;
  readonly text: string;
  #lines: LineIndex | undefined;

  constructor(name: string, text: string) {
    this.name = name;
    this.text = text;
  }

  get lines(): LineIndex {
    this.#lines ??= new LineIndex(this.text);
    return this.#lines;
  }
}

/** `flow` is what spans without a file point into; `others` are found by the name in `diagnostic.file`. */
export function locate(diagnostic: AnyDiagnostic, flow: Source, others: readonly Source[] = []): LocatedDiagnostic {
  const source = sourceOf(diagnostic, flow, others);
  const range = (span: Span) => ({ start: source.lines.position(span.start), end: source.lines.position(span.end) });
  const { code, severity, message, data, span } = diagnostic;
  return {
    code,
    severity,
    message,
    data,
    file: source.name,
    ...(span === null ? { start: null, end: null } : range(span)),
    related: diagnostic.related.map((related) => ({
      message: related.message,
      file: source.name,
      ...range(related.span),
    })),
    fixes: diagnostic.fixes.map(({ title, safe, edits }) => ({
      title,
      safe,
      edits: edits.map(({ span, text }) => ({ ...range(span), text })),
    })),
  };
}

export function sourceOf(diagnostic: AnyDiagnostic, flow: Source, others: readonly Source[]): Source {
  const { file } = diagnostic;
  if (file === undefined) return flow;
  return others.find((source) => source.name === file) ?? new Source(file, "");
}
