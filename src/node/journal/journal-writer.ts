// Records in, lines at the end of a file out, in the order in which they came (spec 6.10.2). What has gathered while the file was busy is
// written together and flushed once.

import type { JournalRecord } from "../../core/run/journal.js";
import { type JournalBytes, writeWhole } from "./journal-bytes.js";
import { type JournalHead, journalLine } from "./journal-line.js";
import { longestLine } from "./scan-journal.js";

export type JournalWriter = {
  append(records: readonly JournalRecord[], durable: boolean): Promise<void>;
  close(): Promise<void>;
};

/** `texts`: each record as JSON. */
type Waiting = {
  readonly texts: readonly string[];
  readonly durable: boolean;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
};

/** Characters that are written at once, so that a long queue is never one long buffer. */
const batchLength = 8_388_608;

/** `longest`: no line is longer, so that each can be read again. */
export function journalWriter(file: JournalBytes, start: JournalHead, longest = longestLine): JournalWriter {
  let head = start;
  /** Whether something was written and not flushed. */
  let loose = false;
  /** After a failure nobody knows what is on the disk: a later flush may "succeed" without what the failed one has lost. */
  let failure: Error | null = null;
  const queue: Waiting[] = [];
  let working: Promise<void> | null = null;
  let closing: Promise<void> | null = null;

  async function commit(batch: readonly Waiting[]): Promise<void> {
    let next = head;
    const lines = batch.flatMap(({ texts }) =>
      texts.map((text) => {
        const line = journalLine(text, next);
        next = line.head;
        return line.bytes;
      }),
    );
    await writeWhole(file, Buffer.concat(lines), head.length);
    loose ||= lines.length > 0;
    if (batch.some(({ durable }) => durable)) await flush();
    head = next;
  }

  async function flush(): Promise<void> {
    if (!loose) return;
    await file.sync();
    loose = false;
  }

  async function work(): Promise<void> {
    // What the same turn of its caller still appends comes along.
    await Promise.resolve();
    while (queue.length > 0) {
      const batch = queue.splice(0, batchSize(queue));
      try {
        if (failure === null) await commit(batch);
      } catch (error) {
        failure = new Error("the journal could not be written", { cause: error });
      }
      for (const waiting of batch) {
        if (failure === null) waiting.resolve();
        else waiting.reject(failure);
      }
    }
    working = null;
  }

  async function end(): Promise<void> {
    await working;
    try {
      if (failure === null) await flush();
    } finally {
      await file.close();
    }
  }

  return {
    append: async (records, durable) => {
      if (closing !== null) throw new Error("the journal is closed");
      if (failure !== null) throw failure;
      // Written down now: what its caller does to a record afterwards changes nothing.
      const texts = records.map((record) => JSON.stringify(record));
      if (texts.some((text) => text.length * 3 + 128 > longest)) throw new Error("a record is too long for a journal");
      return new Promise<void>((resolve, reject) => {
        queue.push({ texts, durable, resolve, reject });
        working ??= work();
      });
    },
    close: () => {
      closing ??= end();
      return closing;
    },
  };
}

/** How many of those that wait are written next: at least one. */
function batchSize(queue: readonly Waiting[]): number {
  let length = 0;
  const end = queue.findIndex(({ texts }) => {
    length += texts.reduce((sum, text) => sum + text.length, 0);
    return length > batchLength;
  });
  return end < 0 ? queue.length : Math.max(1, end);
}
