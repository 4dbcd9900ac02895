// A report in, SARIF 2.1.0 out (spec 7.7): the interchange format that code scanning and editors read.

import { isAbsolute } from "node:path";
import { pathToFileURL } from "node:url";
import { codes, type DiagnosticCode, entryOf } from "../../core/diagnostic/catalogue.js";
import { exampleOf } from "../../core/diagnostic/examples.js";
import type { AnyDiagnostic, Fix, Source, Span } from "../../core/index.js";
import { packageVersion } from "../package-root.js";
import { harmlessJson } from "./json.js";
import { printExample } from "./print-example.js";
import type { CheckedFile, Report } from "./report.js";
import { reportPath } from "./report-path.js";

export function sarifReport({ checked, unread }: Report): string {
  const found = new Set(checked.flatMap(({ diagnostics }) => diagnostics.map(({ code }) => code)));
  const told = codes.filter((code) => found.has(code));
  const version = packageVersion();
  const run = {
    tool: { driver: { name: "flowplan", version, semanticVersion: version, rules: told.map(rule) } },
    columnKind: "utf16CodeUnits",
    newlineSequences: ["\r\n", "\n", "\r"],
    invocations: [
      {
        executionSuccessful: unread.length === 0,
        toolExecutionNotifications: unread.map((text) => ({ level: "error", message: { text } })),
      },
    ],
    artifacts: checked.map(({ source }) => ({
      location: { uri: uriOf(source.name) },
      roles: ["analysisTarget"],
      encoding: "UTF-8",
    })),
    results: checked.flatMap((file, index) => results(file, index, told)),
  };
  const log = { $schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] };
  return harmlessJson(log);
}

function rule(code: DiagnosticCode): object {
  const { severity, clause, why } = entryOf(code);
  const example = exampleOf(code);
  const shown = printExample(example, (heading, text) => `${heading}\n\n${text}`);
  const fenced = printExample(example, (heading, text) => `${heading}\n\n\`\`\`json5\n${text}\n\`\`\``);
  return {
    id: code,
    shortDescription: { text: /^.*?[.!?](?=\s|$)/s.exec(why)?.[0] ?? why },
    fullDescription: { text: why },
    help: { text: `${why}\n\n${shown}`, markdown: `${why}\n\n${fenced}` },
    defaultConfiguration: { level: severity },
    properties: { clause, tags: [code.slice(0, code.indexOf("/"))] },
  };
}

function results({ source, diagnostics }: CheckedFile, index: number, told: readonly string[]): readonly object[] {
  const artifactLocation = { uri: uriOf(source.name), index };
  const place = (span: Span) => ({ artifactLocation, region: region(span, source) });
  return diagnostics.map(({ code, severity, message, span, related, fixes }: AnyDiagnostic) => ({
    ruleId: code,
    ruleIndex: told.indexOf(code),
    level: severity,
    message: { text: message },
    locations: [{ physicalLocation: span === null ? { artifactLocation } : place(span) }],
    relatedLocations: related.map((each, id) => ({
      id,
      message: { text: each.message },
      physicalLocation: place(each.span),
    })),
    fixes: fixes.filter(({ edits }) => edits.length > 0).map((fix) => fixed(fix, artifactLocation, source)),
  }));
}

function fixed({ title, safe, edits }: Fix, artifactLocation: object, source: Source): object {
  const replacements = edits.map(({ span, text }) => ({
    deletedRegion: region(span, source),
    insertedContent: { text },
  }));
  return {
    description: { text: title },
    artifactChanges: [{ artifactLocation, replacements }],
    properties: { safe },
  };
}

function region(span: Span, { lines }: Source): object {
  const start = lines.position(span.start);
  const end = lines.position(span.end);
  return {
    startLine: start.line,
    startColumn: start.column,
    endLine: end.line,
    endColumn: end.column,
    charOffset: start.offset,
    charLength: end.offset - start.offset,
  };
}

/** An absolute name stays absolute: readers of SARIF know where their checkout is. */
function uriOf(name: string): string {
  const path = isAbsolute(name) ? name : reportPath(name);
  if (isAbsolute(path)) return pathToFileURL(path).href;
  return path.split("/").map(encodeURIComponent).join("/");
}
