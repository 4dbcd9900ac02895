// A text that is made anew for each item of a map, and is the same for all of them (spec 7.10.8).

import { diagnose } from "../../diagnostic/diagnose.js";
import type { TemplateIr } from "../../ir/ir.js";
import { imagesOf } from "../images.js";
import type { Rule } from "../rule.js";
import { rootsIn } from "../templates.js";

export const constantInMap: Rule = {
  code: "lint/constant-in-map",
  fromAbsence: true,
  check: ({ ir }) =>
    ir.steps.flatMap((step) => {
      if (step.type !== "ImageGenerator") return [];
      return imagesOf(step)
        .filter(({ maps, image }) => maps.length > 0 && hasItem(image))
        .flatMap(({ image }) => image.entries)
        .filter(({ key, value }) => step.shared[key] === undefined && isSameForAll(value))
        .map(({ key, value }) => diagnose("lint/constant-in-map", value.span, { field: key }));
    }),
};

/** Constants and plain paths cost nothing, and stand better beside what they belong to. */
function isSameForAll(value: TemplateIr): boolean {
  if (value.kind !== "call") return false;
  const roots = rootsIn(value);
  return roots.length > 0 && roots.every(({ kind }) => kind === "state");
}

/** Where nothing looks at the item, the whole map is what another rule speaks of. */
function hasItem(image: TemplateIr): boolean {
  return rootsIn(image).some(({ kind }) => kind === "item");
}
