// Tokens of a text in, the same with each string that was broken over lines as one token out (spec 1.3): what stands on its later lines is
// text of it, and no mistake of its own.

import type { IToken } from "chevrotain";
import { diagnose } from "../diagnostic/diagnose.js";
import type { Diagnostic } from "../diagnostic/diagnostic.js";
import { spanOf } from "../text/span.js";
import { isClosed } from "./string-literal.js";
import { endOf, lexDocument, Text } from "./tokens.js";

/** A line that is longer is nobody's writing. */
const longestLine = 65_536;

export type Joined = { readonly tokens: IToken[]; readonly broken: readonly IToken[] };

export function joinBrokenStrings(text: string, tokens: IToken[], comments: readonly IToken[]): Joined {
  if (!tokens.some(isOpen)) return { tokens, broken: [] };
  const joined: IToken[] = [];
  const broken: IToken[] = [];
  /** The rest of a line behind a string that was joined, read again: its quotes had been taken for others. */
  let line: IToken[] = [];
  let end = 0;
  let comment = 0;
  for (let at = 0; at < tokens.length || line.length > 0; ) {
    const token = line.shift() ?? (tokens[at++] as IToken);
    if (token.startOffset < end) continue;
    const close = isOpen(token) ? closeOf(text, token) : -1;
    const lineEnd = close < 0 ? -1 : endOfLine(text, close);
    while (comment < comments.length && endOf(comments[comment] as IToken) <= close) comment += 1;
    // A quote in a comment ends no string.
    if (close < 0 || (comments[comment]?.startOffset ?? text.length) < lineEnd) {
      joined.push(token);
      continue;
    }
    const whole = { ...token, image: text.slice(token.startOffset, close + 1) };
    joined.push(whole);
    broken.push(whole);
    while (at < tokens.length && (tokens[at] as IToken).startOffset < lineEnd) at += 1;
    line = lexDocument(text.slice(close + 1, lineEnd)).tokens.map((again) => ({
      ...again,
      startOffset: again.startOffset + close + 1,
    }));
    end = close + 1;
  }
  return { tokens: joined, broken };
}

function endOfLine(text: string, from: number): number {
  const end = text.slice(from, from + longestLine).search(/[\n\r]/);
  return end < 0 ? Math.min(text.length, from + longestLine) : from + end;
}

function isOpen({ tokenType, image }: IToken): boolean {
  return tokenType === Text && !isClosed(image);
}

/**
 * Where the next quote of the kind stands, if the lines up to it go on with the text and a value can end with it; -1 otherwise. Where only
 * blank space stands before that quote, it begins another string: the first one lacks its end.
 */
function closeOf(text: string, token: IToken): number {
  const start = endOf(token);
  const close = text.indexOf(token.image.charAt(0), start);
  if (close < 0 || text.slice(start, close).trim() === "") return -1;
  return /^\s*(?:[,}\]]|$)/.test(text.slice(close + 1, close + 200)) ? close : -1;
}

/** The mistake stands where the string should have ended, or said that its line ends. */
export function brokenString({ image, startOffset }: IToken): Diagnostic {
  const span = spanOf(startOffset, startOffset + image.search(/(?<!\\)[\n\r]/));
  const edits = [...image.matchAll(/(?<!\\)(?:\r\n|[\n\r])/g)].map(({ index, 0: end }) => ({
    span: spanOf(startOffset + index, startOffset + index + end.length),
    text: "\\n",
  }));
  const fixes = [{ title: "write \\n for its line breaks", safe: false, edits }];
  return diagnose("document/unterminated-string", span, { quote: image.charAt(0) }, { fixes });
}
