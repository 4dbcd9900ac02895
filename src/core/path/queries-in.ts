// A path in, the queries in its filters out (spec 2.15): the one walk through conditions.

import { unreachable } from "../unreachable.js";
import type { Condition, FunctionArgument, Path } from "./path.js";

/** A query of a filter. `value`: what it finds is looked at, and not only whether it finds something. */
export type Asked<Q> = { readonly query: Q; readonly value: boolean };

/** The queries of one condition, without those in their own filters. */
export function asked<Q>(condition: Condition<Q>): readonly Asked<Q>[] {
  switch (condition.kind) {
    case "or":
    case "and":
      return condition.conditions.flatMap(asked);
    case "not":
      return asked(condition.condition);
    case "exists":
      return [{ query: condition.query, value: false }];
    case "compare":
      return [condition.left, condition.right].flatMap(askedBy);
    case "test":
      return condition.call.arguments.flatMap(askedBy);
    default:
      return unreachable(condition);
  }
}

function askedBy<Q>(argument: FunctionArgument<Q>): readonly Asked<Q>[] {
  switch (argument.kind) {
    case "literal":
      return [];
    case "query":
    case "nodes":
      return [{ query: argument.query, value: true }];
    case "function":
      return argument.call.arguments.flatMap(askedBy);
    default:
      return unreachable(argument);
  }
}

/** Every query in the filters of a path, outer ones before those in their filters. */
export function queriesIn<Q extends Path<Q>>({ segments }: Path<Q>): readonly Q[] {
  return segments.flatMap(({ selectors }) =>
    selectors.flatMap((selector) =>
      selector.kind === "filter"
        ? asked(selector.condition).flatMap(({ query }) => [query, ...queriesIn<Q>(query)])
        : [],
    ),
  );
}
