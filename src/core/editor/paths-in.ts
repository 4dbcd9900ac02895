// An expression in, every path in it out, those in filters among them (spec 2.4, 2.15), each with whether `@` is its root.

import type {
  Argument,
  Comparable,
  Condition,
  Expression,
  FunctionArgument,
  FunctionCall,
  PathExpression,
  Selector,
} from "../expression/tree.js";
import { unreachable } from "../unreachable.js";

/** Outer paths before those in their filters. */
export function pathsIn(expression: Expression | Argument): readonly PathExpression[] {
  switch (expression.kind) {
    case "text":
    case "literal":
    case "index":
      return [];
    case "path":
      return [expression, ...expression.segments.flatMap(({ selectors }) => selectors.flatMap(inSelector))];
    case "map":
      return pathsIn(expression.source);
    case "call":
      return expression.arguments.flatMap(pathsIn);
    default:
      return unreachable(expression);
  }
}

function inSelector(selector: Selector): readonly PathExpression[] {
  return selector.kind === "filter" ? inCondition(selector.condition) : [];
}

function inCondition(condition: Condition): readonly PathExpression[] {
  switch (condition.kind) {
    case "or":
    case "and":
      return condition.conditions.flatMap(inCondition);
    case "not":
      return inCondition(condition.condition);
    case "exists":
      return pathsIn(condition.query);
    case "compare":
      return [...inComparable(condition.left), ...inComparable(condition.right)];
    case "test":
      return inCall(condition.call);
    default:
      return unreachable(condition);
  }
}

function inComparable(side: Comparable | FunctionArgument): readonly PathExpression[] {
  switch (side.kind) {
    case "literal":
      return [];
    case "query":
    case "nodes":
      return pathsIn(side.query);
    case "function":
      return inCall(side.call);
    default:
      return unreachable(side);
  }
}

function inCall(call: FunctionCall): readonly PathExpression[] {
  return call.arguments.flatMap(inComparable);
}
