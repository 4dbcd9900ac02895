// A folder in, a store of files in it out (spec 6.8). A name is a way of safe names, so none leads out of the folder; a file appears
// whole or not at all, and never over another one. URLs are relative to the folder, so that it can be moved.

import { link, mkdir, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { FileStore } from "../core/run/ports.js";
import { safeName } from "../core/run/safe-name.js";
import { syncFolder } from "./journal/open-file.js";

export function directoryStore(directory: string): FileStore {
  const root = resolve(directory);
  let count = 0;
  return {
    put: async (name, bytes) => {
      const path = pathOf(root, name.split("/"));
      if (path === null) throw new Error(`${JSON.stringify(name)} is not a safe file name`);
      if (await holds(path, bytes)) return name;
      await mkdir(dirname(path), { recursive: true });
      const draft = join(dirname(path), `.draft-${process.pid}-${count++}`);
      try {
        await writeFile(draft, bytes, { flag: "wx", flush: true });
        await publish(draft, path);
        await syncFolder(dirname(path));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "EEXIST")
          throw new Error(`${path} already exists and is not overwritten`);
        throw error;
      } finally {
        await rm(draft, { force: true });
      }
      return name;
    },
    read: async (url) => {
      const path = pathOf(root, url.split("/"));
      if (path === null) throw new Error(`${JSON.stringify(url)} is not a file of this run`);
      return readFile(path);
    },
  };
}

/** null where a part is not safe: "..", an absolute path, a device, a hidden file. */
function pathOf(root: string, parts: readonly string[]): string | null {
  return parts.every((part) => part !== "" && safeName(part, "") === part) ? join(root, ...parts) : null;
}

/** The same bytes again are no other file: so a run that is resumed may keep what it kept before. */
async function holds(path: string, bytes: Uint8Array): Promise<boolean> {
  try {
    return Buffer.compare(await readFile(path), bytes) === 0;
  } catch {
    return false;
  }
}

/** A link fails where the name is taken, in one step with the file's appearing. Some file systems have none: there the name is taken first. */
async function publish(draft: string, path: string): Promise<void> {
  try {
    await link(draft, path);
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EXDEV"].includes(code)) throw error;
    await (await open(path, "wx")).close();
    await rename(draft, path);
  }
}
