// A folder and a URL of a run in, the state of the file out (spec 6.10.6).

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { resolve, sep } from "node:path";

/** `changed`: its bytes are not those that were kept. `outside`: the URL leads out of the folder, and nobody looks there. */
export type FileState = "there" | "missing" | "changed" | "outside";

/** `blob`: the SHA-256 that its bytes should have. */
export async function stateOf(folder: string, url: string, blob: string | undefined): Promise<FileState> {
  const path = pathOf(folder, url);
  if (path === null) return "outside";
  try {
    if (!(await stat(path)).isFile()) return "missing";
    return blob === undefined || blob === (await hashOf(path)) ? "there" : "changed";
  } catch {
    return "missing";
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(path)) hash.update(piece as Uint8Array);
  return hash.digest("hex");
}

/** Names of files have no "%", so that a URL and a plain name are read alike. */
export function pathOf(folder: string, url: string): string | null {
  if (/^[a-z][a-z0-9+.-]*:/i.test(url)) return null;
  try {
    const path = resolve(folder, decodeURIComponent(url));
    return path.startsWith(`${resolve(folder)}${sep}`) ? path : null;
  } catch {
    return null;
  }
}
