// A report in, JUnit's XML out (spec 7.7): a suite for each file, a failure for each error. Warnings and notes do not fail a check, so they
// are cases that pass and say something.

import { type LocatedDiagnostic, locate } from "../../core/diagnostic/located.js";
import { printable } from "../../core/text/printable.js";
import { fixLine } from "./fix-line.js";
import type { CheckedFile, Report } from "./report.js";

export function junitReport({ checked, unread }: Report): string {
  const failures = checked.reduce((sum, { diagnostics }) => sum + failuresIn(diagnostics), 0);
  const tests = checked.reduce((sum, { diagnostics }) => sum + Math.max(1, diagnostics.length), unread.length);
  const head = `<testsuites name="flowplan check" tests="${tests}" failures="${failures}" errors="${unread.length}">`;
  return `${['<?xml version="1.0" encoding="UTF-8"?>', head, ...checked.map(suite), ...unread.map(unreadSuite), "</testsuites>"].join("\n")}\n`;
}

function suite({ source, diagnostics }: CheckedFile): string {
  const name = escaped(source.name);
  const cases =
    diagnostics.length === 0
      ? [`    <testcase name="no mistakes" classname="${name}"/>`]
      : diagnostics.map((diagnostic) => testcase(locate(diagnostic, source)));
  const counts = `tests="${cases.length}" failures="${failuresIn(diagnostics)}" errors="0"`;
  return [`  <testsuite name="${name}" ${counts}>`, ...cases, "  </testsuite>"].join("\n");
}

function testcase({ code, severity, message, file, start, fixes }: LocatedDiagnostic): string {
  const at = start === null ? null : `${start.line}:${start.column}`;
  const place = at === null ? file : `${file}:${at}`;
  const head = `    <testcase name="${escaped(at === null ? code : `${code} at ${at}`)}" classname="${escaped(file)}">`;
  const text = escaped([`${place}: ${message}`, ...fixes.map(fixLine)].join("\n"));
  const body =
    severity === "error"
      ? `      <failure message="${escaped(message)}" type="${escaped(code)}">${text}</failure>`
      : `      <system-out>${escaped(severity)}: ${text}</system-out>`;
  return [head, body, "    </testcase>"].join("\n");
}

function unreadSuite(message: string): string {
  const text = escaped(message);
  return [
    `  <testsuite name="unreadable" tests="1" failures="0" errors="1">`,
    `    <testcase name="${text}" classname="unreadable">`,
    `      <error message="${text}" type="unreadable"/>`,
    "    </testcase>",
    "  </testsuite>",
  ].join("\n");
}

function failuresIn(diagnostics: CheckedFile["diagnostics"]): number {
  return diagnostics.filter(({ severity }) => severity === "error").length;
}

/** For text and for attributes in double quotes. What XML 1.0 cannot hold is written out first, so that nothing is lost. */
function escaped(text: string): string {
  const lines = text.split("\n").map((line) => printable(line).replace(/[\ufffe\uffff]/g, "\ufffd"));
  return lines
    .join("\n")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&apos;");
}
