// An analysis in, every name in it that leads to a declaration out (spec 7.13): names in paths, filters and calls, ids of steps, the
// "required" and "$ref" of schemas. The one walk that definition, references, rename and hover share.

import type { DocumentNode, ObjectNode, StringNode } from "../document/tree.js";
import type { Argument, Expression, MapHead, PathExpression, Segment, Selector } from "../expression/tree.js";
import { readSources } from "../flow/read-step.js";
import { valueIn } from "../flow/value-in.js";
import { isSingular } from "../path/path.js";
import { asked } from "../path/queries-in.js";
import type { Span } from "../text/span.js";
import { unreachable } from "../unreachable.js";
import type { Analysis } from "./analysis.js";
import { namesInSchemas } from "./names-in-schemas.js";
import { type Description, distinct, type Reached, type Site, stepByName, stepToAny, stepToElement } from "./places.js";
import type { Reference, Written } from "./reference.js";
import { stepsIn, type TemplateString, templateStrings } from "./template-strings.js";

/** A value that is taken whole, with every name in it. */
export type Reading = { readonly span: Span; readonly places: readonly Description[] };

export type References = { readonly references: readonly Reference[]; readonly readings: readonly Reading[] };

type Item = { readonly head: MapHead | null; readonly places: readonly Description[] };
type Around = {
  readonly state: Description;
  readonly items: readonly Item[];
  /** What `@` is in a filter. */
  readonly node: readonly Description[];
  readonly string: StringNode;
  readonly found: { readonly references: Reference[]; readonly readings: Reading[] };
};

export function referencesIn(analysis: Analysis): References {
  const { root } = analysis.document;
  const found: Around["found"] = { references: [], readings: [] };
  if (root?.kind !== "object") return found;
  const steps = stepsIn(analysis);
  const state: Description = { kind: "state", root, steps };
  for (const string of templateStrings(analysis)) noteString(string, state, found);
  found.references.push(...idsIn(root, steps), ...namesInSchemas(root, steps));
  found.references.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  return found;
}

function noteString({ node, expression, maps }: TemplateString, state: Description, found: Around["found"]): void {
  const silent = { references: [], readings: [] };
  let items: readonly Item[] = [];
  for (const head of maps) {
    const around: Around = { state, items, node: [], string: node, found: silent };
    items = [...items, { head, places: head === null ? [] : itemsOf(head.source, followPath(head.source, around)) }];
  }
  if (expression !== null) noteExpression(expression, { state, items, node: [], string: node, found });
}

/** A singular path gives an array, whose elements are the items; of any other path every match is one. */
function itemsOf(source: PathExpression, places: readonly Description[]): readonly Description[] {
  return isSingular(source) ? stepToElement(places) : places;
}

function noteExpression(expression: Expression | Argument, around: Around): void {
  switch (expression.kind) {
    case "text":
    case "literal":
      return;
    case "path":
      readWhole(expression, around);
      return;
    case "map":
      followPath(expression.source, around);
      return;
    case "call":
      for (const argument of expression.arguments) noteExpression(argument, around);
      return;
    case "index":
      noteMapName(expression.name, expression.nameSpan, around);
      return;
    default:
      unreachable(expression);
  }
}

function noteMapName(name: string, span: Span, { items, found }: Around): readonly Description[] {
  const item = items.findLast(({ head }) => head?.name === name);
  if (item?.head?.nameSpan == null) return [];
  const site: Site = { kind: "map", name, span: item.head.nameSpan, key: null, owner: null };
  found.references.push({ name, span, sites: [site], written: { kind: "bare" } });
  return item.places;
}

function readWhole(path: PathExpression, around: Around): void {
  around.found.readings.push({ span: path.span, places: followPath(path, around) });
}

function rootOf({ root }: PathExpression, around: Around): readonly Description[] {
  switch (root.kind) {
    case "state":
      return [around.state];
    case "current":
      return around.items.at(-1)?.places ?? [around.state];
    case "item":
      return noteMapName(root.name, root.nameSpan, around);
    case "node":
      return around.node;
    default:
      return unreachable(root);
  }
}

/** Notes the names on the way; gives what the path ends at. */
function followPath(path: PathExpression, around: Around): readonly Description[] {
  let places = rootOf(path, around);
  for (const segment of path.segments) {
    // What is below is looked at by any name: as good as read whole.
    if (segment.kind === "descendant") around.found.readings.push({ span: path.span, places });
    const before = segment.kind === "descendant" ? [] : places;
    places = distinct(
      segment.selectors.flatMap((selector) => followSelector(selector, segment, before, around).places),
    );
  }
  return places;
}

function followSelector(selector: Selector, segment: Segment, places: readonly Description[], around: Around): Reached {
  switch (selector.kind) {
    case "name": {
      const found = stepByName(places, selector.name);
      const written: Written = {
        kind: "selector",
        segment: segment.selectors.length === 1 ? segment.span : null,
        string: around.string,
      };
      if (found.sites.length > 0) {
        around.found.references.push({ name: selector.name, span: selector.span, sites: found.sites, written });
      }
      return found;
    }
    case "index":
    case "slice":
      return { places: stepToElement(places), sites: [] };
    case "wildcard":
      return { places: stepToAny(places), sites: [] };
    case "filter": {
      const children = stepToAny(places);
      const inside = { ...around, node: children };
      for (const { query, value } of asked<PathExpression>(selector.condition)) {
        if (value) readWhole(query, inside);
        else followPath(query, inside);
      }
      return { places: children, sites: [] };
    }
    default:
      return unreachable(selector);
  }
}

/** Where a step is named by its id alone. */
function idsIn(root: ObjectNode, steps: readonly DocumentNode[]): readonly Reference[] {
  const results: Description = { kind: "results", steps };
  const widgets = valueIn(valueIn(valueIn(root, "ui"), "results"), "widgets");
  const named = [
    ...steps.map((step) => valueIn(valueIn(step, "parameters"), "contextId")),
    ...steps.map((step) => valueIn(valueIn(step, "parameters"), "sources")),
    ...(widgets?.kind === "array" ? widgets.elements.map((widget) => valueIn(widget, "sources")) : []),
  ];
  return named.flatMap(readSources).flatMap(({ id, span }) => {
    const { sites } = stepByName([results], id);
    return sites.length === 0 ? [] : [{ name: id, span, sites, written: { kind: "text" } as const }];
  });
}
