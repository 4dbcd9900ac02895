// A step in, its templates out; a template in, what it is made of out: the walk that rules share (spec 2.1).

import type { QueryIr, RootIr, StepIr, TemplateIr } from "../ir/ir.js";
import { queriesIn } from "../path/queries-in.js";
import { unreachable } from "../unreachable.js";

export function templatesOf(step: StepIr): readonly TemplateIr[] {
  switch (step.type) {
    case "ObjectGenerator":
      return [step.description, step.input, step.amount, step.count, step.creativity].filter((one) => one !== null);
    case "ModelGenerator":
      return [step.datasetId, step.settings];
    case "ImageGenerator":
      return [step.images, step.inferencePackId, ...Object.values(step.shared)].filter((one) => one !== null);
    case "ObjectTransformer":
      return [step.result];
    case "Zipper":
      return [step.filename];
    default:
      return unreachable(step);
  }
}

export function partsOf(template: TemplateIr): readonly TemplateIr[] {
  switch (template.kind) {
    case "constant":
    case "path":
    case "index":
      return [];
    case "object":
      return [...template.extends, ...template.entries.map(({ value }) => value)];
    case "array":
      return template.elements;
    case "map":
      return [template.source, template.body];
    case "call":
      return template.arguments;
    default:
      return unreachable(template);
  }
}

/** The template itself and everything in it, in the order of the text. */
export function everyPartOf(template: TemplateIr): readonly TemplateIr[] {
  const found: TemplateIr[] = [];
  collect(template, found);
  return found;
}

function collect(template: TemplateIr, found: TemplateIr[]): void {
  found.push(template);
  for (const part of partsOf(template)) collect(part, found);
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
