// A path in, what a journal needs of its file out (spec 6.10.3). Descriptors are plain numbers: nothing but `close` gives one back, so no
// lock ends because something was collected.

import { close, fdatasync, fsync, ftruncate, open, read, stat, write } from "node:fs";
import { promisify } from "node:util";
import type { JournalBytes } from "./journal-bytes.js";

const disk = {
  open: promisify(open),
  close: promisify(close),
  read: promisify(read),
  write: promisify(write),
  fdatasync: promisify(fdatasync),
  fsync: promisify(fsync),
  ftruncate: promisify(ftruncate),
  stat: promisify(stat),
};

export type OpenFile = JournalBytes & { readonly descriptor: number };

/**
 * `wx+` makes a new file, `r+` opens one for writing, `r` for reading. null: it is not a regular file, and is not opened, since opening a pipe
 * waits for whoever writes to it.
 */
export async function openFile(path: string, mode: "wx+" | "r+" | "r"): Promise<OpenFile | null> {
  if (mode !== "wx+" && !(await disk.stat(path)).isFile()) return null;
  const descriptor = await disk.open(path, mode);
  return {
    descriptor,
    read: async (into, position) => (await disk.read(descriptor, into, 0, into.length, position)).bytesRead,
    write: async (bytes, position) => (await disk.write(descriptor, bytes, 0, bytes.length, position)).bytesWritten,
    sync: () => disk.fdatasync(descriptor),
    truncate: (length) => disk.ftruncate(descriptor, length),
    close: () => disk.close(descriptor),
  };
}

/** Where a folder cannot be flushed: it may not be read, as a folder above ours, or its file system knows no such thing. */
const unflushable = ["EACCES", "EPERM", "EINVAL", "EISDIR", "ENOTSUP"];

/** What stands in a folder is named there durably. Windows cannot do this and does not need it. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return;
  try {
    const descriptor = await disk.open(path, "r");
    await disk.fsync(descriptor).finally(() => disk.close(descriptor));
  } catch (error) {
    if (!unflushable.includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}
