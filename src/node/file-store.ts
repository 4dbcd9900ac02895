// A folder in, a store of files in it out (spec 6.8). A name is a way of safe names, so none leads out of the folder; a file appears
// whole or not at all, and never over another one: where its name is taken, it has a number. URLs are relative to the folder, so that it can be moved.

import { link, mkdir, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, posix, resolve } from "node:path";
import type { FileStore } from "../core/run/ports.js";
import { safeName } from "../core/run/safe-name.js";
import { syncFolder } from "./journal/open-file.js";

export function directoryStore(directory: string): FileStore {
  const root = resolve(directory);
  let count = 0;
  return {
    put: async (name, bytes) => {
      for (let number = 1; ; number++) {
        const free = number === 1 ? name : withNumber(name, number);
        const path = pathOf(root, free.split("/"));
        if (path === null) throw new Error(`${JSON.stringify(name)} is not a safe file name`);
        if (await holds(path, bytes)) return free;
        await mkdir(dirname(path), { recursive: true });
        const draft = join(dirname(path), `.draft-${process.pid}-${count++}`);
        try {
          await writeFile(draft, bytes, { flag: "wx", flush: true });
          if (!(await publish(draft, path))) continue;
          await syncFolder(dirname(path));
        } finally {
          await rm(draft, { force: true });
        }
        return free;
      }
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

/** "images/draw/0.png" and 2 give "images/draw/0-2.png". */
function withNumber(name: string, number: number): string {
  const { dir, name: stem, ext } = posix.parse(name);
  return posix.join(dir, `${stem}-${number}${ext}`);
}

/**
 * False where the name is taken. A link fails there, in one step with the file's appearing. Some file systems have none: there the name is
 * taken first.
 */
async function publish(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EXDEV"].includes(codeOf(error))) throw error;
  }
  try {
    await (await open(path, "wx")).close();
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
  await rename(draft, path);
  return true;
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? "";
}
