// The bytes of a journal in, its records out, and at last how it ends (spec 6.10.4): whole, torn as by a crash, or damaged. One line at a
// time, since a journal may be longer than memory.

import type { JournalRecord } from "../../core/run/journal.js";
import type { JournalBytes } from "./journal-bytes.js";
import { firstHead, type JournalHead, readLine } from "./journal-line.js";

/** `torn`: bytes of an incomplete last line. `records` are good, and end at byte `offset`; what follows is not. */
export type JournalEnd =
  | { readonly ok: true; readonly head: JournalHead; readonly torn: number }
  | {
      readonly ok: false;
      readonly reason: "damaged";
      readonly records: number;
      readonly offset: number;
      /** The hash of the last good record. */
      readonly chain: string;
      readonly detail: string;
    }
  | { readonly ok: false; readonly reason: "newer"; readonly version: number };

export const longestLine = 268_435_456;
const lineFeed = 10;

export type ScanOptions = { readonly until?: number; readonly longest?: number; readonly chunk?: number };

export async function* scanJournal(
  file: Pick<JournalBytes, "read">,
  { until = Number.POSITIVE_INFINITY, longest = longestLine, chunk = 1_048_576 }: ScanOptions = {},
): AsyncGenerator<JournalRecord, JournalEnd> {
  const buffer = Buffer.allocUnsafe(chunk);
  let head = firstHead;
  /** The beginning of a line whose end has not been read. */
  let begun: Uint8Array[] = [];
  const begunLength = () => begun.reduce((sum, piece) => sum + piece.length, 0);
  const damaged = (detail: string): JournalEnd => ({
    ok: false,
    reason: "damaged",
    records: head.count,
    offset: head.length,
    chain: head.chain,
    detail,
  });

  for (let position = 0; position < until; ) {
    const got = await file.read(buffer.subarray(0, Math.min(chunk, until - position)), position);
    if (got === 0) break;
    position += got;
    let rest = buffer.subarray(0, got);
    for (let end = rest.indexOf(lineFeed); end >= 0; end = rest.indexOf(lineFeed)) {
      const line = begun.length === 0 ? rest.subarray(0, end) : Buffer.concat([...begun, rest.subarray(0, end)]);
      rest = rest.subarray(end + 1);
      begun = [];
      if (line.length > longest) return damaged("it is too long");
      const read = readLine(line, head);
      if (!read.ok) return damaged(read.detail);
      const { record, chain } = read;
      if (head.count === 0) {
        const version: number = record.kind === "header" ? record.version : 0;
        if (!Number.isInteger(version) || version < 1) return damaged("it is not the beginning of a journal");
        if (version > 1) return { ok: false, reason: "newer", version };
      }
      head = { count: head.count + 1, chain, length: head.length + line.length + 1 };
      yield record;
    }
    if (rest.length > 0) begun.push(Buffer.from(rest));
    if (begunLength() > longest) return damaged("it is too long");
  }

  // A whole line with something else where its line feed should be was not cut: it was changed.
  const tail = Buffer.concat(begun);
  if (readLine(tail.subarray(0, -1), head).ok) return damaged("it does not end where it should");
  return { ok: true, head, torn: tail.length };
}
