// flowplan explain: a code in, why it matters out, with a bad and a good example.

import { catalogue } from "../../core/diagnostic/catalogue.js";
import type { Entry, Parameters } from "../../core/diagnostic/entry.js";
import { nearest } from "../../core/text/nearest.js";
import { quoted } from "../../core/text/printable.js";
import { type ExitCode, exitCodes, UsageError } from "../exit.js";
import type { Terminal } from "../terminal.js";

export function explain(code: string, terminal: Terminal): ExitCode {
  const rows = catalogue as unknown as { readonly [code: string]: Entry<Parameters> };
  const row = Object.hasOwn(rows, code) ? rows[code] : undefined;
  if (row === undefined) {
    const near = nearest(code, Object.keys(rows));
    throw new UsageError(
      `there is no code ${quoted(code)}`,
      near === undefined ? undefined : `flowplan explain ${near}`,
    );
  }
  const { bold, dim, red, green } = terminal.outColours;
  const parts = [`${bold(code)} ${dim(`(${row.severity}, spec ${row.clause})`)}`, row.why];
  if (row.example !== undefined) {
    parts.push(`${red("Reported:")}\n${indented(row.example.bad)}`, `${green("Fine:")}\n${indented(row.example.good)}`);
  }
  terminal.out(`${parts.join("\n\n")}\n`);
  return exitCodes.fine;
}

function indented(text: string): string {
  return text.replace(/^/gm, "    ");
}
