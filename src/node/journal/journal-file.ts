// The folder of a run in, its journal out (spec 6.10): a new one, one to go on with, or one to look at while another process writes it.

import { dirname, join, resolve } from "node:path";
import type { Journal, JournalRecord } from "../../core/run/journal.js";
import type { JournalBytes } from "./journal-bytes.js";
import { firstHead, type JournalHead } from "./journal-line.js";
import { journalWriter } from "./journal-writer.js";
import { fileLock, type Lock } from "./lock-file.js";
import { type OpenFile, openFile, syncFolder } from "./open-file.js";
import { type JournalEnd, scanJournal } from "./scan-journal.js";

export const journalName = "journal.jsonl";

/**
 * `locked`: another process has it open for writing; `unlockable`: nothing here can lock it, so nothing is written; `damaged`: the
 * first `records` records are good and end at byte `offset`; `newer`: a newer flowplan wrote it.
 */
export type JournalProblem =
  | { readonly ok: false; readonly reason: "missing" | "exists" | "locked" }
  | { readonly ok: false; readonly reason: "unlockable" | "unreadable"; readonly detail: string }
  | Exclude<JournalEnd, { readonly ok: true }>;

/** `torn`: how many bytes of an incomplete last line were dropped. */
export type JournalOpened = { readonly ok: true; readonly journal: Journal; readonly torn: number } | JournalProblem;

export type JournalRead = { readonly ok: true; readonly records: number; readonly torn: number } | JournalProblem;

/** `lock`: for tests of what happens where there is none. */
export type JournalOptions = { readonly lock?: Lock };

/** Its name stands durably in the folder, and the folder's in the one above, before anything is written to it. */
export async function createJournal(folder: string, options: JournalOptions = {}): Promise<JournalOpened> {
  return withFile(join(folder, journalName), "wx+", options, async (file) => {
    await syncFolder(folder);
    await syncFolder(dirname(resolve(folder)));
    return { ok: true, journal: journalOf(file, firstHead), torn: 0 };
  });
}

export async function openJournal(folder: string, options: JournalOptions = {}): Promise<JournalOpened> {
  return withFile(join(folder, journalName), "r+", options, continueJournal);
}

/** Needs no lock and takes none. What another process is just writing counts as torn. */
export async function readJournal(folder: string, see: (record: JournalRecord) => void): Promise<JournalRead> {
  let file: OpenFile | null = null;
  try {
    file = await openFile(join(folder, journalName), "r");
    if (file === null) return notRegular;
    const end = await endOf(file, see);
    return end.ok ? { ok: true, records: end.head.count, torn: end.torn } : end;
  } catch (error) {
    return problemOf(error);
  } finally {
    await file?.close();
  }
}

/** The incomplete line is cut off for good before anything is written after it. */
export async function continueJournal(file: JournalBytes): Promise<JournalOpened> {
  const end = await endOf(file, () => {});
  if (!end.ok) return end;
  if (end.torn > 0) {
    await file.truncate(end.head.length);
    await file.sync();
  }
  return { ok: true, journal: journalOf(file, end.head), torn: end.torn };
}

function journalOf(file: JournalBytes, head: JournalHead): Journal {
  return { ...journalWriter(file, head), read: () => recordsBefore(file, head) };
}

async function* recordsBefore(file: JournalBytes, { length, count }: JournalHead): AsyncGenerator<JournalRecord, void> {
  const end = yield* scanJournal(file, { until: length });
  if (!end.ok || end.head.count !== count) throw new Error("the journal was changed while it was open");
}

export async function endOf(file: JournalBytes, see: (record: JournalRecord) => void): Promise<JournalEnd> {
  const scan = scanJournal(file);
  for (;;) {
    const next = await scan.next();
    if (next.done) return next.value;
    see(next.value);
  }
}

/** What `use` makes of the file closes it, unless it is a problem. */
export async function withFile<T extends { readonly ok: true }>(
  path: string,
  mode: "wx+" | "r+",
  options: JournalOptions,
  use: (file: JournalBytes) => Promise<T | JournalProblem>,
): Promise<T | JournalProblem> {
  const lock = options.lock ?? (await fileLock());
  if (typeof lock !== "function") return { ok: false, reason: "unlockable", detail: lock.detail };
  let file: OpenFile | null = null;
  let opened: T | JournalProblem;
  try {
    file = await openFile(path, mode);
    if (file === null) return notRegular;
    const locking = lock(file.descriptor);
    if (locking.kind === "held") opened = { ok: false, reason: "locked" };
    else if (locking.kind === "unlockable") opened = { ok: false, reason: "unlockable", detail: locking.detail };
    else opened = await use(file);
  } catch (error) {
    opened = problemOf(error);
  }
  if (!opened.ok) await file?.close();
  return opened;
}

const reasons: { readonly [code: string]: string } = {
  EACCES: "you may not open it",
  EPERM: "you may not open it",
  EROFS: "the disk is read-only",
  ENOSPC: "there is no space left",
};

const notRegular: JournalProblem = { ok: false, reason: "unreadable", detail: "it is not a regular file" };

/** What the system refuses is a value; anything else is somebody's mistake. */
function problemOf(error: unknown): JournalProblem {
  const { code = "", errno, message } = error as NodeJS.ErrnoException;
  if (errno === undefined) throw error;
  if (code === "ENOENT" || code === "ENOTDIR") return { ok: false, reason: "missing" };
  if (code === "EEXIST") return { ok: false, reason: "exists" };
  return { ok: false, reason: "unreadable", detail: reasons[code] ?? message };
}
