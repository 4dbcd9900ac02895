// An analysis and an offset in, what to show for the word at that place out (spec 7.13): its type, its value where that is
// known, where it comes from. null if there is nothing to show.

import { toJson } from "../document/to-json.js";
import type { PathExpression } from "../expression/tree.js";
import { operatorNames } from "../language/operators/operators.js";
import { steps } from "../language/steps.js";
import { cut } from "../text/cut.js";
import type { Json } from "../text/json.js";
import type { Span } from "../text/span.js";
import { describeType } from "../types/describe-type.js";
import type { Type } from "../types/type.js";
import type { Analysis } from "./analysis.js";
import type { Hover } from "./hover-answer.js";
import { hoverField, operatorText } from "./hover-field.js";
import { code, prose, titled } from "./markdown.js";
import { nodeAtOffset, touches } from "./node-at.js";
import { pathsIn } from "./paths-in.js";
import type { Site } from "./places.js";
import { type References, referencesIn } from "./references-in.js";
import { scopeAt, typeOf } from "./scope-at.js";
import { symbolAt } from "./symbol-at.js";
import { type TemplateString, templateStrings } from "./template-strings.js";

export function hover(analysis: Analysis, offset: number): Hover | null {
  const string = templateStrings(analysis).find(({ node }) => touches(node.span, offset));
  const found = referencesIn(analysis);
  const inTemplate = string === undefined ? null : hoverTemplate(string, analysis, offset, found);
  return inTemplate ?? hoverSymbol(analysis, offset, found) ?? hoverField(analysis, offset);
}

function hoverTemplate(string: TemplateString, analysis: Analysis, offset: number, found: References): Hover | null {
  const { expression } = string;
  if (expression === null || expression.kind === "text") return null;
  const paths = pathsIn(expression).filter(({ span }) => touches(span, offset));
  const path = paths.reduce<PathExpression | null>(
    (best, one) => (best === null || size(one) <= size(best) ? one : best),
    null,
  );
  const symbol = symbolAt(analysis, offset, found);
  const isMapName = symbol?.sites[0]?.kind === "map";
  if (path !== null && !isMapName) return hoverPath(path, string, analysis, offset, found);
  if (symbol !== null && isMapName) return hoverMapName(symbol.span, symbol.sites[0] as Site, analysis);
  return hoverOperator(string, analysis, offset);
}

function size({ span }: PathExpression): number {
  return span.end - span.start;
}

/** Of a path, the part up to and with the segment under the cursor. */
function hoverPath(
  path: PathExpression,
  { step, maps }: TemplateString,
  analysis: Analysis,
  offset: number,
  found: References,
): Hover | null {
  const position = path.segments.findIndex(({ span }) => touches(span, offset));
  const onRoot = position === -1 || touches(path.root.span, offset);
  const upTo: PathExpression = onRoot
    ? { ...path, segments: [] }
    : { ...path, segments: path.segments.slice(0, position + 1) };
  const segment = path.segments[position];
  const selector = segment?.selectors.find(({ span }) => touches(span, offset)) ?? segment?.selectors[0];
  const span = onRoot ? path.root.span : (selector?.span ?? path.span);
  if (path.root.kind === "node")
    return { span, text: titled(analysis.text, span, "in a filter: the value under test, or a part of it") };
  const type = typeOf(upTo, scopeAt(analysis, step.span.start, maps));
  const sites = onRoot ? [] : (symbolAt(analysis, span.start, found)?.sites ?? []);
  return described(span, rootWords(path, onRoot) ?? siteWords(sites[0]), type, sites, analysis);
}

function rootWords({ root }: PathExpression, onRoot: boolean): string | null {
  if (!onRoot) return null;
  if (root.kind === "state") return "The state of the run: `input`, `results`, `store`.";
  return root.kind === "item"
    ? `The item of the map \`${root.name}\`.`
    : "The item of the innermost map; the state of the run outside every map.";
}

function siteWords(site: Site | undefined): string | null {
  switch (site?.kind) {
    case "step":
      return "The result of a step.";
    case "input":
      return "An input property.";
    case "store":
      return "A value of the store.";
    case "result":
      return "A part of a step's result.";
    default:
      return null;
  }
}

function described(span: Span, words: string | null, type: Type, sites: readonly Site[], analysis: Analysis): Hover {
  const [site] = sites;
  // Elements of an array may differ: then no value is the one.
  const value =
    sites.length > 1
      ? undefined
      : site?.kind === "store"
        ? storedValue(site)
        : type.kind === "constant"
          ? type.value
          : undefined;
  const origin = site?.span;
  const lines = [
    `${code(analysis.text.slice(span.start, span.end))}: ${prose(describeType(type))}`,
    words,
    value === undefined ? null : valueText(value),
  ];
  return {
    span,
    text: lines.filter((line) => line !== null).join("\n\n"),
    type,
    ...(value === undefined ? {} : { value }),
    ...(origin === undefined ? {} : { origin }),
  };
}

function storedValue({ key, owner }: Site): Json | undefined {
  const member = owner?.members.find((other) => other.key === key);
  return member === undefined ? undefined : toJson(member.value);
}

function valueText(value: Json): string {
  const text = JSON.stringify(value);
  return `Always ${code(cut(text, 120))}`;
}

function hoverMapName(span: Span, site: Site, analysis: Analysis): Hover {
  const string = templateStrings(analysis).find(
    ({ expression }) => expression?.kind === "map" && expression.nameSpan?.start === site.span.start,
  );
  const head = string?.expression;
  if (string === undefined || head?.kind !== "map")
    return { span, text: titled(analysis.text, span, "the name of a map") };
  const scope = scopeAt(analysis, string.step.span.start, [...string.maps, head]);
  const item = scope.maps.at(-1)?.item ?? { kind: "unknown" };
  return described(span, "The name of a map. Its item:", item, [site], analysis);
}

/** The operator whose name is under the cursor. */
function hoverOperator({ node }: TemplateString, { text }: Analysis, offset: number): Hover | null {
  const written = text.slice(node.span.start, node.span.end);
  for (const { index, 0: word, 1: name } of written.matchAll(/@([A-Za-z]+)(?=\()/g)) {
    const span = { start: node.span.start + index, end: node.span.start + index + word.length };
    if (name !== undefined && operatorNames.includes(name) && touches(span, offset))
      return { span, text: operatorText(name) };
  }
  return null;
}

/** Ids of steps, declared or named, and declarations of inputs and store keys. */
function hoverSymbol(analysis: Analysis, offset: number, found: References): Hover | null {
  const symbol = symbolAt(analysis, offset, found);
  const site = symbol?.sites[0];
  if (symbol === null || site === undefined) return null;
  const { span } = symbol;
  const inFlow = { kind: "path", root: { kind: "state", span }, span } as const;
  const name = (text: string) => ({ kind: "child", selectors: [{ kind: "name", name: text, span }], span }) as const;
  const scope = scopeAt(analysis, Number.POSITIVE_INFINITY, []);
  switch (site.kind) {
    case "step": {
      const type = typeOf({ ...inFlow, segments: [name("results"), name(site.name)] }, scope);
      const step = analysis.flow?.steps.find(({ idSpan }) => idSpan.start === site.span.start);
      const words = step?.type == null ? "A step." : `${step.type}: ${steps[step.type].words}`;
      return described(span, words, type, symbol.sites, analysis);
    }
    case "input":
    case "store": {
      const way = nodeAtOffset(analysis.document, site.span.start)?.way ?? [];
      const isTop = way.length === (site.kind === "input" ? 3 : 2);
      const type = isTop
        ? typeOf({ ...inFlow, segments: [name(site.kind), name(site.name)] }, scope)
        : { kind: "unknown" as const };
      return described(span, siteWords(site), type, symbol.sites, analysis);
    }
    default:
      return null;
  }
}
