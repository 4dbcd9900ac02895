// Text in, tokens out: the words of JSON, JSON with comments and JSON5, and those of their mistakes (spec 1.1, 1.3).
// Every text is covered by some token, so the lexer itself never fails. No pattern is tried twice on the same characters:
// an unclosed comment or string is a token of its own and takes the rest of the text or line, or hostile text would cost its square.
// The library drops the regex flag `u`, so names are read generously here and judged by `isName`.

import { createToken, type IToken, Lexer, type TokenType } from "chevrotain";

const SPACE = "\\s"; // exactly the white space and line ends of JSON5, U+FEFF and U+2028 included
const NAME_PART = `[\\w$\\-.@]|[^\\x00-\\x7f\\s\\u201c-\\u201e]|\\\\u[0-9a-fA-F]{4}|\\\\`;
const NO_NAME_PART = `(?![\\w$\\-.@]|[^\\x00-\\x7f\\s\\u201c-\\u201e])`;

function characters(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

const letters = [...characters(0x41, 0x5a), ...characters(0x61, 0x7a)];
const signs = (text: string): number[] => [...text].map((sign) => sign.charCodeAt(0));
// The lexer puts characters above 255 into groups of 255: one of each group stands for all.
const beyondAscii = [...characters(0x80, 0xff), ...characters(2, 257).map((group) => Math.min(group * 255, 0xffff))];

export const LeftBrace = createToken({ name: "LeftBrace", pattern: "{" });
export const RightBrace = createToken({ name: "RightBrace", pattern: "}" });
export const LeftBracket = createToken({ name: "LeftBracket", pattern: "[" });
export const RightBracket = createToken({ name: "RightBracket", pattern: "]" });
export const Comma = createToken({ name: "Comma", pattern: "," });
export const Colon = createToken({ name: "Colon", pattern: ":" });
/** Closed or not: an unclosed one ends with its line. A backslash takes the next character with it, also a line end. */
export const Text = createToken({
  name: "Text",
  pattern: /"[^"\\\n\r]*(?:\\(?:\r\n|[\s\S])?[^"\\\n\r]*)*"?|'[^'\\\n\r]*(?:\\(?:\r\n|[\s\S])?[^'\\\n\r]*)*'?/,
  start_chars_hint: signs(`"'`),
  line_breaks: true,
});
export const NumberLiteral = createToken({
  name: "Number",
  pattern: /[+-]?(?:0[xX][0-9a-fA-F]+|\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|Infinity|NaN)/,
  start_chars_hint: signs("+-.0123456789"),
});
export const True = createToken({
  name: "True",
  pattern: new RegExp(`true${NO_NAME_PART}`),
  start_chars_hint: signs("t"),
});
export const False = createToken({
  name: "False",
  pattern: new RegExp(`false${NO_NAME_PART}`),
  start_chars_hint: signs("f"),
});
export const Null = createToken({
  name: "Null",
  pattern: new RegExp(`null${NO_NAME_PART}`),
  start_chars_hint: signs("n"),
});
/** A key without quotes, or text that should have some. */
export const Word = createToken({
  name: "Word",
  pattern: new RegExp(`(?:[A-Za-z_$@]|[^\\x00-\\x7f\\s\\u201c-\\u201e]|\\\\)(?:${NAME_PART})*`),
  start_chars_hint: [...letters, ...signs("_$@\\"), ...beyondAscii],
  line_breaks: false,
});
/** Text between the quotes of a word processor. */
export const CurlyText = createToken({
  name: "CurlyText",
  pattern: /[\u201c-\u201e][^\u201c-\u201e\n\r]*[\u201c-\u201e]?/,
  start_chars_hint: characters(0x201c, 0x201e),
  line_breaks: false,
});
/** What can begin nothing. */
export const Unknown = createToken({
  name: "Unknown",
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  pattern: /[+\-./]|[!#%&()*;<=>?^`|~\x00-\x08\x0e-\x1f\x7f]+/,
  start_chars_hint: [...signs("+-./!#%&()*;<=>?^`|~\x7f"), ...characters(0, 8), ...characters(0x0e, 0x1f)],
  line_breaks: false,
});
const WhiteSpace = createToken({
  name: "WhiteSpace",
  pattern: new RegExp(`${SPACE}+`),
  group: Lexer.SKIPPED,
  start_chars_hint: [9, 10, 11, 12, 13, 32, ...beyondAscii],
  line_breaks: true,
});
const CommentToken = createToken({
  name: "Comment",
  pattern: /\/\/[^\n\r\u2028\u2029]*|\/\*[\s\S]*?\*\//,
  group: "comments",
  start_chars_hint: signs("/"),
  line_breaks: true,
});

/** Takes the rest of the text, so that its end is looked for once. */
export const OpenComment = createToken({
  name: "OpenComment",
  pattern: /\/\*[\s\S]*/,
  group: "comments",
  start_chars_hint: signs("/"),
  line_breaks: true,
});

/** The tokens that the grammar sees. */
export const grammarTokens: TokenType[] = [
  LeftBrace,
  RightBrace,
  LeftBracket,
  RightBracket,
  Comma,
  Colon,
  Text,
  NumberLiteral,
  True,
  False,
  Null,
  CurlyText,
  Word,
  Unknown,
];

let lexer: Lexer | undefined;

/** Made at the first use: a command that reads no flow should not wait for it. */
export function lexDocument(text: string): { readonly tokens: IToken[]; readonly comments: readonly IToken[] } {
  lexer ??= makeLexer(true);
  const { tokens, groups } = lexer.tokenize(text);
  return { tokens, comments: groups.comments ?? [] };
}

export function makeLexer(skipValidations: boolean): Lexer {
  return new Lexer([WhiteSpace, CommentToken, OpenComment, ...grammarTokens], {
    positionTracking: "onlyOffset", // its ends are NaN: use `endOf`
    ensureOptimizations: true,
    skipValidations,
  });
}

export function endOf(token: IToken): number {
  return token.startOffset + token.image.length;
}
