// flowplan runs settle: the folder of a run and what a person found out in, its open calls settled in its journal out (spec 6.15.4).

import { Source } from "../../core/diagnostic/located.js";
import { readDollars } from "../../core/plan/cost/money.js";
import { type Book, type NotedCall, readBook } from "../../core/run/book.js";
import type { Journal, JournalRecord } from "../../core/run/journal.js";
import { serverOf } from "../../core/run/roles.js";
import { settleByHand, type Verdict } from "../../core/run/settle-by-hand.js";
import { type CallStory, tellStory } from "../../core/run/story.js";
import { ajvValidator } from "../../core/schema/ajv-validator.js";
import { counted } from "../../core/text/counted.js";
import { quoted } from "../../core/text/printable.js";
import { directoryStore, openJournal, readJournal } from "../../node/index.js";
import { resumeCommand, settleCommand } from "../format/next-command.js";
import { callLines, dollars } from "../format/story.js";
import { tell } from "../format/tell.js";
import { findRecorded } from "../plan/find-target.js";
import { explainJournal, tellOfRun } from "../run/open-folder.js";
import { readPictures } from "../run/read-pictures.js";
import { readSettings } from "../source/config.js";
import { readJson } from "../source/read-json.js";
import { type ExitCode, exitCodes, UsageError } from "../terminal/exit.js";
import type { Terminal } from "../terminal/terminal.js";

export type RunsSettleOptions = {
  readonly as?: "not-sent" | "lost" | "answered";
  readonly call?: string;
  readonly cost?: string;
  readonly answer?: string;
};

type Open = readonly [key: string, call: NotedCall];

export async function settleRun(folder: string, options: RunsSettleOptions, terminal: Terminal): Promise<ExitCode> {
  refuseContradiction(options);
  if (options.as === undefined) return listOpen(folder, terminal);
  const opened = await openJournal(folder);
  if (!opened.ok) return tellOfRun(folder, explainJournal(folder, opened), terminal);
  try {
    return await settleIn(opened.journal, folder, options, terminal);
  } finally {
    await opened.journal.close();
  }
}

async function settleIn(
  journal: Journal,
  folder: string,
  options: RunsSettleOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const chosen = choose(openCalls(await readBook(journal.read())), options.call);
  if (options.as === "answered" && chosen.length > 1)
    throw new UsageError(`${chosen.length} calls are open: say with --call which of them this is the answer of`);
  const records: JournalRecord[] = [];
  const files = directoryStore(folder);
  for (const [key, call] of chosen) {
    const settled = await settleByHand(key, call, verdictOf(key, call, options), Date.now(), ajvValidator, files);
    if (settled.ok) records.push(settled.record);
    else {
      tell([settled.problem], new Source(folder, ""), terminal);
      return exitCodes.errors;
    }
  }
  await journal.append(records, true);
  for (const record of records)
    if (record.kind === "failed" || record.kind === "result")
      terminal.out(
        `call ${record.key.slice(0, 12)}: ${outcomes[options.as ?? "lost"]}, ${dollars(record.cost)} charged\n`,
      );
  terminal.out(`${terminal.outColours.bold("To continue:")} ${resumeCommand(folder)}\n`);
  return exitCodes.fine;
}

const outcomes = {
  "not-sent": "was not carried out, and is sent again when the run is resumed",
  lost: "its answer is lost, and it is asked for again when the run is resumed, if the run may spend that much",
  answered: "has its answer",
} as const;

function refuseContradiction({ as, cost, answer, call }: RunsSettleOptions): void {
  if (as === undefined && (cost !== undefined || answer !== undefined || call !== undefined))
    throw new UsageError("say with --as what became of the call: not-sent, lost or answered");
  if (as === "not-sent" && cost !== undefined)
    throw new UsageError("a call that was not carried out has no --cost", "--as lost, if it was charged");
  if ((as === "answered") !== (answer !== undefined))
    throw new UsageError(
      as === "answered"
        ? "--as answered needs the answer: --answer FILE, with the JSON that the server gave, or --answer DIR, with the pictures"
        : "--answer goes with --as answered",
    );
}

function openCalls({ calls }: Book): readonly Open[] {
  return [...calls].filter(([, { end }]) => end === null);
}

function choose(open: readonly Open[], wanted: string | undefined): readonly Open[] {
  if (open.length === 0) throw new UsageError("no call of this run is open: there is nothing to settle");
  if (wanted === undefined) return open;
  const found = wanted === "" ? [] : open.filter(([key]) => key.startsWith(wanted));
  if (found.length === 1) return found;
  const keys = open.map(([key]) => key.slice(0, 12)).join(", ");
  throw new UsageError(
    found.length === 0
      ? `no open call has a key that begins with ${quoted(wanted)}; the open calls are ${keys}`
      : `${found.length} open calls have a key that begins with ${quoted(wanted)}: write more of it`,
  );
}

function verdictOf(key: string, { worst, call }: NotedCall, { as = "lost", cost, answer }: RunsSettleOptions): Verdict {
  if (as === "not-sent") return { kind: as };
  const paid = cost === undefined ? worst : microsOf(cost);
  if (paid === null)
    throw new UsageError(`nothing bounds what call ${key.slice(0, 12)} cost: say it with --cost`, "--cost 0.04");
  // What an image costs, the price book says; anything else depends on what it used.
  const said = cost !== undefined || call.what === "images" ? { cost: paid } : { cost: paid, estimated: true as const };
  if (as === "lost") return { kind: as, cost: said };
  if (call.what === "images") return { kind: "drawn", cost: said, pictures: readPictures(answer ?? "") };
  return { kind: as, cost: said, value: readJson(answer ?? "") };
}

function microsOf(text: string): number {
  const read = readDollars(text);
  if (typeof read === "string" || read > BigInt(Number.MAX_SAFE_INTEGER))
    throw new UsageError(`--cost must be an amount in US dollars, not ${quoted(text)}`, "--cost 0.04");
  return Number(read);
}

/** Whether a run that is continued finds out by itself what became of them (spec 6.12.2). */
async function settlesItself(name: string | null, open: readonly CallStory[], terminal: Terminal): Promise<boolean> {
  const target =
    name === null ? null : await findRecorded(name, {}, readSettings(undefined, terminal), terminal).catch(() => null);
  const backend = target?.backend ?? null;
  return open.every(({ what, state }) => {
    if (backend === null || what === "zip") return false;
    const server = serverOf(backend, { what });
    return server !== null && (server.recovery !== "none" || (state === "accepted" && server.follow !== undefined));
  });
}

async function listOpen(folder: string, terminal: Terminal): Promise<ExitCode> {
  const teller = tellStory();
  const read = await readJournal(folder, teller.take);
  if (!read.ok) return tellOfRun(folder, explainJournal(folder, read), terminal);
  const { calls, backend } = teller.story();
  const open = calls.filter(({ state }) => state === "open" || state === "accepted");
  if (open.length === 0) {
    terminal.out("no call of this run is open: there is nothing to settle\n");
    return exitCodes.fine;
  }
  const command = settleCommand(folder);
  const settles = await settlesItself(backend, open, terminal);
  terminal.out(
    [
      `${counted(open.length, "call")} of this run ${open.length === 1 ? "is" : "are"} open: sent, and nobody knows what became of ${open.length === 1 ? "it" : "them"}.`,
      ...callLines(open, true, terminal.columns, terminal.outColours),
      ...(settles
        ? [
            `This server can be asked, or sent a call again without being paid twice, so this settles ${open.length === 1 ? "it" : "them"}:`,
            `  ${resumeCommand(folder)}`,
            "If you know what happened, say it, for all of them or for one with --call KEY:",
          ]
        : ["Look at the server, then say what happened, for all of them or for one with --call KEY:"]),
      `  ${command} --as not-sent             it was not carried out: it is sent again`,
      `  ${command} --as lost --cost 0.04     it was charged, and its answer is lost: it is asked for again`,
      `  ${command} --as answered --answer answer.json`,
      "",
    ].join("\n"),
  );
  return exitCodes.unknownOutcome;
}
