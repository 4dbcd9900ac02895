// A path and an environment in, what is known of its value out (spec 5.1.2); null: it surely finds nothing. What cannot be
// followed part by part is one unknown, with the canonical text of the whole path.

import type { PathIr, QueryIr, SegmentIr } from "../../ir/ir.js";
import { printPathIr } from "../../ir/print-path.js";
import { keyOf } from "../../path/path.js";
import { typeOfPath } from "../../path/path-type.js";
import { queriesIn } from "../../path/queries-in.js";
import type { Type } from "../../types/type.js";
import { presume } from "../../unreachable.js";
import { multiplyBounds } from "../interval.js";
import { demandsOfFilters } from "./demands.js";
import type { Environment } from "./environment.js";
import { matchesBelow, meets } from "./evaluate-known.js";
import { elementAt, joinReads, lookUp, readsOf } from "./look-up.js";
import { typeOfPartial } from "./partial-type.js";
import { arrayOf, type Found, found, known, type PartialValue, type Segment } from "./partial-value.js";

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

export function pathText(path: Pick<PathIr, "root" | "segments">, { items }: Environment): string {
  return printPathIr(path, (level) => presume(items[level], "an enclosing map's item").text);
}

/** The absolute paths behind a path: itself, or where the items of its map come from. */
export function pathReads(path: Pick<PathIr, "root" | "segments">, environment: Environment): readonly string[] {
  if (path.root.kind !== "item") return [pathText(path, environment)];
  return presume(environment.items[path.root.level], "an enclosing map's item").reads;
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
    return { value: opaque(path, segments, typing.type, environment), certain: certain && typing.certain };
  }
  return { value, certain };
}

function opaque(path: PathIr, segments: readonly SegmentIr[], type: Type, environment: Environment): PartialValue {
  const part = { root: path.root, segments };
  const asked = filterReads(segments, environment);
  const reads = joinReads([pathReads(part, environment), asked]);
  return { kind: "unknown", text: pathText(part, environment), reads, type, path: path.root.kind !== "item" };
}

/** The matches of a path that is not singular, from where its singular beginning leads. */
function matches(path: PathIr, from: Found, rest: readonly SegmentIr[], environment: Environment): PartialValue {
  if (from.value.kind === "known" && from.certain && filtersAreKnown(rest, environment)) {
    return matchesBelow(from.value.value, rest, path.span, environment);
  }
  if (from.value.kind === "array" && from.certain) {
    const each = matchesOfEach(from.value.segments, rest);
    if (each !== null) return each;
  }
  const { type } = typeOfPath(typeOfPartial(from.value), rest);
  return opaque(path, path.segments, from.certain ? type : mayBeEmpty(type), environment);
}

function filtersAreKnown(segments: readonly SegmentIr[], environment: Environment): boolean {
  return meets(demandsOfFilters(segments, environment.items.length), environment);
}

/** `[*].a.b` over a sequence of partial values, element by element; null where that cannot say it. */
function matchesOfEach(segments: readonly Segment[], [first, ...rest]: readonly SegmentIr[]): PartialValue | null {
  const keys = rest.map(keyOf);
  const wild = first?.kind === "child" && first.selectors.length === 1 && first.selectors[0]?.kind === "wildcard";
  if (!wild || keys.includes(null)) return null;
  const found: Segment[] = [];
  for (const segment of segments) {
    const values = segment.kind === "items" ? segment.values.map(known) : [segment.value];
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
        const reads = readsOf(reached.value);
        found.push({
          kind: "group",
          repeat: perhaps,
          because: "it may be missing",
          reads,
          value: reached.value,
          origin,
        });
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

/** The absolute paths that the filters of a path read. */
function filterReads(segments: readonly SegmentIr[], environment: Environment): readonly string[] {
  const queries = queriesIn<QueryIr>({ segments }).filter(({ root }) => root.kind !== "node");
  return joinReads(queries.map((query) => pathReads(query, environment)));
}
