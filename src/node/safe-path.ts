// A folder and a name in it in, the path of the file out (spec 6.8.2).

import { join } from "node:path";
import { safeName } from "../core/run/safe-name.js";

/** null where a part of the name is not safe: "..", an absolute path, a device, a hidden file. */
export function safePath(root: string, name: string): string | null {
  const parts = name.split("/");
  return parts.every((part) => part !== "" && safeName(part, "") === part) ? join(root, ...parts) : null;
}
