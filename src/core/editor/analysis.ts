// What editors ask their questions of (spec 7.13): a text and everything that the stages made of it, as far as they came. Made by
// `analyse` in compile.ts, which no folder may import; here it is only a type.

import type { Diagnostic } from "../diagnostic/diagnostic.js";
import type { Document } from "../document/tree.js";
import type { FlowTree } from "../flow/tree.js";
import type { FlowIr } from "../ir/ir.js";
import type { Limits } from "../language/limits.js";

export type Analysis = {
  readonly text: string;
  readonly limits: Limits;
  readonly document: Document;
  /** null where the text is no object, or is too large to be looked at. */
  readonly flow: FlowTree | null;
  /** Also of a flow with errors: what was wrong stands in it as unknown. */
  readonly ir: FlowIr | null;
  /** In source order. */
  readonly diagnostics: readonly Diagnostic[];
};
