// Images that are made of a list of any length: what a run costs cannot be bounded before it (spec 7.10.9).

import { diagnose } from "../../diagnostic/diagnose.js";
import type { Diagnostic } from "../../diagnostic/diagnostic.js";
import type { FlowIr, PathIr, TemplateIr } from "../../ir/ir.js";
import { everyPartOf } from "../../ir/parts-of.js";
import { printPathIr } from "../../ir/print-path.js";
import { lengthOf } from "../../ir/template-type.js";
import { isSingular } from "../../path/path.js";
import type { Rule } from "../rule.js";

export const unboundedMap: Rule = {
  code: "lint/unbounded-map",
  fromAbsence: true,
  check: ({ ir }) =>
    ir.steps.flatMap((step): readonly Diagnostic[] => {
      if (step.type !== "ImageGenerator" || step.images === null) return [];
      return sourcesOf(step.images)
        .filter(({ type }) => (type.kind === "array" || type.kind === "union") && lengthOf(type).max === null)
        .map((source) => diagnose("lint/unbounded-map", source.span, sayLimit(source, ir)));
    }),
};

/** What says how many images there are. */
function sourcesOf(images: TemplateIr): readonly PathIr[] {
  if (images.kind === "path") return [images];
  return everyPartOf(images).flatMap((part) => (part.kind === "map" ? [part.source] : []));
}

type Limit = { readonly generator?: string; readonly setting?: "count" | "amount"; readonly given?: string };

/** What would limit the list: of an ObjectGenerator whose answer the path goes into, a number that it is given, if there is one. */
function sayLimit({ root, segments }: PathIr, ir: FlowIr): Limit {
  const [results, id, property] = segments.map(({ selectors: [selector] }) =>
    selector?.kind === "name" ? selector.name : "",
  );
  if (root.kind !== "state" || results !== "results") return {};
  const step = ir.steps.find((each) => each.id === id);
  if (step?.type !== "ObjectGenerator") return {};
  const generator = step.id;
  const setting = property === "list" && step.amount !== null ? "amount" : "count";
  const number = step[setting];
  if (number === null || (setting === "count" && step.countProperty === null)) return { generator };
  return number.kind === "path" && number.root.kind === "state" && isSingular(number)
    ? { generator, setting, given: printPathIr(number) }
    : { generator, setting };
}
