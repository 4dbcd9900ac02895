// Diagnostics in, what a person reads out (spec 7.6, 7.7): message, place, the line with the exact range under it, related places, fixes.

import { type Source, sourceOf } from "../../core/diagnostic/located.js";
import type { AnyDiagnostic } from "../../core/index.js";
import type { Position } from "../../core/text/lines.js";
import { printable } from "../../core/text/printable.js";
import type { Span } from "../../core/text/span.js";
import type { Colours } from "../terminal/terminal.js";

const widestLine = 120;

export function prettyDiagnostics(
  diagnostics: readonly AnyDiagnostic[],
  flow: Source,
  others: readonly Source[],
  colours: Colours,
): string {
  return diagnostics
    .map((diagnostic) => `${prettyDiagnostic(diagnostic, sourceOf(diagnostic, flow, others), colours)}\n`)
    .join("");
}

function prettyDiagnostic(diagnostic: AnyDiagnostic, source: Source, colours: Colours): string {
  const { severity, code, message, span, file, related, fixes } = diagnostic;
  const paint = severity === "error" ? colours.red : severity === "warning" ? colours.yellow : colours.cyan;
  // An option and a backend have no place in a text: the message says all there is to say.
  const place = file === undefined ? [] : [colours.dim(`  --> ${printable(file)}`)];
  return [
    `${paint(colours.bold(`${severity}[${code}]`))}: ${colours.bold(printable(message))}`,
    ...(span === null ? place : frame(span, source, paint, colours)),
    ...related.flatMap((other) => [
      colours.dim(`   note: ${printable(other.message)}`),
      ...frame(other.span, source, colours.cyan, colours),
    ]),
    ...fixes.map(({ title }) => `   ${colours.green("fix:")} ${printable(title)}`),
    "",
  ].join("\n");
}

/** The line of the span with the range marked under it; of a span over several lines, the first and the last. */
function frame(span: Span, source: Source, paint: (text: string) => string, colours: Colours): readonly string[] {
  const start = source.lines.position(span.start);
  const end = lastPosition(span, source);
  const place = colours.dim(`  --> ${printable(source.name)}:${start.line}:${start.column}`);
  if (source.text === "") return [place];
  const width = `${end.line}`.length;
  const gutter = (number: number | "") => colours.dim(` ${`${number}`.padStart(width)} | `);
  const marked = (number: number, from: number, to: number | undefined) => {
    const row = markedRow(source.lines.line(number), from, to);
    return [gutter(number) + row.text, gutter("") + " ".repeat(row.indent) + paint("~".repeat(row.width))];
  };
  if (end.line === start.line) return [place, ...marked(start.line, start.column - 1, end.column - 1)];
  const between = end.line - start.line > 1 ? [colours.dim(` ${" ".repeat(width)} …`)] : [];
  const indent = /^\s*/.exec(source.lines.line(end.line))?.[0].length ?? 0;
  const last = marked(end.line, Math.min(indent, end.column - 1), end.column - 1);
  return [place, ...marked(start.line, start.column - 1, undefined), ...between, ...last];
}

/** A span that ends where a line begins holds nothing of that line. */
function lastPosition({ start, end }: Span, { lines, text }: Source): Position {
  const position = lines.position(end);
  if (end <= start || position.column > 1) return position;
  const before = text.startsWith("\r\n", end - 2) ? end - 2 : end - 1;
  return lines.position(Math.max(start, before));
}

type MarkedRow = { readonly text: string; readonly indent: number; readonly width: number };

/** Cut to a readable width around the range; `to` is the end of the line where it is not given. */
function markedRow(line: string, from: number, to = line.length): MarkedRow {
  const start = between(line, Math.max(0, Math.min(from - 40, line.length - widestLine)));
  const end = between(line, Math.min(line.length, start + widestLine));
  const before = `${start > 0 ? "…" : ""}${shown(line.slice(start, from))}`;
  const marked = shown(line.slice(from, Math.min(to, end)));
  const after = `${shown(line.slice(Math.max(from, Math.min(to, end)), end))}${end < line.length ? "…" : ""}`;
  return { text: `${before}${marked}${after}`, indent: widthOf(before), width: Math.max(1, widthOf(marked)) };
}

/** The offset, or the one after it where it would part the two halves of a character. */
function between(line: string, offset: number): number {
  return /[\udc00-\udfff]/.test(line[offset] ?? "") && /[\ud800-\udbff]/.test(line[offset - 1] ?? "")
    ? offset + 1
    : offset;
}

function shown(text: string): string {
  return printable(text.replaceAll("\t", "  "));
}

const wide =
  /\p{Emoji_Presentation}|\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|[\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u;

/** Columns on a terminal: wide characters take two, marks that combine take none. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text) if (!/\p{Mn}|\p{Me}/u.test(character)) width += wide.test(character) ? 2 : 1;
  return width;
}

/** "2 errors, 1 warning in 3 files" */
export function prettyCount(diagnostics: readonly AnyDiagnostic[], files: number): string {
  const count = (severity: string) => diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
  const parts = (["error", "warning", "note"] as const).flatMap((severity) => {
    const n = count(severity);
    return n === 0 ? [] : [`${n} ${severity}${n === 1 ? "" : "s"}`];
  });
  const where = files === 1 ? "" : ` in ${files} files`;
  return parts.length === 0 ? `no mistakes found${where}` : `${parts.join(", ")}${where}`;
}
