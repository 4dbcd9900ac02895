// A text in, the document tree and every mistake of the text out; never throws, whatever the text (spec 1.1–1.5).

import type { IToken } from "chevrotain";
import { diagnose } from "../diagnostic/diagnose.js";
import type { Diagnostic } from "../diagnostic/diagnostic.js";
import type { Limits } from "../language/limits.js";
import { type Span, spanOf } from "../text/span.js";
import { brokenString, joinBrokenStrings } from "./join-broken-strings.js";
import { layoutOf } from "./layout.js";
import { type Mended, mendSlips } from "./mend-slips.js";
import { allTold, isHopeless, noMistakes, tell } from "./mistakes.js";
import { otherFormat } from "./other-format.js";
import { DEEPEST, DocumentParser, type Read, type Reading } from "./parser.js";
import { spanOfToken } from "./scalars.js";
import {
  Colon,
  endOf,
  False,
  LeftBrace,
  LeftBracket,
  lexDocument,
  Null,
  OpenComment,
  RightBrace,
  RightBracket,
  True,
  Unknown,
  Word,
} from "./tokens.js";
import type { Comment, Document } from "./tree.js";

/** Of a text of at least LONG units the first PROBE are read alone, so that garbage of any size is refused at once. */
const LONG = 131_072;
const PROBE = 16_384;

type Parsed = { readonly document: Document; readonly diagnostics: readonly Diagnostic[] };

let parser: DocumentParser | undefined;

export function parseDocument(text: string, limits: Limits): Parsed {
  if (text.length > limits.source) {
    const span = spanOf(limits.source, text.length);
    return nothing([], [diagnose("limit/source", span, { limit: limits.source, actual: text.length })]);
  }
  const other = otherFormat(text);
  if (other?.kind === "yaml") return nothing([], [diagnose("document/yaml", other.span, {})]);
  if (other?.kind === "markdown") {
    const edits = other.fences.map((span) => ({ span, text: "" }));
    const fixes = [{ title: "remove the lines with ```", safe: false, edits }];
    const fence = diagnose("document/markdown", other.fences[0] as Span, {}, { fixes });
    const inside = parseText(other.text, limits);
    return { ...inside, diagnostics: [fence, ...inside.diagnostics] };
  }
  if (text.length >= LONG) {
    const probed = parseText(text.slice(0, PROBE), limits);
    if (probed.hopeless) return probed;
  }
  return parseText(text, limits);
}

function parseText(text: string, limits: Limits): Parsed & { readonly hopeless: boolean } {
  const { tokens: words, comments: commentTokens } = lexDocument(text);
  const { tokens, broken } = joinBrokenStrings(text, words, commentTokens);
  const comments = commentTokens.map((token) => ({ text: token.image, span: spanOfToken(token) }));
  const first = tokens[0];
  if (first !== undefined && looksBinary(text, first)) {
    return nothing(comments, [diagnose("document/not-text", spanOfToken(first), {})]);
  }
  const limit = Math.min(limits.nesting, DEEPEST);
  const refuse = (bracket: IToken) =>
    nothing(comments, [diagnose("limit/nesting", spanOfToken(bracket), { limit, deepest: DEEPEST })]);
  const tooDeep = firstTooDeep(tokens, limit);
  if (tooDeep !== null) return refuse(tooDeep);
  const openComment = openCommentOf(commentTokens);
  const best = withoutSlips(text, tokens, limits, openComment !== null);
  if (best.tooDeep !== null) return refuse(best.tooDeep);
  const { mistakes } = best;
  for (const token of broken) tell(mistakes, () => brokenString(token));
  if (openComment !== null) {
    const span = spanOf(openComment.startOffset, openComment.startOffset + 2);
    tell(mistakes, () => diagnose("document/unterminated-comment", span, {}));
  }
  const root = best.root?.kind === "missing" ? null : best.root;
  if (root === null && mistakes.count === 0) {
    tell(mistakes, () => diagnose("document/empty", spanOf(0, text.length), {}));
  }
  return { document: { root, comments }, diagnostics: allTold(mistakes), hopeless: isHopeless(mistakes) };
}

function nothing(
  comments: readonly Comment[],
  diagnostics: readonly Diagnostic[],
): Parsed & { readonly hopeless: true } {
  return { document: { root: null, comments }, diagnostics, hopeless: true };
}

/** Typos are reported as such where that leaves no more mistakes than the text as it is. */
function withoutSlips(text: string, tokens: IToken[], limits: Limits, openComment: boolean): Read {
  const plain = bestReading(text, tokens, limits, openComment);
  if (plain.tooDeep !== null || plain.mistakes.count === 0 || isHopeless(plain.mistakes)) return plain;
  const mended = withoutExtraCloser(plain, tokens) ?? mendSlips(text, tokens);
  if (mended.slips.length === 0) return plain;
  const other = bestReading(text, mended.tokens, limits, openComment);
  if (other.tooDeep !== null || other.mistakes.count + mended.slips.length > plain.mistakes.count) return plain;
  for (const slip of mended.slips) tell(other.mistakes, () => slip);
  return other;
}

/** A closer too many ends the root too early: the text is read without the one that an opening bracket was missed before. */
function withoutExtraCloser({ mistakes: { told } }: Read, tokens: IToken[]): Mended | null {
  const missed = told.find(({ code }) => code === "document/missing-closer");
  if (missed === undefined || !told.some(({ code }) => code === "document/after-root")) return null;
  const extra = tokens.findIndex((token) => token.startOffset >= missed.span.start);
  const closer = tokens[extra];
  if (closer === undefined || (closer.tokenType !== RightBrace && closer.tokenType !== RightBracket)) return null;
  const span = spanOfToken(closer);
  const fixes = [{ title: `remove the ${closer.image}`, safe: false, edits: [{ span, text: "" }] }];
  const slip = diagnose("document/stray-closer", span, { closer: closer.image }, { fixes });
  return { tokens: tokens.filter((_, i) => i !== extra), slips: [slip] };
}

/** The reading with the fewest mistakes; of equal ones the one that trusts how the lines are indented. */
function bestReading(text: string, tokens: IToken[], limits: Limits, openComment: boolean): Read {
  parser ??= new DocumentParser(true);
  const hasControls = CONTROL.test(text);
  const grammar = parser;
  const read = (given: IToken[], reading: Reading): Read =>
    grammar.read(text, given, { limits, hasControls, mistakes: noMistakes(), openComment }, reading);
  let best = read(tokens, {});
  if (best.tooDeep !== null || best.mistakes.count === 0 || !best.doubtful || isHopeless(best.mistakes)) return best;
  const parted = partGluedWords(tokens);
  const layout = layoutOf(text, parted);
  best = fewer(read(parted, { layout }), best);
  const { told } = best.mistakes;
  const has = (code: string): boolean => told.some((diagnostic) => diagnostic.code === `document/${code}`);
  const repeatedKey = has("duplicate-key");
  const emptyComma = has("extra-comma");
  const others: Reading[] = [];
  if (repeatedKey) others.push({ repeatedKey }, { layout, repeatedKey });
  if (emptyComma) others.push({ emptyComma }, { layout, emptyComma });
  if (repeatedKey && emptyComma) others.push({ repeatedKey, emptyComma });
  if (has("missing-closer") || has("stray-closer")) others.push({ wrongCloser: true });
  for (const reading of others) {
    if (best.mistakes.count === 1) break;
    best = fewer(best, read(parted, reading));
  }
  return best;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/;

function fewer(preferred: Read, other: Read): Read {
  if (preferred.tooDeep !== null) return other;
  return other.tooDeep === null && other.mistakes.count < preferred.mistakes.count ? other : preferred;
}

/** `a: trueb: 1` lost a comma: `true` and `b` are two tokens. */
function partGluedWords(tokens: readonly IToken[]): IToken[] {
  return tokens.flatMap((token, i) => {
    if (token.tokenType !== Word || tokens[i - 1]?.tokenType !== Colon || tokens[i + 1]?.tokenType !== Colon)
      return [token];
    const type = [True, False, Null].find(({ name }) => token.image.startsWith(name.toLowerCase()));
    if (type === undefined) return [token];
    const { length } = type.name;
    return [
      { ...token, image: token.image.slice(0, length), tokenType: type, tokenTypeIdx: type.tokenTypeIdx ?? 0 },
      { ...token, image: token.image.slice(length), startOffset: token.startOffset + length },
    ];
  });
}

/** The first bracket that is open too deep. */
function firstTooDeep(tokens: readonly IToken[], limit: number): IToken | null {
  let depth = 0;
  for (const token of tokens) {
    const type = token.tokenType;
    if (type === LeftBrace || type === LeftBracket) {
      depth++;
      if (depth > limit) return token;
    } else if ((type === RightBrace || type === RightBracket) && depth > 0) depth--;
  }
  return null;
}

/** Characters that no text has stand before the first value. */
function looksBinary(text: string, first: IToken): boolean {
  const start = text.slice(0, 256);
  if (first.tokenType !== Unknown && first.tokenType !== Word) return false;
  return CONTROL.test(start) || (first.image.includes("\ufffd") && endOf(first) > 0);
}

function openCommentOf(comments: readonly IToken[]): IToken | null {
  const last = comments[comments.length - 1];
  return last?.tokenType === OpenComment ? last : null;
}
