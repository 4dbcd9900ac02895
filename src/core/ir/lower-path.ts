// A path of the expression tree in, a path of the IR out: its root bound to a map or the state, its type known, the steps it
// needs noted, and a place where nothing can ever be found reported at the first segment that does not exist (spec 2.6, 3.4).

import { diagnose } from "../diagnostic/diagnose.js";
import type { Diagnostic, Fix } from "../diagnostic/diagnostic.js";
import { writeInstead } from "../diagnostic/fix.js";
import { translateIRegexp } from "../expression/i-regexp.js";
import { printPath } from "../expression/print.js";
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
import type { Span } from "../text/span.js";
import { boundType } from "../types/bound-type.js";
import { describeType } from "../types/describe-type.js";
import { type Type, unknownType } from "../types/type.js";
import { presume, unreachable } from "../unreachable.js";
import { findGap, type Gap } from "./find-lack.js";
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
import { deeperPath, meantPaths } from "./meant-path.js";
import { referToSteps } from "./refer.js";
import type { Findings, ForwardReference, MapScope, Scope } from "./scope.js";

/** `gap`: the first segment that is declared, but optional; null where the path is certain, or where nothing is known. */
export type LoweredPath = { readonly path: PathIr; readonly gap: Gap | null };

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
  const lowered: PathIr = { ...unbound, root, type: boundType(type), certain };
  const gap = certain ? null : findGap(start, root, path.segments, segments, scope);
  if (gap !== null) scope.found.lacks.set(lowered, gap.lack);
  return { path: lowered, gap: doubt === "declared" ? gap : null };
}

/** What the filters of a segment see as `@`: after a descendant segment it may be anything. */
function underTest(segment: Segment, start: Type, before: readonly SegmentIr[], scope: Scope): Scope {
  if (!segment.selectors.some(({ kind }) => kind === "filter")) return scope;
  return { ...scope, node: segment.kind === "descendant" ? unknownType : typeUnderTest(start, before) };
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
  const { span } = presume(segment.selectors[dead.selector], "its selector");
  const { name } = dead;
  const found = describeType(dead.found);
  const report = (diagnostic: Diagnostic) => scope.found.diagnostics.push(diagnostic);
  switch (dead.reason) {
    case "unknown-property": {
      const outside = path.root.kind === "current" && scope.maps.length === 0;
      const near = nearest(name, dead.candidates);
      const meant = near === undefined ? meantInstead(path, dead, scope) : undefined;
      const { candidates } = dead;
      const fixes = span.end - span.start === name.length ? renameName(near, span) : [];
      report(
        diagnose(
          "path/unknown-property",
          span,
          { name, near: meant ?? near, candidates, outside, whole: meant !== undefined || undefined },
          { fixes: [...fixes, ...writePath(meant, path.span)] },
        ),
      );
      return;
    }
    case "not-an-object": {
      const isItem = path.root.kind === "current" && scope.maps.length > 0 && dead.segment === 0;
      const meant = isItem ? (meantInstead(path, dead, scope) ?? "$$") : undefined;
      report(diagnose("path/not-an-object", span, { name, found, meant }, { fixes: writePath(meant, path.span) }));
      return;
    }
    case "not-an-array":
      report(diagnose("path/not-an-array", span, { index: name, found }));
      return;
    case "index-out-of-range":
      report(diagnose("path/index-out-of-range", span, { index: name, found }));
      return;
    default:
      unreachable(dead.reason);
  }
}

/** The first path that may be meant and that exists, as text. */
function meantInstead(path: PathExpression, dead: NonNullable<PathTyping["dead"]>, scope: Scope): string | undefined {
  if (scope.found.isTrial) return undefined;
  const isInMap = scope.maps.length > 0;
  const isOfState = path.root.kind === "state" || (path.root.kind === "current" && !isInMap);
  const isFirst = dead.segment === 0;
  const stated: PathExpression = { ...path, root: { kind: "state", span: path.root.span } };
  const candidates = [
    ...(isFirst && isOfState ? meantPaths(path, isInMap) : []),
    // Inside a map, the run state is `$`.
    ...(isFirst && path.root.kind === "current" && isInMap ? [stated] : []),
    deeperPath(path, dead.segment, dead.found),
  ];
  const meant = candidates.find((each) => each !== null && exists(each, scope));
  return meant == null ? undefined : printPath(meant);
}

/** Whether the path could stand here; nothing is reported or noted. */
export function exists(path: PathExpression, scope: Scope): boolean {
  const diagnostics: Diagnostic[] = [];
  const forward: ForwardReference[] = [];
  const found: Findings = { diagnostics, dependencies: new Map(), lacks: new WeakMap(), nodes: 0, isTrial: true };
  const step = scope.step === null ? null : { ...scope.step, forward };
  lowerPath(path, { ...scope, step, found });
  return diagnostics.length === 0 && forward.length === 0;
}

function renameName(near: string | undefined, span: Span): readonly Fix[] {
  if (near === undefined || !isShorthand(near)) return [];
  return [writeInstead(span, near)];
}

/** Only what needs no quotes, which the string around the path may have as well. */
function writePath(path: string | undefined, span: Span): readonly Fix[] {
  if (path === undefined || /['"\\]/.test(path)) return [];
  return [writeInstead(span, path)];
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
  const found = { diagnostics: [], dependencies: new Map(), lacks: new WeakMap(), nodes: 0 };
  const placeOf = () => (index: number) => index;
  return lowerQuery(path, { limits: defaultLimits, placeOf, state: unknownType, maps: [], step: null, found });
}
