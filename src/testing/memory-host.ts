// A host that keeps everything in memory: files, archive, packs and journal of a run, to be looked at afterwards.

import { utf8ToBytes } from "@noble/hashes/utils.js";
import { diagnose } from "../core/diagnostic/diagnose.js";
import { fail, succeed } from "../core/diagnostic/diagnostic.js";
import type { PackContent } from "../core/plan/requests/pack-images.js";
import type { RunEvent } from "../core/run/event.js";
import type { Backend, Clock, RunPorts, Signal } from "../core/run/ports.js";

export type Entry =
  | { readonly kind: "event"; readonly event: RunEvent }
  | { readonly kind: "intent"; readonly key: string; readonly worst: string | null }
  | { readonly kind: "result"; readonly key: string };

export type MemoryHost = {
  readonly ports: RunPorts;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly journal: readonly Entry[];
  /** Asks the run to stop. */
  abort(): void;
};

export function memoryHost(
  backend: Backend,
  clock: Clock,
  packs: { readonly [id: string]: PackContent } = {},
): MemoryHost {
  const files = new Map<string, Uint8Array>();
  const journal: Entry[] = [];
  const signal = handSignal();
  const ports: RunPorts = {
    backend,
    clock,
    signal,
    files: {
      put: async (name, bytes) => {
        const url = `memory:${name}`;
        if (files.has(url)) throw new Error(`${url} already exists`);
        files.set(url, bytes);
        return url;
      },
      read: async (url) => {
        const bytes = files.get(url);
        if (bytes === undefined) throw new Error(`${url} is not there`);
        return bytes;
      },
    },
    archive: {
      pack: async (entries) => utf8ToBytes(JSON.stringify(entries.map(({ name, bytes }) => [name, bytes.length]))),
    },
    packs: {
      read: async (id) => {
        const pack = Object.hasOwn(packs, id) ? packs[id] : undefined;
        return pack === undefined
          ? fail([diagnose("run/file-failed", null, { step: "", name: id, detail: "no such pack" })])
          : succeed(pack);
      },
    },
    random: { bytes: (length) => new Uint8Array(length) },
    journal: {
      append: async (event) => void journal.push({ kind: "event", event }),
      intent: async (key, _hash, worst) => void journal.push({ kind: "intent", key, worst }),
      result: async (key) => void journal.push({ kind: "result", key }),
    },
  };
  return { ports, files, journal, abort: signal.abort };
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
