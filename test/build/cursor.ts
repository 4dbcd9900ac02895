// A flow with a `|` where the cursor stands in, the text without it, its analysis and the offset out.

import { analyse } from "../../src/core/compile.js";
import type { Edit } from "../../src/core/diagnostic/diagnostic.js";
import type { Analysis } from "../../src/core/editor/analysis.js";

export function cursor(marked: string): {
  readonly text: string;
  readonly analysis: Analysis;
  readonly offset: number;
} {
  const offset = marked.indexOf("|");
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  return { text, analysis: analyse(text), offset };
}

export function applied(text: string, edits: readonly Edit[]): string {
  let result = text;
  for (const { span, text: written } of [...edits].sort((a, b) => b.span.start - a.span.start)) {
    result = result.slice(0, span.start) + written + result.slice(span.end);
  }
  return result;
}
