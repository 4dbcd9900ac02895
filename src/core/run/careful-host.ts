// The ports of a host in, the same out, held to what they promise (spec 6.2.10): what they give otherwise is an error like any other of theirs.

import { isArray, isObject } from "../text/json.js";
import type { Archive, Clock, FileStore, Packs, RunPorts } from "./ports.js";

export function carefulHost(host: RunPorts): RunPorts {
  return {
    ...host,
    clock: steadyClock(host.clock),
    files: carefulFiles(host.files),
    archive: carefulArchive(host.archive),
    packs: carefulPacks(host.packs),
  };
}

/** A clock that breaks stands still. */
function steadyClock(clock: Clock): Clock {
  let last = 0;
  return {
    now: () => {
      try {
        const now = clock.now();
        if (Number.isFinite(now)) last = now;
      } catch {
        // What it showed last still holds.
      }
      return last;
    },
  };
}

function carefulFiles(files: FileStore): FileStore {
  return {
    put: async (name, bytes) => urlOf(await files.put(name, bytes)),
    write: async (name, chunks) => urlOf(await files.write(name, chunks)),
    read: async (url) => bytesOf(await files.read(url)),
  };
}

function carefulArchive(archive: Archive): Archive {
  return {
    pack: async function* (entries) {
      for await (const chunk of archive.pack(entries)) yield bytesOf(chunk);
    },
  };
}

function carefulPacks(packs: Packs): Packs {
  return {
    read: async (id) => {
      const found = await packs.read(id);
      const images = found.ok ? found.value?.images : [];
      if (!isArray(images) || !images.every(isObject)) throw new Error("the host gave no pack");
      return found;
    },
  };
}

function urlOf(given: unknown): string {
  if (typeof given !== "string" || given === "") throw new Error("the host gave no URL for the file");
  return given;
}

function bytesOf(given: unknown): Uint8Array {
  if (!(given instanceof Uint8Array)) throw new Error("the host gave no bytes");
  return given;
}
