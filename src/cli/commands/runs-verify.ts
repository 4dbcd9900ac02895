// flowplan runs verify: the folder of a run in, whether its journal and its pictures are as they were written out (spec 6.10.6, 6.15.3).

import { Source } from "../../core/diagnostic/located.js";
import { printable } from "../../core/text/printable.js";
import { repairJournal, verifyRun } from "../../node/index.js";
import { tell } from "../format/tell.js";
import { explainJournal } from "../run/open-folder.js";

import { type ExitCode, exitCodes, exitOfFailure } from "../terminal/exit.js";
import type { Terminal } from "../terminal/terminal.js";

export type RunsVerifyOptions = { readonly format: "pretty" | "json"; readonly repair?: boolean };

export async function verify(
  folder: string,
  { format, repair = false }: RunsVerifyOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  if (repair) {
    const exit = await mend(folder, terminal);
    if (exit !== exitCodes.fine) return exit;
  }
  const { journal, ended, files } = await verifyRun(folder);
  const problem = journal.ok ? null : explainJournal(folder, journal);
  const wrong = files.filter(({ state }) => state !== "there");
  if (format === "json") {
    const { ok, ...rest } = journal;
    terminal.out(`${JSON.stringify({ journal: { whole: ok, ...rest }, ended, files }, null, 2)}\n`);
  } else if (journal.ok) {
    const torn = journal.torn === 0 ? "" : `, and ${journal.torn} bytes of one that was not written whole`;
    const how = ended ? "the run ended" : "the run has not ended";
    terminal.out(`the journal is whole: ${journal.records} records${torn}; ${how}\n`);
  }
  if (problem !== null) tell([problem], new Source(folder, ""), terminal);
  if (format !== "json") {
    terminal.out(`${files.length - wrong.length} of ${files.length} pictures are as they were kept\n`);
    for (const { url, state, step, image } of wrong)
      terminal.out(`  ${printable(url)}: ${stateWords[state]} (image ${image} of ${printable(step)})\n`);
  }
  if (problem !== null) return exitOfFailure(problem.code);
  return wrong.length > 0 ? exitCodes.journal : exitCodes.fine;
}

const stateWords = {
  there: "is there",
  missing: "is missing",
  changed: "was changed since",
  outside: "is outside the folder, so it was not looked at",
} as const;

async function mend(folder: string, terminal: Terminal): Promise<ExitCode> {
  const repaired = await repairJournal(folder);
  if (!repaired.ok) {
    const problem = explainJournal(folder, repaired);
    tell([problem], new Source(folder, ""), terminal);
    return exitOfFailure(problem.code);
  }
  if (!repaired.damaged) terminal.err("nothing to repair: the journal is whole\n");
  else {
    const { kept, reopened, unreadable, old } = repaired;
    terminal.err(`kept the ${kept} records before the damage; the damaged journal is now ${old}\n`);
    if (reopened > 0)
      terminal.err(
        `${reopened} calls after the damage were sent; the server is asked for them when the run is resumed\n`,
      );
    if (unreadable > 0)
      terminal.err(
        `${unreadable} damaged records cannot be read: if one of them was a call, it may be sent and paid for again\n`,
      );
  }
  return exitCodes.fine;
}
