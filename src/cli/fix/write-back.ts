// A file's name and its new text in; the file written at once or not at all (spec 7.5): a temporary file beside it takes its place. Its
// mode stays; where the name is a symbolic link, the link stays and the file that it leads to is replaced.

import { randomBytes } from "node:crypto";
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { printable } from "../../core/text/printable.js";
import { UsageError } from "../terminal/exit.js";

export function writeBack(name: string, text: string): void {
  try {
    const file = realpathSync(name);
    replace(file, new TextEncoder().encode(text), statSync(file).mode & 0o7777);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === "EACCES" || code === "EPERM" || code === "EROFS" ? "you may not write there" : message;
    throw new UsageError(`cannot write ${printable(name)}: ${printable(reason)}; it is as it was`);
  }
}

function replace(file: string, bytes: Uint8Array, mode: number): void {
  const temporary = join(dirname(file), `.${basename(file)}.${randomBytes(6).toString("hex")}.tmp`);
  // "wx": never through something that already stands at that name.
  const handle = openSync(temporary, "wx", 0o600);
  try {
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
      fchmodSync(handle, mode);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
