// A string of a template and its text in, the names, operators, paths and steps in it that can be spoilt out.

import { placeInString } from "../../src/core/document/place.js";
import type { TemplateString } from "../../src/core/editor/template-strings.js";
import type { PathExpression } from "../../src/core/expression/tree.js";
import { parameterAt } from "../../src/core/language/operators/operator.js";
import { operatorNames, operatorOf } from "../../src/core/language/operators/operators.js";
import type { Span } from "../../src/core/text/span.js";
import type { Site, Wanted } from "./sites.js";

export function expressionSites({ node, expression }: TemplateString, step: number, text: string): readonly Site[] {
  if (expression === null || expression.kind === "text") return [];
  const sites: Site[] = [];
  visit(expression, step, text, sites);
  // Operators are no nodes of their own: they are found between the quoted strings.
  const place = placeInString(node);
  const bare = node.value.replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g, (quoted) => " ".repeat(quoted.length));
  for (const { 0: word, index } of bare.matchAll(written)) {
    sites.push({ kind: "operator", word, span: { start: place(index), end: place(index + word.length) } });
  }
  return sites;
}

const written = new RegExp(`@(?:${operatorNames.join("|")})(?=\\()|&&|\\|\\||[=!<>]=|[<>]`, "g");

type Tree = { readonly kind?: string; readonly name?: string; readonly span?: Span; readonly nameSpan?: Span };

function visit(tree: unknown, step: number, text: string, sites: Site[]): void {
  if (Array.isArray(tree)) for (const part of tree) visit(part, step, text, sites);
  if (typeof tree !== "object" || tree === null || Array.isArray(tree)) return;
  const { kind, name, span, nameSpan } = tree as Tree;
  if (kind === "path") stepOf(tree as PathExpression, step, sites);
  if (kind === "name" && name !== undefined && span !== undefined) sites.push({ kind: "reference", word: name, span });
  if (kind !== "map" && nameSpan != null && name !== undefined) {
    const word = name;
    sites.push({ kind: kind === "item" || kind === "index" ? "reference" : "operator", word, span: nameSpan });
  }
  // Paths that have to have a type: the source of a map, and what is put into a text.
  const { source, operator, arguments: given } = tree as { readonly [name: string]: unknown };
  const typed = (wants: Wanted, paths: readonly unknown[]) => {
    for (const path of paths as readonly PathExpression[]) {
      if (path.kind === "path") sites.push({ kind: "path", wants, step, span: path.span });
    }
  };
  if (kind === "map") typed("array", [source]);
  if (kind === "call") {
    const row = operatorOf({ operator: String(operator) });
    for (const [i, argument] of (given as readonly unknown[]).entries())
      typed(parameterAt(row, i)?.takes.length === 1 ? "string" : "text", [argument]);
  }
  for (const part of Object.values(tree)) visit(part, step, text, sites);
}

/** `$.results.<step>` */
function stepOf({ root, segments, span: place }: PathExpression, step: number, sites: Site[]): void {
  const [results, named] = segments.map(({ kind, selectors }) => (kind === "child" ? selectors[0] : undefined));
  if (root.kind !== "state" || results?.kind !== "name" || results.name !== "results" || named?.kind !== "name") return;
  sites.push({ kind: "step", id: named.name, step, by: "path", span: named.span, place });
}
