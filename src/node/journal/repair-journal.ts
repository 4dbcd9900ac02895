// The folder of a run with a damaged journal in, one that can be continued out (spec 6.15.3). The records before the damage stay, and the damaged
// journal stays beside the new one. No call that was sent may be forgotten, since it may have been paid for: each intent that can still be
// read behind the damage is written again, and is then open.

import { link, rename } from "node:fs/promises";
import { join } from "node:path";
import { isKeyOf } from "../../core/run/call.js";
import type { JournalRecord } from "../../core/run/journal.js";
import { type JournalBytes, writeWhole } from "./journal-bytes.js";
import { endOf, type JournalOptions, type JournalProblem, journalName, withFile } from "./journal-file.js";
import { type JournalHead, journalLine, readLine } from "./journal-line.js";
import { openFile, syncFolder } from "./open-file.js";

/** `kept`: records before the damage. `reopened`: calls whose outcome is now unknown. `unreadable`: lines of which nothing is known. */
export type JournalRepaired =
  | { readonly ok: true; readonly damaged: false }
  | {
      readonly ok: true;
      readonly damaged: true;
      readonly kept: number;
      readonly reopened: number;
      readonly unreadable: number;
      /** The name of the damaged journal in the folder. */
      readonly old: string;
    };

const chunk = 1_048_576;
const lineFeed = 10;

/** A journal whose first record is damaged stays as it is: nothing is known of its run. */
export function repairJournal(folder: string, options: JournalOptions = {}): Promise<JournalRepaired | JournalProblem> {
  return withFile(join(folder, journalName), "r+", options, async (file): Promise<JournalRepaired | JournalProblem> => {
    let run = "";
    const end = await endOf(file, (record) => {
      if (record.kind === "header") run = record.run;
    });
    if (!end.ok && (end.reason !== "damaged" || end.records === 0)) return end;
    try {
      if (end.ok) return { ok: true, damaged: false };
      const { records: kept, chain, offset } = end;
      const { records, unreadable } = salvage(await bytesFrom(file, offset), chain, run);
      const old = await keepOld(folder);
      await replaceJournal(folder, file, { count: kept, chain, length: offset }, records);
      const reopened = new Set(records.map(({ key }) => key)).size;
      return { ok: true, damaged: true, kept, reopened, unreadable, old };
    } finally {
      await file.close();
    }
  });
}

async function bytesFrom(file: JournalBytes, start: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (let at = start; ; ) {
    const piece = Buffer.alloc(chunk);
    const got = await file.read(piece, at);
    if (got === 0) return Buffer.concat(pieces);
    pieces.push(piece.subarray(0, got));
    at += got;
  }
}

type Sent = Extract<JournalRecord, { kind: "intent" | "accepted" }>;

/**
 * Outcomes behind the damage are not believed; that a call was sent is, where its line is as it was written: it matches the hash that stands at
 * the end of the line before, or its key is that of its call.
 */
function salvage(
  tail: Buffer,
  first: string,
  run: string,
): { readonly records: readonly Sent[]; readonly unreadable: number } {
  const records: Sent[] = [];
  let unreadable = 0;
  let before = first;
  for (const line of linesOf(tail)) {
    const { count, chain } = endOfLine(line);
    const read = readLine(line, { count, chain: before, length: 0 });
    const record = read.ok ? read.record : intentIn(line, run);
    if (record === null) unreadable += 1;
    else if (record.kind === "intent" || record.kind === "accepted") records.push(record);
    before = chain;
  }
  return { records, unreadable };
}

/** Behind a line that lost its end nothing can be compared with it; a key is made of all that a call asks for. */
function intentIn(line: Buffer, run: string): JournalRecord | null {
  try {
    const {
      n: _,
      chain: __,
      ...record
    } = JSON.parse(line.toString("utf8")) as JournalRecord & { n: number; chain: string };
    return record.kind === "intent" && isKeyOf(record.key, run, record.call) ? record : null;
  } catch {
    return null;
  }
}

function* linesOf(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(lineFeed, start);
    const line = bytes.subarray(start, end < 0 ? bytes.length : end);
    if (line.length > 0) yield line;
    start += line.length + 1;
  }
}

/** What a line says of itself: its number, and its hash. */
function endOfLine(line: Buffer): { readonly count: number; readonly chain: string } {
  const [, count = "-1", chain = ""] =
    /,"n":(\d+),"chain":"([0-9a-f]{64})"\}$/.exec(line.toString("latin1", Math.max(0, line.length - 120))) ?? [];
  return { count: Number(count), chain };
}

/** The damaged journal gets a name of its own, and keeps its bytes. */
async function keepOld(folder: string): Promise<string> {
  for (let number = 1; ; number++) {
    const name = `journal.damaged-${number}.jsonl`;
    try {
      await link(join(folder, journalName), join(folder, name));
      return name;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

/** Whole or not at all, whenever it is cut short. */
async function replaceJournal(
  folder: string,
  old: JournalBytes,
  head: JournalHead,
  records: readonly Sent[],
): Promise<void> {
  const draft = join(folder, `.journal-${process.pid}`);
  const file = await openFile(draft, "wx+");
  if (file === null) throw new Error("presumed a new file");
  try {
    const piece = Buffer.alloc(chunk);
    for (let at = 0; at < head.length; ) {
      const got = await old.read(piece.subarray(0, Math.min(chunk, head.length - at)), at);
      if (got === 0) throw new Error("the journal was changed while it was open");
      await writeWhole(file, piece.subarray(0, got), at);
      at += got;
    }
    let next = head;
    for (const record of records) {
      const line = journalLine(JSON.stringify(record), next);
      await writeWhole(file, line.bytes, next.length);
      next = line.head;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, join(folder, journalName));
  await syncFolder(folder);
}
