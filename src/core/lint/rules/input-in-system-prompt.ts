// Text of whoever runs the flow in the system prompt of a generator (spec 7.10.20).

import { diagnose } from "../../diagnostic/diagnose.js";
import type { Rule } from "../rule.js";
import { waysOfInput } from "../ways-of-input.js";

export const inputInSystemPrompt: Rule = {
  code: "lint/input-in-system-prompt",
  check: ({ ir }) =>
    ir.steps.flatMap((step) =>
      step.type === "ObjectGenerator"
        ? waysOfInput(step.description, ir).map(({ name, span, way }) =>
            diagnose("lint/input-in-system-prompt", span, { name }, { related: way }),
          )
        : [],
    ),
};
