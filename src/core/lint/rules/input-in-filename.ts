// Text of whoever runs the flow in the name of a file (spec 7.10.21).

import { diagnose } from "../../diagnostic/diagnose.js";
import type { Rule } from "../rule.js";
import { waysOfInput } from "../ways-of-input.js";

export const inputInFilename: Rule = {
  code: "lint/input-in-filename",
  check: ({ ir }) =>
    ir.steps.flatMap((step) =>
      step.type === "Zipper"
        ? waysOfInput(step.filename, ir).map(({ name, span, way }) =>
            diagnose("lint/input-in-filename", span, { name }, { related: way }),
          )
        : [],
    ),
};
