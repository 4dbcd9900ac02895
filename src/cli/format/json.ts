// A report in, the JSON of grammar/diagnostics.schema.json out (spec 7.7).

import { locate } from "../../core/diagnostic/located.js";
import type { Json } from "../../core/text/json.js";
import { printable } from "../../core/text/printable.js";
import type { Report } from "./report.js";

export function jsonReport({ checked }: Report): string {
  const diagnostics = checked.flatMap(({ source, diagnostics }) =>
    diagnostics.map((diagnostic) => locate(diagnostic, source)),
  );
  return harmlessJson({ diagnostics });
}

/** JSON on a terminal is text on a terminal: what `printable` writes for a dangerous character is JSON's own escape of it (spec 7.6). */
export function harmlessJson(value: object | Json): string {
  return `${JSON.stringify(value, null, 2).split("\n").map(printable).join("\n")}\n`;
}
