// A segment of a path in, the closure that takes a node list to the next one out (RFC 9535 §2.3, §2.5; spec 2.4). Node lists are
// bounded one by one, so that no path can build more than the limit on matches at any of its segments.

import type { SegmentIr, SelectorIr } from "../ir/ir.js";
import type { Json } from "../text/json.js";
import { unreachable } from "../unreachable.js";
import { chargeWork, tooManyMatches } from "./budget.js";
import { childrenOf, element, member } from "./children.js";
import { compileCondition, conditionCost } from "./compile-condition.js";
import type { EvaluationScope, Setting } from "./scope.js";

type Select = (scope: EvaluationScope, value: Json, found: Json[]) => void;

export function compileSegment(segment: SegmentIr, setting: Setting) {
  const select = compileSelectors(segment.selectors, setting);
  const visit = segment.kind === "child" ? select : compileDescendants(select, setting);
  const { limits, span } = setting;
  return (scope: EvaluationScope, nodes: readonly Json[]): Json[] => {
    const found: Json[] = [];
    chargeWork(scope.budget, nodes.length, limits, span);
    for (let i = 0; i < nodes.length; i++) {
      visit(scope, nodes[i] as Json, found);
      if (found.length > limits.matches) throw tooManyMatches(limits, span);
    }
    return found;
  };
}

function compileSelectors(selectors: readonly SelectorIr[], setting: Setting): Select {
  const selects = selectors.map((selector) => compileSelector(selector, setting));
  const [only] = selects;
  if (only !== undefined && selects.length === 1) return only;
  return (scope, value, found) => {
    for (const select of selects) select(scope, value, found);
  };
}

/** A node before its descendants, children in their order. The stack is our own: data may be nested as deep as it likes. */
function compileDescendants(select: Select, { limits, span }: Setting): Select {
  return (scope, value, found) => {
    const pending: Json[] = [value];
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      select(scope, node, found);
      if (found.length > limits.matches) throw tooManyMatches(limits, span);
      const children = childrenOf(node);
      if (children === null) continue;
      chargeWork(scope.budget, children.length, limits, span);
      for (let i = children.length - 1; i >= 0; i--) pending.push(children[i] as Json);
    }
  };
}

function compileSelector(selector: SelectorIr, setting: Setting): Select {
  const { limits, span } = setting;
  switch (selector.kind) {
    case "name": {
      const { name } = selector;
      return (_scope, value, found) => {
        const child = member(value, name);
        if (child !== undefined) found.push(child);
      };
    }
    case "index": {
      const { index } = selector;
      return (_scope, value, found) => {
        const child = element(value, index);
        if (child !== undefined) found.push(child);
      };
    }
    case "slice":
      return compileSlice(selector, setting);
    case "wildcard":
      return (scope, value, found) => {
        const children = childrenOf(value);
        if (children === null) return;
        if (found.length + children.length > limits.matches) throw tooManyMatches(limits, span);
        chargeWork(scope.budget, children.length, limits, span);
        for (let i = 0; i < children.length; i++) found.push(children[i] as Json);
      };
    case "filter": {
      const holds = compileCondition(selector.condition, setting);
      const cost = conditionCost(selector.condition);
      return (scope, value, found) => {
        const children = childrenOf(value);
        if (children === null) return;
        chargeWork(scope.budget, children.length * cost, limits, span);
        for (let i = 0; i < children.length; i++) {
          const child = children[i] as Json;
          if (holds(scope, child)) found.push(child);
        }
      };
    }
    default:
      return unreachable(selector);
  }
}

/** RFC 9535 §2.3.4.2.2, the normative algorithm. */
function compileSlice(slice: SelectorIr & { readonly kind: "slice" }, { limits, span }: Setting): Select {
  const step = slice.step ?? 1;
  return (scope, value, found) => {
    if (!Array.isArray(value) || step === 0) return;
    const size = value.length;
    const start = fromEnd(slice.start ?? (step > 0 ? 0 : size - 1), size);
    const end = fromEnd(slice.end ?? (step > 0 ? size : -size - 1), size);
    const lower = step > 0 ? clamp(start, 0, size) : clamp(end, -1, size - 1);
    const upper = step > 0 ? clamp(end, 0, size) : clamp(start, -1, size - 1);
    const count = Math.max(0, Math.ceil((upper - lower) / Math.abs(step)));
    if (found.length + count > limits.matches) throw tooManyMatches(limits, span);
    chargeWork(scope.budget, count, limits, span);
    if (step > 0) for (let i = lower; i < upper; i += step) found.push(value[i] as Json);
    else for (let i = upper; i > lower; i += step) found.push(value[i] as Json);
  };
}

function fromEnd(index: number, size: number): number {
  return index >= 0 ? index : size + index;
}

function clamp(index: number, least: number, most: number): number {
  return Math.min(Math.max(index, least), most);
}
