// A backend, a folder to write into and a folder of packs in, the ports of a run out (spec 6.2).

import type { Limits } from "../core/language/limits.js";
import type { Backend, RunPorts, Signal } from "../core/run/ports.js";
import { directoryStore } from "./file-store.js";
import { folderJournal } from "./folder-journal.js";
import { packsFolder } from "./packs-folder.js";
import { systemClock, systemRandom } from "./system.js";
import { zipArchive } from "./zip-archive.js";

export type NodePortsOptions = {
  readonly backend: Backend;
  /** A folder that is there: see `openOutputFolder` and `newOutputFolder`. */
  readonly out: string;
  readonly packs?: string | undefined;
  readonly signal?: Signal | undefined;
  readonly limits?: Limits | undefined;
};

export function nodePorts({ backend, out, packs, signal, limits }: NodePortsOptions): RunPorts {
  const files = directoryStore(out);
  return {
    backend,
    files,
    archive: zipArchive,
    packs: packsFolder(packs, limits),
    clock: systemClock,
    random: systemRandom,
    journal: folderJournal(out, files),
    ...(signal === undefined ? {} : { signal }),
  };
}
