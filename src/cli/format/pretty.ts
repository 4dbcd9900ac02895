// Diagnostics in, what a person reads out (spec 7.6, 7.7): message, place, the line with the exact range under it, related places, fixes.

import { type Source, sourceOf } from "../../core/diagnostic/located.js";
import type { AnyDiagnostic } from "../../core/index.js";
import { counted } from "../../core/text/counted.js";
import type { Position } from "../../core/text/lines.js";
import { printable } from "../../core/text/printable.js";
import type { Span } from "../../core/text/span.js";
import type { Colours } from "../terminal/terminal.js";
import { fixWord } from "./fix-line.js";
import type { Report, ReportView } from "./report.js";
import { cut, fold, type Paint, widthOf } from "./table.js";

/** Of a source line, where the terminal does not say less. */
const widestLine = 120;

export function prettyReport({ checked }: Report, { colours, columns }: ReportView): string {
  return checked
    .map(({ source, diagnostics }) => {
      // Of several files, which one it is must be said even where there is no line.
      const named = diagnostics.map((each) => (each.span === null ? { file: source.name, ...each } : each));
      return prettyDiagnostics(named, source, [source], colours, columns);
    })
    .join("");
}

/** `columns`: of the terminal. Messages are not folded if the width is unknown. */
export function prettyDiagnostics(
  diagnostics: readonly AnyDiagnostic[],
  flow: Source,
  others: readonly Source[],
  colours: Colours,
  columns = Number.POSITIVE_INFINITY,
): string {
  return diagnostics
    .map((diagnostic) => `${prettyDiagnostic(diagnostic, sourceOf(diagnostic, flow, others), colours, columns)}\n`)
    .join("");
}

function prettyDiagnostic(diagnostic: AnyDiagnostic, source: Source, colours: Colours, columns: number): string {
  const { severity, code, message, span, file, related, fixes } = diagnostic;
  const paint = severity === "error" ? colours.red : severity === "warning" ? colours.yellow : colours.cyan;
  // An option and a backend have no place in a text: the message says all there is to say.
  const place = file === undefined ? [] : [colours.dim(`  --> ${printable(file)}`)];
  const frameOf = (at: Span, mark: Paint) => frame(at, source, mark, colours, columns);
  return [
    ...headed(`${severity}[${code}]:`, message, "  ", (text) => paint(colours.bold(text)), colours.bold, columns),
    ...(span === null ? place : frameOf(span, paint)),
    ...related.flatMap((other) => [
      ...headed("   note:", other.message, "     ", colours.dim, colours.dim, columns),
      ...frameOf(other.span, colours.cyan),
    ]),
    ...fixes.flatMap((fix) => {
      const colour = fix.safe ? colours.green : colours.yellow;
      return headed(`   ${fixWord(fix)}`, fix.title, "     ", colour, (text) => text, columns);
    }),
    "",
  ].join("\n");
}

/** "error[path/syntax]: …" on as many lines as it takes, the first word painted otherwise. */
function headed(
  head: string,
  text: string,
  indent: string,
  paintHead: Paint,
  paint: Paint,
  columns: number,
): readonly string[] {
  const width = Math.max(head.length, columns - indent.length);
  const [first = "", ...more] = fold(`${"x".repeat(head.length)} ${printable(text)}`, width);
  const rest = first.slice(head.length);
  return [
    `${paintHead(head)}${rest === "" ? "" : ` ${paint(rest.slice(1))}`}`,
    ...more.map((line) => `${indent}${paint(line)}`),
  ];
}

/** The line of the span with the range marked under it; of a span over several lines, the first and the last. */
function frame(span: Span, source: Source, paint: Paint, colours: Colours, columns: number): readonly string[] {
  const start = source.lines.position(span.start);
  const end = lastPosition(span, source);
  const place = colours.dim(`  --> ${printable(source.name)}:${start.line}:${start.column}`);
  if (source.text === "") return [place];
  const width = `${end.line}`.length;
  const gutter = (number: number | "") => colours.dim(` ${`${number}`.padStart(width)} | `);
  const marked = (number: number, from: number, to: number | undefined) => {
    const row = markedRow(source.lines.line(number), from, Math.min(widestLine, columns - width - 4), to);
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

/** Cut to `room` columns around where the range begins; `to` is the end of the line where it is not given. */
function markedRow(line: string, from: number, room: number, to = line.length): MarkedRow {
  const start = windowStart(line, from, room);
  const before = `${start > 0 ? "…" : ""}${shown(line.slice(start, from))}`;
  // Lines may be long: what is surely cut is not looked at.
  const marked = shown(line.slice(from, Math.min(to, from + room)));
  const after = shown(line.slice(to, to + room));
  const indent = widthOf(before);
  const width = Math.max(1, Math.min(widthOf(marked), room - indent));
  return { text: cut(`${before}${marked}${after}`, room), indent, width };
}

/** Where the part of a line begins that is shown: a third of the room is left to what stands before the range, more where less follows. */
function windowStart(line: string, from: number, room: number): number {
  const following = Math.min(widthOf(shown(line.slice(from, from + room))), room - Math.min(40, Math.floor(room / 3)));
  let left = room - following;
  if (from <= room && widthOf(shown(line.slice(0, from))) <= left) return 0;
  let start = from;
  left -= 1;
  for (const character of [...line.slice(Math.max(0, from - room), from)].reverse()) {
    left -= widthOf(shown(character));
    if (left < 0) break;
    start -= character.length;
  }
  return start;
}

function shown(text: string): string {
  return printable(text.replaceAll("\t", "  "));
}

/** "2 errors, 1 warning in 3 files" */
export function prettyCount(diagnostics: readonly AnyDiagnostic[], files: number): string {
  const count = (severity: string) => diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
  const parts = (["error", "warning", "note"] as const).flatMap((severity) => {
    const n = count(severity);
    return n === 0 ? [] : [counted(n, severity)];
  });
  const where = files === 1 ? "" : ` in ${files} files`;
  return parts.length === 0 ? `no mistakes found${where}` : `${parts.join(", ")}${where}`;
}
