// The name of a file in, its text out, or why it cannot be read (spec 7.9). Bytes that are not UTF-8 make a file unreadable; a byte-order
// mark stays in the text, so that offsets are those of the file.

import { readFile, stat } from "node:fs/promises";

export type TextRead =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly missing: boolean; readonly reason: string };

const reasons: { readonly [code: string]: string } = {
  ENOENT: "there is no such file",
  ENOTDIR: "there is no such folder",
  EISDIR: "it is a folder",
  EACCES: "you may not read it",
  EPERM: "you may not read it",
};

/** Nothing but a regular file of at most so many bytes is opened, so that nothing makes us wait. */
export async function readText(path: string, most = 67_108_864): Promise<TextRead> {
  let bytes: Uint8Array;
  try {
    const found = await stat(path);
    if (found.isDirectory()) return { ok: false, missing: false, reason: "it is a folder" };
    if (!found.isFile()) return { ok: false, missing: false, reason: "it is not a regular file" };
    if (found.size > most) return { ok: false, missing: false, reason: `it is longer than ${most} bytes` };
    bytes = await readFile(path);
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    return { ok: false, missing: code === "ENOENT" || code === "ENOTDIR", reason: reasons[code] ?? message };
  }
  const text = decodeText(bytes);
  return text === null ? { ok: false, missing: false, reason: "it is not UTF-8 text" } : { ok: true, text };
}

/** null: not UTF-8. */
export function decodeText(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
