// A folder in, a store of files in it out (spec 6.8). A name is a way of safe names, so none leads out of the folder; a file appears
// whole or not at all, and never over another one: where its name is taken, it has a number. URLs are relative to the folder, so that it can be moved.

import { link, mkdir, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, posix, resolve } from "node:path";
import type { FileStore } from "../core/run/ports.js";
import { withoutLinks } from "./folder-gallery.js";
import { syncFolder } from "./journal/open-file.js";
import { safePath } from "./safe-path.js";

export function directoryStore(directory: string): FileStore {
  const root = resolve(directory);
  let count = 0;
  const keep = async (name: string, data: Uint8Array | AsyncIterable<Uint8Array>) => {
    const path = safePath(root, name);
    if (path === null) throw new Error(`${JSON.stringify(name)} is not a safe file name`);
    await makeFolders(dirname(path));
    const draft = join(dirname(path), `.draft-${process.pid}-${count++}`);
    try {
      await writeFile(draft, data, { flag: "wx", flush: true });
      for (let number = 1; ; number++) {
        const free = number === 1 ? name : withNumber(name, number);
        const at = join(root, free);
        if (await publish(draft, at)) {
          await syncFolder(dirname(at));
          return free;
        }
        // The same bytes again are no other file: so a run that is resumed may keep what it kept before.
        if (await sameFiles(draft, at)) return free;
      }
    } finally {
      await rm(draft, { force: true });
    }
  };
  return {
    put: keep,
    write: keep,
    read: async (url) => {
      const path = safePath(root, url);
      if (path === null) throw new Error(`${JSON.stringify(url)} is not a file of this run`);
      return readFile(path);
    },
  };
}

/** New folders outlast a power cut, as the file in them will. */
async function makeFolders(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true });
  if (first === undefined) return;
  for (let at = path; at.length >= first.length; at = dirname(at)) await syncFolder(dirname(at));
}

async function sameFiles(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([stat(one), stat(other)]);
  if (!b.isFile() || a.size !== b.size) return false;
  const [x, y] = await Promise.all([open(one), open(other)]);
  try {
    const [left, right] = [Buffer.alloc(1 << 20), Buffer.alloc(1 << 20)];
    for (let at = 0; at < a.size; at += left.length) {
      const [{ bytesRead }, { bytesRead: others }] = await Promise.all([
        x.read(left, 0, left.length, at),
        y.read(right, 0, right.length, at),
      ]);
      if (bytesRead !== others || left.compare(right, 0, others, 0, bytesRead) !== 0) return false;
    }
    return true;
  } finally {
    await Promise.all([x.close(), y.close()]);
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
    if (!withoutLinks.includes(codeOf(error))) throw error;
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
