// A path of the expression tree in, a path of the IR out: its root bound to a map or the state, its type known, the steps it
// needs noted, and a place where nothing can ever be found reported at the first segment that does not exist (spec 2.6, 3.4).

import { diagnose } from "../diagnostic/diagnose.js";
import { translateIRegexp } from "../expression/i-regexp.js";
import type {
  Comparable,
  Condition,
  FunctionArgument,
  FunctionCall,
  PathExpression,
  Root,
  Segment,
  Selector,
} from "../expression/tree.js";
import { defaultLimits } from "../language/limits.js";
import { type PathTyping, typeOfPath, typeUnderTest } from "../path/path-type.js";
import { nearest } from "../text/nearest.js";
import { boundType } from "../types/bound-type.js";
import { describeType } from "../types/describe-type.js";
import { type Type, unknownType } from "../types/type.js";
import { presume, unreachable } from "../unreachable.js";
import type {
  ComparableIr,
  ConditionIr,
  FunctionCallIr,
  PathIr,
  QueryIr,
  RootIr,
  SegmentIr,
  SelectorIr,
} from "./ir.js";
import { referToSteps } from "./refer.js";
import type { MapScope, Scope } from "./scope.js";

/** `gap`: the first segment that is declared, but optional; null where the path is certain, or where nothing is known. */
export type LoweredPath = { readonly path: PathIr; readonly gap: Segment | null };

export function lowerPath(path: PathExpression, scope: Scope): LoweredPath {
  const root = bindRoot(path.root, scope);
  const start = root === null ? unknownType : typeOfRoot(root, scope);
  const segments: SegmentIr[] = [];
  for (const segment of path.segments) segments.push(lowerSegment(segment, underTest(segment, start, segments, scope)));
  const unbound: PathIr = {
    kind: "path",
    root: root ?? { kind: "state" },
    segments,
    type: unknownType,
    certain: true,
    span: path.span,
  };
  if (root === null) return { path: unbound, gap: null };
  if (root.kind === "state" && !referToSteps(path.segments, path.span, scope)) return { path: unbound, gap: null };
  const { type, certain, doubt, dead } = typeOfPath(start, segments);
  // Of the node under test names are judged: whether an element is there is what a filter asks.
  const asks = root.kind === "node" && (dead?.reason === "not-an-array" || dead?.reason === "index-out-of-range");
  if (dead !== null && !asks) {
    reportDead(path, dead, scope);
    return { path: unbound, gap: null };
  }
  const gap = doubt === "declared" ? firstGap(start, path, segments) : null;
  return { path: { ...unbound, root, type: boundType(type), certain }, gap };
}

/** What the filters of a segment see as `@`: after a descendant segment it may be anything. */
function underTest(segment: Segment, start: Type, before: readonly SegmentIr[], scope: Scope): Scope {
  if (!segment.selectors.some(({ kind }) => kind === "filter")) return scope;
  return { ...scope, node: segment.kind === "descendant" ? unknownType : typeUnderTest(start, before) };
}

/** The first segment that is declared, but optional. */
function firstGap(start: Type, { segments }: PathExpression, lowered: readonly SegmentIr[]): Segment | null {
  const upTo = (length: number) => typeOfPath(start, lowered.slice(0, length));
  return segments.find((_, i) => upTo(i + 1).doubt === "declared") ?? null;
}

function bindRoot(root: Root, scope: Scope): RootIr | null {
  const innermost = scope.maps.at(-1);
  switch (root.kind) {
    case "state":
      return { kind: "state" };
    case "node":
      return { kind: "node" };
    case "current":
      return innermost === undefined ? { kind: "state" } : { kind: "item", level: innermost.level };
    case "item": {
      const map = findMap(root.name, scope);
      if (map !== undefined) return { kind: "item", level: map.level };
      reportUnknownMap(root.name, root.nameSpan, scope);
      return null;
    }
    default:
      return unreachable(root);
  }
}

/** The innermost enclosing map of that name: inner names shadow outer ones. */
export function findMap(name: string, scope: Scope): MapScope | undefined {
  return scope.maps.findLast((map) => map.name === name);
}

export function reportUnknownMap(name: string, span: PathExpression["span"], scope: Scope): void {
  const names = scope.maps.flatMap((map) => (map.name === null ? [] : [map.name]));
  const near = nearest(name, names);
  scope.found.diagnostics.push(
    diagnose("template/unknown-map-name", span, { name, near, names, inside: scope.maps.length > 0 }),
  );
}

function typeOfRoot(root: RootIr, scope: Scope): Type {
  switch (root.kind) {
    case "state":
      return scope.state;
    case "item":
      return presume(scope.maps[root.level], "an enclosing map").item;
    case "node":
      return scope.node ?? unknownType;
    default:
      return unreachable(root);
  }
}

function reportDead(path: PathExpression, dead: NonNullable<PathTyping["dead"]>, scope: Scope): void {
  const segment = presume(path.segments[dead.segment], "the dead segment");
  const selector = presume(segment.selectors[dead.selector], "its selector");
  const { name } = dead;
  const found = describeType(dead.found);
  const outside = path.root.kind === "current" && scope.maps.length === 0;
  switch (dead.reason) {
    case "unknown-property": {
      const near = nearest(name, dead.candidates);
      const fixes =
        near === undefined || !isShorthand(near)
          ? []
          : [{ title: `write ${near}`, safe: false, edits: [{ span: selector.span, text: near }] }];
      const shorthand = selector.span.end - selector.span.start === name.length;
      scope.found.diagnostics.push(
        diagnose(
          "path/unknown-property",
          selector.span,
          { name, near, candidates: dead.candidates, outside },
          { fixes: shorthand ? fixes : [] },
        ),
      );
      return;
    }
    case "not-an-object":
      scope.found.diagnostics.push(diagnose("path/not-an-object", selector.span, { name, found }));
      return;
    case "not-an-array":
      scope.found.diagnostics.push(diagnose("path/not-an-array", selector.span, { index: name, found }));
      return;
    case "index-out-of-range":
      scope.found.diagnostics.push(diagnose("path/index-out-of-range", selector.span, { index: name, found }));
      return;
    default:
      unreachable(dead.reason);
  }
}

function isShorthand(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
}

function lowerSegment(segment: Segment, scope: Scope): SegmentIr {
  return {
    kind: segment.kind,
    selectors: segment.selectors.map((selector) => lowerSelector(selector, scope)),
    span: segment.span,
  };
}

function lowerSelector(selector: Selector, scope: Scope): SelectorIr {
  switch (selector.kind) {
    case "name":
      return { kind: "name", name: selector.name };
    case "index":
      return { kind: "index", index: selector.index };
    case "slice":
      return { kind: "slice", start: selector.start, end: selector.end, step: selector.step };
    case "wildcard":
      return { kind: "wildcard" };
    case "filter":
      return { kind: "filter", condition: lowerCondition(selector.condition, scope) };
    default:
      return unreachable(selector);
  }
}

function lowerCondition(condition: Condition, scope: Scope): ConditionIr {
  switch (condition.kind) {
    case "or":
    case "and":
      return { kind: condition.kind, conditions: condition.conditions.map((part) => lowerCondition(part, scope)) };
    case "not":
      return { kind: "not", condition: lowerCondition(condition.condition, scope) };
    case "exists":
      return { kind: "exists", query: lowerQuery(condition.query, scope) };
    case "compare":
      return {
        kind: "compare",
        operator: condition.operator,
        left: lowerComparable(condition.left, scope),
        right: lowerComparable(condition.right, scope),
      };
    case "test":
      return { kind: "test", call: lowerCall(condition.call, scope) };
    default:
      return unreachable(condition);
  }
}

function lowerComparable(side: Comparable, scope: Scope): ComparableIr {
  switch (side.kind) {
    case "literal":
      return { kind: "literal", value: withinJson(side.value) };
    case "query":
      return { kind: "query", query: lowerQuery(side.query, scope) };
    case "function":
      return { kind: "function", call: lowerCall(side.call, scope) };
    default:
      return unreachable(side);
  }
}

/** A number beyond what JSON can hold compares like the greatest that it can. */
function withinJson<T>(value: T): T | number {
  if (value === Number.POSITIVE_INFINITY) return Number.MAX_VALUE;
  return value === Number.NEGATIVE_INFINITY ? -Number.MAX_VALUE : value;
}

function lowerCall(call: FunctionCall, scope: Scope): FunctionCallIr {
  if (call.name === "match" || call.name === "search") judgePattern(call, scope);
  return { name: call.name, arguments: call.arguments.map((argument) => lowerArgument(argument, scope)) };
}

/** A pattern that is written here is judged here; one that a path brings is judged when it comes. */
function judgePattern({ name, arguments: given }: FunctionCall, scope: Scope): void {
  const pattern = given[1];
  if (pattern?.kind !== "literal" || typeof pattern.value !== "string") return;
  const { diagnostics } = scope.found;
  const limit = scope.limits.pattern;
  const { length } = pattern.value;
  if (length > limit) diagnostics.push(diagnose("limit/pattern", pattern.span, { limit, actual: length }));
  else if (translateIRegexp(pattern.value) === null)
    diagnostics.push(diagnose("path/no-pattern", pattern.span, { name }));
}

function lowerArgument(argument: FunctionArgument, scope: Scope): FunctionCallIr["arguments"][number] {
  return argument.kind === "nodes"
    ? { kind: "nodes", query: lowerQuery(argument.query, scope) }
    : lowerComparable(argument, scope);
}

/** A query inside a filter: it may find nothing, but not a name that cannot exist. */
function lowerQuery(path: PathExpression, scope: Scope): QueryIr {
  const { root, segments } = lowerPath(path, scope).path;
  return { root, segments };
}

/** A query on its own, `$` being the value that it is asked of. */
export function lowerQueryAlone(path: PathExpression): QueryIr {
  const found = { diagnostics: [], dependencies: new Map(), nodes: 0 };
  const placeOf = () => (index: number) => index;
  return lowerQuery(path, { limits: defaultLimits, placeOf, state: unknownType, maps: [], step: null, found });
}
