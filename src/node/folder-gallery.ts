// The folder of a run in, a gallery in it out (spec 6.16): each picture under its name in pictures/, and its record beside it. The picture is one file with two names, where the file system has links; otherwise a copy.

import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { PictureRecord } from "../core/run/picture/picture-record.js";
import type { Gallery } from "../core/run/ports.js";
import { replaceFile } from "./drafts.js";
import { codeOf, linkOrCopy } from "./link-or-copy.js";
import { safePath } from "./safe-path.js";

export function folderGallery(directory: string): Gallery {
  const root = resolve(directory);
  const made = new Set<string>();
  const at = (name: string): string => {
    const path = safePath(root, name);
    if (path === null) throw new Error(`${JSON.stringify(name)} is not a safe file name`);
    return path;
  };

  /** A record that somebody changed, or that a crash cut, is written again. */
  const write = async (path: string, text: string): Promise<void> => {
    try {
      await writeFile(path, text, { flag: "wx" });
      return;
    } catch (error) {
      if (codeOf(error) !== "EEXIST") throw error;
    }
    if ((await readFile(path, "utf8")) === text) return;
    await replaceFile(path, (draft) => writeFile(draft, text, { flag: "wx" }));
  };

  return {
    show: async (record) => {
      const [from, to] = [at(record.url), at(record.name)];
      if (!made.has(dirname(to))) await mkdir(dirname(to), { recursive: true });
      made.add(dirname(to));
      // A picture that somebody has deleted since is no reason to stop.
      if (!(await isThere(from))) return;
      // What has the name already was shown before, and a person may have changed it since.
      await linkOrCopy(from, to);
      const text = `${JSON.stringify(record, null, 2)}\n`;
      await write(at(recordName(record.name)), text);
    },
  };
}

/** "pictures/draw-000-fox.png" gives "pictures/draw-000-fox.json". */
export function recordName(picture: PictureRecord["name"]): string {
  return picture.replace(/\.[a-z]+$/, ".json");
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false;
    throw error;
  }
}
