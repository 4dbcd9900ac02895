// The text of an expression up to the cursor in, what is being written at its end out (spec 7.13): the next name of a path, an
// operator, the name of a map, or the beginning of an argument. From the words of the expression, since none of it parses yet.

import type { IToken } from "chevrotain";
import {
  Comma,
  Current,
  Dot,
  endOf,
  HyphenName,
  LeftBracket,
  LeftParenthesis,
  Name,
  Node,
  Operator,
  RightBracket,
  RightParenthesis,
  readTokens,
  State,
  StringWord,
} from "../expression/tokens.js";

export type Unfinished =
  /** The name after `path`, begun as `partial` at unit `from`; `segment` is where its dot or bracket stands. */
  | {
      readonly kind: "segment";
      readonly path: string;
      readonly segment: number;
      readonly from: number;
      readonly partial: string;
      /** The quote that the name stands in, "[" for a bracket without one yet; "" after a dot. */
      readonly bracket: string;
    }
  | { readonly kind: "operator"; readonly from: number; readonly partial: string; readonly whole: boolean }
  | { readonly kind: "map-name"; readonly from: number; readonly partial: string }
  /** Where a path or a call may begin. */
  | { readonly kind: "start"; readonly from: number; readonly partial: string; readonly whole: boolean };

export function unfinishedAt(value: string): Unfinished | null {
  if (value === "") return { kind: "start", from: 0, partial: "", whole: true };
  // Other text is text.
  if (!/^[$@]/.test(value)) return null;
  const tokens = readTokens(value);
  const last = tokens.at(-1);
  if (last === undefined) return null;
  const before = tokens.at(-2);
  const touchesEnd = endOf(last) === value.length;
  const whole = last.startOffset === 0;
  if (touchesEnd && (last.tokenType === Operator || last.tokenType === Node)) {
    if (!whole && !isArgument(before)) return null;
    return { kind: "operator", from: last.startOffset, partial: last.image, whole };
  }
  if (touchesEnd && (last.tokenType === State || last.tokenType === Current)) {
    return { kind: "start", from: last.startOffset, partial: last.image, whole };
  }
  if (touchesEnd && last.tokenType === Dot) return segment(tokens, tokens.length - 1, value.length, "", "", value);
  const isName = touchesEnd && (last.tokenType === Name || last.tokenType === HyphenName);
  if (isName && before?.tokenType === Dot) {
    return segment(tokens, tokens.length - 2, last.startOffset, last.image, "", value);
  }
  const opener = isName ? before : last;
  const calls = isName ? tokens.at(-3) : before;
  const from = isName ? last.startOffset : value.length;
  const partial = isName ? last.image : "";
  if (opener?.tokenType === LeftParenthesis && (calls?.image === "@Item" || calls?.image === "@Index")) {
    return { kind: "map-name", from, partial };
  }
  if (!isName && isArgument(last) && value.startsWith("@"))
    return { kind: "start", from: value.length, partial: "", whole: false };
  if (last.tokenType === LeftBracket) return segment(tokens, tokens.length - 1, value.length, "", "[", value);
  const isOpenString =
    last.tokenType === StringWord && (last.image.length === 1 || !last.image.endsWith(last.image[0] ?? ""));
  if (isOpenString && before?.tokenType === LeftBracket) {
    const text = last.image.slice(1);
    return segment(tokens, tokens.length - 2, last.startOffset + 1, text, last.image[0] ?? "'", value);
  }
  return null;
}

function isArgument(token: IToken | undefined): boolean {
  return token?.tokenType === LeftParenthesis || token?.tokenType === Comma;
}

function segment(
  tokens: readonly IToken[],
  opener: number,
  from: number,
  partial: string,
  bracket: string,
  value: string,
): Unfinished | null {
  const path = pathBefore(tokens, opener, value);
  const open = tokens[opener];
  if (path === null || open === undefined) return null;
  return { kind: "segment", path, segment: open.startOffset, from, partial, bracket };
}

/** In a filter, `@` is any child of what the filter is asked of: `$.list[?@.a` reads as `$.list[*].a`. */
function pathBefore(tokens: readonly IToken[], opener: number, value: string): string | null {
  const start = startOfPath(tokens, opener);
  const first = tokens[start ?? -1];
  const open = tokens[opener];
  if (start === null || first === undefined || open === undefined) return null;
  const path = value.slice(first.startOffset, open.startOffset);
  if (first.tokenType !== Node) return path;
  const filter = openBracketBefore(tokens, start);
  const outer = filter === null ? null : pathBefore(tokens, filter, value);
  return outer === null ? null : `${outer}[*]${path.slice(1)}`;
}

function openBracketBefore(tokens: readonly IToken[], before: number): number | null {
  let depth = 0;
  for (let at = before - 1; at >= 0; at--) {
    const type = tokens[at]?.tokenType;
    if (type === RightBracket) depth++;
    if (type === LeftBracket && depth-- === 0) return at;
  }
  return null;
}

/** The root of the path whose next segment begins at that token: backwards over segments, each bracket with its partner. */
function startOfPath(tokens: readonly IToken[], opener: number): number | null {
  for (let at = opener - 1; at >= 0; at--) {
    const type = tokens[at]?.tokenType;
    if (type === State || type === Current || type === Node || type === Operator) return at;
    if (type === RightBracket || type === RightParenthesis) {
      const partner = partnerOf(tokens, at);
      if (partner === null) return null;
      at = partner;
    } else if (type !== Name && type !== Dot) return null;
  }
  return null;
}

function partnerOf(tokens: readonly IToken[], closer: number): number | null {
  let depth = 0;
  for (let at = closer; at >= 0; at--) {
    const type = tokens[at]?.tokenType;
    if (type === RightBracket || type === RightParenthesis) depth++;
    if (type === LeftBracket || type === LeftParenthesis) depth--;
    if (depth === 0) return at;
  }
  return null;
}
