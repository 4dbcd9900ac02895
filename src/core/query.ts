// One JSONPath query (RFC 9535) outside a flow: a path in, the values of its node list out (spec 2.4, 2.15).

import { fail, type Outcome, succeed } from "./diagnostic/diagnostic.js";
import { compileQueryIr } from "./evaluate/compile-query.js";
import { parsePath } from "./expression/parse-expression.js";
import { lowerQueryAlone } from "./ir/lower-path.js";
import { type Limits, withLimits } from "./language/limits.js";
import type { Json } from "./text/json.js";

export type QueryOptions = { readonly limits?: Partial<Limits> };

export type CompiledPath = {
  /** The values of the node list, in the order of RFC 9535. Fails only when a limit is exceeded. */
  readonly evaluate: (root: Json) => Outcome<Json[]>;
};

/** Compiles a path once, to be evaluated often. A path that is not well-formed or well-typed is refused at the offending character. */
export function compilePath(path: string, options: QueryOptions = {}): Outcome<CompiledPath> {
  const limits = withLimits(options.limits);
  const { path: tree, diagnostics } = parsePath(path, (index) => index, limits, { roots: "rfc" });
  if (tree === null) return fail(diagnostics);
  const select = compileQueryIr(lowerQueryAlone(tree), limits);
  return succeed({ evaluate: select }, diagnostics);
}

/** The values of the node list of an RFC 9535 query. Never throws. */
export function query(path: string, root: Json, options: QueryOptions = {}): Outcome<Json[]> {
  const compiled = compilePath(path, options);
  return compiled.ok ? compiled.value.evaluate(root) : compiled;
}
