// A prompt that is longer than the text encoder of its base model reads (spec 7.10.15).

import { diagnose } from "../../diagnostic/diagnose.js";
import type { Diagnostic } from "../../diagnostic/diagnostic.js";
import type { ImageGeneratorIr, TemplateIr } from "../../ir/ir.js";
import { format } from "../../language/operators/format.js";
import { readFormatText } from "../../language/operators/format-template.js";
import { baseModelOf } from "../base-models.js";
import { constantOf, fieldOf, imagesOf } from "../images.js";
import type { Rule } from "../rule.js";

export const longPrompt: Rule = {
  code: "lint/long-prompt",
  check: ({ ir }) => ir.steps.flatMap((step) => (step.type === "ImageGenerator" ? checkStep(step) : [])),
};

function checkStep(step: ImageGeneratorIr): readonly Diagnostic[] {
  const found = new Map<number, Diagnostic>();
  for (const written of imagesOf(step)) {
    const model = baseModelOf(constantOf(fieldOf(written, step, "baseModel")));
    if (model === null) continue;
    for (const field of ["prompt", "negativePrompt"] as const) {
      const source = fieldOf(written, step, field);
      if (typeof source === "string") continue;
      const text = typeof source.value === "string" ? source.value : textOf(source.template);
      const words = wordsOf(text);
      if (words <= model.tokens) continue;
      const parameters = { field, words, model: model.name, tokens: model.tokens };
      found.set(source.span.start, diagnose("lint/long-prompt", source.span, parameters));
    }
  }
  return [...found.values()];
}

/** What of a text is known before the run. */
function textOf(template: TemplateIr | null): string {
  if (template?.kind !== "call" || template.operator !== format.name) return "";
  const [text] = template.arguments;
  const parts = text?.kind === "constant" ? readFormatText(String(text.value)) : [];
  return parts.filter((part) => typeof part === "string").join(" ");
}

/** Every word and every run of punctuation is at least one token, so the count is never too high. */
function wordsOf(text: string): number {
  return text.match(/[\p{L}\p{M}\p{N}]+|[^\s\p{L}\p{M}\p{N}]+/gu)?.length ?? 0;
}
