// The path of a folder in; it and those above it that are missing, made, out.

import { mkdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { syncFolder } from "./journal/open-file.js";

/**
 * The folder and those above it that are missing, one by one: the platform's own way to do so never returns where a file system
 * refuses new folders by saying that the parent is missing, as /proc does.
 */
export async function makeFolders(path: string): Promise<void> {
  const missing: string[] = [];
  for (let at = resolve(path); !(await isThere(at)); at = dirname(at)) missing.unshift(at);
  for (const folder of missing) {
    if (!(await makeFolder(folder)) && !(await stat(folder)).isDirectory()) await mkdir(folder);
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

/** False where it is there already. A new one outlasts a power cut, as the journal in it will. */
export async function makeFolder(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    await syncFolder(dirname(path));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}
