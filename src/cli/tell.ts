// Diagnostics in, told on standard error (spec 7.7): with the place they point at, or without one where they are of the plan as a whole.

import type { Source } from "../core/diagnostic/located.js";
import type { Diagnostic } from "../core/index.js";
import { prettyDiagnostics } from "./format/pretty.js";
import type { Terminal } from "./terminal.js";

export function tell(
  diagnostics: readonly Diagnostic[],
  source: Source,
  terminal: Terminal,
  others: readonly Source[] = [],
): void {
  for (const diagnostic of diagnostics) {
    const text = prettyDiagnostics([diagnostic], source, others, terminal.errColours);
    const { code, file, span } = diagnostic;
    // An option and a backend have no place in the flow; the first line of a diagnostic says all there is to say.
    const placeless = code.startsWith("plan/") && file === undefined && hasNoPlace(span);
    terminal.err(placeless ? `${text.split("\n")[0]}\n\n` : text);
  }
}

export function hasNoPlace({ start, end }: Diagnostic["span"]): boolean {
  return start === 0 && end === 0;
}
