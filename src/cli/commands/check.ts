// flowplan check: files in, every mistake out, in source order.

import { locate, type Source } from "../../core/diagnostic/located.js";
import { compile } from "../../core/index.js";
import { type ExitCode, exitCodes, exitOf, UsageError, worst } from "../exit.js";
import { prettyCount, prettyDiagnostics } from "../format/pretty.js";
import { readSource } from "../read-source.js";
import type { Terminal } from "../terminal.js";

export type CheckOptions = { readonly format: "pretty" | "json" };

export function check(files: readonly string[], options: CheckOptions, terminal: Terminal): ExitCode {
  const codes: ExitCode[] = [];
  const sources: Source[] = [];
  for (const file of files) {
    try {
      sources.push(readSource(file));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      terminal.err(`${terminal.errColours.red("error:")} ${error.message}\n`);
      codes.push(exitCodes.usage);
    }
  }
  const checked = sources.map((source) => ({ source, diagnostics: compile(source.text).diagnostics }));
  const all = checked.flatMap(({ diagnostics }) => diagnostics);
  if (options.format === "json") {
    const diagnostics = checked.flatMap(({ source, diagnostics }) =>
      diagnostics.map((diagnostic) => locate(diagnostic, source)),
    );
    terminal.out(`${JSON.stringify({ diagnostics }, null, 2)}\n`);
  } else {
    for (const { source, diagnostics } of checked) {
      terminal.out(prettyDiagnostics(diagnostics, source, [], terminal.outColours));
    }
    if (sources.length > 0) terminal.err(`${prettyCount(all, sources.length)}\n`);
  }
  return worst([...codes, exitOf(all)]);
}
