// The type of what a path starts from and the path in, what it finds out (spec 3.4): the type, whether it is certain to find something, and
// the first segment that can never find anything.

import { growthOf, ownProperty } from "../types/grown-object.js";
import { neverType, type Property, type Type, unknownType } from "../types/type.js";
import { anyElement, elementAt, propertyOf, unionOf } from "../types/union.js";
import { presume, unreachable } from "../unreachable.js";
import { type Key, keyOf, type Segment, type Selector } from "./path.js";

export type DeadSegment = {
  /** Its position among the segments, and of its selector among theirs. */
  readonly segment: number;
  readonly selector: number;
  readonly reason: "unknown-property" | "not-an-object" | "not-an-array" | "index-out-of-range";
  /** The property, or the index as text. */
  readonly name: string;
  /** The properties that there are. */
  readonly candidates: readonly string[];
  /** What the segment was asked of. */
  readonly found: Type;
};

export type PathTyping = {
  readonly type: Type;
  /** A value is found in every state of that type. */
  readonly certain: boolean;
  /**
   * Where the doubt comes from, if there is any: "declared": from what is known (an optional property, a short array, an alternative
   * without it); "unknown": only from what is not known, which checks nothing.
   */
  readonly doubt: "none" | "declared" | "unknown";
  /**
   * Up to the first selector that is no name and no index, all of them. After it, names that no match can have; finding few or none
   * is legal there, and the type stays an array.
   */
  readonly dead: DeadSegment | null;
};

/** What filters ask does not matter to a type. */
type AnySegment = Segment<unknown>;
type AnySelector = Selector<unknown>;

type Doubt = PathTyping["doubt"];
type Step = {
  readonly type: Type;
  readonly doubt: Doubt;
  readonly dead: Omit<DeadSegment, "segment" | "selector"> | null;
};
type Nodes = { readonly type: Type; readonly min: number; readonly max: number | null };

export function typeOfPath(start: Type, segments: readonly AnySegment[]): PathTyping {
  let type = start;
  let doubt: Doubt = "none";
  for (const [position, segment] of segments.entries()) {
    const key = keyOf(segment);
    if (key === null) {
      const nodes: Nodes = { type, min: doubt === "none" ? 1 : 0, max: 1 };
      const rest = segments.slice(position);
      return { ...certainly(nodesOf(nodes, rest)), dead: deadName(nodes, rest, position) };
    }
    const step = stepInto(type, key);
    if (step.dead !== null) {
      return {
        type: neverType,
        certain: false,
        doubt: "declared",
        dead: { segment: position, selector: 0, ...step.dead },
      };
    }
    type = step.type;
    doubt = worse(doubt, step.doubt);
  }
  return { type, certain: doubt === "none", doubt, dead: null };
}

/** A path that is not singular always gives an array, if an empty one. */
function certainly({ type, min, max }: Nodes): PathTyping {
  const items = max === 0 ? neverType : type;
  return {
    type: { kind: "array", prefix: [], items, minItems: min, maxItems: max },
    certain: true,
    doubt: "none",
    dead: null,
  };
}

function worse(a: Doubt, b: Doubt): Doubt {
  if (a === "declared" || b === "declared") return "declared";
  return a === "unknown" || b === "unknown" ? "unknown" : "none";
}

function stepInto(type: Type, key: Key): Step {
  if (type.kind === "union") return stepIntoUnion(type.members, key, type);
  if (type.kind === "unknown") return { type: unknownType, doubt: "unknown", dead: null };
  return typeof key === "string" ? stepByName(type, key) : stepByIndex(type, key);
}

// The paths of a step start at one type, which they share: what is below a type is worked out once, however many of them ask.
const stepsInto = new WeakMap<Type, Map<Key, Step>>();
const childrenOf = new WeakMap<Type, Nodes>();
const holds = new WeakMap<Type, boolean>();

function stepIntoUnion(members: readonly Type[], key: Key, found: Type): Step {
  const known = stepsInto.get(found) ?? new Map<Key, Step>();
  const step = known.get(key) ?? stepIntoMembers(members, key, found);
  stepsInto.set(found, known.set(key, step));
  return step;
}

function stepIntoMembers(members: readonly Type[], key: Key, found: Type): Step {
  const steps = members.map((member) => stepInto(member, key));
  const alive = steps.filter((step) => step.dead === null);
  if (alive.length === 0) {
    const deaths = steps.flatMap(({ dead }) => (dead === null ? [] : [dead]));
    const telling =
      deaths.find(({ reason }) => reason === "unknown-property" || reason === "index-out-of-range") ?? deaths[0];
    const candidates = [...new Set(deaths.flatMap((dead) => dead.candidates))];
    return {
      type: neverType,
      doubt: "declared",
      dead: { ...presume(telling, "a member of the union"), candidates, found },
    };
  }
  const doubt = alive.map((step) => step.doubt).reduce(worse, alive.length < steps.length ? "declared" : "none");
  return { type: unionOf(alive.map((step) => step.type)), doubt, dead: null };
}

function stepByName(type: Type, name: string): Step {
  const dead = (reason: DeadSegment["reason"], candidates: readonly string[] = []): Step => ({
    type: neverType,
    doubt: "declared",
    dead: { reason, name, candidates, found: type },
  });
  if (type.kind !== "object") return dead("not-an-object");
  const property = propertyOf(type, name);
  if (property === undefined || property.type.kind === "never") {
    return dead(
      "unknown-property",
      Object.keys(type.properties).filter((other) => type.properties[other]?.type.kind !== "never"),
    );
  }
  const listed = ownProperty(type, name) !== undefined;
  return { type: property.type, doubt: property.required ? "none" : listed ? "declared" : "unknown", dead: null };
}

function stepByIndex(type: Type, index: number): Step {
  const dead = (reason: DeadSegment["reason"]): Step => ({
    type: neverType,
    doubt: "declared",
    dead: { reason, name: String(index), candidates: [], found: type },
  });
  if (type.kind !== "array") return dead("not-an-array");
  const needed = index < 0 ? -index : index + 1;
  if (type.maxItems !== null && needed > type.maxItems) return dead("index-out-of-range");
  const doubt: Doubt = type.minItems >= needed ? "none" : "declared";
  const exact =
    type.maxItems === type.minItems ? (index < 0 ? type.minItems + index : index) : index < 0 ? null : index;
  const element = exact === null ? anyElement(type) : elementAt(type, exact);
  return element.kind === "never" ? dead("index-out-of-range") : { type: element, doubt, dead: null };
}

/** What the rest of a path matches, from nodes of one type. */
function nodesOf(start: Nodes, segments: readonly AnySegment[]): Nodes {
  return segments.reduce(nodesAfter, start);
}

function nodesAfter({ type, min, max }: Nodes, segment: AnySegment): Nodes {
  const each =
    segment.kind === "descendant"
      ? descendants(type)
      : together(segment.selectors.map((selector) => selected(type, selector)));
  return {
    type: each.type,
    min: product(min, each.min) ?? 0,
    max: max === 0 || each.max === 0 ? 0 : product(max, each.max),
  };
}

/** The first name that none of the nodes can have, where there are nodes at all: it is a typo (spec 2.6). */
function deadName(start: Nodes, segments: readonly AnySegment[], before: number): DeadSegment | null {
  let nodes = start;
  for (const [position, segment] of segments.entries()) {
    const { type } = nodes;
    if (nodes.max === 0 || type.kind === "never") return null;
    for (const [place, selector] of segment.selectors.entries()) {
      if (segment.kind === "descendant" || selector.kind !== "name") continue;
      const { dead } = stepInto(type, selector.name);
      if (dead !== null) return { segment: before + position, selector: place, ...dead };
    }
    nodes = nodesAfter(nodes, segment);
  }
  return null;
}

/** What `@` is in a filter of the segment after these: an element, or a value, of any match of them. */
export function typeUnderTest(start: Type, segments: readonly AnySegment[]): Type {
  const { type } = children(nodesOf({ type: start, min: 0, max: 1 }, segments).type);
  return type.kind === "never" ? unknownType : type;
}

function product(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return null;
  return Number.isSafeInteger(a * b) ? a * b : null;
}

/** A value without children has no descendants; of others nothing is said. */
function descendants(type: Type): Nodes {
  return canHold(type) ? { type: unknownType, min: 0, max: null } : nothing;
}

/** Whether there can be an element or a property. What they are is not worked out: for the state that is a union over all steps. */
function canHold(type: Type): boolean {
  switch (type.kind) {
    case "unknown":
      return true;
    case "union":
      return type.members.some(canHold);
    case "array":
      return type.maxItems !== 0;
    case "object": {
      const known = holds.get(type);
      if (known !== undefined) return known;
      const growth = growthOf(type);
      const held =
        growth !== undefined
          ? growth.property.type.kind !== "never" || canHold(growth.from)
          : type.rest !== null || Object.values(type.properties).some((property) => property.type.kind !== "never");
      holds.set(type, held);
      return held;
    }
    case "never":
    case "constant":
    case "null":
    case "boolean":
    case "number":
    case "string":
      return false;
    default:
      return unreachable(type);
  }
}

const nothing: Nodes = { type: neverType, min: 0, max: 0 };

/** Several selectors of one segment: their matches one after the other. */
function together(parts: readonly Nodes[]): Nodes {
  return {
    type: unionOf(parts.map(({ type }) => type)),
    min: parts.reduce((sum, { min }) => sum + min, 0),
    max: parts.some(({ max }) => max === null) ? null : parts.reduce((sum, { max }) => sum + (max ?? 0), 0),
  };
}

function selected(type: Type, selector: AnySelector): Nodes {
  if (selector.kind === "wildcard") return children(type);
  if (selector.kind === "filter") return { ...children(type), min: 0 };
  if (type.kind === "union") return oneOf(type.members.map((member) => selected(member, selector)));
  switch (selector.kind) {
    case "name":
    case "index": {
      const step = stepInto(type, selector.kind === "name" ? selector.name : selector.index);
      return step.dead === null ? { type: step.type, min: step.doubt === "none" ? 1 : 0, max: 1 } : nothing;
    }
    case "slice":
      return slice(type, selector);
    default:
      return unreachable(selector);
  }
}

/** One of several, it is not known which. */
function oneOf(parts: readonly Nodes[]): Nodes {
  return {
    type: unionOf(parts.map(({ type }) => type)),
    min: parts.reduce((least, { min }) => Math.min(least, min), Number.POSITIVE_INFINITY),
    max: parts.some(({ max }) => max === null) ? null : parts.reduce((most, { max }) => Math.max(most, max ?? 0), 0),
  };
}

function children(type: Type): Nodes {
  const nodes = childrenOf.get(type) ?? childrenOfType(type);
  childrenOf.set(type, nodes);
  return nodes;
}

function childrenOfType(type: Type): Nodes {
  switch (type.kind) {
    case "unknown":
      return { type: unknownType, min: 0, max: null };
    case "union":
      return oneOf(type.members.map(children));
    case "array":
      return { type: anyElement(type), min: type.minItems, max: type.maxItems };
    case "object": {
      const growth = growthOf(type);
      if (growth !== undefined) return grown(children(growth.from), growth.property);
      const properties = Object.values(type.properties).filter((property) => property.type.kind !== "never");
      const types = properties.map((property) => property.type);
      return {
        type: unionOf(type.rest === null ? types : [...types, type.rest]),
        min: properties.filter(({ required }) => required).length,
        max: type.rest === null ? properties.length : null,
      };
    }
    case "never":
    case "constant":
    case "null":
    case "boolean":
    case "number":
    case "string":
      return nothing;
    default:
      return unreachable(type);
  }
}

function grown(before: Nodes, { type, required }: Property): Nodes {
  if (type.kind === "never") return before;
  return {
    type: unionOf([before.type, type]),
    min: before.min + (required ? 1 : 0),
    max: before.max === null ? null : before.max + 1,
  };
}

type Slice = Extract<AnySelector, { kind: "slice" }>;

function slice(type: Type, selector: Slice): Nodes {
  if (type.kind === "unknown") return { type: unknownType, min: 0, max: null };
  if (type.kind !== "array") return nothing;
  const { minItems, maxItems } = type;
  const items = anyElement(type);
  if (maxItems === minItems)
    return { type: items, min: sliceLength(selector, minItems), max: sliceLength(selector, minItems) };
  if (growsWithLength(selector)) {
    return {
      type: items,
      min: sliceLength(selector, minItems),
      max: maxItems === null ? longestSlice(selector) : sliceLength(selector, maxItems),
    };
  }
  return { type: items, min: 0, max: least(maxItems, longestSlice(selector)) };
}

/** A longer array never gives fewer elements: not so where one end counts from the front and the other from the back. */
function growsWithLength({ start, end, step }: Slice): boolean {
  if ((step ?? 1) <= 0) return false;
  return start === null || start >= 0 || end === null || end < 0;
}

/** The most elements that a slice gives of however long an array; null: no bound. */
function longestSlice({ start, end, step }: Slice): number | null {
  const stride = step ?? 1;
  if (stride === 0) return 0;
  if (stride < 0) return null;
  const from = start ?? 0;
  const spread = end !== null && from >= 0 === end >= 0 ? end - from : from < 0 && end === null ? -from : null;
  return spread === null ? null : Math.max(0, Math.ceil(spread / stride));
}

function least(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.min(a, b);
}

/** How many elements RFC 9535 §2.3.4.2 selects of an array of that length. */
function sliceLength({ start, end, step }: Slice, length: number): number {
  const stride = step ?? 1;
  if (stride === 0) return 0;
  const place = (bound: number) => (bound >= 0 ? bound : length + bound);
  const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);
  if (stride > 0) {
    const lower = clamp(place(start ?? 0), 0, length);
    const upper = clamp(place(end ?? length), 0, length);
    return Math.max(0, Math.ceil((upper - lower) / stride));
  }
  const upper = clamp(place(start ?? length - 1), -1, length - 1);
  const lower = end === null ? -1 : clamp(place(end), -1, length - 1);
  return Math.max(0, Math.ceil((upper - lower) / -stride));
}
