// What a check found, as every format prints it (spec 7.7).

import type { AnyDiagnostic, Source } from "../../core/index.js";
import type { Colours } from "../terminal/terminal.js";

export type CheckedFile = { readonly source: Source; readonly diagnostics: readonly AnyDiagnostic[] };

export type Report = {
  /** In the order named; each file's diagnostics in source order. */
  readonly checked: readonly CheckedFile[];
  /** What kept files from being read, in a sentence each. */
  readonly unread: readonly string[];
};

/** Where a report is shown. */
export type ReportView = { readonly colours: Colours; readonly columns: number };
