// The command line as a process: its words and streams in, its exit code out.

import { argv, env } from "node:process";
import { flowplan } from "./flowplan.js";
import { endQuietlyOnClosedPipe, openTerminal } from "./terminal/terminal.js";

endQuietlyOnClosedPipe();
const words = argv.slice(2);
const quiet = words.includes("-q") || words.includes("--quiet");
void flowplan(words, openTerminal(env, quiet)).then((code) => {
  process.exitCode = code;
});
