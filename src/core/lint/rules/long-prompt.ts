// A prompt that is longer than the text encoder of its base model reads (spec 7.10.15).

import { diagnose } from "../../diagnostic/diagnose.js";
import type { TemplateIr } from "../../ir/ir.js";
import { format } from "../../language/operators/format.js";
import { readFormatText } from "../../language/operators/format-template.js";
import { baseModelOf } from "../base-models.js";
import { atImages, constantOf, fieldOf } from "../images.js";
import type { Rule } from "../rule.js";

export const longPrompt: Rule = {
  code: "lint/long-prompt",
  check: ({ ir }) =>
    atImages(ir, (written, step) => {
      const model = baseModelOf(constantOf(fieldOf(written, step, "baseModel")));
      if (model === null) return [];
      return (["prompt", "negativePrompt"] as const).flatMap((field) => {
        const source = fieldOf(written, step, field);
        if (typeof source === "string") return [];
        const words = wordsOf(typeof source.value === "string" ? source.value : textOf(source.template));
        if (words <= model.tokens) return [];
        const parameters = { field, words, model: model.name, tokens: model.tokens };
        return [diagnose("lint/long-prompt", source.span, parameters)];
      });
    }),
};

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
