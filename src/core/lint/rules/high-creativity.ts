// A temperature at which answers lose their sense (spec 7.10.11).

import { diagnose } from "../../diagnostic/diagnose.js";
import type { Diagnostic } from "../../diagnostic/diagnostic.js";
import { steps } from "../../language/steps.js";
import type { Rule } from "../rule.js";

/** Temperature 1.5: beyond it, words that fit no sentence become likely, and answers seldom match a schema. */
const most = 15;

const { parameters } = steps.ObjectGenerator;

export const highCreativity: Rule = {
  code: "lint/high-creativity",
  check: ({ ir }) =>
    ir.steps.flatMap((step): readonly Diagnostic[] => {
      const creativity = step.type === "ObjectGenerator" ? step.creativity : null;
      if (creativity?.kind !== "constant" || typeof creativity.value !== "number") return [];
      if (creativity.value <= most || creativity.value > parameters.creativity.type.maximum) return [];
      const temperature = (creativity.value / 10).toFixed(1);
      return [diagnose("lint/high-creativity", creativity.span, { value: creativity.value, temperature })];
    }),
};
