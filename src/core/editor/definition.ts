// An analysis and an offset in, where the name at that place is declared out (spec 7.13); none if it is not a name of the flow.

import type { Span } from "../text/span.js";
import type { Analysis } from "./analysis.js";
import { symbolAt } from "./symbol-at.js";

export type Definition = { readonly span: Span; readonly targets: readonly Span[] };

/** `targets` are several where several places declare the name: alternatives of a schema, elements of an array in the store. */
export function definition(analysis: Analysis, offset: number): Definition | null {
  const symbol = symbolAt(analysis, offset);
  return symbol === null ? null : { span: symbol.span, targets: symbol.sites.map(({ span }) => span) };
}
