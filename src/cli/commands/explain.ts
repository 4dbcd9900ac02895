// flowplan explain: a code in, why it matters out, with a bad and a good example and the clause; or a word of the language, what the tables
// say of it (spec 7.14); without either, the list of all codes.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { codes, entryOf, isCode } from "../../core/diagnostic/catalogue.js";
import { exampleOf } from "../../core/diagnostic/examples.js";
import { findWord, nearestWord, type WordPage } from "../../core/language/find-word.js";
import { nearest } from "../../core/text/nearest.js";
import { quoted } from "../../core/text/printable.js";
import { printExample } from "../format/print-example.js";
import { packageRoot } from "../package-root.js";
import { type ExitCode, exitCodes, UsageError } from "../terminal/exit.js";
import type { Terminal } from "../terminal/terminal.js";

export function explain(code: string | undefined, terminal: Terminal): ExitCode {
  if (code === undefined) {
    terminal.out(listed(terminal));
    return exitCodes.fine;
  }
  if (!isCode(code)) return explainWord(code, terminal);
  const row = entryOf(code);
  const { bold, dim, red, green } = terminal.outColours;
  const parts = [`${bold(code)} ${dim(`(${row.severity})`)}`, folded(row.why, terminal.columns)];
  const shown = (heading: string, text: string) =>
    `${heading === "Fine:" ? green(heading) : red(heading)}\n${indented(text)}`;
  parts.push(printExample(exampleOf(code), shown));
  parts.push(dim(`Specified in ${clauseOf(row.clause)}`));
  terminal.out(`${parts.join("\n\n")}\n`);
  return exitCodes.fine;
}

function explainWord(word: string, terminal: Terminal): ExitCode {
  const pages = findWord(word);
  if (pages.length === 0) throw unknownCode(word);
  terminal.out(pages.map((page) => pageText(page, terminal)).join("\n"));
  return exitCodes.fine;
}

function pageText(
  { name, what, words, facts, clause }: WordPage,
  { columns, outColours: { bold, dim } }: Terminal,
): string {
  const width = Math.max(...facts.map(({ label }) => label.length));
  const lines = facts.map(({ label, text }) => `  ${label.padEnd(width)}  ${text}`);
  const parts = [
    `${bold(name)} ${dim(`(${what})`)}`,
    folded(words.replaceAll("`", ""), columns),
    ...(lines.length === 0 ? [] : [lines.join("\n")]),
    dim(`Specified in ${clauseOf(clause)}`),
  ];
  return `${parts.join("\n\n")}\n`;
}

function unknownCode(code: string): UsageError {
  const nameOf = (known: string) => known.slice(known.indexOf("/") + 1);
  const name = codes.map(nameOf).includes(code) ? code : nearest(code, codes.map(nameOf));
  const near = nearest(code, codes) ?? codes.find((known) => nameOf(known) === name) ?? nearestWord(code);
  const message = `${quoted(code)} is not a diagnostic code, a step type, a field, an operator or a topic`;
  return new UsageError(message, `flowplan explain${near === undefined ? "" : ` ${near}`}`);
}

function listed({ outColours: { bold, dim } }: Terminal): string {
  const areas = new Map<string, string[]>();
  const width = Math.max(...codes.map((code) => code.length));
  for (const code of codes) {
    const { severity, clause } = entryOf(code);
    const area = code.slice(0, code.indexOf("/"));
    areas.set(area, [
      ...(areas.get(area) ?? []),
      `  ${code.padEnd(width)}  ${dim(`${severity.padEnd(7)}  ${clause}`)}`,
    ]);
  }
  const sections = [...areas].map(([area, lines]) => `${bold(area)}\n${lines.sort().join("\n")}\n`);
  return `${sections.join("\n")}\n${dim("For more about a code: flowplan explain CODE\nAlso: a step type, a field, an operator, or expressions, paths, item, filters, packs, prices, capabilities")}\n`;
}

/** "7.10 Rules (spec/7-diagnostics.md)" */
function clauseOf(clause: string): string {
  const folder = join(packageRoot(), "spec");
  const file = readdirSync(folder).find((name) => name.startsWith(`${clause.split(".")[0]}-`));
  if (file === undefined) return clause;
  const lines = readFileSync(join(folder, file), "utf8").split("\n");
  const title = lines.find((line) => line.startsWith("#") && line.replace(/^#+ /, "").startsWith(`${clause} `));
  return `${title?.replace(/^#+ /, "") ?? clause} (spec/${file})`;
}

function folded(text: string, columns: number): string {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= Math.min(columns, 100))
      lines[lines.length - 1] += ` ${word}`;
    else lines.push(word);
  }
  return lines.join("\n");
}

function indented(text: string): string {
  return text.replace(/^/gm, "    ");
}
