// An analysis in, every string in a place where expressions are allowed out (spec 2.1, 7.13): read as an expression, with the step it
// is in and the maps around it. From the document, not from the flow tree, so that steps which are not finished count too.

import { placeInString } from "../document/place.js";
import type { DocumentNode, ObjectNode, StringNode } from "../document/tree.js";
import { looksLikeMapHead, parseExpression } from "../expression/parse-expression.js";
import type { Expression, MapHead } from "../expression/tree.js";
import { valueIn } from "../flow/value-in.js";
import type { Limits } from "../language/limits.js";
import type { Analysis } from "./analysis.js";

export type TemplateString = {
  readonly node: StringNode;
  /** null where it could not be read. */
  readonly expression: Expression | null;
  readonly step: ObjectNode;
  /** The heads of the maps around it, outermost first; null for one that could not be read. */
  readonly maps: readonly (MapHead | null)[];
};

export function templateStrings(analysis: Analysis): readonly TemplateString[] {
  return stepsIn(analysis).flatMap((step) =>
    step.kind === "object" ? templatesIn(step).flatMap((node) => stringsIn(node, step, [], analysis.limits)) : [],
  );
}

export function stepsIn({ document }: Analysis): readonly DocumentNode[] {
  const steps = valueIn(document.root ?? undefined, "steps");
  return steps?.kind === "array" ? steps.elements : [];
}

/** Parameters that are constants or data, not templates. */
export const constantParameters: readonly string[] = ["schema", "contextId", "sources"];

function templatesIn(step: ObjectNode): readonly DocumentNode[] {
  const parameters = valueIn(step, "parameters");
  const result = valueIn(step, "result");
  const members = parameters?.kind === "object" ? parameters.members : [];
  return [
    ...members.filter(({ key }) => !constantParameters.includes(key.name)).map(({ value }) => value),
    ...(result === undefined ? [] : [result]),
  ];
}

function stringsIn(
  node: DocumentNode,
  step: ObjectNode,
  maps: TemplateString["maps"],
  limits: Limits,
): readonly TemplateString[] {
  switch (node.kind) {
    case "string":
      return [{ node, expression: parseExpression(node.value, placeInString(node), limits).expression, step, maps }];
    case "object":
      return node.members.flatMap(({ value }) => stringsIn(value, step, maps, limits));
    case "array": {
      const [first, ...rest] = node.elements;
      if (first?.kind !== "string" || !looksLikeMapHead(first.value)) {
        return node.elements.flatMap((element) => stringsIn(element, step, maps, limits));
      }
      const head = stringsIn(first, step, maps, limits);
      const read = head[0]?.expression;
      const inner = [...maps, read?.kind === "map" ? read : null];
      return [...head, ...rest.flatMap((element) => stringsIn(element, step, inner, limits))];
    }
    default:
      return [];
  }
}
