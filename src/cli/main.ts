// The command line as a process: its words and streams in, its exit code out.

import { argv, env } from "node:process";
import { flowplan } from "./flowplan.js";
import { endQuietlyOnClosedPipe, openTerminal } from "./terminal/terminal.js";

endQuietlyOnClosedPipe();
const words = argv.slice(2);
void flowplan(words, openTerminal(env)).then((code) => {
  process.exitCode = code;
});
