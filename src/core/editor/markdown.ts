// Text of the flow in, Markdown that shows it as it is out (spec 7.6, 7.13): no text of a flow makes a link, an image or a tag.

import { printable } from "../text/printable.js";
import type { Span } from "../text/span.js";

export function titled(text: string, { start, end }: Span, words: string): string {
  return `${code(text.slice(start, end))}: ${words}`;
}

/** Text of the flow as Markdown shows it as it is: harmless, on one line, in more backticks than it holds. */
export function code(text: string): string {
  const shown = printable(text);
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? `${fence}${shown}${fence}` : `${fence} ${shown} ${fence}`;
}

/** Names of the flow in a sentence. */
export function prose(text: string): string {
  return text.replace(/[\\`*_<>[\]&|~#]/g, "\\$&");
}
