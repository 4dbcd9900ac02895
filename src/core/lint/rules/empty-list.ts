// A list written empty that a step or widget lives on: images of an ImageGenerator without a pack, sources of a Zipper or widget (spec 7.10.24).

import { diagnose } from "../../diagnostic/diagnose.js";
import type { Diagnostic } from "../../diagnostic/diagnostic.js";
import type { Rule } from "../rule.js";

export const emptyList: Rule = {
  code: "lint/empty-list",
  fromAbsence: true,
  check: ({ ir }) => [
    ...ir.steps.flatMap((step): readonly Diagnostic[] => {
      if (step.type === "Zipper" && step.sources.length === 0)
        return [diagnose("lint/empty-list", step.idSpan, { name: "sources", effect: "the zip will be empty" })];
      if (step.type !== "ImageGenerator" || step.inferencePackId !== null) return [];
      const { images } = step;
      if (images?.kind !== "array" || images.elements.length > 0) return [];
      return [diagnose("lint/empty-list", images.span, { name: "images", effect: "the step makes no picture" })];
    }),
    ...ir.widgets
      .filter(({ sources }) => sources.length === 0)
      .map(({ span }) =>
        diagnose(
          "lint/empty-list",
          { start: span.start, end: span.start + 1 },
          { name: "sources", effect: "the widget shows nothing" },
        ),
      ),
  ],
};
