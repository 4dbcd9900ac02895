// The folder of a run that nobody is working on in, what a killed process left half-written in it gone (spec 6.8.2).

import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";

const draft = /^\.(?:draft|journal)-\d+/;

/** What cannot be removed is in nobody's way. */
export async function removeDrafts(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await removeDrafts(path);
    else if (draft.test(entry.name)) await rm(path, { force: true }).catch(() => {});
  }
}
