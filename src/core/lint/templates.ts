// A step in, its templates out; a template in, the roots and queries in it out: what rules share (spec 2.1).

import type { QueryIr, RootIr, StepIr, TemplateIr } from "../ir/ir.js";
import { parametersIn } from "../ir/parameters-in.js";
import { everyPartOf } from "../ir/parts-of.js";
import { queriesIn } from "../path/queries-in.js";

export function templatesOf(step: StepIr): readonly TemplateIr[] {
  return parametersIn(step).map(({ template }) => template);
}

/** A path and the queries in its filters, which start at a root of their own. */
export function queriesOf(path: QueryIr): readonly QueryIr[] {
  return [path, ...queriesIn<QueryIr>(path)];
}

/** Every root that a template starts from, in filters too. */
export function rootsIn(template: TemplateIr): readonly RootIr[] {
  return everyPartOf(template).flatMap((part): readonly RootIr[] => {
    if (part.kind === "path") return queriesOf(part).map(({ root }) => root);
    return part.kind === "index" ? [{ kind: "item", level: part.level }] : [];
  });
}
