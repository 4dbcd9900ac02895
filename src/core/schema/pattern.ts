// A regular expression of an author in, a test that runs in linear time out, or why there is none (spec 3.3.2). Unanchored, as JSON
// Schema has it.

import { RE2JS } from "re2js";
import { defaultLimits } from "../language/limits.js";
import { translatePattern } from "./ecma-pattern.js";

export type Pattern = { readonly test: (text: string) => boolean };

/** A text that is longer than patterns are tried on: said of the value, not of the pattern. */
export class TextTooLong extends Error {}

/** `beyond`: ECMA-262 has the pattern, and linear-time matching has not. */
type Compiled =
  | { readonly ok: true; readonly pattern: Pattern }
  | { readonly ok: false; readonly why: string; readonly beyond: boolean };

export function compilePattern(source: string): Compiled {
  const translated = translatePattern(source);
  if (!translated.ok) return translated;
  try {
    const compiled = RE2JS.compile(translated.pattern);
    const test = (text: string) => {
      if (text.length > defaultLimits.patternText) throw new TextTooLong();
      return compiled.test(text);
    };
    return { ok: true, pattern: { test } };
  } catch {
    // What was translated is well formed: RE2 refuses it for its size alone.
    return { ok: false, why: "nothing may be repeated more than 1000 times in all", beyond: true };
  }
}
