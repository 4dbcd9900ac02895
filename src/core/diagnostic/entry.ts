// One row of the catalogue: everything that is ever said about a code.

import type { Severity } from "./diagnostic.js";

export type Parameters = { readonly [name: string]: string | number | boolean | undefined | readonly string[] };

export type Entry<P extends Parameters = never> = {
  readonly severity: Severity;
  /** The clause of spec/ that the flow violates, such as "2.4". */
  readonly clause: string;
  /** One sentence or two: what is wrong, and what to write instead. */
  readonly message: (parameters: P) => string;
  /** For `explain`: why it matters to a person who has to ship a flow. */
  readonly why: string;
};

/** Types a row by the parameters that its message takes. */
export function entry<P extends Parameters>(row: Entry<P>): Entry<P> {
  return row;
}
