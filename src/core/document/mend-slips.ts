// A text with mistakes and its tokens in, tokens out as if a typo were not there, and the typos (spec 1.3): backticks for
// quotes, a quote inside a text that ends it, parentheses for brackets, comments that begin with #, commas between digits. Each would cause many mistakes.

import type { IToken, TokenType } from "chevrotain";
import { diagnose } from "../diagnostic/diagnose.js";
import type { Diagnostic } from "../diagnostic/diagnostic.js";
import { writeInstead } from "../diagnostic/fix.js";
import { spanOf } from "../text/span.js";
import { guessed, spanOfToken } from "./scalars.js";
import { isClosed } from "./string-literal.js";
import {
  Colon,
  Comma,
  endOf,
  LeftBracket,
  lexDocument,
  NumberLiteral,
  RightBrace,
  RightBracket,
  Text,
  Unknown,
} from "./tokens.js";

export type Mended = { readonly tokens: IToken[]; readonly slips: readonly Diagnostic[] };

/** Strings longer than this are not looked into: work stays linear in the text. */
const LONGEST = 4_000;
/** Only so many typos are reported. */
const MOST = 100;

export function mendSlips(text: string, tokens: readonly IToken[]): Mended {
  const mended: IToken[] = [];
  const slips: Diagnostic[] = [];
  const parentheses: IToken[] = [];
  const waiting = [...tokens].reverse();
  /** Of the last correction. */
  let end = 0;
  for (let token = waiting.pop(); token !== undefined; token = waiting.pop()) {
    const start = token.startOffset;
    if (token.tokenType === Text && slips.length < MOST) {
      const found = innerQuotes(text, token, waiting.at(-1));
      if (found === null) mended.push(token);
      else {
        mended.push(found.token);
        slips.push(found.slip);
        end = endOf(found.token);
        resume(text, end, waiting);
      }
      continue;
    }
    if (token.tokenType === NumberLiteral && mended.at(-1)?.tokenType === Colon && slips.length < MOST) {
      const groups = digitGroups(text, token);
      if (groups !== null) {
        end = start + groups.length;
        while ((waiting.at(-1)?.startOffset ?? end) < end) waiting.pop();
        const number = groups.replaceAll(",", "");
        const fixes = [writeInstead(spanOf(start, end), number)];
        slips.push(diagnose("document/digit-groups", spanOf(start, end), { written: groups, number }, { fixes }));
        mended.push(as(token, NumberLiteral, number));
        continue;
      }
    }
    if (token.tokenType !== Unknown) {
      mended.push(token);
      continue;
    }
    for (const sign of split(token, start)) {
      if (sign.startOffset < end) continue;
      if (sign.image === "#" && /(?:^|\s)$/.test(text.slice(Math.max(0, sign.startOffset - 1), sign.startOffset))) {
        end = lineEnd(text, sign.startOffset);
        resume(text, end, waiting);
        const fixes = [{ title: "write //", safe: false, edits: [{ span: spanOfToken(sign), text: "//" }] }];
        slips.push(diagnose("document/hash-comment", spanOfToken(sign), {}, { fixes }));
      } else if (sign.image === "`") {
        const close = text.slice(0, sign.startOffset + LONGEST).indexOf("`", sign.startOffset + 1);
        if (close < 0) mended.push(sign);
        else {
          end = close + 1;
          // What is left of this token is looked at here.
          resume(text, Math.max(end, endOf(token)), waiting);
          const span = spanOf(sign.startOffset, end);
          const written = JSON.stringify(text.slice(sign.startOffset + 1, close));
          const fixes = [{ title: "write double quotes", safe: false, edits: [{ span, text: written }] }];
          slips.push(diagnose("document/backticks", span, {}, { fixes }));
          mended.push(as(sign, Text, `"${text.slice(sign.startOffset + 1, close).replace(/["\\\r\n]/g, " ")}"`));
        }
      } else if (sign.image === "(") {
        parentheses.push(sign);
        mended.push(as(sign, LeftBracket, "("));
      } else if (sign.image === ")") {
        const open = parentheses.pop();
        if (open !== undefined) slips.push(inBrackets(open, sign));
        mended.push(open === undefined ? sign : as(sign, RightBracket, ")"));
      } else mended.push(sign);
    }
  }
  return { tokens: mended, slips };
}

/** "1,000", "12,500,000". */
function digitGroups(text: string, { startOffset }: IToken): string | null {
  const found = /^[+-]?[1-9]\d{0,2}(?:,\d{3})+(?![\d.])/.exec(text.slice(startOffset, startOffset + 40));
  return found?.[0] ?? null;
}

/** What stands behind a correction may be other tokens than it seemed: it may end within one, or within what seemed a comment. */
function resume(text: string, end: number, waiting: IToken[]): void {
  let seemed = end;
  for (let token = waiting.at(-1); token !== undefined && token.startOffset < end; token = waiting.at(-1)) {
    seemed = Math.max(seemed, endOf(token));
    waiting.pop();
  }
  const until = Math.max(seemed, waiting.at(-1)?.startOffset ?? text.length);
  const tokens = lexDocument(text.slice(end, until)).tokens.map((token) => {
    return { ...token, startOffset: token.startOffset + end };
  });
  waiting.push(...tokens.reverse());
}

function inBrackets(open: IToken, close: IToken): Diagnostic {
  const edits = [
    { span: spanOfToken(open), text: "[" },
    { span: spanOfToken(close), text: "]" },
  ];
  const fixes = [{ title: "write [ and ]", safe: false, edits }];
  return diagnose("document/parentheses", spanOfToken(open), {}, { fixes });
}

/** Signs that can begin nothing come in runs; each of them from an offset on. */
function split(token: IToken, from: number): IToken[] {
  return [...token.image].flatMap((image, i) => {
    const startOffset = token.startOffset + i;
    return startOffset < from ? [] : [{ ...token, image, startOffset }];
  });
}

function as(token: IToken, type: TokenType, image: string): IToken {
  return { ...token, image, tokenType: type, tokenTypeIdx: type.tokenTypeIdx ?? 0 };
}

function lineEnd(text: string, from: number): number {
  const found = /[\n\r\u2028\u2029]/g;
  found.lastIndex = from;
  return found.exec(text)?.index ?? text.length;
}

/**
 * A string that something follows at once was ended too early, by a quote or an apostrophe inside. It ends where its quote stands
 * before a comma, a colon, a closing bracket or the end of the line; a call, at the quote after a closing parenthesis.
 *  'mum's cake',        "@Format("{} x", $.input.y)"
 *  ~~~~~~~~~~~~         ~~~~~~~~~~~~~~~~~~~~~~~~~~~~
 */
function innerQuotes(
  text: string,
  token: IToken,
  next: IToken | undefined,
): { token: IToken; slip: Diagnostic } | null {
  const first = endOf(token) - 1;
  const follows = next?.startOffset === first + 1 && ![Comma, Colon, RightBrace, RightBracket].includes(next.tokenType);
  if (!follows || !isClosed(token.image)) return null;
  const start = token.startOffset;
  const quote = token.image[0] as string;
  const line = text.slice(start, Math.min(lineEnd(text, start), start + LONGEST));
  const isCall = /^.@[A-Za-z]+\(/.test(line);
  const closing = new RegExp(`${isCall ? "\\)" : ""}${quote}(?=[ \\t]*(?:[,}\\]:]|$))`, "g");
  closing.lastIndex = token.image.length;
  const found = closing.exec(line);
  if (found === null) return null;
  const image = line.slice(0, found.index + found[0].length);
  const inside = image.slice(1, -1);
  const edits = [...inside.matchAll(new RegExp(quote, "g"))].map(({ index }) => {
    const at = start + 1 + index;
    return { span: spanOf(at, at + 1), text: isCall ? "'" : `\\${quote}` };
  });
  const mixed = isCall && (quote === "'" || inside.includes("'"));
  const fixes = mixed
    ? []
    : [{ title: isCall ? "write single quotes inside" : `write \\${quote}`, safe: false, edits }];
  const slip = diagnose("document/inner-quotes", spanOf(first, first + 1), { quote, isCall }, { fixes });
  const other = quote === '"' ? "'" : "\u2019";
  return { token: { ...token, payload: guessed, image: quote + inside.replaceAll(quote, other) + quote }, slip };
}
