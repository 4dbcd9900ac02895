// One seed for all images of a map (spec 7.10.12).

import { diagnose } from "../../diagnostic/diagnose.js";
import type { Diagnostic } from "../../diagnostic/diagnostic.js";
import { fieldOf, imagesOf } from "../images.js";
import type { Rule } from "../rule.js";

export const seedInMap: Rule = {
  code: "lint/seed-in-map",
  check: ({ ir }) =>
    ir.steps.flatMap((step): readonly Diagnostic[] => {
      if (step.type !== "ImageGenerator") return [];
      const found = new Map<number, Diagnostic>();
      for (const written of imagesOf(step).filter(({ maps }) => maps.length > 0)) {
        const seed = fieldOf(written, step, "seed");
        if (typeof seed === "string" || seed.template?.kind !== "constant" || seed.value === null) continue;
        found.set(seed.span.start, diagnose("lint/seed-in-map", seed.span, { seed: String(seed.value) }));
      }
      return [...found.values()];
    }),
};
