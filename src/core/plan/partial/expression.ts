// What gives an unknown value (spec 5.1.3), as a graph: parts are shared and never copied, and a text is made only where one is
// printed (expression-text.ts). Two unknowns are one value where they are one expression that does not vary.

import type { SegmentIr } from "../../ir/ir.js";
import { type Key, segmentOf } from "../../path/path.js";
import type { Json } from "../../text/json.js";
import { nowhere } from "../../text/span.js";

/** `varies`: it depends on the item of a map whose position is not known, so it may be another value for each. */
export type Expression = { readonly varies: boolean } & (
  | { readonly kind: "state" }
  /** `items` stand for the roots of a filter by the level of their map; `asks` are the filter's queries. */
  | {
      readonly kind: "segment";
      readonly of: Expression;
      readonly segment: SegmentIr;
      readonly items: readonly Expression[];
      readonly asks: readonly Expression[];
    }
  /** All that a path matches, as one array: a segment after it is no segment of the path. */
  | { readonly kind: "matches"; readonly of: Expression }
  /** An item of a map over that; null: at a position that is not known. */
  | { readonly kind: "item"; readonly of: Expression; readonly position: number | null }
  /** The position of that item. */
  | { readonly kind: "index"; readonly of: Expression }
  | { readonly kind: "literal"; readonly value: Json }
  | { readonly kind: "call"; readonly operator: string; readonly of: readonly Expression[] }
  /** Each stands where all before it are missing or null. */
  | { readonly kind: "first"; readonly of: readonly Expression[] }
  /** Later objects win. */
  | { readonly kind: "merge"; readonly of: readonly Expression[] }
  | { readonly kind: "object"; readonly keys: readonly string[]; readonly of: readonly Expression[] }
  | { readonly kind: "array"; readonly of: readonly Expression[] }
  | { readonly kind: "pack"; readonly of: Expression }
  /** What each item of a map gives, where there may be no item. */
  | { readonly kind: "within"; readonly of: readonly [Expression, Expression] }
  /** What has failed and was reported. */
  | { readonly kind: "broken" }
);

export const stateExpression: Expression = { kind: "state", varies: false };
export const brokenExpression: Expression = { kind: "broken", varies: false };

export function segmentExpression(
  of: Expression,
  segment: SegmentIr,
  items: readonly Expression[] = [],
  asks: readonly Expression[] = [],
): Expression {
  return { kind: "segment", of, segment, items, asks, varies: of.varies || asks.some(({ varies }) => varies) };
}

/** The property or element of that name or position. */
export function childExpression(of: Expression, key: Key): Expression {
  return segmentExpression(of, { ...segmentOf(key), span: nowhere });
}

export function itemExpression(of: Expression, position: number | null): Expression {
  return { kind: "item", of, position, varies: of.varies || position === null };
}

export function indexExpression(of: Expression): Expression {
  return { kind: "index", of, varies: true };
}

export function withinExpression(of: Expression, source: Expression): Expression {
  return { kind: "within", of: [of, source], varies: true };
}

export function literal(value: Json): Expression {
  return { kind: "literal", value, varies: false };
}

export function wrapped(kind: "matches" | "pack", of: Expression): Expression {
  return { kind, of, varies: of.varies };
}

export function joined(kind: "merge" | "array", of: readonly Expression[]): Expression {
  return { kind, of, varies: someVary(of) };
}

export function callExpression(operator: string, of: readonly Expression[]): Expression {
  return { kind: "call", operator, of, varies: someVary(of) };
}

/** In the order of their names: the order of writing changes nothing (spec 5.1.3). */
export function objectExpression(entries: readonly (readonly [string, Expression])[]): Expression {
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  const of = sorted.map(([, value]) => value);
  return { kind: "object", keys: sorted.map(([key]) => key), of, varies: someVary(of) };
}

/** Alternatives of alternatives are alternatives; the same one again changes nothing. */
export function firstExpression(alternatives: readonly Expression[]): Expression {
  const flat = [...new Set(alternatives.flatMap((each) => (each.kind === "first" ? each.of : [each])))];
  const [only] = flat;
  return flat.length === 1 && only !== undefined ? only : { kind: "first", of: flat, varies: someVary(flat) };
}

function someVary(all: readonly Expression[]): boolean {
  return all.some(({ varies }) => varies);
}

/** The expressions that one is made of, in the order of reading. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "state":
    case "broken":
    case "literal":
      return [];
    case "segment":
      return [expression.of, ...expression.items, ...expression.asks];
    case "matches":
    case "item":
    case "index":
    case "pack":
      return [expression.of];
    default:
      return expression.of;
  }
}
