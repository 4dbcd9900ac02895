// A path of the IR in, the closure that finds its value or its node list out (RFC 9535; spec 2.4).

import type { QueryIr, RootIr, SegmentIr } from "../ir/ir.js";
import { type Key, keyOf } from "../path/path.js";
import type { Json } from "../text/json.js";
import { unreachable } from "../unreachable.js";
import { element, member } from "./children.js";
import { compileSegment } from "./compile-segment.js";
import type { EvaluationScope, Setting } from "./scope.js";

/** Undefined: nothing is there. `node` is the node under test; outside filters no path asks for it. */
export type FindValue = (scope: EvaluationScope, node: Json | undefined) => Json | undefined;
export type FindNodes = (scope: EvaluationScope, node: Json | undefined) => readonly Json[];

/** The value that a singular path finds. */
export function compileValue(query: QueryIr): FindValue {
  const steps = query.segments.map(keyOf);
  const { root } = query;
  switch (root.kind) {
    case "state":
      return fromState(steps.filter(isKey));
    case "item":
      return fromItem(root.level, steps.filter(isKey));
    case "node": {
      const follow = compileFollow(steps.filter(isKey));
      return (_scope, node) => (node === undefined ? undefined : follow(node));
    }
    default:
      return unreachable(root);
  }
}

/** The node list of any path. */
export function compileNodes(query: QueryIr, setting: Setting): FindNodes {
  const start = compileRoot(query.root);
  const leading = query.segments.findIndex((segment) => keyOf(segment) === null);
  const prefix = compileFollow(
    query.segments
      .slice(0, leading < 0 ? undefined : leading)
      .map(keyOf)
      .filter(isKey),
  );
  const stages = leading < 0 ? [] : compileStages(query.segments.slice(leading), setting);
  return (scope, node) => {
    const root = start(scope, node);
    const first = root === undefined ? undefined : prefix(root);
    if (first === undefined) return [];
    let nodes: readonly Json[] = [first];
    for (const stage of stages) nodes = stage(scope, nodes);
    return nodes;
  };
}

type Stage = (scope: EvaluationScope, nodes: readonly Json[]) => readonly Json[];

/** Neighbouring names and indices are followed in one go. */
function compileStages(segments: readonly SegmentIr[], setting: Setting): readonly Stage[] {
  const stages: Stage[] = [];
  let steps: Key[] = [];
  const flush = (): void => {
    if (steps.length > 0) stages.push(followAll(compileFollow(steps)));
    steps = [];
  };
  for (const segment of segments) {
    const step = keyOf(segment);
    if (step !== null) steps.push(step);
    else {
      flush();
      stages.push(compileSegment(segment, setting));
    }
  }
  flush();
  return stages;
}

function followAll(follow: (value: Json) => Json | undefined): Stage {
  return (_scope, nodes) => {
    const found: Json[] = [];
    for (let i = 0; i < nodes.length; i++) {
      const value = follow(nodes[i] as Json);
      if (value !== undefined) found.push(value);
    }
    return found;
  };
}

function compileRoot(root: RootIr): FindValue {
  switch (root.kind) {
    case "state":
      return (scope) => scope.state;
    case "item": {
      const { level } = root;
      return (scope) => scope.items[level];
    }
    case "node":
      return (_scope, node) => node;
    default:
      return unreachable(root);
  }
}

function isKey(key: Key | null): key is Key {
  return key !== null;
}

// Short paths of names are most of all paths; each length has its own closure.

function fromState(steps: readonly Key[]): FindValue {
  const [a, b, c, d] = steps;
  if (steps.length === 2 && typeof a === "string" && typeof b === "string") {
    return (scope) => member(member(scope.state, a), b);
  }
  if (steps.length === 3 && typeof a === "string" && typeof b === "string" && typeof c === "string") {
    return (scope) => member(member(member(scope.state, a), b), c);
  }
  if (steps.length === 4 && steps.every((step) => typeof step === "string")) {
    return (scope) => member(member(member(member(scope.state, a as string), b as string), c as string), d as string);
  }
  const follow = compileFollow(steps);
  return (scope) => follow(scope.state);
}

function fromItem(level: number, steps: readonly Key[]): FindValue {
  const [a, b] = steps;
  if (steps.length === 0) return (scope) => scope.items[level];
  if (steps.length === 1 && typeof a === "string") return (scope) => member(scope.items[level], a);
  if (steps.length === 2 && typeof a === "string" && typeof b === "string") {
    return (scope) => member(member(scope.items[level], a), b);
  }
  const follow = compileFollow(steps);
  return (scope) => {
    const item = scope.items[level];
    return item === undefined ? undefined : follow(item);
  };
}

function compileFollow(steps: readonly Key[]): (value: Json) => Json | undefined {
  const [only] = steps;
  if (steps.length === 0) return (value) => value;
  if (steps.length === 1 && typeof only === "string") return (value) => member(value, only);
  return (value) => {
    let found: Json | undefined = value;
    for (let i = 0; i < steps.length && found !== undefined; i++) {
      const step = steps[i] as Key;
      found = typeof step === "string" ? member(found, step) : element(found, step);
    }
    return found;
  };
}
