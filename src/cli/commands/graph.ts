// flowplan graph: a flow in, which steps depend on which out.

import { buildGraph } from "../../core/graph/build-graph.js";
import { printGraph } from "../../core/graph/print-graph.js";
import type { GraphFormat } from "../../core/index.js";
import { compileFile } from "../source/compile-file.js";
import type { ExitCode } from "../terminal/exit.js";
import type { Terminal } from "../terminal/terminal.js";

export type GraphOptions = { readonly format: GraphFormat; readonly config?: string };

export function graphCommand(file: string, options: GraphOptions, terminal: Terminal): ExitCode {
  const { program, exit } = compileFile(file, options.config, terminal);
  if (program !== null) terminal.out(printGraph(buildGraph(program.ir), options.format));
  return exit;
}
