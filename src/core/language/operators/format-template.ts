// The template of @Format in, its text and the numbers of its parameters out (spec 2.10).

import { diagnose } from "../../diagnostic/diagnose.js";
import type { Diagnostic } from "../../diagnostic/diagnostic.js";
import { nowhere, type Span } from "../../text/span.js";

/** `spanOf` gives the place of units of the template in the flow. */
export function readFormatTemplate(
  template: string,
  given: readonly { readonly span: Span }[],
  spanOf: (start: number, end: number) => Span,
): { readonly parts: readonly (string | number)[]; readonly mistakes: Diagnostic[] } {
  const parts: (string | number)[] = [];
  const mistakes: Diagnostic[] = [];
  const used = new Set<number>();
  let text = "";
  let next = 0;
  let style: "next" | "numbered" | null = null;
  for (const match of template.matchAll(/\{\{|\}\}|\{(0|[1-9][0-9]*)?\}|[{}]|[^{}]+/g)) {
    const [piece, digits] = match;
    const span = () => spanOf(match.index, match.index + piece.length);
    if (piece === "{" || piece === "}") {
      mistakes.push(diagnose("expression/format-brace", span(), { brace: piece }));
    } else if (piece === "{{" || piece === "}}") {
      text += piece[0];
    } else if (piece[0] !== "{") {
      text += piece;
    } else {
      const own = digits === undefined ? "next" : "numbered";
      style ??= own;
      if (style !== own) mistakes.push(diagnose("expression/format-mixed", span(), { piece }));
      const number = digits === undefined ? next++ : Number(digits);
      if (number >= given.length && style === own) {
        mistakes.push(
          diagnose("expression/format-too-few", span(), { piece, given: given.length, needed: number + 1 }),
        );
      }
      used.add(number);
      if (text !== "") parts.push(text);
      text = "";
      parts.push(number);
    }
  }
  if (text !== "") parts.push(text);
  const unused = given.findIndex((_, number) => !used.has(number));
  if (unused >= 0 && mistakes.length === 0) {
    const { span } = given[unused] as { span: Span };
    mistakes.push(diagnose("expression/format-unused", span, { piece: style === "numbered" ? `{${unused}}` : "{}" }));
  }
  return { parts, mistakes };
}

/** The parts of a template that was read without a mistake. */
export function readFormatText(template: string): readonly (string | number)[] {
  return readFormatTemplate(template, [], () => nowhere).parts;
}

/** The canonical template: `{}` where every parameter is used once and in order, numbers otherwise. */
export function printFormatTemplate(parts: readonly (string | number)[]): string {
  const numbers = parts.filter((part) => typeof part === "number");
  const inOrder = numbers.every((number, i) => number === i);
  const pieces = parts.map((part) =>
    typeof part === "string" ? part.replace(/[{}]/g, "$&$&") : inOrder ? "{}" : `{${part}}`,
  );
  return pieces.join("");
}
