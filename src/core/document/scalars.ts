// One token in, the node of a string, number, word or key out; what is wrong inside the token is reported (spec 1.1, 1.4).

import type { IToken } from "chevrotain";
import { diagnose } from "../diagnostic/diagnose.js";
import type { Limits } from "../language/limits.js";
import { nearest } from "../text/nearest.js";
import { type Span, spanOf } from "../text/span.js";
import { type Mistakes, tell } from "./mistakes.js";
import { readNumber } from "./number-literal.js";
import { readString } from "./string-literal.js";
import { CurlyText, endOf, Text } from "./tokens.js";
import type { DocumentNode, KeyNode, MissingNode } from "./tree.js";

/** What the reading of a text has at hand and changes. */
export type Reader = {
  readonly limits: Limits;
  /** False where no string of the text can hold a control character: then none is searched. */
  readonly hasControls: boolean;
  readonly mistakes: Mistakes;
  /** The text ends in a comment that was not closed, which took the rest with it. */
  readonly openComment?: boolean;
};

const PLAIN_NAME = /^[A-Za-z_$][\w$]*$/;
const NAME = /^[$_\p{L}\p{Nl}](?:[$_\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]|\u200c|\u200d)*$/u;
const NAME_ESCAPE = /\\u([0-9a-fA-F]{4})/g;
const WORDS = ["true", "false", "null"];
const NONE = new Set(["none", "nil", "undefined", "nothing", "nan"]);

export function spanOfToken(token: IToken): Span {
  return { start: token.startOffset, end: token.startOffset + token.image.length };
}

export function missing(at: number, end = at): MissingNode {
  return { kind: "missing", span: { start: at, end } };
}

export function stringOf(token: IToken, reader: Reader): DocumentNode {
  const { count } = reader.mistakes;
  const node = { kind: "string", span: spanOfToken(token), value: contentOf(token, reader), raw: token.image } as const;
  return isGuessed(token) || (token.tokenType === Text && reader.mistakes.count > count)
    ? { ...node, broken: true }
    : node;
}

/** A token that stands for what was most likely meant, and is not what was written. */
export function isGuessed({ payload }: IToken): boolean {
  return payload === guessed;
}

export const guessed = "guessed";

export function numberOf(token: IToken, reader: Reader): DocumentNode {
  const span = spanOfToken(token);
  const raw = token.image;
  const { value, mistake } = readNumber(raw);
  switch (mistake) {
    case null:
      return { kind: "number", span, value, raw };
    case "unsafe-integer":
      tell(reader.mistakes, () => diagnose("document/unsafe-integer", span, { text: raw, read: String(value) }));
      return { kind: "number", span, value, raw };
    case "leading-zero":
      tell(reader.mistakes, () => diagnose("document/malformed-number", span, { text: raw, zero: true }));
      return missing(span.start, span.end);
    case "not-a-number":
      tell(reader.mistakes, () => diagnose("document/not-a-number", span, { text: raw }));
      return missing(span.start, span.end);
    case "too-large":
      tell(reader.mistakes, () => diagnose("document/number-too-large", span, { text: raw }));
      return missing(span.start, span.end);
  }
}

/** `12px`, `1.2.3`: several tokens without space between them. */
export function malformedNumber(first: IToken, last: IToken, text: string, reader: Reader): MissingNode {
  const span = spanOf(first.startOffset, endOf(last));
  const written = text.slice(span.start, span.end);
  tell(reader.mistakes, () =>
    diagnose("document/malformed-number", span, { text: written, zero: /^[+-]?0\d+$/.test(written) }),
  );
  return missing(span.start, span.end);
}

/** Text without quotes where a value stands. */
export function wordOf(token: IToken, silent: boolean, reader: Reader): DocumentNode {
  const span = spanOfToken(token);
  if (!silent) {
    const word = token.image;
    const isInfinite = word === "Infinity" || word === "NaN";
    tell(reader.mistakes, () =>
      isInfinite
        ? diagnose("document/not-a-number", span, { text: word })
        : diagnose("document/unknown-word", span, { word, near: nearestWord(word) }),
    );
  }
  return missing(span.start, span.end);
}

/** `silent`: more than the quotes is missing, and was reported. */
export function keyOf(token: IToken, silent: boolean, reader: Reader): KeyNode {
  const span = spanOfToken(token);
  const raw = token.image;
  if (token.tokenType === Text || token.tokenType === CurlyText) return { name: contentOf(token, reader), raw, span };
  if (PLAIN_NAME.test(raw)) return { name: raw, raw, span };
  const name = nameOf(token);
  if (!silent && !NAME.test(name)) {
    const fixes = [{ title: "put the key in quotes", safe: true, edits: [{ span, text: JSON.stringify(name) }] }];
    tell(reader.mistakes, () => diagnose("document/unquoted-key", span, { key: name }, { fixes }));
  }
  return { name, raw, span };
}

/** What a key token means, mistakes aside. */
export function nameOf(token: IToken): string {
  if (token.tokenType === Text) return readString(token.image).value;
  return token.image.replace(NAME_ESCAPE, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}

function contentOf(token: IToken, reader: Reader): string {
  const image = token.image;
  if (token.tokenType === CurlyText) return curlyContentOf(token, reader);
  const last = image.charCodeAt(image.length - 1);
  const plain = image.length > 1 && last === image.charCodeAt(0) && !image.includes("\\") && !reader.hasControls;
  const value = plain ? image.slice(1, -1) : readCarefully(token, reader);
  if (value.length > reader.limits.string) tellTooLong(token, value.length, reader);
  return value;
}

function readCarefully(token: IToken, reader: Reader): string {
  const { value, mistakes } = readString(token.image);
  for (const { kind, start, end } of mistakes) {
    const span = spanOf(token.startOffset + start, token.startOffset + end);
    const text = token.image.slice(start, end);
    tell(reader.mistakes, () => {
      switch (kind) {
        case "escape":
          return diagnose("document/invalid-escape", span, { text });
        case "control": {
          const written = `\\u${text.charCodeAt(0).toString(16).padStart(4, "0")}`;
          return diagnose("document/control-character", span, { written });
        }
        case "unterminated":
          return diagnose("document/unterminated-string", span, { quote: text.slice(0, 1) });
      }
    });
  }
  return value;
}

function curlyContentOf(token: IToken, reader: Reader): string {
  const image = token.image;
  const closed = image.length > 1 && /[\u201c-\u201e]$/.test(image);
  const value = image.slice(1, closed ? -1 : undefined);
  const span = spanOfToken(token);
  const fixes = [{ title: "write straight quotes", safe: true, edits: [{ span, text: JSON.stringify(value) }] }];
  tell(reader.mistakes, () => diagnose("document/typographic-quotes", span, {}, { fixes }));
  return value;
}

function tellTooLong(token: IToken, length: number, reader: Reader): void {
  tell(reader.mistakes, () =>
    diagnose("limit/string", spanOfToken(token), { limit: reader.limits.string, actual: length }),
  );
}

function nearestWord(word: string): string | undefined {
  const lower = word.toLowerCase();
  if (NONE.has(lower)) return "null";
  return WORDS.includes(lower) ? lower : nearest(word, WORDS);
}
