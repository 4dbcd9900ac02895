// A folder in, a store of files in it out (spec 6.8). A name is a way of safe names, so none leads out of the folder; a file appears
// whole or not at all, and never over another one: where its name is taken, it has a number. URLs are relative to the folder, so that it can be moved.

import { mkdir, open, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, posix, resolve } from "node:path";
import type { FileStore } from "../core/run/ports.js";
import { draftOf } from "./drafts.js";
import { syncFolder } from "./journal/open-file.js";
import { linkOrCopy, publish } from "./link-or-copy.js";
import { safePath } from "./safe-path.js";

export type DirectoryStore = FileStore & {
  /** A file that is elsewhere on this machine, as in a store of answers, under a name of this run too: linked where that is possible. */
  adopt(file: string, name: string): Promise<string>;
  /** Where the file of a URL is on this machine. */
  pathOf(url: string): string;
};

export function directoryStore(directory: string): DirectoryStore {
  const root = resolve(directory);

  /** `appear` gives the file a name, if it is free. The same bytes again are no other file: so a run that is resumed may keep what it kept before. */
  const settle = async (name: string, file: string, appear: (to: string) => Promise<boolean>): Promise<string> => {
    for (let number = 1; ; number++) {
      const free = number === 1 ? name : withNumber(name, number);
      const to = join(root, free);
      if (await appear(to)) {
        await syncFolder(dirname(to));
        return free;
      }
      if (await sameFiles(file, to)) return free;
    }
  };
  const pathOf = (url: string): string => {
    const path = safePath(root, url);
    if (path === null) throw new Error(`${JSON.stringify(url)} is not a file of this run`);
    return path;
  };
  const makeFolderOf = async (name: string): Promise<string> => {
    const path = safePath(root, name);
    if (path === null) throw new Error(`${JSON.stringify(name)} is not a safe file name`);
    await makeFolders(dirname(path));
    return path;
  };
  const keep = async (name: string, data: Uint8Array | AsyncIterable<Uint8Array>): Promise<string> => {
    const draft = draftOf(await makeFolderOf(name));
    try {
      await writeFile(draft, data, { flag: "wx", flush: true });
      return await settle(name, draft, (to) => publish(draft, to));
    } finally {
      await rm(draft, { force: true });
    }
  };
  return {
    put: keep,
    write: keep,
    read: async (url) => readFile(pathOf(url)),
    pathOf,
    adopt: async (file, name) => {
      await makeFolderOf(name);
      return settle(name, file, (to) => linkOrCopy(file, to));
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
