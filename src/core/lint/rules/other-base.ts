// A training of this flow, used on another base model than it was made on (spec 7.10.5).

import { diagnose } from "../../diagnostic/diagnose.js";
import type { Diagnostic } from "../../diagnostic/diagnostic.js";
import type { FlowIr, ImageGeneratorIr, TemplateIr } from "../../ir/ir.js";
import { quotedLike } from "../edits.js";
import { fieldOf, imagesOf } from "../images.js";
import type { Rule, Subject } from "../rule.js";

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
    if (base.from === "image" && training.from === "step") continue;
    const trained = training.template === null ? null : trainedBase(training.template, ir);
    if (trained === null || base.value === null || base.value === trained.base) continue;
    const related = [{ message: `the training is made on "${trained.base}"`, span: trained.template.span }];
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

/** The base that the ModelGenerator behind `$.results.<id>.id` trains on, where it is a constant. */
function trainedBase(
  training: TemplateIr,
  ir: FlowIr,
): { readonly base: string; readonly step: string; readonly template: TemplateIr } | null {
  if (training.kind !== "path" || training.root.kind !== "state") return null;
  const names = training.segments.map(({ selectors: [selector] }) => (selector?.kind === "name" ? selector.name : ""));
  const step = ir.steps.find(({ id }) => names[0] === "results" && id === names[1]);
  if (step?.type !== "ModelGenerator" || step.settings.kind !== "object") return null;
  const template = step.settings.entries.find(({ key }) => key === "baseModel")?.value;
  if (template?.kind !== "constant" || typeof template.value !== "string") return null;
  return { base: template.value, step: step.id, template };
}
