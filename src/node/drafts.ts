// Files that appear whole or not at all (spec 6.8): each grows as a draft in its own folder. What a killed process left half-written is
// known by its name, and removed (spec 6.8.2).

import { randomBytes } from "node:crypto";
import { readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";

/** A name that is free, in the folder of that path. */
export function draftOf(path: string): string {
  return join(dirname(path), `.draft-${process.pid}-${randomBytes(6).toString("hex")}`);
}

/** Of this or of another process. */
export function isDraft(name: string): boolean {
  return /^\.(?:draft|journal)-\d+/.test(name);
}

/** What `fill` writes takes the place of what stood there. */
export async function replaceFile(path: string, fill: (draft: string) => Promise<void>): Promise<void> {
  const draft = draftOf(path);
  try {
    await fill(draft);
    await rename(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
}

/** In the folder of a run that nobody is working on. What cannot be removed is in nobody's way. */
export async function removeDrafts(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await removeDrafts(path);
    else if (isDraft(entry.name)) await rm(path, { force: true }).catch(() => {});
  }
}
