// flowplan runs show: the folder of a run in, its story out (spec 6.15.2).

import { prettyStory } from "../format/story.js";
import { explainJournal, tellOfRun } from "../run/open-folder.js";
import { nextCommand, readStory, shownState } from "../run/read-story.js";
import { type ExitCode, exitCodes } from "../terminal/exit.js";
import type { Terminal } from "../terminal/terminal.js";

export type RunsShowOptions = { readonly format: "pretty" | "json"; readonly verbose?: boolean };

/** What could be read is shown, also where the journal is damaged. */
export async function showRun(
  folder: string,
  { format, verbose = false }: RunsShowOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const told = await readStory(folder);
  const problem = told.journal.ok ? null : explainJournal(folder, told.journal);
  const next = nextCommand(told);
  if (format === "json") {
    const { ok: whole, ...rest } = told.journal;
    const journal = { whole, ...rest };
    terminal.out(`${JSON.stringify({ ...told.story, folder, state: shownState(told), journal, next }, null, 2)}\n`);
  } else {
    const view = { verbose, columns: terminal.columns, colours: terminal.outColours };
    terminal.out(prettyStory(told.story, shownState(told), view));
    if (next !== null) terminal.out(`\n${terminal.outColours.bold("To continue:")} ${next}\n`);
  }
  if (problem === null) return exitCodes.fine;
  return tellOfRun(folder, problem, terminal);
}
