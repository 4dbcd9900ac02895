// The comments of a flow and what was found in it in, what is still reported out (spec 7.11): a comment `flowplan-ignore CODE reason` silences
// that code for one line; a comment that silences nothing is reported itself.

import { codes, isCode } from "../diagnostic/catalogue.js";
import { diagnose } from "../diagnostic/diagnose.js";
import { type Diagnostic, hasErrors } from "../diagnostic/diagnostic.js";
import type { Comment } from "../document/tree.js";
import { LineIndex } from "../text/lines.js";
import { nearest } from "../text/nearest.js";
import type { Span } from "../text/span.js";

type Silencing = {
  /** Null where the comment names none. */
  readonly code: string | null;
  /** Of the code; without one, of the word `flowplan-ignore`. */
  readonly span: Span;
  readonly line: number;
  readonly comment: Span;
};

const marker = /^(?:\/\/|\/\*)[\s*]*(flowplan-ignore)(?![\w-]):?[ \t]*([\w-]+(?:\/[\w-]+)?)?/;

export function silence(
  comments: readonly Comment[],
  text: string,
  found: readonly Diagnostic[],
  isOff: (code: string) => boolean,
): readonly Diagnostic[] {
  const silencings = silencingsOf(comments, text);
  if (silencings.length === 0) return found;
  const lines = new LineIndex(text);
  const byLine = new Map<number, Silencing[]>();
  for (const one of silencings) byLine.set(one.line, [...(byLine.get(one.line) ?? []), one]);
  const used = new Set<Silencing>();
  const vain = new Set<Silencing>();
  const lineOf = ({ span }: Diagnostic) => lines.position(span.start).line;
  const heard = found.filter((diagnostic) => {
    const { code } = diagnostic;
    const matching = (byLine.get(lineOf(diagnostic)) ?? []).filter((one) => one.code === code);
    const silences = canBeSilent(diagnostic);
    for (const one of matching) (silences ? used : vain).add(one);
    return matching.length === 0 || !silences;
  });
  const wouldSilence = (code: string, { line }: Silencing) =>
    found.some((diagnostic) => diagnostic.code === code && canBeSilent(diagnostic) && lineOf(diagnostic) === line);
  const isWhole = !hasErrors(found);
  const reports = silencings.flatMap((one): readonly Diagnostic[] => {
    if (one.code === null) return [diagnose("lint/silence-without-code", one.span, {})];
    if (!isCode(one.code)) return [unknownCode(one.code, one.span, (near) => wouldSilence(near, one))];
    if (vain.has(one)) return [diagnose("lint/silenced-error", one.span, { code: one.code })];
    // What was not looked for is not missed: rules that are off, and all that errors may hide.
    if (used.has(one) || isOff(one.code) || !isWhole) return [];
    const fixes = [
      { title: "remove the comment", safe: true, edits: [{ span: withItsSpace(one.comment, text), text: "" }] },
    ];
    return [diagnose("lint/unused-silence", one.span, { code: one.code }, { fixes })];
  });
  return [...heard, ...reports];
}

function canBeSilent({ code, severity }: Diagnostic): boolean {
  return severity !== "error" && !code.startsWith("document/");
}

/** A code that then silences something is safe to write; one that would silence nothing is a person's to choose (spec 7.5). */
/** The whole line where the comment stands alone on it; otherwise the comment and the blanks before it. */
function withItsSpace({ start, end }: Span, text: string): Span {
  const isBlank = (offset: number) => text[offset] === " " || text[offset] === "\t";
  const isEnd = (offset: number) => text[offset] === "\n" || text[offset] === "\r";
  let from = start;
  while (isBlank(from - 1)) from -= 1;
  let to = end;
  while (isBlank(to)) to += 1;
  if (from > 0 && !isEnd(from - 1)) return { start: isEnd(to) || to === text.length ? from : start, end };
  if (!isEnd(to)) return { start, end };
  return { start: from, end: text.startsWith("\r\n", to) ? to + 2 : to + 1 };
}

function unknownCode(code: string, span: Span, silences: (code: string) => boolean): Diagnostic {
  const namesakes = namesakesOf(code);
  const near = namesakes.length === 1 ? namesakes[0] : nearest(code, codes);
  const fixes =
    near === undefined ? [] : [{ title: `write ${near}`, safe: silences(near), edits: [{ span, text: near }] }];
  return diagnose("lint/silence-unknown-code", span, { code, near }, { fixes });
}

/** The codes of that name in any area. */
function namesakesOf(code: string): readonly string[] {
  const name = code.slice(code.indexOf("/") + 1);
  return codes.filter((known) => known.endsWith(`/${name}`));
}

/** A comment with something else on its line is about that line; one that stands alone, about the next line that holds more than comments. */
function silencingsOf(comments: readonly Comment[], text: string): readonly Silencing[] {
  const marked = comments.flatMap((comment) => {
    const match = marker.exec(comment.text);
    return match === null ? [] : [{ comment, match }];
  });
  if (marked.length === 0) return [];
  const lines = new LineIndex(text);
  const lineOf = (offset: number) => lines.position(offset).line;
  const holdsMore = linesWithMore(comments, text, lines);
  return marked.map(({ comment: { span }, match }) => {
    const first = lineOf(span.start);
    const last = lineOf(Math.max(span.start, span.end - 1));
    let line = holdsMore.has(first) ? first : last;
    while (!holdsMore.has(line) && line < lines.lineCount) line += 1;
    const [whole, name = "", word = ""] = match;
    // A word without an area is the code's name, or the reason of a comment that forgot its code.
    const code = word.includes("/") || namesakesOf(word).length > 0 ? word : null;
    const start = span.start + whole.lastIndexOf(code ?? name);
    return { code, line, comment: span, span: { start, end: start + (code ?? name).length } };
  });
}

/** The lines that hold something beside comments and space. */
function linesWithMore(comments: readonly Comment[], text: string, lines: LineIndex): ReadonlySet<number> {
  const found = new Set<number>();
  let from = 0;
  const note = (start: number, end: number) => {
    for (const { index } of text.slice(start, end).matchAll(/\S+/g)) found.add(lines.position(start + index).line);
  };
  for (const { span } of comments) {
    note(from, span.start);
    from = span.end;
  }
  note(from, text.length);
  return found;
}
