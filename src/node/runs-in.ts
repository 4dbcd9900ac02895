// A folder in, the folders of runs in it out (spec 6.15.1): itself, or those below it.

import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { journalName } from "./journal/journal-file.js";

const deepest = 4;

/** By name. A folder that is not there, or may not be read, has none; hidden folders and packages are left out, and links are not followed. */
export async function runsIn(folder: string, depth = 0): Promise<readonly string[]> {
  if (existsSync(join(folder, journalName))) return [folder];
  if (depth === deepest) return [];
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith(".") && entry.name !== "node_modules")
    .map(({ name }) => name)
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  const found: string[] = [];
  for (const name of names) found.push(...(await runsIn(join(folder, name), depth + 1)));
  return found;
}
