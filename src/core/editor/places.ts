// A step of a path in, where it leads in the text of the flow out (spec 7.13): to the declaration of an input property, a key of the
// store, the id of a step, a property of an answer's schema or of a transformer's result. What has no place in the text leads nowhere.

import { memberOf, nodeAt } from "../document/find.js";
import type { DocumentNode, KeyNode, ObjectNode } from "../document/tree.js";
import { looksLikeMapHead } from "../expression/parse-expression.js";
import { valueIn } from "../flow/value-in.js";
import type { Span } from "../text/span.js";
import { unreachable } from "../unreachable.js";

/** What a name is declared as. Fields are `input`, `results` and `store` themselves. */
export type SiteKind = "field" | "step" | "input" | "store" | "result" | "map";

/** One place where a name is declared. `owner`: the object that a key stands in. */
export type Site = {
  readonly kind: SiteKind;
  readonly name: string;
  readonly span: Span;
  readonly key: KeyNode | null;
  readonly owner: ObjectNode | null;
};

/** A part of the text that describes the value a path has reached. */
export type Description =
  | { readonly kind: "state"; readonly root: ObjectNode; readonly steps: readonly DocumentNode[] }
  | { readonly kind: "results"; readonly steps: readonly DocumentNode[] }
  | {
      readonly kind: "schema";
      readonly of: "input" | "result";
      readonly node: DocumentNode;
      readonly root: DocumentNode;
    }
  | { readonly kind: "value"; readonly of: "store" | "result"; readonly node: DocumentNode }
  /** `{ "list": [ … ] }` of an ObjectGenerator with `amount`. */
  | { readonly kind: "list"; readonly items: Description; readonly start: number };

export type Reached = { readonly places: readonly Description[]; readonly sites: readonly Site[] };

const nowhere: Reached = { places: [], sites: [] };

export function stepByName(places: readonly Description[], name: string): Reached {
  return joined(places.map((place) => named(place, name)));
}

/** Any element, or any property. */
export function stepToAny(places: readonly Description[]): readonly Description[] {
  return distinct(places.flatMap((place) => [...elements(place), ...properties(place)]));
}

/** Any element: which one an index selects is not told apart. */
export function stepToElement(places: readonly Description[]): readonly Description[] {
  return distinct(places.flatMap(elements));
}

function joined(found: readonly Reached[]): Reached {
  const sites = new Map(found.flatMap(({ sites }) => sites.map((site) => [site.span.start, site] as const)));
  return { places: distinct(found.flatMap(({ places }) => places)), sites: [...sites.values()] };
}

/** A schema that refers to itself leads to the same places by many ways: each counts once, or their number would double at every step. */
export function distinct(places: readonly Description[]): readonly Description[] {
  const known = new Set<unknown>();
  return places.filter((place) => {
    const key = keyOf(place);
    if (known.has(key)) return false;
    known.add(key);
    return true;
  });
}

function keyOf(place: Description): unknown {
  switch (place.kind) {
    case "state":
    case "results":
      return place.kind;
    case "schema":
    case "value":
      return place.node;
    case "list":
      return `list at ${place.start}`;
    default:
      return unreachable(place);
  }
}

function named(place: Description, name: string): Reached {
  switch (place.kind) {
    case "state":
      return fieldOfState(place, name);
    case "results":
      return joined(place.steps.filter((step) => idOf(step)?.value === name).map(ofStep));
    case "schema":
      return joined(schemasOf(place).map((schema) => property(schema, place, name)));
    case "value": {
      const { node } = place;
      if (node.kind !== "object") return nowhere;
      const members = node.members.filter(({ key }) => key.name === name);
      return {
        places: members.map(({ value }) => ({ ...place, node: value })),
        sites: members.map(({ key }) => ({ kind: place.of, name, span: key.span, key, owner: node })),
      };
    }
    case "list":
      return name === "list" ? { places: [place], sites: [] } : nowhere;
    default:
      return unreachable(place);
  }
}

function fieldOfState({ root, steps }: Extract<Description, { kind: "state" }>, name: string): Reached {
  const member = memberOf(root, name === "results" ? "steps" : name);
  const site = (): Site[] =>
    member === undefined ? [] : [{ kind: "field", name, span: member.key.span, key: member.key, owner: root }];
  if (name === "results") return { places: [{ kind: "results", steps }], sites: site() };
  if (member === undefined) return nowhere;
  const node = member.value;
  if (name === "input") return { places: [{ kind: "schema", of: "input", node, root: node }], sites: site() };
  return name === "store" ? { places: [{ kind: "value", of: "store", node }], sites: site() } : nowhere;
}

export function idOf(step: DocumentNode): Extract<DocumentNode, { kind: "string" }> | undefined {
  const id = valueIn(step, "id");
  return id?.kind === "string" ? id : undefined;
}

function ofStep(step: DocumentNode): Reached {
  const id = idOf(step);
  const sites: Site[] =
    id === undefined ? [] : [{ kind: "step", name: id.value, span: id.span, key: null, owner: null }];
  const result = valueIn(step, "result");
  if (result !== undefined) return { places: [{ kind: "value", of: "result", node: result }], sites };
  const parameters = valueIn(step, "parameters");
  const schema = valueIn(parameters, "schema");
  if (schema === undefined) return { places: [], sites };
  const answer: Description = { kind: "schema", of: "result", node: schema, root: schema };
  const places: Description[] =
    valueIn(parameters, "amount") === undefined
      ? [answer]
      : [{ kind: "list", items: answer, start: schema.span.start }, answer];
  return { places, sites };
}

function property(schema: ObjectNode, place: Extract<Description, { kind: "schema" }>, name: string): Reached {
  const owner = valueIn(schema, "properties");
  if (owner?.kind !== "object") return nowhere;
  const member = memberOf(owner, name);
  if (member === undefined) return nowhere;
  return {
    places: [{ ...place, node: member.value }],
    sites: [{ kind: place.of, name, span: member.key.span, key: member.key, owner }],
  };
}

function elements(place: Description): readonly Description[] {
  switch (place.kind) {
    case "state":
    case "results":
      return [];
    case "schema":
      return schemasOf(place).flatMap((schema) => elementSchemas(schema).map((node) => ({ ...place, node })));
    case "value":
      return elementValues(place.node).map((node) => ({ ...place, node }));
    case "list":
      return [place.items];
    default:
      return unreachable(place);
  }
}

function properties(place: Description): readonly Description[] {
  switch (place.kind) {
    case "state":
      return ["input", "results", "store"].flatMap((name) => fieldOfState(place, name).places);
    case "results":
      return place.steps.flatMap((step) => ofStep(step).places);
    case "schema":
      return schemasOf(place).flatMap((schema) => {
        const declared = valueIn(schema, "properties");
        return declared?.kind === "object" ? declared.members.map(({ value }) => ({ ...place, node: value })) : [];
      });
    case "value":
      return place.node.kind === "object" ? place.node.members.map(({ value }) => ({ ...place, node: value })) : [];
    case "list":
      return [place];
    default:
      return unreachable(place);
  }
}

function elementSchemas(schema: ObjectNode): readonly DocumentNode[] {
  const prefix = valueIn(schema, "prefixItems");
  const items = valueIn(schema, "items");
  return [...(prefix?.kind === "array" ? prefix.elements : []), ...(items === undefined ? [] : [items])];
}

/** A map stands for its template, once per item. */
function elementValues(node: DocumentNode): readonly DocumentNode[] {
  if (node.kind !== "array") return [];
  const body = bodyOfMap(node);
  return body === null ? node.elements.map((element) => bodyOfMap(element) ?? element) : [body];
}

function bodyOfMap(node: DocumentNode): DocumentNode | null {
  if (node.kind !== "array") return null;
  const [first, body] = node.elements;
  if (first?.kind !== "string" || !looksLikeMapHead(first.value) || body === undefined) return null;
  return bodyOfMap(body) ?? body;
}

const alternatives = ["allOf", "anyOf", "oneOf"];
const mostSchemas = 64;

/** The schema itself, what its reference leads to, and the schemas that it combines, each once. */
function schemasOf({ node, root }: Extract<Description, { kind: "schema" }>): readonly ObjectNode[] {
  const found = new Set<ObjectNode>();
  const waiting: (DocumentNode | undefined)[] = [node];
  while (waiting.length > 0 && found.size < mostSchemas) {
    const next = waiting.pop();
    if (next?.kind !== "object" || found.has(next)) continue;
    found.add(next);
    const reference = valueIn(next, "$ref");
    if (reference?.kind === "string" && reference.value.startsWith("#")) {
      waiting.push(nodeAt(root, pointerOf(reference.value)));
    }
    for (const name of alternatives) {
      const schemas = valueIn(next, name);
      if (schemas?.kind === "array") waiting.push(...schemas.elements);
    }
  }
  return [...found];
}

/** A reference is a URI fragment: its pointer is percent-encoded. */
export function pointerOf(reference: string): string {
  try {
    return decodeURIComponent(reference.slice(1));
  } catch {
    return reference.slice(1);
  }
}

/** True where the value that the place describes holds what is declared at the span. */
export function holds(place: Description, span: Span): boolean {
  switch (place.kind) {
    case "state":
      return true;
    case "results":
      return false;
    case "schema":
      return schemasOf(place).some((schema) => inside(span, schema.span));
    case "value":
      return inside(span, place.node.span);
    case "list":
      return holds(place.items, span);
    default:
      return unreachable(place);
  }
}

function inside(inner: Span, outer: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
