// A text in, what it was written in instead of JSON out (spec 1.3): Markdown around it, or YAML.

import { type Span, spanOf } from "../text/span.js";

export type OtherFormat =
  /** The fences, and the text with spaces in their place. */
  | { readonly kind: "markdown"; readonly fences: readonly Span[]; readonly text: string }
  | { readonly kind: "yaml"; readonly span: Span };

const looked = 4_096;

export function otherFormat(text: string): OtherFormat | null {
  const opening = /^\s{0,99}(```[^\n`]{0,99})(?:\n|$)/.exec(text.slice(0, looked));
  if (opening !== null) return fenced(text, opening[0].indexOf("`"), opening[1] as string);
  return /^\s{0,99}[{[]/.test(text) ? null : yaml(text.slice(0, looked));
}

function fenced(text: string, start: number, opening: string): OtherFormat {
  const fences = [spanOf(start, start + opening.trimEnd().length)];
  const closing = text.lastIndexOf("```");
  if (closing > start + 2 && text.slice(closing + 3).trim() === "") fences.push(spanOf(closing, closing + 3));
  let inside = text;
  for (const { start: from, end } of fences)
    inside = inside.slice(0, from) + " ".repeat(end - from) + inside.slice(end);
  return { kind: "markdown", fences, text: inside };
}

/** Two lines that only YAML has: `key: value` without a comma, `key:` alone, `- item`. */
function yaml(text: string): OtherFormat | null {
  const lines = text.split("\n", 40).filter((line) => line.trim() !== "" && !/^\s*(?:#|---)/.test(line));
  const isYaml = (line: string) =>
    /^\s*(?:- )?["']?[\w$-]{1,99}["']?:(?:\s+[^\s{["'].*)?$/.test(line.trimEnd()) && !/[,{[]\s*$/.test(line);
  const first = lines[0] ?? "";
  if (!/^["']?[A-Za-z_]/.test(first) || lines.filter((line) => isYaml(line) || /^\s*- /.test(line)).length < 2)
    return null;
  const start = text.indexOf(first);
  return { kind: "yaml", span: spanOf(start, start + first.trimEnd().length) };
}
