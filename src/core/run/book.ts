// The records of a journal in, what they say together out (spec 6.12): what is known by place, and what became of each call.

import type { Json } from "../text/json.js";
import { unreachable } from "../unreachable.js";
import type { RunEvent } from "./event.js";
import type { CallSpec, JournalRecord, RunHeader } from "./journal.js";
import { type KnownPlaces, remember } from "./places.js";
import type { Failed, Micros } from "./server.js";

/** `estimated`: nobody said what it was. */
export type Cost = { readonly cost: Micros; readonly estimated?: true };

/** `end` is null while nobody knows what became of it; its `failure` is null where it gave values. */
export type NotedCall = {
  readonly call: CallSpec;
  readonly attempts: number;
  /** The identity of the server that it was sent to. */
  readonly server: string;
  /** The most that it can cost; null where nothing bounds it. */
  readonly worst: Micros | null;
  readonly sentAt: number;
  readonly handle: Json | null;
  readonly end: null | ({ readonly failure: Failed | null; readonly at: number } & Cost);
};

export type Book = {
  header: RunHeader | null;
  readonly known: KnownPlaces;
  /** By key. */
  readonly calls: Map<string, NotedCall>;
  readonly events: RunEvent[];
};

export function emptyBook(): Book {
  return { header: null, known: new Map(), calls: new Map(), events: [] };
}

export async function readBook(records: AsyncIterable<JournalRecord>): Promise<Book> {
  const book = emptyBook();
  for await (const record of records) note(book, record);
  return book;
}

export function note(book: Book, record: JournalRecord): void {
  switch (record.kind) {
    case "header":
      book.header ??= record;
      break;
    case "intent": {
      const { key, call, attempt, server, identity = server, worst, at } = record;
      book.calls.set(key, { call, attempts: attempt, server: identity, worst, sentAt: at, handle: null, end: null });
      break;
    }
    case "accepted":
      change(book, record.key, { handle: record.handle });
      break;
    case "result":
      remember(book.known, record.values);
      change(book, record.key, { end: { failure: null, at: record.at, ...costIn(record) } });
      break;
    case "failed":
      change(book, record.key, { end: { failure: record.failure, at: record.at, ...costIn(record) } });
      break;
    case "kept":
      remember(book.known, record.values);
      break;
    case "told":
      book.events.push(record.event);
      break;
    default:
      unreachable(record);
  }
}

function costIn({ cost, estimated }: Cost): Cost {
  return estimated === true ? { cost, estimated } : { cost };
}

function change({ calls }: Book, key: string, changed: Partial<NotedCall>): void {
  const call = calls.get(key);
  if (call !== undefined) calls.set(key, { ...call, ...changed });
}
