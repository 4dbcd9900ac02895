// A flow's file in, its program out; its mistakes are reported on standard error. Null where it has errors.

import { compile } from "../../core/compile.js";
import type { Source } from "../../core/diagnostic/located.js";
import type { AnyDiagnostic, Program } from "../../core/index.js";
import { looksLikePlanFile } from "../../core/plan/file/plan-file.js";
import { prettyCount } from "../format/pretty.js";
import { tell } from "../format/tell.js";
import { type ExitCode, exitOf } from "../terminal/exit.js";
import type { Terminal } from "../terminal/terminal.js";
import { readSettings, type Settings } from "./config.js";
import { madeByFlowplan, planFileMistake } from "./kind-of-file.js";
import { readFlowSource } from "./read-source.js";

export type Compiled = { readonly program: Program | null; readonly source: Source; readonly exit: ExitCode };

export function compileFile(file: string, config: string | undefined, terminal: Terminal): Compiled {
  const settings = readSettings(config, terminal);
  const source = readFlowSource(file, settings);
  if (looksLikePlanFile(source.text)) throw planFileMistake(source.name);
  return compileSource(source, settings, () => false, terminal);
}

/** Of what is only probably a mistake, `check` reports everything, and every other command what `isAdvice` lets through. */
export function compileSource(
  source: Source,
  settings: Settings,
  isAdvice: (diagnostic: AnyDiagnostic) => boolean,
  terminal: Terminal,
): Compiled {
  const other = madeByFlowplan(source);
  if (other !== null) throw other;
  const { program, diagnostics: all } = compile(source.text, settings);
  const diagnostics =
    program === undefined
      ? all
      : all.filter((diagnostic) => !diagnostic.code.startsWith("lint/") || isAdvice(diagnostic));
  if (diagnostics.length > 0) {
    tell(diagnostics, source, terminal);
    terminal.err(`${prettyCount(diagnostics, 1)}\n`);
  }
  return { program: program ?? null, source, exit: exitOf(diagnostics) };
}
