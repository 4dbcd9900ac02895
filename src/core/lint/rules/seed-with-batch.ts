// A fixed seed for several images of one request (spec 7.10.13).

import { diagnose } from "../../diagnostic/diagnose.js";
import type { Diagnostic } from "../../diagnostic/diagnostic.js";
import { constantOf, fieldOf, imagesOf } from "../images.js";
import type { Rule } from "../rule.js";

export const seedWithBatch: Rule = {
  code: "lint/seed-with-batch",
  check: ({ ir }) =>
    ir.steps.flatMap((step): readonly Diagnostic[] => {
      if (step.type !== "ImageGenerator") return [];
      const found = new Map<number, Diagnostic>();
      for (const written of imagesOf(step)) {
        const seed = fieldOf(written, step, "seed");
        const batch = fieldOf(written, step, "batchSize");
        const size = constantOf(batch);
        if (typeof seed === "string" || typeof batch === "string" || seed.value === null) continue;
        if (typeof size !== "number" || size <= 1) continue;
        const related = [{ message: "the seed is here", span: seed.span }];
        const parameters = { size, seed: String(seed.value) };
        found.set(batch.span.start, diagnose("lint/seed-with-batch", batch.span, parameters, { related }));
      }
      return [...found.values()];
    }),
};
