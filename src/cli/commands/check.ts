// flowplan check: files in, every mistake out, in source order (spec 7.7); with --fix, what is safe to mend is mended first (spec 7.5).

import { compile } from "../../core/compile.js";
import type { Diagnostic, Source } from "../../core/index.js";
import { printable } from "../../core/text/printable.js";
import type { MendedFix } from "../fix/apply-all.js";
import { prettyCount, prettyDiagnostics } from "../format/pretty.js";
import type { CheckedFile, Report } from "../format/report.js";
import { configName, findConfig, readConfigFile, type Settings } from "../source/config.js";
import { findFiles } from "../source/find-files.js";
import { readFlowSource } from "../source/read-source.js";
import { type ExitCode, exitCodes, exitOf, UsageError, worst } from "../terminal/exit.js";
import { type Terminal, tellUsage } from "../terminal/terminal.js";

export type CheckOptions = {
  readonly format: "pretty" | "json" | "sarif" | "github" | "junit";
  readonly fix?: boolean;
  readonly watch?: boolean;
  readonly config?: string;
};

export async function check(words: readonly string[], options: CheckOptions, terminal: Terminal): Promise<ExitCode> {
  refuse(words, options);
  if (!options.watch) return checkOnce(words, options, terminal, () => {});
  const { untilInterrupted } = await import("../source/watch.js");
  return untilInterrupted((follow) => checkOnce(words, options, terminal, follow), terminal);
}

function refuse(words: readonly string[], { format, fix, watch }: CheckOptions): void {
  const stdin = words.includes("-");
  if (words.filter((word) => word === "-").length > 1)
    throw new UsageError("standard input can be read once, and - is given twice");
  if (watch && stdin) throw new UsageError("--watch looks at files, and - is standard input", "name the files");
  if (watch && format !== "pretty")
    throw new UsageError(`--watch prints for people, and --format ${format} is for programs`, "leave one of them out");
  if (fix && stdin && words.length > 1)
    throw new UsageError("--fix - writes the mended flow on standard output, so - must be the only file");
  if (fix && stdin && format !== "pretty")
    throw new UsageError(
      `--fix - writes the mended flow on standard output, so --format ${format} has no place there`,
      "flowplan check --fix -",
    );
}

async function checkOnce(
  words: readonly string[],
  options: CheckOptions,
  terminal: Terminal,
  follow: (files: readonly string[]) => void,
): Promise<ExitCode> {
  const configFile = findConfig(options.config);
  const settings = configFile ?? configName;
  const { files, mistakes } = await findFiles(words, [settings]);
  follow([...files, ...words, settings]);
  const config = readSettings(configFile, terminal);
  if (config === null) return exitCodes.usage;

  const report: { checked: CheckedFile[]; unread: string[] } = { checked: [], unread: [] };
  const fail = (mistake: UsageError) => {
    tellUsage(mistake, terminal);
    report.unread.push(mistake.message);
  };
  mistakes.forEach(fail);
  const find = (text: string): readonly Diagnostic[] => compile(text, config).diagnostics;
  for (const file of files) {
    try {
      report.checked.push(await checkFile(file, readFlowSource(file, config), find, options.fix ?? false, terminal));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      fail(error);
    }
  }
  await print(report, options, terminal, words);
  const found = report.checked.flatMap(({ diagnostics }) => diagnostics);
  return worst([report.unread.length > 0 ? exitCodes.usage : exitCodes.fine, exitOf(found)]);
}

/** null: it has mistakes, which were told. */
function readSettings(file: string | null, terminal: Terminal): Settings | null {
  if (file === null) return { rules: {}, limits: {} };
  const { source, rules, limits, diagnostics } = readConfigFile(file);
  terminal.err(prettyDiagnostics(diagnostics, source, [], terminal.errColours));
  if (!diagnostics.some(({ severity }) => severity === "error")) return { rules, limits };
  terminal.err(
    `${prettyCount(diagnostics, 1)}: nothing was checked, since ${printable(file)} is not as it should be\n`,
  );
  return null;
}

async function checkFile(
  file: string,
  source: Source,
  find: (text: string) => readonly Diagnostic[],
  fix: boolean,
  terminal: Terminal,
): Promise<CheckedFile> {
  if (!fix) return { source, diagnostics: find(source.text) };
  const { mend } = await import("../fix/apply-all.js");
  const { source: mended, diagnostics, applied } = mend(source, find);
  if (file === "-") terminal.out(mended.text);
  else if (applied.length > 0) (await import("../fix/write-back.js")).writeBack(file, mended.text);
  terminal.err(applied.map((each) => fixedLine(each, terminal)).join(""));
  return { source: mended, diagnostics };
}

function fixedLine({ diagnostic: { code, span }, fix, source }: MendedFix, { errColours }: Terminal): string {
  const { line, column } = source.lines.position(span.start);
  const place = `${printable(source.name)}:${line}:${column}`;
  return `${errColours.green("fixed")} ${place}: ${printable(fix.title)} ${errColours.dim(`(${code})`)}\n`;
}

async function print(
  report: Report,
  options: CheckOptions,
  terminal: Terminal,
  words: readonly string[],
): Promise<void> {
  switch (options.format) {
    case "pretty": {
      // The mended flow itself is what goes to standard output.
      const aside = options.fix === true && words.includes("-");
      const [write, colours] = aside ? [terminal.err, terminal.errColours] : [terminal.out, terminal.outColours];
      for (const { source, diagnostics } of report.checked) write(prettyDiagnostics(diagnostics, source, [], colours));
      const all = report.checked.flatMap(({ diagnostics }) => diagnostics);
      if (report.checked.length > 0)
        terminal.err(`${prettyCount(all, report.checked.length)}${options.fix ? "" : offer(all)}\n`);
      return;
    }
    case "json":
      return terminal.out((await import("../format/json.js")).jsonReport(report));
    case "sarif":
      return terminal.out((await import("../format/sarif.js")).sarifReport(report));
    case "github":
      return terminal.out((await import("../format/github.js")).githubReport(report));
    case "junit":
      return terminal.out((await import("../format/junit.js")).junitReport(report));
  }
}

function offer(diagnostics: readonly Diagnostic[]): string {
  const mendable = diagnostics.filter(({ fixes }) => fixes.some(({ safe }) => safe)).length;
  return mendable === 0 ? "" : `; --fix mends ${mendable}`;
}
