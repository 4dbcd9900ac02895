// A regular expression of an author in, a test that runs in linear time out, or why there is none (spec 3.3). Unanchored, as JSON
// Schema has it.

import { RE2JS } from "re2js";
import { defaultLimits } from "../limits.js";

export type Pattern = { readonly test: (text: string) => boolean };

/** A text that is longer than patterns are tried on: said of the value, not of the pattern. */
export class TextTooLong extends Error {}

export function compilePattern(
  source: string,
): { readonly ok: true; readonly pattern: Pattern } | { readonly ok: false; readonly why: string } {
  try {
    const compiled = RE2JS.compile(RE2JS.translateRegExp(source));
    const test = (text: string) => {
      if (text.length > defaultLimits.patternText) throw new TextTooLong();
      return compiled.test(text);
    };
    return { ok: true, pattern: { test } };
  } catch (error) {
    return { ok: false, why: reason(source, error instanceof Error ? error.message : "") };
  }
}

function reason(source: string, message: string): string {
  const said = message.replace(/^error parsing regexp: /, "");
  const outside = "patterns are matched in linear time, which leaves out";
  if (/\(\?<?[=!]/.test(source)) return `${outside} lookahead and lookbehind`;
  if (/invalid escape sequence: `\\[1-9k]/.test(said)) return `${outside} references back to a group`;
  return said === "" ? "it cannot be read" : said;
}
