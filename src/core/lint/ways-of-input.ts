// A template in, the ways by which free text of the input reaches it out (spec 7.10.20): straight, through the items of maps, and through the
// results of ObjectTransformers. What a model wrote is not the user's text any more.

import type { Related } from "../diagnostic/diagnostic.js";
import type { FlowIr, MapIr, PathIr, SelectorIr, StepIr, TemplateIr } from "../ir/ir.js";
import { everyPartOf } from "../ir/parts-of.js";
import { parameterAt } from "../language/operators/operator.js";
import { operatorOf } from "../language/operators/operators.js";
import { isObject, type Json } from "../text/json.js";
import { pointerTo } from "../text/pointer.js";
import type { Span } from "../text/span.js";
import type { Type } from "../types/type.js";

/** `span` is the path that brings it in; `way` leads from there back to the input. */
type Arrival = { readonly name: string; readonly span: Span; readonly way: readonly Related[] };

export function waysOfInput(template: TemplateIr, ir: FlowIr): readonly Arrival[] {
  const steps = new Map(ir.steps.map((step) => [step.id, step]));
  return everyPartOf(template).flatMap((part): readonly Arrival[] => {
    if (part.kind !== "path" || !mayBeFreeText(part.type)) return [];
    const way = follow(part, [], { ir, steps, maps: [], seen: new Set() });
    return way === null ? [] : [{ name: way.name, span: part.span, way: shortened(way.way) }];
  });
}

/** The first stations and the last: nobody follows a longer way. */
function shortened(way: readonly Related[]): readonly Related[] {
  return way.length <= 8 ? way : [...way.slice(0, 6), ...way.slice(-2)];
}

type WayOfInput = { readonly name: string; readonly way: readonly Related[] };
type Walk = {
  readonly ir: FlowIr;
  readonly steps: ReadonlyMap<string, StepIr>;
  readonly maps: readonly MapIr[];
  readonly seen: Set<string>;
};

/** Names to go down by; null stands for any element. */
type Trail = readonly (string | null)[];

function follow(template: TemplateIr, trail: Trail, walk: Walk): WayOfInput | null {
  const visit = `${template.span.start}-${template.span.end}${JSON.stringify(trail)}`;
  if (walk.seen.has(visit)) return null;
  walk.seen.add(visit);
  switch (template.kind) {
    case "constant":
    case "index":
      return null;
    case "path":
      return followPath(template, trail, walk);
    case "call": {
      const row = operatorOf(template);
      const shown = template.arguments.filter((_, i) => parameterAt(row, i)?.hidden !== true);
      return first(shown, (argument) => follow(argument, [], walk));
    }
    case "map":
      return follow(template.body, trail.slice(1), { ...walk, maps: [...walk.maps, template] });
    case "array":
      return first(template.elements, (element) =>
        follow(element, element.kind === "map" ? trail : trail.slice(1), walk),
      );
    case "object": {
      const [name, ...rest] = trail;
      const own = template.entries.filter(({ key }) => name === undefined || name === null || key === name);
      return (
        first(own, ({ value }) => follow(value, rest, walk)) ??
        first(template.extends, (source) => follow(source, trail, walk))
      );
    }
  }
}

function followPath(path: PathIr, trail: Trail, walk: Walk): WayOfInput | null {
  const names: Trail = [
    ...path.segments.map(({ kind, selectors }) => (kind === "child" ? nameOf(selectors) : null)),
    ...trail,
  ];
  if (path.root.kind === "item") {
    const { level } = path.root;
    const map = walk.maps.find((enclosing) => enclosing.level === level);
    if (map === undefined) return null;
    return behind(follow(map.source, [null, ...names], walk), "each item of this", map.source.span);
  }
  const [root, name, ...rest] = names;
  if (root === "input") return fromInput(names.slice(1), walk.ir);
  const step = root === "results" ? walk.steps.get(name ?? "") : undefined;
  if (step?.type !== "ObjectTransformer") return null;
  const found = follow(step.result, rest, { ...walk, maps: [] });
  return behind(found, "this step passes it on", step.idSpan);
}

function behind(found: WayOfInput | null, message: string, span: Span): WayOfInput | null {
  return found === null ? null : { ...found, way: [{ message, span }, ...found.way] };
}

function fromInput(names: Trail, ir: FlowIr): WayOfInput | null {
  let schema: Json | undefined = ir.input.schema;
  let pointer = "";
  for (const name of names) {
    if (!isObject(schema)) break;
    if (name === null) schema = schema.items;
    else {
      pointer = pointerTo(pointer, name);
      schema = isObject(schema.properties) ? schema.properties[name] : undefined;
    }
  }
  // What a pattern or a list of values allows is the author's choice, and a dataset is an id.
  if (isObject(schema) && (schema.pattern !== undefined || schema.enum !== undefined || schema.dataset === true))
    return null;
  const declared = ir.input.places[pointer];
  const way = declared === undefined ? [] : [{ message: "whoever runs the flow writes it here", span: declared }];
  return { name: names.findLast((part) => part !== null) ?? "input", way };
}

function nameOf(selectors: readonly SelectorIr[]): string | null {
  const [selector] = selectors;
  return selectors.length === 1 && selector?.kind === "name" ? selector.name : null;
}

const harmlessFormats = new Set(["uuid", "date", "time", "date-time", "duration", "ipv4", "ipv6", "email"]);

function mayBeFreeText(type: Type): boolean {
  if (type.kind === "string") return type.format === undefined || !harmlessFormats.has(type.format);
  if (type.kind === "union") return type.members.some(mayBeFreeText);
  return type.kind === "unknown" || type.kind === "object" || type.kind === "array";
}

function first<T, R>(items: readonly T[], find: (item: T) => R | null): R | null {
  for (const item of items) {
    const found = find(item);
    if (found !== null) return found;
  }
  return null;
}
