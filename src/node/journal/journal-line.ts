// A record in, its line of the journal out, and back (spec 6.10.3). A line holds the record's own fields, then its number and its hash:
// {"kind":"told",…,"n":3,"chain":"9f2c…"}

import { isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import type { JournalRecord } from "../../core/run/journal.js";

/** Where a journal goes on: how many records stand in it, the hash of the last one, and how many bytes they take. */
export type JournalHead = { readonly count: number; readonly chain: string; readonly length: number };

export const firstHead: JournalHead = { count: 0, chain: "0".repeat(64), length: 0 };

export type Line =
  | { readonly ok: true; readonly record: JournalRecord; readonly chain: string }
  | { readonly ok: false; readonly detail: string };

const kinds: { readonly [kind in JournalRecord["kind"]]: true } = {
  header: true,
  intent: true,
  accepted: true,
  result: true,
  failed: true,
  kept: true,
  told: true,
};

/** `text`: the record as JSON. Lone surrogates are escaped by JSON.stringify, so every line is UTF-8. */
export function journalLine(
  text: string,
  head: JournalHead,
): { readonly bytes: Uint8Array; readonly head: JournalHead } {
  const body = `${text.slice(0, -1)},"n":${head.count}`;
  const chain = hashOf(head.chain, body);
  const bytes = Buffer.from(`${body}${ending(chain)}\n`);
  return { bytes, head: { count: head.count + 1, chain, length: head.length + bytes.length } };
}

/** `line` is without its line feed. What matches is exactly what `journalLine` wrote: no other bytes make the same record. */
export function readLine(line: Uint8Array, head: JournalHead): Line {
  const bytes = Buffer.from(line.buffer, line.byteOffset, line.length);
  const body = bytes.subarray(0, Math.max(0, bytes.length - ending(head.chain).length));
  const chain = hashOf(head.chain, body);
  if (bytes.toString("latin1", body.length) !== ending(chain)) return no("it does not match its hash");
  const number = `,"n":${head.count}`;
  if (body.toString("latin1", Math.max(0, body.length - number.length)) !== number) return no("its number is wrong");
  if (!isUtf8(body)) return no("it is not UTF-8 text");
  const record = recordOf(`${body.toString("utf8", 0, body.length - number.length)}}`);
  return record === null ? no("it is not a record") : { ok: true, record, chain };
}

function ending(chain: string): string {
  return `,"chain":"${chain}"}`;
}

function hashOf(before: string, body: string | Uint8Array): string {
  return createHash("sha256").update(before).update(body).digest("hex");
}

/** The hash says that flowplan wrote it; whoever forges hashes can still not make us read something else than a record. */
function recordOf(text: string): JournalRecord | null {
  try {
    const value = JSON.parse(text) as JournalRecord;
    return Object.hasOwn(kinds, value.kind) ? value : null;
  } catch {
    return null;
  }
}

function no(detail: string): Line {
  return { ok: false, detail };
}
