// The folder of a run in, its journal and the hash of its plan out (spec 6.8.1, 6.12.4): a new folder, or one to continue in.

import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { diagnose } from "../../core/diagnostic/diagnose.js";
import { Source } from "../../core/diagnostic/located.js";
import type { AnyDiagnostic } from "../../core/index.js";
import { readPlanFile } from "../../core/plan/file/plan-file.js";
import type { Journal } from "../../core/run/journal.js";
import {
  createJournal,
  type JournalOpened,
  type JournalProblem,
  journalName,
  newOutputFolder,
  openJournal,
  openOutputFolder,
  removeDrafts,
} from "../../node/index.js";
import { tell } from "../format/tell.js";
import { parsePlanJson } from "../plan/parse-plan-json.js";
import type { SharedOptions } from "../plan/plan-options.js";
import type { Planned } from "../plan/planned.js";
import { writePlanFile } from "../plan/write-plan-file.js";
import { readSource, shortened } from "../source/read-source.js";
import { type ExitCode, exitOfFailure, UsageError } from "../terminal/exit.js";
import type { Terminal } from "../terminal/terminal.js";

export const planName = "plan.json";

export type RunFolder =
  | {
      readonly ok: true;
      readonly path: string;
      readonly journal: Journal;
      readonly planHash: string;
      readonly torn: number;
    }
  | { readonly ok: false; readonly diagnostic: AnyDiagnostic };

/** The plan stands in the folder before the journal, so a folder with a journal can be continued. */
export async function newRunFolder(
  out: string | undefined,
  file: string,
  made: Planned,
  given: SharedOptions,
): Promise<RunFolder> {
  const folder = await (out === undefined
    ? newOutputFolder(made.program.ir.publishing.slug ?? basename(file === "-" ? "flow" : file))
    : openOutputFolder(out));
  if (!folder.ok) throw new UsageError(`cannot write into ${shortened(out ?? "flowplan-runs")}: ${folder.reason}`);
  const { path } = folder;
  writePlanFile(join(path, planName), false, made, made.packs === null ? file : null, given);
  writeOrigin(path, file, made);
  return withJournal(path, await createJournal(path));
}

/** What people read: the flow as its author wrote it, where it was run from its own text, and the input. Runs go on with the plan alone. */
function writeOrigin(folder: string, file: string, { source, packs, plan }: Planned): void {
  const ending = [".json", ".jsonc", ".json5"].find((each) => file.toLowerCase().endsWith(each)) ?? ".json5";
  if (packs === null) writeFileSync(join(folder, `flow${ending}`), source.text);
  writeFileSync(join(folder, "input.json"), `${JSON.stringify(plan.input, null, 2)}\n`);
}

/** `resumed`: the folder that --resume names. */
export async function resumedFolder(resumed: string): Promise<RunFolder> {
  const opened = await openJournal(resumed);
  if (opened.ok) await removeDrafts(resumed);
  return withJournal(resumed, opened);
}

function withJournal(path: string, opened: JournalOpened): RunFolder {
  if (!opened.ok) return { ok: false, diagnostic: explainJournal(path, opened) };
  const { journal, torn } = opened;
  return { ok: true, path, journal, planHash: hashOfPlan(path), torn };
}

function hashOfPlan(folder: string): string {
  const file = join(folder, planName);
  const read = readPlanFile(parsePlanJson(readSource(file).text), file);
  if (!read.ok) throw new Error("presumed a plan file that was read before");
  return read.value.hash;
}

/** Says what is wrong with a run; its exit code. */
export function tellOfRun(folder: string, problem: AnyDiagnostic, terminal: Terminal): ExitCode {
  tell([problem], new Source(folder, ""), terminal);
  return exitOfFailure(problem.code);
}

/** What is no fault of the journal's is wrong usage. */
export function explainJournal(folder: string, problem: JournalProblem): AnyDiagnostic {
  const file = shortened(join(folder, journalName));
  switch (problem.reason) {
    case "missing":
      throw new UsageError(
        `${shortened(folder)} is not the folder of a run: it has no ${journalName}`,
        'give the folder that the run printed after "Kept in"; flowplan runs lists those in flowplan-runs/',
      );
    case "exists":
      throw new UsageError(`${file} cannot be opened: it already exists`);
    case "unlockable":
    case "unreadable":
      throw new UsageError(`${file} cannot be opened: ${problem.detail}`);
    case "locked":
      return diagnose("run/locked", null, { folder });
    case "newer":
      return diagnose("run/journal-version", null, { file, found: String(problem.version), known: 1 });
    case "damaged":
      return diagnose("run/journal-damaged", null, { file, record: problem.records, problem: problem.detail });
  }
}
