// A file that is not there in, the file beside it that was most likely meant out (spec 7.4): as near as a name without its extension may
// be, since ".json" is what most files have in common.

import { readdirSync } from "node:fs";
import { basename, dirname, join, parse } from "node:path";
import { mostEdits, nearest } from "../../core/text/nearest.js";

export function nearestFile(file: string): string | undefined {
  const { name } = parse(file);
  const most = Math.min(mostEdits(name), name.length - 1);
  const near = nearest(basename(file), namesIn(dirname(file)), () => most);
  return near === undefined ? undefined : join(dirname(file), near);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
