// A template in, what it is made of out (spec 2.1): the walk that checks and rules share.

import { unreachable } from "../unreachable.js";
import type { TemplateIr } from "./ir.js";

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
