// The file of a flow in, the folder in which its project keeps what outlasts a run out (spec 6.14.3): `.flowplan`.

import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

export const storeName = ".flowplan";
const marks = ["flowplan.json", storeName];

/**
 * In the nearest folder upward that has a flowplan.json or a .flowplan; otherwise beside the flow. `null`: no flow is known, so it is looked for
 * from where the command was started.
 */
export function storeFolder(flow: string | null): string {
  const start = flow === null ? process.cwd() : dirname(resolve(flow));
  for (let folder = start; ; folder = dirname(folder)) {
    if (marks.some((mark) => existsSync(join(folder, mark)))) return join(folder, storeName);
    if (folder === dirname(folder)) return join(start, storeName);
  }
}
