// flowplan store: the folder of kept answers in; what is in it, whether it is whole, or less of it out (spec 6.14.4).

import { existsSync } from "node:fs";
import { printable, quoted } from "../../core/text/printable.js";
import { answerStore, type KeptAnswer } from "../../node/index.js";
import { moment } from "../format/story.js";
import { layTable } from "../format/table.js";
import { shortened } from "../source/read-source.js";
import { storePlace } from "../source/store-place.js";
import { type ExitCode, exitCodes, UsageError } from "../terminal/exit.js";
import type { Terminal } from "../terminal/terminal.js";

export type StoreOptions = { readonly format: "pretty" | "json" };
export type PruneOptions = {
  readonly older?: string;
  readonly size?: string;
  readonly all?: boolean;
  readonly dry?: boolean;
};

/** Answers that are listed for people. */
const shown = 50;

export async function listStore(
  dir: string | undefined,
  { format }: StoreOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const folder = folderOf(dir);
  const kept = await latestFirst(folder);
  if (format === "json") {
    terminal.out(`${JSON.stringify({ folder, answers: kept }, null, 2)}\n`);
    return exitCodes.fine;
  }
  const bytes = kept.reduce((sum, { size }) => sum + size, 0);
  terminal.out(`${kept.length} answers, ${megabytes(bytes)}, in ${printable(folder)}\n`);
  if (kept.length === 0) return exitCodes.fine;
  const rows = kept.slice(0, shown);
  const column = (name: string, cell: (answer: KeptAnswer) => string) => ({
    name,
    cells: rows.map((answer) => ({ text: printable(cell(answer)) })),
  });
  const { outColours: colours, columns } = terminal;
  const table = layTable(
    [
      column("key", ({ key }) => key.slice(0, 12)),
      column("what", ({ what }) => what),
      column("server", ({ server }) => server),
      column("used (UTC)", ({ usedAt }) => moment(usedAt)),
      column("size", ({ size }) => megabytes(size)),
      column("request", ({ text }) => text),
    ],
    Number.isFinite(columns) ? columns : 120,
    colours.dim,
  );
  terminal.out(`${table.lines.join("\n")}\n`);
  if (kept.length > shown) terminal.out(colours.dim(`and ${kept.length - shown} more (--format json lists all)\n`));
  return exitCodes.fine;
}

/** Exit 7, as for a journal: what was kept is not as it was written. It is no danger, since it is not used. */
export async function checkStore(dir: string | undefined, terminal: Terminal): Promise<ExitCode> {
  const folder = folderOf(dir);
  let problems = 0;
  for await (const { file, problem } of answerStore(folder).check()) {
    problems += 1;
    terminal.out(
      `${printable(file)}: ${problem === "damaged" ? "is not as it was written" : "its picture is missing"}\n`,
    );
  }
  if (problems === 0) terminal.out("everything is as it was written\n");
  else terminal.err("What is damaged is not used, but asked for again. flowplan store prune removes it.\n");
  return problems === 0 ? exitCodes.fine : exitCodes.journal;
}

export async function pruneStore(
  dir: string | undefined,
  { older, size, all = false, dry = false }: PruneOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const days = numberIn("--older", older);
  const most = numberIn("--size", size);
  const folder = folderOf(dir);
  const since = Date.now() - (days ?? Number.POSITIVE_INFINITY) * 86_400_000;
  const going = new Set<string>();
  let left = 0;
  for (const { key, usedAt, size: bytes } of await latestFirst(folder)) {
    left += bytes;
    if (all || usedAt < since || (most !== null && left > most * 1_000_000)) {
      going.add(key);
      left -= bytes;
    }
  }
  const { answers, bytes } = await answerStore(folder).remove(going, dry);
  terminal.out(`${dry ? "would remove" : "removed"} ${answers} answers, ${megabytes(bytes)}\n`);
  return exitCodes.fine;
}

async function latestFirst(folder: string): Promise<readonly KeptAnswer[]> {
  const kept: KeptAnswer[] = [];
  for await (const answer of answerStore(folder).list()) kept.push(answer);
  return kept.sort((a, b) => b.usedAt - a.usedAt || (a.key < b.key ? -1 : 1));
}

function folderOf(dir: string | undefined): string {
  if (dir !== undefined && !existsSync(dir)) throw new UsageError(`there is no folder ${shortened(dir)}`);
  return dir ?? storePlace({}, null);
}

function numberIn(option: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const number = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isFinite(number)) return number;
  throw new UsageError(`${option} must be a number, not ${quoted(text)}`, `${option} 30`);
}

function megabytes(bytes: number): string {
  return bytes < 100_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
