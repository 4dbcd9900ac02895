// A path in the syntax of jsonpath-plus and a value in, the values it finds out (spec 2.16; decision 001). For flows that were
// written against that library: its `^`, `~` and `[(@.length-1)]`. The library is loaded when first asked for, and never evaluates
// code: scripts and filters in its paths are refused.

import { diagnose } from "../../core/diagnostic/diagnose.js";
import { fail, type Outcome, succeed } from "../../core/diagnostic/diagnostic.js";
import { type Limits, withLimits } from "../../core/language/limits.js";
import type { Json } from "../../core/text/json.js";

export type DialectOptions = { readonly limits?: Partial<Limits> };

/** Never rejects for what a path or a value is. Spans are offsets in `path`. */
export async function queryJsonPathPlus(
  path: string,
  root: Json,
  options: DialectOptions = {},
): Promise<Outcome<Json[]>> {
  const limits = withLimits(options.limits);
  const span = { start: 0, end: path.length };
  if (path.length > limits.expression) {
    return fail([diagnose("limit/expression", span, { limit: limits.expression, actual: path.length })]);
  }
  // The library has no bound of its own: each `..` multiplies its work by the size of the data.
  const descendants = path.split("..").length - 1;
  if (descendants > limits.descendants) {
    return fail([diagnose("limit/descendants", span, { limit: limits.descendants, actual: descendants })]);
  }
  // It gives undefined for such roots instead of a list.
  if (typeof root !== "object" || root === null) return path.trim() === "$" ? succeed([root]) : succeed([]);
  const { JSONPath } = await import("jsonpath-plus");
  const found: Json[] = [];
  try {
    JSONPath({
      path: fromTheEnd(path),
      json: root,
      eval: false,
      callback: (value: Json) => {
        if (found.length >= limits.matches) throw tooMany;
        found.push(value);
      },
    });
    return succeed(found);
  } catch (thrown) {
    if (thrown === tooMany) return fail([diagnose("limit/matches", span, { limit: limits.matches })]);
    // Everything else the library throws is about the path, or its recursion ran out of stack on the value.
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    return fail([diagnose("evaluate/dialect-path", span, { reason })]);
  }
}

const tooMany = Symbol("more matches than the limit");

/** `[(@.length-2)]` is a script to the library; as a slice it means the same and runs no code. */
function fromTheEnd(path: string): string {
  return path.replace(/\[\(\s*@\.length\s*-\s*([1-9][0-9]{0,8})\s*\)\]/g, (_script, digits: string) => {
    const position = Number(digits);
    return position === 1 ? "[-1:]" : `[${-position}:${1 - position}]`;
  });
}
