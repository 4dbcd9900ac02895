// The words of an expression (spec 2.4, 2.12). The text goes in, tokens come out, and never an error: what is not a word is a token
// of its own, so that the parser alone says what is wrong. Words are read loosely (a string may lack its end, a number may be
// written wrongly) and checked where they are used, with a message about that very word.

import { createToken, type IToken, Lexer, type TokenType } from "chevrotain";

export const State = createToken({ name: "State", pattern: /\$/ });
export const Current = createToken({ name: "Current", pattern: /\$\$/ });
export const Operator = createToken({ name: "Operator", pattern: /@[A-Za-z]+/ });
export const Node = createToken({ name: "Node", pattern: /@/ });
export const Descend = createToken({ name: "Descend", pattern: /\.\./ });
export const Dot = createToken({ name: "Dot", pattern: /\./ });
export const LeftBracket = createToken({ name: "LeftBracket", pattern: /\[/ });
export const RightBracket = createToken({ name: "RightBracket", pattern: /\]/ });
export const LeftParenthesis = createToken({ name: "LeftParenthesis", pattern: /\(/ });
export const RightParenthesis = createToken({ name: "RightParenthesis", pattern: /\)/ });
export const Comma = createToken({ name: "Comma", pattern: /,/ });
export const Colon = createToken({ name: "Colon", pattern: /:/ });
export const Question = createToken({ name: "Question", pattern: /\?/ });
export const Star = createToken({ name: "Star", pattern: /\*/ });
export const And = createToken({ name: "And", pattern: /&&/ });
export const Or = createToken({ name: "Or", pattern: /\|\|/ });
export const Comparison = createToken({ name: "Comparison", pattern: /==|!=|<=|>=|<|>/ });
export const Not = createToken({ name: "Not", pattern: /!/ });
export const NumberWord = createToken({ name: "NumberWord", pattern: /[+-]?[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]*)?/ });
export const StringWord = createToken({
  name: "StringWord",
  // biome-ignore lint/suspicious/noControlCharactersInRegex: whatever follows a backslash
  pattern: /"[^"\\]*(?:\\[\u0000-\uffff][^"\\]*)*"?|'[^'\\]*(?:\\[\u0000-\uffff][^'\\]*)*'?/,
});
/** A name with a hyphen: only a map's name may be one, so it can be told from a path's name by itself. */
export const HyphenName = createToken({ name: "HyphenName", pattern: /[A-Za-z_][A-Za-z0-9_]*-[A-Za-z0-9_-]*/ });
/** RFC 9535 `member-name-shorthand`. The lexer drops a pattern's `u` flag, so characters beyond the BMP are written as their pairs. */
export const Name = createToken({
  name: "Name",
  pattern:
    /(?:[A-Za-z_\u0080-\ud7ff\ue000-\uffff]|[\ud800-\udbff][\udc00-\udfff])(?:[A-Za-z0-9_\u0080-\ud7ff\ue000-\uffff]|[\ud800-\udbff][\udc00-\udfff])*/,
});
const Space = createToken({ name: "Space", pattern: /[ \t\r\n]+/, group: Lexer.SKIPPED, line_breaks: true });
// biome-ignore lint/suspicious/noControlCharactersInRegex: whatever is no word
const Other = createToken({ name: "Other", pattern: /[\u0000-\uffff]/ });

/** Longer words before their beginnings. */
export const vocabulary: TokenType[] = [
  Space,
  Current,
  State,
  Operator,
  Node,
  Descend,
  Dot,
  LeftBracket,
  RightBracket,
  LeftParenthesis,
  RightParenthesis,
  Comma,
  Colon,
  Question,
  Star,
  And,
  Or,
  Comparison,
  Not,
  NumberWord,
  StringWord,
  HyphenName,
  Name,
  Other,
];

export function makeLexer(validate = false): Lexer {
  return new Lexer(vocabulary, {
    positionTracking: "onlyOffset",
    skipValidations: !validate,
    ensureOptimizations: validate,
  });
}

let lexer: Lexer | undefined;

export function readTokens(text: string): readonly IToken[] {
  lexer ??= makeLexer();
  return lexer.tokenize(text).tokens;
}

/** The library gives no end offset where it tracks offsets alone. */
export function endOf(token: IToken): number {
  return token.startOffset + token.image.length;
}
