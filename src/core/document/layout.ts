// Tokens in, how their lines are indented out: what tells where a forgotten bracket belongs (spec 1.3).

import type { IToken } from "chevrotain";
import { endOf } from "./tokens.js";

/** `indent`: units of white space that the token's line begins with. `first`: nothing stands before the token in its line. */
export type Placing = { readonly indent: number; readonly first: boolean };
export type Layout = ReadonlyMap<IToken, Placing>;

export function layoutOf(text: string, tokens: readonly IToken[]): Layout {
  const layout = new Map<IToken, Placing>();
  let indent = 0;
  let from = 0;
  for (const token of tokens) {
    const line = lastLineStart(text, from, token.startOffset);
    if (line !== -1) indent = firstMark(text, line) - line;
    layout.set(token, { indent, first: line !== -1 && line + indent === token.startOffset });
    from = endOf(token);
  }
  return layout;
}

/** Where a missing closer stood: on a line of its own that is indented like the line of its opener, otherwise right after
 *  what comes before. `ends`: what follows is a comma, a closer or the end, before which a closer can stand in the same line. */
export function closerPlace(text: string, from: number, to: number, indent: number, ends: boolean): number {
  let start = from;
  while (start < to) {
    const unit = text.charCodeAt(start);
    start++;
    if (!isLineEnd(unit) || (unit === 0x0d && text.charCodeAt(start) === 0x0a)) continue;
    const mark = Math.min(firstMark(text, start), to);
    const wholeLine = mark < to ? isLineEnd(text.charCodeAt(mark)) : ends;
    if (mark - start === indent && wholeLine) return mark;
  }
  return from;
}

function isLineEnd(unit: number): boolean {
  return unit === 0x0a || unit === 0x0d;
}

/** The start of the last line that begins within the range, or -1. */
function lastLineStart(text: string, from: number, to: number): number {
  for (let i = to - 1; i >= from; i--) if (isLineEnd(text.charCodeAt(i))) return i + 1;
  return from === 0 ? 0 : -1;
}

/** The first unit from `start` on that is neither space nor tab. */
function firstMark(text: string, start: number): number {
  let at = start;
  while (text.charCodeAt(at) === 0x20 || text.charCodeAt(at) === 0x09) at++;
  return at;
}
