// Plain text in, a warning out where it holds a path or a call that will not be replaced (spec 2.2.5). Amounts such as "$5", names
// such as "A$$AP" and prices such as "$$$" are silent: what stands there must read as an expression, and stand as a word of its own.

import { diagnose } from "../diagnostic/diagnose.js";
import type { Diagnostic, Edit, Fix } from "../diagnostic/diagnostic.js";
import type { Limits } from "../limits.js";
import type { Place } from "./reading.js";
import type { Expression } from "./tree.js";

type Embedded = {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly kind: Expression["kind"];
};

/** A text that holds more candidates than this is looked at no further: work stays linear in the text. */
const tries = 32;
const candidate = /\$\$|\$(?=[.[])|@(?:Map|Index|Item|Format|Replace)\(/g;
const segments =
  /(?:\.{1,2}(?:\*|[A-Za-z_\u0080-\ud7ff\ue000-\uffff][A-Za-z0-9_\u0080-\ud7ff\ue000-\uffff]*)|(?:\.\.)?\[(?:[^\]\n'"]|"[^"\n]*"|'[^'\n]*')*\])*/y;

export function findEmbedded(
  value: string,
  place: Place,
  limits: Limits,
  parse: (text: string, limits: Limits) => Expression | null,
): Diagnostic | null {
  if (!value.includes("$") && !value.includes("@")) return null;
  const found = pieces(value, limits, parse);
  const [first] = found;
  if (first === undefined) return null;
  const span = { start: place(first.start), end: place(first.end) };
  if (value.trim() === first.text) {
    const title = "remove the space around it";
    const edits = [
      { span: { start: place(0), end: span.start }, text: "" },
      { span: { start: span.end, end: place(value.length) }, text: "" },
    ].filter((edit) => edit.span.start < edit.span.end);
    const fix = { title, safe: false, edits };
    return diagnose("expression/embedded", span, { piece: first.text, instead: first.text }, { fixes: [fix] });
  }
  // A map repeats a template; inside a text there is nothing for it to repeat.
  if (found.some((piece) => piece.kind === "map")) {
    return diagnose("expression/embedded", span, { piece: first.text, instead: undefined });
  }
  const instead = formatOf(value, found);
  const fixes = [formatFix(value, found, place)];
  return diagnose("expression/embedded", span, { piece: first.text, instead }, { fixes });
}

function pieces(
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
    end = index + text.length;
    found.push({ start: index, end, text, kind: expression.kind });
  }
  return found;
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

function formatOf(value: string, found: readonly Embedded[]): string {
  let template = "";
  let from = 0;
  for (const piece of found) {
    template += `${quotedText(value.slice(from, piece.start))}{}`;
    from = piece.end;
  }
  return `@Format("${template}${quotedText(value.slice(from))}", ${found.map((piece) => piece.text).join(", ")})`;
}

function quotedText(text: string): string {
  return text.replace(/[{}]/g, "$&$&").replace(/["\\]/g, "\\$&");
}

/** Edits what must change and no more, so that the rest of the string stays as the author wrote it, in either sort of quotes. */
function formatFix(value: string, found: readonly Embedded[], place: Place): Fix {
  const [start, end] = [place(0), place(value.length)];
  const edits: Edit[] = [{ span: { start, end: start }, text: '@Format(\\"' }];
  let from = 0;
  for (const piece of found) {
    doubled(value, from, piece.start, place, edits);
    edits.push({ span: { start: place(piece.start), end: place(piece.end) }, text: "{}" });
    from = piece.end;
  }
  doubled(value, from, value.length, place, edits);
  const parameters = found.map((piece) => JSON.stringify(piece.text).slice(1, -1).replaceAll("'", "\\u0027"));
  edits.push({ span: { start: end, end }, text: `\\", ${parameters.join(", ")})` });
  return { title: "put the values in with @Format", safe: false, edits };
}

const written: { readonly [character: string]: string } = { "{": "{{", "}": "}}", '"': '\\\\\\"', "\\": "\\\\\\\\" };

function doubled(value: string, from: number, to: number, place: Place, edits: Edit[]): void {
  for (const { 0: character, index } of value.slice(from, to).matchAll(/[{}"\\]/g)) {
    const span = { start: place(from + index), end: place(from + index + 1) };
    edits.push({ span, text: written[character] as string });
  }
}
