// An analysis and an offset in, what is to be said of the word that stands there out (spec 7.12): its type, its value where that is
// known, where it comes from. null where there is nothing to say.

import { toJson } from "../document/to-json.js";
import type { Expression, PathExpression } from "../expression/tree.js";
import { ownerAt, placeAt } from "../flow/flow-place.js";
import { type ImageFieldRule, imageFields } from "../flow/image-fields.js";
import { isStepType } from "../flow/known-fields.js";
import { hasOwn, type Json } from "../text/json.js";
import { printable } from "../text/printable.js";
import type { Span } from "../text/span.js";
import { describeType } from "../types/describe-type.js";
import type { Type } from "../types/type.js";
import type { Analysis } from "./analysis.js";
import { nodeAtOffset, touches } from "./node-at.js";
import { pathsIn } from "./paths-in.js";
import type { Site } from "./places.js";
import { scopeAt, typeOf } from "./scope-at.js";
import { symbolAt } from "./symbol-at.js";
import { type TemplateString, templateStrings } from "./template-strings.js";
import { operators, stepWords, widgetWords, wordsOf } from "./words.js";

export type Hover = {
  /** The word that is spoken of. */
  readonly span: Span;
  /** Markdown. */
  readonly text: string;
  readonly type?: Type;
  /** What it is in every run. */
  readonly value?: Json;
  /** Where it is declared. */
  readonly origin?: Span;
};

export function hover(analysis: Analysis, offset: number): Hover | null {
  const string = templateStrings(analysis).find(({ node }) => touches(node.span, offset));
  const inTemplate = string === undefined ? null : hoverTemplate(string, analysis, offset);
  return inTemplate ?? hoverSymbol(analysis, offset) ?? hoverField(analysis, offset);
}

function hoverTemplate(string: TemplateString, analysis: Analysis, offset: number): Hover | null {
  const { expression } = string;
  if (expression === null || expression.kind === "text") return null;
  const paths = pathsIn(expression).filter(({ span }) => touches(span, offset));
  const path = paths.reduce<PathExpression | null>(
    (best, one) => (best === null || size(one) <= size(best) ? one : best),
    null,
  );
  const symbol = symbolAt(analysis, offset);
  const isMapName = symbol?.sites[0]?.kind === "map";
  if (path !== null && !isMapName) return hoverPath(path, string, analysis, offset);
  if (symbol !== null && isMapName) return hoverMapName(symbol.span, symbol.sites[0] as Site, analysis);
  return hoverOperator(expression, string, offset);
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
  const sites = onRoot ? [] : (symbolAt(analysis, span.start)?.sites ?? []);
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
    `${code(analysis.text.slice(span.start, span.end))}: ${describeType(type)}`,
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
  return `Always ${code(text.length > 120 ? `${text.slice(0, 119)}…` : text)}`;
}

function titled(text: string, { start, end }: Span, words: string): string {
  return `${code(text.slice(start, end))}: ${words}`;
}

/** Text of the flow as Markdown shows it as it is: harmless, on one line, in more backticks than it holds. */
function code(text: string): string {
  const shown = printable(text);
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? `${fence}${shown}${fence}` : `${fence} ${shown} ${fence}`;
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
  return described(span, "The name of a map; its item is this.", item, [site], analysis);
}

function hoverOperator(expression: Expression, { node }: TemplateString, offset: number): Hover | null {
  const name = /^@([A-Za-z]+)/.exec(node.value)?.[1];
  if (name === undefined || !hasOwn(operators, name) || !touches(expression.span, offset)) return null;
  const span = {
    start: expression.span.start,
    end: Math.min(expression.span.start + name.length + 1, expression.span.end),
  };
  return { span, text: operatorText(name) };
}

function operatorText(name: string): string {
  const help = operators[name];
  return help === undefined ? "" : `${code(help.form)}\n\n${help.words}`;
}

/** Ids of steps, declared or named, and declarations of inputs and store keys. */
function hoverSymbol(analysis: Analysis, offset: number): Hover | null {
  const symbol = symbolAt(analysis, offset);
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
      const words = step?.type == null ? "A step." : `${step.type}: ${stepWords[step.type]}`;
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

/** Names of fields, and the constants that the language lists. */
function hoverField({ document, text }: Analysis, offset: number): Hover | null {
  const at = nodeAtOffset(document, offset);
  if (at === null || document.root === null) return null;
  const field = at.way.at(-1);
  if (field === undefined) return null;
  const owner = ownerAt(at.way.slice(0, -1), document.root);
  if (at.key === null) {
    const value = at.node.kind === "string" && field === "type" ? at.node.value : null;
    if (value === null) return null;
    const { span } = at.node;
    if (owner.kind === "step" && isStepType(value)) return { span, text: titled(text, span, stepWords[value]) };
    return owner.kind === "widget" && hasOwn(widgetWords, value)
      ? { span, text: titled(text, span, widgetWords[value] ?? "") }
      : null;
  }
  const { span } = at.key.member.key;
  if (field === "@Extend" && owner.kind !== "flow") return { span, text: operatorText("Extend") };
  const words = wordsOf(owner, field);
  if (words === null) return null;
  const { takes } = placeAt(at.way, owner);
  const isImage = owner.kind === "image" || (owner.kind === "parameters" && owner.type === "ImageGenerator");
  const rule: ImageFieldRule | undefined =
    isImage && hasOwn(imageFields, field) ? imageFields[field as keyof typeof imageFields] : undefined;
  const standard = rule?.default == null ? "" : ` Default: ${code(JSON.stringify(rule.default))}.`;
  return {
    span,
    text: [`**${field}**${takes === null ? "" : `: ${takes}`}`, `${words}${standard}`].join("\n\n"),
    ...(rule === undefined ? {} : { type: rule.type }),
  };
}
