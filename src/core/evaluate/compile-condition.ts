// A filter's condition in, the closure that tells whether a node passes out (RFC 9535 §2.3.5, §2.4; spec 2.15).

import type { ComparableIr, ConditionIr, FunctionCallIr, QueryIr } from "../ir/ir.js";
import { isSingular } from "../path/path.js";
import type { Json } from "../text/json.js";
import { presume, unreachable } from "../unreachable.js";
import { type Budget, chargeWork } from "./budget.js";
import { characterCount, isEqual, isLess } from "./compare.js";
import { compileNodes, compileValue, type FindNodes, type FindValue } from "./compile-path.js";
import { compileMatch } from "./regular-expression.js";
import type { EvaluationScope, Setting } from "./scope.js";

export type Holds = (scope: EvaluationScope, node: Json) => boolean;

export function compileCondition(condition: ConditionIr, setting: Setting): Holds {
  switch (condition.kind) {
    case "or": {
      const parts = condition.conditions.map((part) => compileCondition(part, setting));
      return (scope, node) => parts.some((part) => part(scope, node));
    }
    case "and": {
      const parts = condition.conditions.map((part) => compileCondition(part, setting));
      return (scope, node) => parts.every((part) => part(scope, node));
    }
    case "not": {
      const inner = compileCondition(condition.condition, setting);
      return (scope, node) => !inner(scope, node);
    }
    case "exists": {
      if (isSingular(condition.query)) {
        const find = compileValue(condition.query);
        return (scope, node) => find(scope, node) !== undefined;
      }
      const find = compileNodes(condition.query, setting);
      return (scope, node) => find(scope, node).length > 0;
    }
    case "compare":
      return compileComparison(condition, setting);
    case "test":
      return compileTest(condition.call, setting);
    default:
      return unreachable(condition);
  }
}

function compileComparison(comparison: ConditionIr & { readonly kind: "compare" }, setting: Setting): Holds {
  const left = compileComparable(comparison.left, setting);
  const right = compileComparable(comparison.right, setting);
  const equal = (a: Json | undefined, b: Json | undefined, budget: Budget): boolean =>
    isEqual(a, b, (count) => chargeWork(budget, count, setting.limits, setting.span));
  switch (comparison.operator) {
    case "==":
      return (scope, node) => equal(left(scope, node), right(scope, node), scope.budget);
    case "!=":
      return (scope, node) => !equal(left(scope, node), right(scope, node), scope.budget);
    case "<":
      return (scope, node) => isLess(left(scope, node), right(scope, node));
    case ">":
      return (scope, node) => isLess(right(scope, node), left(scope, node));
    case "<=":
      return (scope, node) => {
        const a = left(scope, node);
        const b = right(scope, node);
        return isLess(a, b) || equal(a, b, scope.budget);
      };
    case ">=":
      return (scope, node) => {
        const a = left(scope, node);
        const b = right(scope, node);
        return isLess(b, a) || equal(a, b, scope.budget);
      };
    default:
      return unreachable(comparison.operator);
  }
}

function compileComparable(comparable: ComparableIr, setting: Setting): FindValue {
  switch (comparable.kind) {
    case "literal": {
      const { value } = comparable;
      return () => value;
    }
    case "query":
      return compileValue(comparable.query);
    case "function":
      return compileFunction(comparable.call, setting);
    default:
      return unreachable(comparable);
  }
}

/** The functions that give a value. Their arguments are well-typed by the parser's check. */
function compileFunction(call: FunctionCallIr, setting: Setting): FindValue {
  switch (call.name) {
    case "length": {
      const find = valueArgument(call, 0, setting);
      return (scope, node) => lengthOf(find(scope, node));
    }
    case "count": {
      const find = nodesArgument(call, setting);
      return (scope, node) => find(scope, node).length;
    }
    case "value": {
      const find = nodesArgument(call, setting);
      return (scope, node) => {
        const nodes = find(scope, node);
        return nodes.length === 1 ? nodes[0] : undefined;
      };
    }
    case "match":
    case "search":
      throw new Error(`presumed a function that gives a value, not ${call.name}`);
    default:
      return unreachable(call.name);
  }
}

/** The functions that give a truth. */
function compileTest(call: FunctionCallIr, setting: Setting): Holds {
  const text = valueArgument(call, 0, setting);
  const pattern = valueArgument(call, 1, setting);
  const matches = compileMatch(call.name === "match" ? "whole" : "part", setting.limits, setting.span);
  return (scope, node) => matches(text(scope, node), pattern(scope, node), scope.budget);
}

function valueArgument(call: FunctionCallIr, position: number, setting: Setting): FindValue {
  const argument = presume(call.arguments[position], `argument ${position} of ${call.name}`);
  if (argument.kind === "nodes") throw new Error(`presumed a value as argument ${position} of ${call.name}`);
  return compileComparable(argument, setting);
}

/** A singular query may come as a value; its node list has one node or none. */
function nodesArgument(call: FunctionCallIr, setting: Setting): FindNodes {
  const argument = presume(call.arguments[0], `an argument of ${call.name}`);
  if (argument.kind === "literal" || argument.kind === "function") throw new Error(`presumed a query in ${call.name}`);
  return compileNodes(argument.query, setting);
}

function lengthOf(value: Json | undefined): number | undefined {
  if (typeof value === "string") return characterCount(value);
  if (Array.isArray(value)) return value.length;
  return typeof value === "object" && value !== null ? Object.keys(value).length : undefined;
}

/** Units of work of testing one node, without what the queries inside charge on their own. */
export function conditionCost(condition: ConditionIr): number {
  switch (condition.kind) {
    case "or":
    case "and":
      return condition.conditions.reduce((sum, part) => sum + conditionCost(part), 1);
    case "not":
      return 1 + conditionCost(condition.condition);
    case "exists":
      return 1 + queryCost(condition.query);
    case "compare":
      return 1 + comparableCost(condition.left) + comparableCost(condition.right);
    case "test":
      return 1 + callCost(condition.call);
    default:
      return unreachable(condition);
  }
}

function queryCost(query: QueryIr): number {
  return query.segments.length;
}

function comparableCost(comparable: ComparableIr): number {
  return comparable.kind === "literal"
    ? 0
    : comparable.kind === "query"
      ? queryCost(comparable.query)
      : callCost(comparable.call);
}

function callCost(call: FunctionCallIr): number {
  return call.arguments.reduce(
    (sum, argument) => sum + (argument.kind === "nodes" ? queryCost(argument.query) : comparableCost(argument)),
    1,
  );
}
