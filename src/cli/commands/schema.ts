// flowplan schema: a name in, a published JSON Schema out.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { nearest } from "../../core/text/nearest.js";
import { quoted } from "../../core/text/printable.js";
import { packageRoot } from "../package-root.js";
import { type ExitCode, exitCodes, UsageError } from "../terminal/exit.js";
import type { Terminal } from "../terminal/terminal.js";

const ending = ".schema.json";

export function schemaCommand(name: string, terminal: Terminal): ExitCode {
  const folder = join(packageRoot(), "grammar");
  const names = readdirSync(folder)
    .flatMap((file) => (file.endsWith(ending) ? [file.slice(0, -ending.length)] : []))
    .sort();
  if (!names.includes(name)) {
    throw new UsageError(
      `there is no schema ${quoted(name)}; the schemas are ${names.join(", ")}`,
      `flowplan schema ${nearest(name, names) ?? "flow"}`,
    );
  }
  terminal.out(readFileSync(join(folder, `${name}${ending}`), "utf8"));
  return exitCodes.fine;
}
