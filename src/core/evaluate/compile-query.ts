// A query of the IR in, the function from a root to the values of its node list out (RFC 9535; spec 2.4).

import { fail, type Outcome, succeed } from "../diagnostic/diagnostic.js";
import type { QueryIr } from "../ir/ir.js";
import type { Limits } from "../language/limits.js";
import type { Json } from "../text/json.js";
import { joinSpans, nowhere, type Span } from "../text/span.js";
import { type Budget, makeBudget, Stop } from "./budget.js";
import { compileNodes } from "./compile-path.js";
import { makeScope } from "./scope.js";

/** Fails only where a limit is exceeded; the diagnostic points at the query. */
export function compileQueryIr(query: QueryIr, limits: Limits): (root: Json, budget?: Budget) => Outcome<Json[]> {
  const find = compileNodes(query, { limits, span: spanOfQuery(query) });
  return (root, budget = makeBudget()) => {
    try {
      return succeed([...find(makeScope(root, budget), undefined)]);
    } catch (thrown) {
      if (thrown instanceof Stop) return fail([thrown.diagnostic]);
      throw thrown;
    }
  };
}

function spanOfQuery({ segments }: QueryIr): Span {
  const first = segments[0];
  const last = segments.at(-1);
  return first === undefined || last === undefined ? nowhere : joinSpans(first.span, last.span);
}
