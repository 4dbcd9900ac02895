// A report in, workflow commands out, which a build service shows beside the lines of a change (spec 7.7).

import { type LocatedDiagnostic, locate } from "../../core/diagnostic/located.js";
import { printable } from "../../core/text/printable.js";
import { fixLine } from "./fix-line.js";
import type { Report } from "./report.js";
import { reportPath } from "./report-path.js";

const commands = { error: "error", warning: "warning", note: "notice" } as const;

export function githubReport({ checked, unread }: Report): string {
  const found = checked.flatMap(({ source, diagnostics }) =>
    diagnostics.map((diagnostic) => command(locate(diagnostic, source))),
  );
  return [...found, ...unread.map((message) => `::error title=flowplan::${data(printable(message))}`)]
    .map((line) => `${line}\n`)
    .join("");
}

function command({ code, severity, message, file, start, end, fixes }: LocatedDiagnostic): string {
  const properties = {
    file: printable(reportPath(file)),
    ...(start === null || end === null
      ? {}
      : { line: `${start.line}`, col: `${start.column}`, endLine: `${end.line}`, endColumn: `${end.column}` }),
    title: code,
  };
  const written = Object.entries(properties).map(([name, value]) => `${name}=${property(value)}`);
  const text = [message, ...fixes.map(fixLine)].map(printable).join("\n");
  return `::${commands[severity]} ${written.join(",")}::${data(text)}`;
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
