// What a lint rule is (spec 7.10): a flow that was read and lowered in, what is legal in it but probably not meant out.

import type { DiagnosticCode } from "../diagnostic/catalogue.js";
import type { Diagnostic } from "../diagnostic/diagnostic.js";
import type { Document } from "../document/tree.js";
import type { FlowTree } from "../flow/tree.js";
import type { FlowIr } from "../ir/ir.js";

export type Subject = { readonly document: Document; readonly flow: FlowTree; readonly ir: FlowIr };

export type Rule = {
  readonly code: DiagnosticCode & `lint/${string}`;
  /**
   * It concludes from what it does not find. In a flow with errors that may only be what could not be read, so such a rule is
   * asked of flows without errors alone.
   */
  readonly fromAbsence?: true;
  /** What it finds changes nothing that a run sends or pays for, so only `check` reports it. */
  readonly changesNoRun?: true;
  readonly check: (subject: Subject) => readonly Diagnostic[];
};
