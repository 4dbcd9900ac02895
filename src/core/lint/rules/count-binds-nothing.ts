// A `count` that no array of the schema can take (spec 1.12, 7.10.10).

import { diagnose } from "../../diagnostic/diagnose.js";
import type { Diagnostic } from "../../diagnostic/diagnostic.js";
import type { ObjectGeneratorIr } from "../../ir/ir.js";
import type { Rule } from "../rule.js";

export const countBindsNothing: Rule = {
  code: "lint/count-binds-nothing",
  fromAbsence: true,
  check: ({ ir }) =>
    ir.steps.flatMap((step): readonly Diagnostic[] => {
      if (step.type !== "ObjectGenerator" || step.count === null || step.countProperty !== null) return [];
      return [diagnose("lint/count-binds-nothing", step.count.span, { arrays: arraysOf(step) })];
    }),
};

function arraysOf({ resultType }: ObjectGeneratorIr): readonly string[] {
  const one = resultType.kind === "union" ? resultType.members[0] : resultType;
  if (one?.kind !== "object") return [];
  return Object.entries(one.properties).flatMap(([name, { type }]) => (type.kind === "array" ? [name] : []));
}
