// A picture's file, or a folder of pictures, in; their bytes out, in the order of their names: a9.png comes before a10.png (spec 6.15.4).

import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { shortened } from "../source/read-source.js";
import { UsageError } from "../terminal/exit.js";

export function readPictures(path: string): readonly Uint8Array[] {
  try {
    if (!statSync(path).isDirectory()) return [readFileSync(path)];
    return readdirSync(path)
      .filter((name) => !name.startsWith("."))
      .sort((a, b) => a.localeCompare(b, "en", { numeric: true }))
      .map((name) => readFileSync(join(path, name)));
  } catch (error) {
    throw new UsageError(`${shortened(path)} cannot be read: ${(error as Error).message}`);
  }
}
