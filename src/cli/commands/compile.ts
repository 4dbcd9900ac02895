// flowplan compile: a flow in, its IR as JSON out.

import { harmlessJson } from "../format/json.js";
import { compileFile } from "../source/compile-file.js";
import type { ExitCode } from "../terminal/exit.js";
import type { Terminal } from "../terminal/terminal.js";

export function compileCommand(file: string, options: { readonly config?: string }, terminal: Terminal): ExitCode {
  const { program, exit } = compileFile(file, options.config, terminal);
  if (program !== null) terminal.out(harmlessJson(program.ir));
  return exit;
}
