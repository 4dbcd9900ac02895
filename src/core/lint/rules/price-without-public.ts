// A price on a flow that only its author can run (spec 1.20, 7.10.17).

import { diagnose } from "../../diagnostic/diagnose.js";
import { memberOf } from "../../document/find.js";
import type { Rule } from "../rule.js";

export const priceWithoutPublic: Rule = {
  code: "lint/price-without-public",
  changesNoRun: true,
  check: ({ document: { root } }) => {
    const price = root?.kind === "object" ? memberOf(root, "runPrice") : undefined;
    const published = root?.kind === "object" ? memberOf(root, "public") : undefined;
    if (price === undefined || price.value.kind === "null") return [];
    if (published?.value.kind === "boolean" && published.value.value) return [];
    if (published !== undefined && published.value.kind !== "boolean") return [];
    const fix =
      published === undefined
        ? { span: { start: price.span.start, end: price.span.start }, text: `"public": true, ` }
        : { span: published.value.span, text: "true" };
    const fixes = [{ title: `write "public": true`, safe: false, edits: [fix] }];
    return [diagnose("lint/price-without-public", price.key.span, {}, { fixes })];
  },
};
