// A map whose template does not look at the item: the same value, over and over (spec 7.10.7).

import { diagnose } from "../../diagnostic/diagnose.js";
import type { MapIr } from "../../ir/ir.js";
import { everyPartOf } from "../../ir/parts-of.js";
import type { Rule } from "../rule.js";
import { rootsIn, templatesOf } from "../templates.js";

export const itemNotUsed: Rule = {
  code: "lint/item-not-used",
  fromAbsence: true,
  check: ({ ir }) =>
    ir.steps
      .flatMap(templatesOf)
      .flatMap(everyPartOf)
      .filter((part): part is MapIr => part.kind === "map")
      .filter(looksAtNothing)
      .map(({ source, body }) => {
        const what = body.kind === "object" && body.entries.some(({ key }) => key === "prompt") ? "image" : "value";
        return diagnose("lint/item-not-used", source.span, { what });
      }),
};

function looksAtNothing({ level, body }: MapIr): boolean {
  return !rootsIn(body).some((root) => root.kind === "item" && root.level === level);
}
