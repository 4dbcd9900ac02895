// A backend, a folder to write into and a folder of packs in, the ports of a run out (spec 6.2).

import type { Limits } from "../core/language/limits.js";
import type { Journal } from "../core/run/journal.js";
import type { RunPorts } from "../core/run/ports.js";
import type { Backend } from "../core/run/server.js";
import type { Signal } from "../core/run/signal.js";
import { answerStore } from "./answer-store.js";
import { directoryStore } from "./file-store.js";
import { folderGallery } from "./folder-gallery.js";
import { packsFolder } from "./packs-folder.js";
import { systemClock, systemRandom, systemTimer } from "./system.js";
import { zipArchive } from "./zip-archive.js";

export type NodePortsOptions = {
  readonly backend: Backend;
  /** A folder that is there: see `openOutputFolder` and `newOutputFolder`. */
  readonly out: string;
  readonly packs?: string | undefined;
  readonly signal?: Signal | undefined;
  /** Without one, a run that ends cannot be resumed. */
  readonly journal?: Journal | undefined;
  /** The folder of kept answers; without it nothing of earlier runs is used, and nothing is kept for later ones. */
  readonly answers?: string | undefined;
  readonly limits?: Limits | undefined;
};

export function nodePorts({ backend, out, packs, signal, journal, answers, limits }: NodePortsOptions): RunPorts {
  const files = directoryStore(out);
  return {
    backend,
    files,
    gallery: folderGallery(out),
    archive: zipArchive,
    packs: packsFolder(packs, limits),
    clock: systemClock,
    random: systemRandom,
    timer: systemTimer,
    ...(journal === undefined ? {} : { journal }),
    ...(answers === undefined ? {} : { answers: answerStore(answers, files) }),
    ...(signal === undefined ? {} : { signal }),
  };
}
