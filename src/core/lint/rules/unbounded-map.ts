// Images that are made of a list of any length: what a run costs cannot be bounded before it (spec 7.10.9).

import { diagnose } from "../../diagnostic/diagnose.js";
import type { Diagnostic } from "../../diagnostic/diagnostic.js";
import type { FlowIr, PathIr, TemplateIr } from "../../ir/ir.js";
import { everyPartOf } from "../../ir/parts-of.js";
import { lengthOf } from "../../ir/template-type.js";
import type { Rule } from "../rule.js";

export const unboundedMap: Rule = {
  code: "lint/unbounded-map",
  fromAbsence: true,
  check: ({ ir }) =>
    ir.steps.flatMap((step): readonly Diagnostic[] => {
      if (step.type !== "ImageGenerator" || step.images === null) return [];
      return sourcesOf(step.images)
        .filter(({ type }) => (type.kind === "array" || type.kind === "union") && lengthOf(type).max === null)
        .map((source) => diagnose("lint/unbounded-map", source.span, { generator: generatorOf(source, ir) }));
    }),
};

/** What says how many images there are. */
function sourcesOf(images: TemplateIr): readonly PathIr[] {
  if (images.kind === "path") return [images];
  return everyPartOf(images).flatMap((part) => (part.kind === "map" ? [part.source] : []));
}

/** The ObjectGenerator whose answer the path goes into, if it says so itself. */
function generatorOf({ root, segments }: PathIr, ir: FlowIr): string | undefined {
  const [results, step] = segments.map(({ selectors: [selector] }) => (selector?.kind === "name" ? selector.name : ""));
  if (root.kind !== "state" || results !== "results") return undefined;
  return ir.steps.find(({ id, type }) => id === step && type === "ObjectGenerator")?.id;
}
