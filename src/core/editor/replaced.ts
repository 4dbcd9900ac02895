// What is being written and the cursor in, the span that a completion replaces out (spec 7.13). A string that is not closed takes the
// rest of its line: of that, only the letters at the cursor belong to the word.

import { isClosed } from "../document/string-literal.js";
import type { Span } from "../text/span.js";
import type { Writing } from "./writing-at.js";

/** The whole word, quotes included. */
export function replacedWord(text: string, { word, quote }: Writing, offset: number): Span {
  if (quote === "") return word;
  const end = endOfLetters(text, offset, word);
  return { start: word.start, end: isOneWord(text, word) ? word.end : end };
}

/** The inside of a string. */
export function replacedInside(text: string, writing: Writing, offset: number): Span {
  const whole = replacedWord(text, writing, offset);
  return { start: whole.start + 1, end: isOneWord(text, writing.word) ? whole.end - 1 : whole.end };
}

export function endOfLetters(text: string, offset: number, word: Span): number {
  const letters = /^[\w]*/.exec(text.slice(offset, word.end))?.[0] ?? "";
  return offset + letters.length;
}

/** Closed, by a quote that closes it and does not begin the next string. */
export function isOneWord(text: string, { start, end }: Span): boolean {
  const raw = text.slice(start, end);
  return isClosed(raw) && /^[\w@$ -]*$/.test(raw.slice(1, -1));
}
