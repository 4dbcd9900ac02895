// The folder of a run in, whether a process is working on it out (spec 6.15.1). The lock is taken and given back at once.

import { join } from "node:path";
import { journalName, withFile } from "./journal-file.js";

export async function isLocked(folder: string): Promise<boolean> {
  const opened = await withFile(join(folder, journalName), "r+", {}, async (file) => {
    await file.close();
    return { ok: true as const };
  });
  return !opened.ok && opened.reason === "locked";
}
