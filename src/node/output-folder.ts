// Where a run writes: the folder that was asked for, or a new one beside those of earlier runs (spec 6.8). What another run wrote is
// never written over.

import { readdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { safeName } from "../core/run/safe-name.js";
import { makeFolder, makeFolders } from "./make-folders.js";

export type OutputFolder =
  | { readonly ok: true; readonly path: string }
  | { readonly ok: false; readonly reason: string };

const reasons: { readonly [code: string]: string } = {
  ENOENT: "a folder cannot be created there",
  EEXIST: "a file is in the way",
  ENOTDIR: "a file is in the way",
  EACCES: "you may not write there",
  EPERM: "you may not write there",
  EROFS: "you may not write there",
  ENOSPC: "there is no space left",
  ELOOP: "its links lead in a circle",
  ENAMETOOLONG: "its name is longer than file systems allow",
};

function reasonOf(error: unknown): string {
  const { code = "", message } = error as NodeJS.ErrnoException;
  return reasons[code] ?? message;
}

export const runsFolder = "flowplan-runs";

/** The folder is made; one that is there already must be empty. */
export async function openOutputFolder(path: string): Promise<OutputFolder> {
  try {
    await makeFolders(path);
    const taken = (await readdir(path)).length > 0;
    return taken
      ? { ok: false, reason: "it is not empty, and nothing in it may be overwritten: name a new folder" }
      : { ok: true, path: resolve(path) };
  } catch (error) {
    return { ok: false, reason: reasonOf(error) };
  }
}

/** `flowplan-runs/<name>-<n>`, with the next free number: making the folder reserves the number. */
export async function newOutputFolder(name: string, parent: string = runsFolder): Promise<OutputFolder> {
  const stem = safeName(name.replace(/\.(json5?|jsonc)$/i, ""), "flow");
  try {
    await makeFolders(parent);
    for (let number = (await lastNumber(parent, stem)) + 1; ; number++) {
      const path = join(parent, `${stem}-${number}`);
      if (await makeFolder(path)) return { ok: true, path: resolve(path) };
    }
  } catch (error) {
    return { ok: false, reason: `${dirname(join(parent, stem))} cannot be written: ${reasonOf(error)}` };
  }
}

async function lastNumber(parent: string, stem: string): Promise<number> {
  const start = `${stem}-`;
  const numbers = (await readdir(parent)).flatMap((name) => {
    const rest = name.startsWith(start) ? name.slice(start.length) : "";
    return /^[1-9]\d{0,14}$/.test(rest) ? [Number(rest)] : [];
  });
  return numbers.reduce((most, number) => Math.max(most, number), 0);
}
