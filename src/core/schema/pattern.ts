// A regular expression of an author in, a test that runs in linear time out, or why there is none (spec 3.3). Unanchored, as JSON
// Schema has it.

import { RE2JS } from "re2js";
import { defaultLimits } from "../language/limits.js";

export type Pattern = { readonly test: (text: string) => boolean };

/** A text that is longer than patterns are tried on: said of the value, not of the pattern. */
export class TextTooLong extends Error {}

export function compilePattern(
  source: string,
): { readonly ok: true; readonly pattern: Pattern } | { readonly ok: false; readonly why: string } {
  try {
    const compiled = RE2JS.compile(RE2JS.translateRegExp(asRe2(source)));
    const test = (text: string) => {
      if (text.length > defaultLimits.patternText) throw new TextTooLong();
      return compiled.test(text);
    };
    return { ok: true, pattern: { test } };
  } catch (error) {
    return { ok: false, why: reason(source, error instanceof Error ? error.message : "") };
  }
}

/** What ECMAScript writes otherwise: long names of Unicode properties, and characters beyond the first plane as two escapes. */
function asRe2(source: string): string {
  return source.replace(
    /\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|([pP])\{(?:(?:Script|sc|Script_Extensions|scx|General_Category|gc)=)?(\w+)\}|[\s\S])/g,
    (whole, high: string | undefined, low: string | undefined, sign: string | undefined, name: string | undefined) => {
      if (high !== undefined && low !== undefined) {
        const point = (Number.parseInt(high, 16) - 0xd800) * 0x400 + Number.parseInt(low, 16) - 0xdc00 + 0x10000;
        return `\\u{${point.toString(16)}}`;
      }
      return sign === undefined || name === undefined ? whole : `\\${sign}{${categories.get(name) ?? name}}`;
    },
  );
}

const categories: ReadonlyMap<string, string> = new Map([
  ["Letter", "L"],
  ["Lowercase_Letter", "Ll"],
  ["Uppercase_Letter", "Lu"],
  ["Titlecase_Letter", "Lt"],
  ["Modifier_Letter", "Lm"],
  ["Other_Letter", "Lo"],
  ["Mark", "M"],
  ["Number", "N"],
  ["Decimal_Number", "Nd"],
  ["Punctuation", "P"],
  ["Symbol", "S"],
  ["Separator", "Z"],
  ["Space_Separator", "Zs"],
  ["Control", "Cc"],
]);

function reason(source: string, message: string): string {
  const said = message.replace(/^error parsing regexp: /, "");
  const outside = "patterns are matched in linear time, which leaves out";
  if (/\(\?<?[=!]/.test(source)) return `${outside} lookahead and lookbehind`;
  if (/invalid escape sequence: `\\[1-9k]/.test(said)) return `${outside} references back to a group`;
  if (/invalid repeat count/.test(said)) return "nothing may be repeated more than 1000 times";
  return said === "" ? "it cannot be read" : said;
}
