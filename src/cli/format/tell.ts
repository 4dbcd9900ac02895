// Diagnostics in, reported on standard error (spec 7.7): with the place they point at, or without one where they are of the plan as a whole.

import type { Source } from "../../core/diagnostic/located.js";
import type { AnyDiagnostic } from "../../core/index.js";
import type { Terminal } from "../terminal/terminal.js";
import { prettyDiagnostics } from "./pretty.js";

export function tell(
  diagnostics: readonly AnyDiagnostic[],
  source: Source,
  terminal: Terminal,
  others: readonly Source[] = [],
): void {
  const { quiet, errors, errColours, errColumns } = terminal;
  const told = quiet ? diagnostics.filter(({ severity }) => severity === "error") : diagnostics;
  errors(prettyDiagnostics(told, source, others, errColours, errColumns));
}
