// Diagnostics in, what a person reads out (spec 7.6, 7.7): message, place, the line with the exact range under it, related places, fixes.

import { type Source, sourceOf } from "../../core/diagnostic/located.js";
import type { Diagnostic } from "../../core/index.js";
import { printable } from "../../core/text/printable.js";
import type { Span } from "../../core/text/span.js";
import type { Colours } from "../terminal.js";

const widestLine = 120;

export function prettyDiagnostics(
  diagnostics: readonly Diagnostic[],
  flow: Source,
  others: readonly Source[],
  colours: Colours,
): string {
  return diagnostics
    .map((diagnostic) => `${prettyDiagnostic(diagnostic, sourceOf(diagnostic, flow, others), colours)}\n`)
    .join("");
}

function prettyDiagnostic(diagnostic: Diagnostic, source: Source, colours: Colours): string {
  const { severity, code, message, span, related, fixes } = diagnostic;
  const paint = severity === "error" ? colours.red : severity === "warning" ? colours.yellow : colours.cyan;
  return [
    `${paint(colours.bold(`${severity}[${code}]`))}: ${colours.bold(printable(message))}`,
    ...frame(span, source, paint, colours),
    ...related.flatMap((place) => [
      colours.dim(`   note: ${printable(place.message)}`),
      ...frame(place.span, source, colours.cyan, colours),
    ]),
    ...fixes.map(({ title }) => `   ${colours.green("fix:")} ${printable(title)}`),
    "",
  ].join("\n");
}

/** The first line of the span, cut to a readable width around it, with the range marked under it. */
function frame(span: Span, source: Source, paint: (text: string) => string, colours: Colours): readonly string[] {
  const start = source.lines.position(span.start);
  const end = source.lines.position(span.end);
  const place = colours.dim(`  --> ${printable(source.name)}:${start.line}:${start.column}`);
  if (source.text === "") return [place];
  const line = source.lines.line(start.line);
  const from = start.column - 1;
  const to = Math.max(from + 1, end.line === start.line ? end.column - 1 : line.length);
  const cutStart = Math.max(0, Math.min(from - 40, line.length - widestLine));
  const cutEnd = Math.min(line.length, cutStart + widestLine);
  const before = `${cutStart > 0 ? "…" : ""}${shown(line.slice(cutStart, from))}`;
  const marked = shown(line.slice(from, Math.min(to, cutEnd)));
  const after = `${shown(line.slice(Math.min(to, cutEnd), cutEnd))}${cutEnd < line.length ? "…" : ""}`;
  const number = `${start.line}`;
  const gutter = " ".repeat(number.length);
  return [
    place,
    colours.dim(` ${number} | `) + before + marked + after,
    `${colours.dim(` ${gutter} | `)}${" ".repeat(widthOf(before))}${paint("~".repeat(Math.max(1, widthOf(marked))))}`,
  ];
}

function shown(text: string): string {
  return printable(text.replaceAll("\t", "  "));
}

/** Columns on a terminal: wide characters take two, marks that combine take none. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/\p{Mn}|\p{Me}/u.test(character)) continue;
    width += /\p{Emoji_Presentation}|\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}/u.test(
      character,
    )
      ? 2
      : 1;
  }
  return width;
}

/** "2 errors, 1 warning in 3 files" */
export function prettyCount(diagnostics: readonly Diagnostic[], files: number): string {
  const count = (severity: string) => diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
  const parts = (["error", "warning", "note"] as const).flatMap((severity) => {
    const n = count(severity);
    return n === 0 ? [] : [`${n} ${severity}${n === 1 ? "" : "s"}`];
  });
  const where = files === 1 ? "" : ` in ${files} files`;
  return parts.length === 0 ? `no mistakes found${where}` : `${parts.join(", ")}${where}`;
}
