// An image that sets another base model and keeps the training of the step (spec 7.10.4).

import { diagnose } from "../../diagnostic/diagnose.js";
import type { Diagnostic } from "../../diagnostic/diagnostic.js";
import { insertion } from "../../diagnostic/fix.js";
import { shownTemplate } from "../canonical.js";
import { constantOf, fieldOf, imagesOf } from "../images.js";
import type { Rule } from "../rule.js";
import { trainedBase } from "../trained-base.js";

export const inheritedTraining: Rule = {
  code: "lint/inherited-training",
  fromAbsence: true,
  check: ({ ir }) =>
    ir.steps.flatMap((step): readonly Diagnostic[] => {
      if (step.type !== "ImageGenerator") return [];
      const { trainingId, baseModel } = step.shared;
      // Where the step sets no base, its images have to: there is nothing that they override.
      if (trainingId === undefined || baseModel === undefined) return [];
      const trained = trainedBase(trainingId, ir)?.base;
      return imagesOf(step).flatMap((written): readonly Diagnostic[] => {
        const base = fieldOf(written, step, "baseModel");
        const training = fieldOf(written, step, "trainingId");
        if (typeof base === "string" || base.from === "step") return [];
        if (typeof training === "string" || training.from === "image") return [];
        if (trained !== undefined && base.value === trained) return [];
        if (base.template !== null && shownTemplate(base.template) === shownTemplate(baseModel)) return [];
        const entry = written.image.entries.find(({ key }) => key === "baseModel");
        const related = [{ message: "this training is applied on top of it", span: trainingId.span }];
        const fixes =
          entry === undefined ? [] : [insertion(`add "trainingId": null`, entry.keySpan.start, `"trainingId": null, `)];
        const parameters = { base: String(constantOf(base) ?? "") };
        return [diagnose("lint/inherited-training", base.span, parameters, { related, fixes })];
      });
    }),
};
