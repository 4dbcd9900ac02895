// A host that keeps everything in memory: files, archive, packs and journal of a run, to be looked at afterwards.

import { concatBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { diagnose } from "../core/diagnostic/diagnose.js";
import { fail, succeed } from "../core/diagnostic/diagnostic.js";
import type { PackContent } from "../core/plan/requests/pack-images.js";
import type { Journal, JournalRecord } from "../core/run/journal.js";
import type { ArchiveEntry, Clock, RunPorts, Timer } from "../core/run/ports.js";
import type { Backend } from "../core/run/server.js";
import type { Signal } from "../core/run/signal.js";

export type MemoryHost = {
  readonly ports: RunPorts & { readonly journal: Journal };
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Every record of the run, in order. */
  readonly journal: readonly JournalRecord[];
  /** Asks the run to stop. */
  abort(): void;
};

/** `before`: what the journal holds already, so that the run is continued. */
export function memoryHost(
  backend: Backend,
  clock: Clock & Partial<Timer>,
  packs: { readonly [id: string]: PackContent } = {},
  before: readonly JournalRecord[] = [],
  files: Map<string, Uint8Array> = new Map(),
): MemoryHost {
  const journal: JournalRecord[] = [...before];
  const signal = handSignal();
  const ports = {
    backend,
    clock,
    timer: { at: (moment: number) => clock.at?.(moment) ?? Promise.resolve() },
    signal,
    files: {
      put: async (name: string, bytes: Uint8Array) => keep(files, name, bytes),
      write: async (name: string, chunks: AsyncIterable<Uint8Array>) => keep(files, name, await joined(chunks)),
      read: async (url: string) => {
        const bytes = files.get(url);
        if (bytes === undefined) throw new Error(`${url} is not there`);
        return bytes;
      },
    },
    archive: {
      async *pack(entries: AsyncIterable<ArchiveEntry>) {
        const list: [string, number][] = [];
        for await (const { name, bytes } of entries) list.push([name, bytes.length]);
        yield utf8ToBytes(JSON.stringify(list));
      },
    },
    packs: {
      read: async (id: string) => {
        const pack = Object.hasOwn(packs, id) ? packs[id] : undefined;
        return pack === undefined
          ? fail([diagnose("run/file-failed", null, { step: "", name: id, detail: "no such pack" })])
          : succeed(pack);
      },
    },
    random: { bytes: (length: number) => new Uint8Array(length) },
    journal: {
      append: async (records: readonly JournalRecord[]) => {
        for (const record of records) journal.push(JSON.parse(JSON.stringify(record)) as JournalRecord);
      },
      async *read() {
        yield* before;
      },
      close: async () => {},
    },
  } satisfies RunPorts;
  return { ports, files, journal, abort: signal.abort };
}

/** Under its name, or under the next number where that is taken by something else. */
function keep(files: Map<string, Uint8Array>, name: string, bytes: Uint8Array): string {
  for (let number = 1; ; number++) {
    const url = `memory:${name}${number === 1 ? "" : `-${number}`}`;
    const there = files.get(url);
    if (there !== undefined && !sameBytes(there, bytes)) continue;
    files.set(url, bytes);
    return url;
  }
}

async function joined(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const chunk of chunks) pieces.push(chunk);
  return concatBytes(...pieces);
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** A signal that is given by hand. */
export function handSignal(): Signal & { readonly abort: () => void } {
  const listeners = new Set<() => void>();
  let aborted = false;
  return {
    get aborted() {
      return aborted;
    },
    onAbort: (listener) => {
      if (aborted) listener();
      else listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    abort: () => {
      if (aborted) return;
      aborted = true;
      for (const listener of listeners) listener();
    },
  };
}
