// A flow for everybody, without a price (spec 1.20, 7.10.18).

import { diagnose } from "../../diagnostic/diagnose.js";
import { memberOf } from "../../document/find.js";
import type { Rule } from "../rule.js";

export const publicWithoutPrice: Rule = {
  code: "lint/public-without-price",
  changesNoRun: true,
  check: ({ document: { root } }) => {
    if (root?.kind !== "object") return [];
    const published = memberOf(root, "public");
    if (published?.value.kind !== "boolean" || !published.value.value) return [];
    return memberOf(root, "runPrice") === undefined ? [diagnose("lint/public-without-price", published.span, {})] : [];
  },
};
