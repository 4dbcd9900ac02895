// A folder of packs in, the port that reads them out (spec 1.16): the pack of an id is the file <id>.json.

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { diagnose } from "../core/diagnostic/diagnose.js";
import { fail } from "../core/diagnostic/diagnostic.js";
import { readPack } from "../core/flow/read-pack.js";
import { defaultLimits, type Limits } from "../core/language/limits.js";
import type { Packs } from "../core/run/ports.js";
import { nearest } from "../core/text/nearest.js";
import { readText } from "./read-text.js";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Without a folder there are no packs. An id that is not a UUID names no file, so no id leads out of the folder. */
export function packsFolder(folder: string | undefined, limits: Limits = defaultLimits): Packs {
  return {
    read: async (id) => {
      const ids = folder === undefined ? [] : await idsIn(folder);
      const missing = () => fail<never>([diagnose("pack/missing", null, { id, near: nearest(id, ids), ids })]);
      if (folder === undefined || !uuid.test(id)) return missing();
      const file = join(folder, `${ids.find((known) => known.toLowerCase() === id.toLowerCase()) ?? id}.json`);
      const read = await readText(file);
      if (read.ok) return readPack(read.text, file, limits);
      if (read.missing) return missing();
      return fail([diagnose("run/pack-unreadable", null, { file, reason: read.reason })]);
    },
  };
}

async function idsIn(folder: string): Promise<readonly string[]> {
  try {
    const names = await readdir(folder);
    return names
      .filter((name) => name.endsWith(".json"))
      .map((name) => name.slice(0, -5))
      .filter((id) => uuid.test(id))
      .sort();
  } catch {
    return [];
  }
}
