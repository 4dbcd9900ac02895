// The same image written twice in one step (spec 7.10.6).

import { diagnose } from "../../diagnostic/diagnose.js";
import type { Diagnostic } from "../../diagnostic/diagnostic.js";
import type { ImageGeneratorIr, TemplateIr } from "../../ir/ir.js";
import { shownTemplate } from "../canonical.js";
import { constantOf, fieldOf, imagesOf } from "../images.js";
import type { Rule } from "../rule.js";

export const duplicateRequest: Rule = {
  code: "lint/duplicate-request",
  fromAbsence: true,
  check: ({ ir }) => ir.steps.flatMap((step) => (step.type === "ImageGenerator" ? checkStep(step) : [])),
};

function checkStep(step: ImageGeneratorIr): readonly Diagnostic[] {
  if (step.images?.kind !== "array") return [];
  const first = new Map<string, TemplateIr>();
  return step.images.elements.flatMap((element): readonly Diagnostic[] => {
    if (element.kind !== "object" && element.kind !== "map") return [];
    const shown = shownTemplate(element);
    const earlier = first.get(shown);
    if (earlier === undefined) {
      first.set(shown, element);
      return [];
    }
    const related = [{ message: "the first one is here", span: opening(earlier) }];
    const seeded = isSeeded(element, step);
    const parameters = { map: element.kind === "map", seeded };
    // Without a seed the two come out different, which may be meant.
    const severity = seeded ? "warning" : "note";
    return [diagnose("lint/duplicate-request", opening(element), parameters, { related, severity })];
  });
}

function opening({ span }: TemplateIr) {
  return { start: span.start, end: span.start + 1 };
}

function isSeeded(element: TemplateIr, step: ImageGeneratorIr): boolean {
  return imagesOf({ ...step, images: element }).every((written) => constantOf(fieldOf(written, step, "seed")) !== null);
}
