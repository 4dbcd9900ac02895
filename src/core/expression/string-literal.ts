// A quoted string as written in an expression in, its value out (spec 2.4.3, 2.12.2). Paths and filters take the strings of RFC 9535
// to the letter; arguments of calls take JSON's escapes in either quotes, and line breaks and lone surrogates as they are.

import { diagnose } from "../diagnostic/diagnose.js";
import { hasOwn } from "../text/json.js";
import { type Reading, spanAt } from "./reading.js";

export type StringRules = "path" | "call";

const simple: { readonly [letter: string]: string } = {
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  "/": "/",
  "\\": "\\",
};
const hex = /^[0-9A-Fa-f]{4}$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that need a closer look
const plain = /^[^\u0000-\u001f\\\ud800-\udfff]*$/;

/** `image` begins with its quote at `start` and may lack its end. What is wrong is reported and left out of the value. */
export function decodeString(reading: Reading, start: number, image: string, rules: StringRules): string {
  const quote = image[0] as string;
  const body = image.slice(1, -1);
  if (image.length > 1 && image.endsWith(quote) && plain.test(body)) return body;

  let value = "";
  let i = 1;
  while (i < image.length && image[i] !== quote) {
    const length = unitLength(image, i);
    const at = spanAt(reading, start + i, start + Math.min(i + length, image.length));
    const written = image.slice(i, i + length);
    if (written.startsWith("\\")) {
      const unit = unescaped(written, quote, rules);
      if (unit === null) reading.mistakes.push(diagnose("expression/bad-escape", at, { written, quote }));
      else if (rules === "path" && isLone(unit)) reading.mistakes.push(diagnose("path/lone-surrogate", at, {}));
      else value += unit;
    } else if (rules === "path" && written < " ") {
      reading.mistakes.push(diagnose("path/control-character", at, { code: written.charCodeAt(0) }));
    } else if (rules === "path" && isLone(written)) {
      reading.mistakes.push(diagnose("path/lone-surrogate", at, {}));
    } else {
      value += written;
    }
    i += length;
  }
  if (i >= image.length) {
    reading.mistakes.push(
      diagnose("expression/unclosed-string", spanAt(reading, start, start + image.length), { quote }),
    );
  }
  return value;
}

/** For each unit of the decoded value of a well-formed string, where it is written, counted from the opening quote; last, the end. */
export function unitOffsets(image: string): readonly number[] {
  const offsets: number[] = [];
  let i = 1;
  while (i < image.length - 1) {
    const length = unitLength(image, i);
    const units = length === 12 || (length === 2 && image[i] !== "\\") ? 2 : 1;
    for (let unit = 0; unit < units; unit++) offsets.push(i);
    i += length;
  }
  offsets.push(i);
  return offsets;
}

/** How much of the text stands for one character: an escape, two escapes that are a surrogate pair, a pair, or a unit. */
function unitLength(image: string, i: number): number {
  if (image[i] !== "\\") return isHigh(image.charCodeAt(i)) && isLow(image.charCodeAt(i + 1)) ? 2 : 1;
  if (image[i + 1] !== "u") return isHigh(image.charCodeAt(i + 1)) && isLow(image.charCodeAt(i + 2)) ? 3 : 2;
  const digits = /^[0-9A-Fa-f]{0,4}/.exec(image.slice(i + 2, i + 6))?.[0] ?? "";
  if (digits.length < 4) return 2 + digits.length;
  const next = image.slice(i + 6, i + 12);
  const paired =
    isHigh(Number.parseInt(digits, 16)) &&
    /^\\u[0-9A-Fa-f]{4}$/.test(next) &&
    isLow(Number.parseInt(next.slice(2), 16));
  return paired ? 12 : 6;
}

function unescaped(written: string, quote: string, rules: StringRules): string | null {
  const letter = written[1] ?? "";
  if (letter === "u") {
    const codes = written.length === 12 ? [written.slice(2, 6), written.slice(8)] : [written.slice(2)];
    return codes.every((code) => hex.test(code))
      ? String.fromCharCode(...codes.map((code) => Number.parseInt(code, 16)))
      : null;
  }
  if (letter === quote || (rules === "call" && letter === '"')) return letter;
  return hasOwn(simple, letter) ? (simple[letter] as string) : null;
}

function isLone(text: string): boolean {
  const unit = text.charCodeAt(0);
  return text.length === 1 && (isHigh(unit) || isLow(unit));
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
