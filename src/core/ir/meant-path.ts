// A path whose first name is not there in, the paths that may be meant out, the likeliest first (spec 7.4): `$.topic`, `$.ideas.prompts`,
// `$.steps.ideas.output.prompts`, `$.item`. Which of them exists is for the caller to ask.

import type { PathExpression, Root, Segment } from "../expression/tree.js";
import { isItemName, isOutputName, stateNameOf } from "../language/state-names.js";
import { hasOwn } from "../text/json.js";
import { nowhere } from "../text/span.js";
import type { Type } from "../types/type.js";

const state: Root = { kind: "state", span: nowhere };

function named(name: string): Segment {
  return { kind: "child", selectors: [{ kind: "name", name, span: nowhere }], span: nowhere };
}

function nameIn(segment: Segment | undefined): string | undefined {
  const [selector, more] = segment?.selectors ?? [];
  return segment?.kind === "child" && more === undefined && selector?.kind === "name" ? selector.name : undefined;
}

export function meantPaths({ segments, span }: PathExpression, isInMap: boolean): readonly PathExpression[] {
  const name = nameIn(segments[0]);
  if (name === undefined) return [];
  const path = (root: Root, meant: readonly Segment[]): PathExpression => ({
    kind: "path",
    root,
    segments: meant,
    span,
  });
  const rest = segments.slice(1);
  const part = stateNameOf(name);
  const found: PathExpression[] = [];
  if (isInMap && isItemName(name)) found.push(path({ kind: "current", span: nowhere }, rest));
  if (part !== undefined) {
    found.push(path(state, [named(part), ...rest]));
    found.push(path(state, [named(part), ...rest.slice(0, 1), ...rest.slice(outputsIn(rest, 1))]));
  }
  for (const other of ["input", "results", "store"]) found.push(path(state, [named(other), ...segments]));
  found.push(path(state, [named("results"), ...segments.slice(0, 1), ...segments.slice(outputsIn(segments, 1))]));
  return found;
}

/** The position after a word such as "output", if there is one. */
function outputsIn(segments: readonly Segment[], at: number): number {
  const name = nameIn(segments[at]);
  return name !== undefined && isOutputName(name) ? at + 1 : at;
}

/** Of a name that an object does not have, and one of its properties does: the path through that property. Null: none, or several. */
export function deeperPath(path: PathExpression, at: number, found: Type): PathExpression | null {
  const name = nameIn(path.segments[at]);
  if (name === undefined || found.kind !== "object") return null;
  const ways = Object.entries(found.properties).flatMap(([property, { type }]): (readonly Segment[])[] => {
    if (type.kind === "object" && hasOwn(type.properties, name)) return [[named(property)]];
    if (type.kind !== "array" || type.items.kind !== "object" || !hasOwn(type.items.properties, name)) return [];
    const isList = type.items.properties[name]?.type.kind === "array";
    return [[named(property), isList ? every : first]];
  });
  const [way] = ways;
  if (way === undefined || ways.length > 1) return null;
  const rest = path.segments.slice(at);
  // A list of lists is one list of all their elements.
  const isListOfLists = way.at(-1) === every && rest.length === 1;
  return { ...path, segments: [...path.segments.slice(0, at), ...way, ...rest, ...(isListOfLists ? [every] : [])] };
}

const every: Segment = { kind: "child", selectors: [{ kind: "wildcard", span: nowhere }], span: nowhere };
const first: Segment = { kind: "child", selectors: [{ kind: "index", index: 0, span: nowhere }], span: nowhere };
