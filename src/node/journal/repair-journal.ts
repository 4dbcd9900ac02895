// The folder of a run with a damaged journal in, one that can be continued out (spec 6.15.3). The records before the damage stay, and the damaged
// journal stays beside the new one. No call that was sent may be forgotten, since it may have been paid for: each intent that can still be
// read behind the damage is written again, and is then open.

import { link, rename } from "node:fs/promises";
import { join } from "node:path";
import type { CallSpec, JournalRecord } from "../../core/run/journal.js";
import { type JournalBytes, writeWhole } from "./journal-bytes.js";
import { endOf, type JournalOptions, type JournalProblem, journalName, withFile } from "./journal-file.js";
import { type JournalHead, journalLine, recordKinds } from "./journal-line.js";
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

/** A journal whose first record is damaged stays as it is: nothing is known of its run. */
export function repairJournal(folder: string, options: JournalOptions = {}): Promise<JournalRepaired | JournalProblem> {
  return withFile(join(folder, journalName), "r+", options, async (file): Promise<JournalRepaired | JournalProblem> => {
    const end = await endOf(file, () => {});
    if (!end.ok && (end.reason !== "damaged" || end.records === 0)) return end;
    try {
      if (end.ok) return { ok: true, damaged: false };
      const { records: kept, chain, offset } = end;
      const { records, unreadable } = salvage(await bytesFrom(file, offset));
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

/** Outcomes behind the damage are not believed; that a call was sent is. */
function salvage(tail: Buffer): { readonly records: readonly Sent[]; readonly unreadable: number } {
  const records: Sent[] = [];
  let unreadable = 0;
  for (const line of tail.toString("utf8").split("\n")) {
    if (line === "") continue;
    const found = sentIn(line);
    if (found === "unreadable") unreadable += 1;
    else if (found !== null) records.push(found);
  }
  return { records, unreadable };
}

/** null: it is about something else. */
function sentIn(line: string): Sent | "unreadable" | null {
  try {
    const { n: _, chain: __, ...record } = JSON.parse(line) as JournalRecord & { n: number; chain: string };
    if (record.kind === "accepted") return typeof record.key === "string" ? record : "unreadable";
    if (record.kind !== "intent") return Object.hasOwn(recordKinds, record.kind) ? null : "unreadable";
    return typeof record.key === "string" && Object.hasOwn(works, record.call.what) ? record : "unreadable";
  } catch {
    return "unreadable";
  }
}

const works: { readonly [what in CallSpec["what"]]: true } = { generation: true, training: true, images: true };

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
