// Untrusted text in, text that is harmless on a terminal out: C0, C1, bidi, line separators, tags and the variation selectors that no
// script needs become visible escapes (spec 7.6).

import { cut } from "./cut.js";

const DANGEROUS =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be shown
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|\udb40[\udc00-\udc7f\udd00-\uddef]/g;

export function printable(text: string): string {
  return text.replace(DANGEROUS, (character) =>
    character
      .split("")
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
      .join(""),
  );
}

/** A name or value in backticks-free quotes, cut to a readable length. */
export function quoted(text: string, longest = 60): string {
  return `"${cut(text, longest, printable)}"`;
}
