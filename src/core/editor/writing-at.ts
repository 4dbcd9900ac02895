// A text and an offset in, what is being written there out (spec 7.13): read from the tokens alone, so that it holds for a text that
// ends in the middle of a word, whatever the parser makes of the rest.

import type { IToken } from "chevrotain";
import { isClosed, readString } from "../document/string-literal.js";
import {
  Colon,
  Comma,
  CurlyText,
  endOf,
  LeftBrace,
  LeftBracket,
  lexDocument,
  NumberLiteral,
  RightBrace,
  RightBracket,
  Text,
  Word,
} from "../document/tokens.js";
import { type Span, spanOf } from "../text/span.js";

export type Writing = {
  readonly position: "key" | "value";
  /** From the root to the object or array that is written in, then the key or position of the value. Without the key, for keys. */
  readonly way: readonly string[];
  /** The word under the cursor, quotes included; of no length where none is. */
  readonly word: Span;
  /** The quote that the word begins with; "" where it has none. */
  readonly quote: string;
  /** Of a string, what stands before the cursor, as written and without the quote. */
  readonly before: string;
  /** Keys of the object, or strings of the array, that are written already, the word itself not among them. */
  readonly siblings: readonly string[];
  /** Where each object or array around begins, outermost first; the first string of an array with its place. */
  readonly around: readonly { readonly start: number; readonly first: StringAt | null }[];
  /** A colon follows the word: it is a key that has its value. */
  readonly hasColon: boolean;
};

export type StringAt = { readonly value: string; readonly raw: string; readonly span: Span };

type Frame = {
  readonly isObject: boolean;
  readonly start: number;
  readonly siblings: string[];
  key: string | null;
  /** The key's colon was read: a value stands here. */
  valued: boolean;
  /** The value was read too: only a comma can follow. */
  full: boolean;
  position: number;
  first: StringAt | null;
};

/** null in a comment, before and after the root. */
export function writingAt(text: string, offset: number): Writing | null {
  const { tokens, comments } = lexDocument(text);
  if (comments.some((comment) => comment.startOffset < offset && offset <= endOf(comment))) return null;
  const frames: Frame[] = [];
  let next = 0;
  while (next < tokens.length && isBefore(tokens[next] as IToken, offset)) {
    read(tokens[next] as IToken, frames);
    next++;
  }
  const frame = frames.at(-1);
  if (frame === undefined) return null;
  const token = tokens[next];
  const isWord = token !== undefined && token.startOffset < offset && isWordToken(token);
  if (frame.full && (!frame.isObject || !isWord)) return null;
  const rest = tokens.slice(isWord ? next + 1 : next);
  const word = isWord ? spanOf(token.startOffset, endOf(token)) : spanOf(offset, offset);
  const quote = isWord && (token.tokenType === Text || token.tokenType === CurlyText) ? (text[word.start] ?? "") : "";
  // A word after a whole value is a key whose comma is not written yet.
  const position = frame.isObject && (!frame.valued || frame.full) ? "key" : "value";
  return {
    position,
    way: [...frames.slice(0, -1).map(partOf), ...(position === "key" ? [] : [partOf(frame)])],
    word,
    quote,
    before: text.slice(word.start + quote.length, offset),
    siblings: [...frame.siblings, ...laterSiblings(rest, frame.isObject)],
    around: frames.map(({ start, first }) => ({ start, first })),
    hasColon: rest[0]?.tokenType === Colon,
  };
}

function partOf(frame: Frame): string {
  return frame.isObject ? (frame.key ?? "") : String(frame.position);
}

function isWordToken({ tokenType }: IToken): boolean {
  return tokenType === Text || tokenType === CurlyText || tokenType === Word || tokenType === NumberLiteral;
}

/** A word that ends at the cursor is still being written, unless its quote is closed. */
function isBefore(token: IToken, offset: number): boolean {
  const end = endOf(token);
  if (end < offset) return true;
  if (end > offset) return false;
  if (token.tokenType === Text) return isClosed(token.image);
  return !isWordToken(token);
}

function read(token: IToken, frames: Frame[]): void {
  const frame = frames.at(-1);
  switch (token.tokenType) {
    case LeftBrace:
    case LeftBracket: {
      const isObject = token.tokenType === LeftBrace;
      frames.push({
        isObject,
        start: token.startOffset,
        siblings: [],
        key: null,
        valued: false,
        full: false,
        position: 0,
        first: null,
      });
      return;
    }
    case RightBrace:
    case RightBracket:
      frames.pop();
      fill(frames.at(-1));
      return;
    case Comma:
      if (frame === undefined) return;
      frame.valued = false;
      frame.full = false;
      frame.key = null;
      frame.position++;
      return;
    case Colon:
      if (frame?.isObject) frame.valued = true;
      return;
    default:
      if (frame !== undefined) readWord(token, frame);
  }
}

function fill(frame: Frame | undefined): void {
  if (frame !== undefined && (!frame.isObject || frame.valued)) frame.full = true;
}

function readWord(token: IToken, frame: Frame): void {
  const value = valueOfToken(token);
  fill(frame);
  if (!frame.isObject) {
    if (token.tokenType !== Text) return;
    frame.siblings.push(value);
    if (frame.position > 0) return;
    frame.first ??= { value, raw: token.image, span: spanOf(token.startOffset, endOf(token)) };
    return;
  }
  if (frame.valued) return;
  frame.key = value;
  frame.siblings.push(value);
}

function valueOfToken(token: IToken): string {
  return token.tokenType === Text ? readString(token.image).value : token.image;
}

/** What follows in the same object or array. */
function laterSiblings(tokens: readonly IToken[], isObject: boolean): readonly string[] {
  const found: string[] = [];
  let depth = 0;
  for (const [position, token] of tokens.entries()) {
    const type = token.tokenType;
    if (type === LeftBrace || type === LeftBracket) depth++;
    else if (type === RightBrace || type === RightBracket) depth--;
    if (depth < 0) break;
    if (depth > 0) continue;
    const isKey = (type === Text || type === Word) && tokens[position + 1]?.tokenType === Colon;
    if (isObject ? isKey : type === Text) found.push(valueOfToken(token));
  }
  return found;
}
