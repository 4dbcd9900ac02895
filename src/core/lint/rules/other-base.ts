// A training of this flow, used on another base model than it was made on (spec 7.10.5).

import { diagnose } from "../../diagnostic/diagnose.js";
import type { Diagnostic } from "../../diagnostic/diagnostic.js";
import type { ImageGeneratorIr } from "../../ir/ir.js";
import { quotedLike } from "../edits.js";
import { fieldOf, imagesOf } from "../images.js";
import type { Rule, Subject } from "../rule.js";
import { trainedBase } from "../trained-base.js";

export const otherBase: Rule = {
  code: "lint/other-base",
  check: (subject) =>
    subject.ir.steps.flatMap((step) => (step.type === "ImageGenerator" ? checkStep(step, subject) : [])),
};

function checkStep(step: ImageGeneratorIr, { ir, document }: Subject): readonly Diagnostic[] {
  const found = new Map<number, Diagnostic>();
  for (const written of imagesOf(step)) {
    const base = fieldOf(written, step, "baseModel");
    const training = fieldOf(written, step, "trainingId");
    if (typeof base === "string" || typeof training === "string") continue;
    // An own base under an inherited training is another rule's: there the training is what is too much.
    if (step.shared.baseModel !== undefined && base.from === "image" && training.from === "step") continue;
    const trained = training.template === null ? null : trainedBase(training.template, ir);
    if (trained === null || base.value === null || base.value === trained.base) continue;
    const related = [{ message: `the training was made for "${trained.base}"`, span: trained.template.span }];
    const fixes =
      base.template === null
        ? []
        : [
            {
              title: `write "${trained.base}"`,
              safe: false,
              edits: [{ span: base.span, text: quotedLike(document, base.span, trained.base) }],
            },
          ];
    found.set(
      base.span.start,
      diagnose(
        "lint/other-base",
        base.span,
        { used: String(base.value), trained: trained.base, step: trained.step },
        { related, fixes },
      ),
    );
  }
  return [...found.values()];
}
