// An analysis and an offset in, what may be written there out (spec 7.13), each with the edit that writes it. Works on texts that end in
// the middle of a word. What is written already of the word chooses among the items; the order is that of the language.

import type { Analysis } from "./analysis.js";
import { completeExpression } from "./complete-expression.js";
import { completeKey } from "./complete-key.js";
import { completeValue } from "./complete-value.js";
import type { CompletionItem } from "./completion-item.js";
import { constantParameters } from "./template-strings.js";
import { type Writing, writingAt } from "./writing-at.js";

export function completion(analysis: Analysis, offset: number): readonly CompletionItem[] {
  const writing = offset < 0 || offset > analysis.text.length ? null : writingAt(analysis.text, offset);
  if (writing === null) return [];
  if (writing.position === "key") return completeKey(analysis, writing, offset);
  const values = completeValue(analysis, writing, offset);
  const isExpression = writing.quote !== "" && isTemplate(writing);
  return isExpression ? [...values, ...completeExpression(analysis, writing, offset)] : values;
}

function isTemplate({ way }: Writing): boolean {
  const [first, , third, fourth] = way;
  if (first !== "steps") return false;
  return third === "result" || (third === "parameters" && fourth !== undefined && !constantParameters.includes(fourth));
}
