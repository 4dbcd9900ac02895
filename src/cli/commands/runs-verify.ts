// flowplan runs verify: the folder of a run in, whether its journal and its pictures are as they were written out (spec 6.10.6, 6.15.3).

import { existsSync } from "node:fs";
import { join } from "node:path";
import { readPlanFile } from "../../core/plan/file/plan-file.js";
import { counted } from "../../core/text/counted.js";
import { printable } from "../../core/text/printable.js";
import { repairJournal, verifyRun } from "../../node/index.js";
import { parsePlanJson } from "../plan/parse-plan-json.js";
import { explainJournal, planName, tellOfRun } from "../run/open-folder.js";
import { readSource } from "../source/read-source.js";
import { type ExitCode, exitCodes } from "../terminal/exit.js";
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
  const { journal, ended, plan: wanted, files } = await verifyRun(folder);
  const plan = journal.ok ? planState(folder, wanted) : null;
  const problem = journal.ok ? null : explainJournal(folder, journal);
  const wrong = files.filter(({ state }) => state !== "there");
  if (format === "json") {
    const { ok, ...rest } = journal;
    terminal.out(`${JSON.stringify({ journal: { whole: ok, ...rest }, ended, plan, files }, null, 2)}\n`);
  } else if (journal.ok) {
    const torn = journal.torn === 0 ? "" : `, and ${journal.torn} bytes of one that was not written whole`;
    const how = ended ? "the run ended" : "the run has not ended";
    terminal.out(`the journal is whole: ${journal.records} records${torn}; ${how}\n`);
  }
  const refused = problem === null ? null : tellOfRun(folder, problem, terminal);
  if (format !== "json") {
    if (plan === "missing" || plan === "changed")
      terminal.out(`${planName} ${stateWords[plan]}: without it the run cannot be continued\n`);
    const pictures = files.filter(({ kind }) => kind === "picture");
    const good = pictures.filter(({ state }) => state === "there");
    terminal.out(`${good.length} of ${pictures.length} pictures are as they were kept\n`);
    for (const { url, kind, state, step, image } of wrong)
      terminal.out(
        `  ${printable(url)}: ${stateWords[state]} (${kindWords[kind]}${image === null ? "" : ` ${image}`} of ${printable(step)})\n`,
      );
  }
  if (refused !== null) return refused;
  return wrong.length > 0 || plan === "missing" || plan === "changed" ? exitCodes.journal : exitCodes.fine;
}

/** null: the run was started without one. */
function planState(folder: string, wanted: string | null): "there" | "missing" | "changed" | null {
  if (wanted === null) return null;
  const file = join(folder, planName);
  if (!existsSync(file)) return "missing";
  const read = readPlanFile(parsePlanJson(readSource(file).text));
  return read.ok && read.value.hash === wanted ? "there" : "changed";
}

const kindWords = {
  picture: "image",
  name: "readable name of image",
  record: "record of image",
  zip: "the zip",
} as const;

const stateWords = {
  there: "is there",
  missing: "is missing",
  changed: "was changed since",
  outside: "is outside the folder, so it was not looked at",
} as const;

async function mend(folder: string, terminal: Terminal): Promise<ExitCode> {
  const repaired = await repairJournal(folder);
  if (!repaired.ok) return tellOfRun(folder, explainJournal(folder, repaired), terminal);
  if (!repaired.damaged) terminal.err("nothing to repair: the journal is whole\n");
  else {
    const { kept, reopened, unreadable, old } = repaired;
    terminal.err(`kept the ${kept} records before the damage; the damaged journal is now ${old}\n`);
    if (reopened > 0)
      terminal.err(
        `${counted(reopened, "call")} after the damage had been sent; what became of ${reopened === 1 ? "it" : "them"} is settled when the run is continued\n`,
      );
    if (unreadable > 0)
      terminal.err(
        `${counted(unreadable, "damaged record")} cannot be read: a call among what was lost may be sent and paid for again\n`,
      );
  }
  return exitCodes.fine;
}
