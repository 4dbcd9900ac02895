// A training of this flow, used on another base model than it was made on (spec 7.10.5).

import { diagnose } from "../../diagnostic/diagnose.js";
import { writeInstead } from "../../diagnostic/fix.js";
import { quotedLike } from "../edits.js";
import { atImages, fieldOf } from "../images.js";
import type { Rule } from "../rule.js";
import { trainedBase } from "../trained-base.js";

export const otherBase: Rule = {
  code: "lint/other-base",
  check: ({ ir, document }) =>
    atImages(ir, (written, step) => {
      const base = fieldOf(written, step, "baseModel");
      const training = fieldOf(written, step, "trainingId");
      if (typeof base === "string" || typeof training === "string") return [];
      // An own base under an inherited training is another rule's: there the training is what is too much.
      if (step.shared.baseModel !== undefined && base.from === "image" && training.from === "step") return [];
      const trained = training.template === null ? null : trainedBase(training.template, ir);
      if (trained === null || base.value === null || base.value === trained.base) return [];
      const related = [{ message: `the training was made for "${trained.base}"`, span: trained.template.span }];
      const text = quotedLike(document, base.span, trained.base);
      const fixes = base.template === null ? [] : [writeInstead(base.span, text, `write "${trained.base}"`)];
      const parameters = { used: String(base.value), trained: trained.base, step: trained.step };
      return [diagnose("lint/other-base", base.span, parameters, { related, fixes })];
    }),
};
