// An expression in, every path in it out, those in filters among them (spec 2.4, 2.15), each with whether `@` is its root.

import type { Argument, Expression, PathExpression } from "../expression/tree.js";
import { queriesIn } from "../path/queries-in.js";
import { unreachable } from "../unreachable.js";

/** Outer paths before those in their filters. */
export function pathsIn(expression: Expression | Argument): readonly PathExpression[] {
  switch (expression.kind) {
    case "text":
    case "literal":
    case "index":
      return [];
    case "path":
      return [expression, ...queriesIn<PathExpression>(expression)];
    case "map":
      return pathsIn(expression.source);
    case "call":
      return expression.arguments.flatMap(pathsIn);
    default:
      return unreachable(expression);
  }
}
