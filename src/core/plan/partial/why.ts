// An array that a map goes over in, why it is as long as it is out (spec 5.1.4); and the reasons of a group as its plan lists them.

import type { Reason, Repeat } from "../plan.js";
import type { Expression } from "./expression.js";
import { readsOf, textOf } from "./expression-text.js";
import type { Because } from "./partial-value.js";

/** A number of the flow that decides a length. */
export type Counted = { readonly kind: "count" | "amount" | "images"; readonly step: string; readonly value: Repeat };

export function becauseOf(source: Expression, items: Repeat, reasons: ReadonlyMap<string, Counted>): Because {
  const place = placeOf(source);
  const counted = place === null ? undefined : reasons.get(place);
  const kind = items.max === null ? "unbounded" : "length";
  const reason: Reason = counted === undefined ? { kind, items, expression: textOf(source) } : { ...counted, items };
  return { kind: "reason", reason, decidedBy: [source] };
}

/** Where an array of a step's result stands: names below `$.results`, 0 for any position. */
export function placeKey(path: readonly (string | 0)[]): string {
  return JSON.stringify(path);
}

/** Null where it is no such array: it has a filter, or is no path from the state. */
function placeOf(expression: Expression): string | null {
  const path: (string | 0)[] = [];
  let from = expression;
  for (; from.kind === "segment" || from.kind === "item"; from = from.of) {
    const only = from.kind === "segment" && from.segment.selectors.length === 1 ? from.segment.selectors[0] : null;
    if (from.kind === "item" || (from.segment.kind === "child" && only?.kind === "index")) path.unshift(0);
    else if (from.segment.kind === "child" && only?.kind === "name") path.unshift(only.name);
    else return null;
  }
  return from.kind === "state" && path[0] === "results" ? placeKey(path.slice(1)) : null;
}

/** Reasons that a plan lists of maps within maps. */
const mostReasons = 16;

const lists = new WeakMap<Because, readonly Reason[]>();

/** Outermost map first. */
export function reasonsOf(because: Because): readonly Reason[] {
  let reasons = lists.get(because);
  if (reasons === undefined) {
    reasons = list(because);
    lists.set(because, reasons);
  }
  return reasons;
}

function list(because: Because): readonly Reason[] {
  const reasons: Reason[] = [];
  const left = [because];
  for (let each = left.pop(); each !== undefined && reasons.length < mostReasons; each = left.pop()) {
    if (each.kind === "reason") reasons.push(each.reason);
    else left.push(each.inner, each.outer);
  }
  return reasons;
}

/** The absolute paths that decide how often groups repeat. */
export function decidedBy(all: readonly Because[]): readonly string[] {
  const seen = new Set<Because>();
  const expressions: Expression[] = [];
  const left = [...all].reverse();
  for (let each = left.pop(); each !== undefined; each = left.pop()) {
    if (seen.has(each)) continue;
    seen.add(each);
    if (each.kind === "reason") expressions.push(...each.decidedBy);
    else left.push(each.inner, each.outer);
  }
  return readsOf(expressions);
}
