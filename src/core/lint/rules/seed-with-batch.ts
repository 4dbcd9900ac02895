// A fixed seed for several images of one request (spec 7.10.13).

import { diagnose } from "../../diagnostic/diagnose.js";
import { atImages, constantOf, fieldOf } from "../images.js";
import type { Rule } from "../rule.js";

export const seedWithBatch: Rule = {
  code: "lint/seed-with-batch",
  check: ({ ir }) =>
    atImages(ir, (written, step) => {
      const seed = fieldOf(written, step, "seed");
      const batch = fieldOf(written, step, "batchSize");
      const size = constantOf(batch);
      if (typeof seed === "string" || typeof batch === "string" || seed.value === null) return [];
      if (typeof size !== "number" || size <= 1) return [];
      const related = [{ message: "the seed is here", span: seed.span }];
      const parameters = { size, seed: String(seed.value) };
      return [diagnose("lint/seed-with-batch", batch.span, parameters, { related })];
    }),
};
