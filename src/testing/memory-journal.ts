// A journal in memory (spec 6.10), for tests: what went in comes out as a file would give it back, as JSON.

import type { Journal, JournalRecord } from "../core/run/journal.js";

export type MemoryJournal = Journal & {
  /** All that stands in it now, made anew from its text. */
  readonly records: readonly JournalRecord[];
};

/** `before`: what stands in it when it is opened, as after a crash. */
export function memoryJournal(before: readonly JournalRecord[] = []): MemoryJournal {
  const texts = before.map((record) => JSON.stringify(record));
  const opened = texts.length;
  let closed = false;
  return {
    append: async (records) => {
      if (closed) throw new Error("the journal is closed");
      for (const text of records.map((record) => JSON.stringify(record))) texts.push(text);
    },
    read: async function* () {
      for (const text of texts.slice(0, opened)) yield recordOf(text);
    },
    close: async () => {
      closed = true;
    },
    get records() {
      return texts.map(recordOf);
    },
  };
}

function recordOf(text: string): JournalRecord {
  return JSON.parse(text) as JournalRecord;
}
