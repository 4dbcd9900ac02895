// Plain text in, a warning out where it holds a path or a call that will not be replaced (spec 2.2.5). Amounts such as "$5", names
// such as "A$$AP" and prices such as "$$$" give no warning: the text must parse as an expression and be a separate word.

import { diagnose } from "../diagnostic/diagnose.js";
import type { Diagnostic, Edit, Fix } from "../diagnostic/diagnostic.js";
import type { Limits } from "../language/limits.js";
import { operatorNames } from "../language/operators/operators.js";
import type { OffsetOf } from "./reading.js";
import type { Expression } from "./tree.js";

export type Embedded = {
  /** What is spoken of. */
  readonly start: number;
  readonly end: number;
  /** What a value would replace: with the signs of another template language around it, as in `${$$.name}`, `{{$$.name}}` and `=$$.name`. */
  readonly from: number;
  readonly to: number;
  /** The expression that is meant. */
  readonly text: string;
  readonly kind: Expression["kind"];
};

/** A text that holds more candidates than this is looked at no further: work stays linear in the text. */
const tries = 32;
const candidate = new RegExp(`\\$\\$|\\$(?=[.[])|@(?:${operatorNames.join("|")})\\(`, "g");
const segments =
  /(?:\.{1,2}(?:\*|[A-Za-z_\u0080-\ud7ff\ue000-\uffff][A-Za-z0-9_\u0080-\ud7ff\ue000-\uffff]*)|(?:\.\.)?\[(?:[^\]\n'"]|"[^"\n]*"|'[^'\n]*')*\])*/y;

export function findEmbedded(
  value: string,
  place: OffsetOf,
  limits: Limits,
  parse: (text: string, limits: Limits) => Expression | null,
): Diagnostic | null {
  if (!value.includes("$") && !value.includes("@")) return null;
  const found = findPieces(value, limits, parse);
  return found.length === 0 ? null : sayEmbedded(value, found, place);
}

/** One warning for a text, at the first piece; `found` is not empty and in order. */
export function sayEmbedded(value: string, found: readonly Embedded[], place: OffsetOf): Diagnostic {
  const first = found[0] as Embedded;
  const span = { start: place(first.start), end: place(first.end) };
  const piece = value.slice(first.start, first.end);
  // A map repeats a template; inside a text there is nothing for it to repeat.
  const isMap = found.some(({ kind }) => kind === "map");
  const whole = isWhole(value, found);
  const instead = whole ? first.text : isMap ? undefined : inJson(formatOf(value, found));
  const wrapped = whole && piece === first.text ? value.slice(first.from, first.to) : piece;
  const fixes = isMap && !whole ? [] : [insteadFix(value, found, place)];
  return diagnose("expression/embedded", span, { piece, wrapped, whole, instead }, { fixes });
}

/** The expression that a text with such pieces seems to mean, as it is pasted into a string of JSON. */
export function meantBy(value: string, found: readonly Embedded[]): string {
  return isWhole(value, found) ? (found[0] as Embedded).text : inJson(formatOf(value, found));
}

/** Puts it in place of the text. */
export function insteadFix(value: string, found: readonly Embedded[], place: OffsetOf): Fix {
  if (!isWhole(value, found)) return formatFix(value, found, place);
  const { from, to, text } = found[0] as Embedded;
  if (value.slice(from, to) !== text) {
    const edits = [{ span: { start: place(0), end: place(value.length) }, text: inJson(text) }];
    return { title: `write ${text}`, safe: false, edits };
  }
  const edits = [
    { span: { start: place(0), end: place(from) }, text: "" },
    { span: { start: place(to), end: place(value.length) }, text: "" },
  ].filter((edit) => edit.span.start < edit.span.end);
  return { title: "remove the space around it", safe: false, edits };
}

function isWhole(value: string, found: readonly Embedded[]): boolean {
  const [first] = found;
  return first !== undefined && found.length === 1 && value.trim() === value.slice(first.from, first.to);
}

/** Every path or call in a text that reads as one and stands as a word of its own. */
export function findPieces(
  value: string,
  limits: Limits,
  parse: (text: string, limits: Limits) => Expression | null,
): readonly Embedded[] {
  const found: Embedded[] = [];
  let end = 0;
  let tried = 0;
  for (const { index, 0: opening } of value.matchAll(candidate)) {
    if (index < end || tried === tries) continue;
    tried += 1;
    const text = opening[0] === "@" ? callAt(value, index, limits) : pathAt(value, index, opening, limits);
    if (text === "") continue;
    const next = value[index + text.length] ?? "";
    if (opening === "$$" && (value[index - 1] === "$" || /[A-Za-z0-9$]/.test(next))) continue;
    if (text === "$$" && /[A-Za-z0-9]/.test(value[index - 1] ?? "")) continue;
    const expression = parse(text, limits);
    if (expression === null) continue;
    const piece = { start: index, end: index + text.length, text, kind: expression.kind };
    const around = withSigns(value, piece.start, piece.end);
    end = around.to;
    found.push({ ...piece, ...around });
  }
  return found;
}

const braces: { readonly [opening: string]: string } = { "${": "}", "{{": "}}", "{": "}" };

/** As a formula of a spreadsheet begins, and an expression of n8n. */
const formula = /^\s*=\s*$/;

function withSigns(value: string, start: number, end: number): { readonly from: number; readonly to: number } {
  if (formula.test(value.slice(0, start)) && value.slice(end).trim() === "")
    return { from: value.indexOf("="), to: end };
  const before = /(\$\{|\{\{|\{)[ \t]{0,4}$/.exec(value.slice(Math.max(0, start - 6), start));
  const after = /^[ \t]{0,4}(\}\}?)/.exec(value.slice(end, end + 6));
  const closing = before === null ? undefined : braces[before[1] as string];
  if (before === null || after === null || closing === undefined || !(after[1] as string).startsWith(closing))
    return { from: start, to: end };
  const surplus = (after[1] as string).length - closing.length;
  return { from: start - before[0].length, to: end + after[0].length - surplus };
}

/** `$$` may stand alone; a lone `$` is an amount or a currency. */
function pathAt(value: string, start: number, root: string, limits: Limits): string {
  const window = value.slice(start, start + limits.expression);
  segments.lastIndex = root.length;
  const path = root + (segments.exec(window)?.[0] ?? "");
  return path === "$" ? "" : path;
}

/** Up to the parenthesis that closes the call and, after it, what segments follow. */
function callAt(value: string, start: number, limits: Limits): string {
  const window = value.slice(start, start + limits.expression);
  let depth = 0;
  for (const { 0: piece, index } of window.matchAll(/[()]|"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?/gs)) {
    if (piece === "(") depth += 1;
    if (piece !== ")") continue;
    depth -= 1;
    if (depth > 0) continue;
    segments.lastIndex = index + 1;
    const after = window.startsWith("@Item(") ? (segments.exec(window)?.[0] ?? "") : "";
    return window.slice(0, index + 1) + after;
  }
  return "";
}

/** The call that puts the pieces into the rest of the text. */
export function formatOf(value: string, found: readonly Embedded[]): string {
  let template = "";
  let from = 0;
  for (const piece of found) {
    template += `${quotedText(value.slice(from, piece.from))}{}`;
    from = piece.to;
  }
  return `@Format('${template}${quotedText(value.slice(from))}', ${found.map(({ text }) => text).join(", ")})`;
}

function quotedText(text: string): string {
  return text.replace(/[{}]/g, "$&$&").replace(/['\\]/g, "\\$&");
}

/** The source of a string of JSON, without its quotes. */
export function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Edits what must change and no more, so that the rest of the string stays as the author wrote it. */
function formatFix(value: string, found: readonly Embedded[], place: OffsetOf): Fix {
  const [start, end] = [place(0), place(value.length)];
  const edits: Edit[] = [{ span: { start, end: start }, text: "@Format('" }];
  let from = 0;
  for (const piece of found) {
    doubled(value, from, piece.from, place, edits);
    edits.push({ span: { start: place(piece.from), end: place(piece.to) }, text: "{}" });
    from = piece.to;
  }
  doubled(value, from, value.length, place, edits);
  edits.push({ span: { start: end, end }, text: `', ${found.map(({ text }) => inJson(text)).join(", ")})` });
  return { title: "put the values in with @Format", safe: false, edits: joined(edits) };
}

/** Edits in order; those that touch become one, since a fix whose edits touch is never applied (spec 7.5). */
function joined(edits: readonly Edit[]): readonly Edit[] {
  const result: Edit[] = [];
  for (const { span, text } of edits) {
    const last = result.at(-1);
    if (last === undefined || last.span.end < span.start) result.push({ span, text });
    else result[result.length - 1] = { span: { start: last.span.start, end: span.end }, text: last.text + text };
  }
  return result;
}

const written: { readonly [character: string]: string } = { "{": "{{", "}": "}}", "'": "\\\\'", "\\": "\\\\\\\\" };

function doubled(value: string, from: number, to: number, place: OffsetOf, edits: Edit[]): void {
  for (const { 0: character, index } of value.slice(from, to).matchAll(/[{}'\\]/g)) {
    const span = { start: place(from + index), end: place(from + index + 1) };
    edits.push({ span, text: written[character] as string });
  }
}
