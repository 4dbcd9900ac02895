// A folder in, the folders of runs in it out (spec 6.15.1): itself, or those directly below it.

import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { journalName } from "./journal/journal-file.js";

/** By name. A folder that is not there has none. */
export async function runsIn(folder: string): Promise<readonly string[]> {
  if (existsSync(join(folder, journalName))) return [folder];
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, journalName)))
    .map(({ name }) => join(folder, name))
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
}
