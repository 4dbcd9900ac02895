// A path and an environment in, what is known of its value out (spec 5.1.2); null: it is certain to find nothing. What cannot be
// followed part by part is one unknown, with the canonical text of the whole path.

import type { PathIr, QueryIr, SegmentIr } from "../../ir/ir.js";
import { keyOf } from "../../path/path.js";
import { typeOfPath } from "../../path/path-type.js";
import { queriesIn } from "../../path/queries-in.js";
import type { Type } from "../../types/type.js";
import { presume } from "../../unreachable.js";
import { multiplyBounds } from "../interval.js";
import { demandsOfFilters } from "./demands.js";
import { chargeParts, type Environment } from "./environment.js";
import { matchesBelow, meets } from "./evaluate-known.js";
import { type Expression, segmentExpression, stateExpression, wrapped } from "./expression.js";
import { textOf } from "./expression-text.js";
import { elementAt, expressionOf, lookUp } from "./look-up.js";
import { typeOfPartial } from "./partial-type.js";
import {
  arrayOf,
  broken,
  type Found,
  found,
  known,
  type PartialValue,
  type Segment,
  unknownOf,
} from "./partial-value.js";

export function followPath(path: PathIr, environment: Environment): Found | null {
  const singular = path.segments.findIndex((segment) => keyOf(segment) === null);
  const cut = singular === -1 ? path.segments.length : singular;
  const prefix = path.segments.slice(0, cut);
  const reached = follow(startOf(path, environment), prefix, path, environment);
  const rest = path.segments.slice(cut);
  if (rest.length === 0) return reached;
  if (reached === null) return found(known([]));
  return found(matches(path, reached, rest, environment));
}

export function pathText(path: AnyPath, environment: Environment): string {
  return textOf(expressionOfPath(path, environment));
}

type AnyPath = Pick<PathIr, "root" | "segments">;

/** What gives the value of a path as it is written, from the state or from the item that it begins with. */
export function expressionOfPath({ root, segments }: AnyPath, environment: Environment): Expression {
  const items = environment.items.map((item) => item.expression);
  let expression = root.kind === "item" ? presume(items[root.level], "an enclosing map's item") : stateExpression;
  for (const segment of segments) {
    const queries = queriesIn<QueryIr>({ segments: [segment] }).filter((query) => query.root.kind !== "node");
    const asks = queries.map((query) => expressionOfPath(query, environment));
    expression = segmentExpression(expression, segment, asks.length === 0 ? [] : items, asks);
  }
  return segments.some((segment) => keyOf(segment) === null) ? wrapped("matches", expression) : expression;
}

function startOf(path: PathIr, { state, items }: Environment): PartialValue {
  if (path.root.kind !== "item") return state.root;
  return presume(items[path.root.level], "an enclosing map's item").value;
}

function follow(
  start: PartialValue,
  segments: readonly SegmentIr[],
  path: PathIr,
  environment: Environment,
): Found | null {
  let value = start;
  let certain = true;
  for (const [position, segment] of segments.entries()) {
    const key = presume(keyOf(segment), "a singular segment");
    const next = typeof key === "string" ? lookUp(value, key) : elementAt(value, key);
    if (next === null) return null;
    if (next !== "somewhere") {
      value = next.value;
      certain = certain && next.certain;
      continue;
    }
    const typing = typeOfPath(typeOfPartial(value), segments.slice(position));
    if (typing.dead !== null) return null;
    const expression = expressionOfPath({ root: path.root, segments }, environment);
    return { value: unknownOf(expression, typing.type), certain: certain && typing.certain };
  }
  return { value, certain };
}

/** The matches of a path that is not singular, from where its singular beginning leads. */
function matches(path: PathIr, from: Found, rest: readonly SegmentIr[], environment: Environment): PartialValue {
  if (from.value.kind === "known" && from.certain && filtersAreKnown(rest, environment)) {
    return matchesBelow(from.value.value, rest, path.span, environment);
  }
  if (from.value.kind === "array" && from.certain) {
    const each = matchesOfEach(from.value.segments, rest, path, environment);
    if (each !== null) return each;
  }
  const { type } = typeOfPath(typeOfPartial(from.value), rest);
  return unknownOf(expressionOfPath(path, environment), from.certain ? type : mayBeEmpty(type));
}

function filtersAreKnown(segments: readonly SegmentIr[], environment: Environment): boolean {
  return meets(demandsOfFilters(segments, environment.items.length), environment);
}

/** `[*].a.b` over a sequence of partial values, element by element; null where that cannot say it. */
function matchesOfEach(
  segments: readonly Segment[],
  [first, ...rest]: readonly SegmentIr[],
  path: PathIr,
  { work }: Environment,
): PartialValue | null {
  const keys = rest.map(keyOf);
  const wild = first?.kind === "child" && first.selectors.length === 1 && first.selectors[0]?.kind === "wildcard";
  if (!wild || keys.includes(null)) return null;
  const found: Segment[] = [];
  for (const segment of segments) {
    const values = segment.kind === "items" ? segment.values.map(known) : [segment.value];
    if (!chargeParts(work, values.length, path.span)) return broken;
    for (const value of values) {
      const reached = reach(value, keys as readonly (string | number)[]);
      if (reached === "somewhere") return null;
      if (reached === null) continue;
      const { origin } = segment;
      const perhaps = { min: reached.certain ? 1 : 0, max: 1 };
      if (segment.kind === "group") {
        const repeat = multiplyBounds(segment.repeat, perhaps);
        found.push({ ...segment, repeat, value: reached.value });
      } else if (reached.certain) found.push({ kind: "one", value: reached.value, origin });
      else {
        const reason = { kind: "optional", items: perhaps } as const;
        const because = { kind: "reason", reason, decidedBy: [expressionOf(reached.value)] } as const;
        found.push({ kind: "group", repeat: perhaps, because, value: reached.value, origin });
      }
    }
  }
  return arrayOf(found);
}

function reach(start: PartialValue, keys: readonly (string | number)[]): Found | null | "somewhere" {
  let reached: Found = found(start);
  for (const key of keys) {
    const next = typeof key === "string" ? lookUp(reached.value, key) : elementAt(reached.value, key);
    if (next === null || next === "somewhere") return next;
    reached = { value: next.value, certain: reached.certain && next.certain };
  }
  return reached;
}

function mayBeEmpty(type: Type): Type {
  return type.kind === "array" ? { ...type, minItems: 0 } : type;
}
