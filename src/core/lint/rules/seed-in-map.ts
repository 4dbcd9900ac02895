// One seed for all images of a map (spec 7.10.12).

import { diagnose } from "../../diagnostic/diagnose.js";
import { atImages, fieldOf } from "../images.js";
import type { Rule } from "../rule.js";

export const seedInMap: Rule = {
  code: "lint/seed-in-map",
  check: ({ ir }) =>
    atImages(ir, (written, step) => {
      const seed = written.maps.length === 0 ? "nothing" : fieldOf(written, step, "seed");
      if (typeof seed === "string" || seed.template?.kind !== "constant" || seed.value === null) return [];
      return [diagnose("lint/seed-in-map", seed.span, { seed: String(seed.value) })];
    }),
};
