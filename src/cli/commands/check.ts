// flowplan check: files in, every mistake out, in source order (spec 7.7); with --fix, what can be fixed is fixed first (spec 7.5).

import { existsSync } from "node:fs";
import { compile } from "../../core/compile.js";
import type { AnyDiagnostic, Diagnostic, Source } from "../../core/index.js";
import { looksLikePlanFile } from "../../core/plan/file/plan-file.js";
import { printable } from "../../core/text/printable.js";
import type { MendedFix } from "../fix/apply-all.js";
import { prettyCount } from "../format/pretty.js";
import type { CheckedFile, Report } from "../format/report.js";
import { type ReportFormat, reportFormats } from "../format/report-formats.js";
import { fold } from "../format/table.js";
import { tell } from "../format/tell.js";
import { configName, findConfig, readConfigFile, type Settings } from "../source/config.js";
import { findFiles } from "../source/find-files.js";
import { madeByFlowplan, planFileMistake } from "../source/kind-of-file.js";
import { readFlowSource, refuseTwiceStandardInput } from "../source/read-source.js";
import { type ExitCode, exitCodes, exitOf, UsageError, worst } from "../terminal/exit.js";
import { type Terminal, tellUsage } from "../terminal/terminal.js";

export type CheckOptions = {
  readonly format: ReportFormat;
  readonly fix?: "safe" | "all";
  readonly watch?: boolean;
  readonly config?: string;
};

export async function check(words: readonly string[], options: CheckOptions, terminal: Terminal): Promise<ExitCode> {
  refuse(words, options);
  if (!options.watch) return checkOnce(words, options, terminal, () => {});
  const { untilInterrupted } = await import("../source/watch.js");
  return untilInterrupted((follow) => checkOnce(words, options, terminal, follow), terminal);
}

function refuse(words: readonly string[], { format, fix, watch, config }: CheckOptions): void {
  const stdin = words.includes("-");
  if (words.filter((word) => word === "-").length > 1)
    throw new UsageError("standard input can be read only once, but - is given twice");
  refuseTwiceStandardInput({ FILE: stdin ? "-" : undefined, "--config": config });
  if (watch && stdin) throw new UsageError("--watch needs files, but - is standard input", "name the files");
  if (watch && format !== "pretty")
    throw new UsageError(`--watch prints for people, but --format ${format} is for programs`, "leave one of them out");
  if (fix !== undefined && words.includes("all") && !existsSync("all"))
    throw new UsageError(
      "there is no file called all: to apply suggestions too, write --fix=all",
      "flowplan check --fix=all …",
    );
  if (fix !== undefined && stdin && words.length > 1)
    throw new UsageError("--fix - writes the fixed flow to standard output, so - must be the only file");
  if (fix !== undefined && stdin && format !== "pretty")
    throw new UsageError(
      `--fix - writes the fixed flow to standard output, so it cannot be combined with --format ${format}`,
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
  let fixed = 0;
  const fail = (mistake: UsageError) => {
    tellUsage(mistake, terminal);
    report.unread.push(mistake.message);
  };
  mistakes.forEach(fail);
  const find = (text: string): readonly Diagnostic[] => compile(text, config).diagnostics;
  for (const file of files) {
    try {
      const checked = await checkFile(file, readFlowSource(file, config), find, options.fix, terminal);
      report.checked.push(checked);
      fixed += checked.fixed;
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      fail(error);
    }
  }
  await print(report, fixed, options, terminal, words);
  const found = report.checked.flatMap(({ diagnostics }) => diagnostics);
  return worst([report.unread.length > 0 ? exitCodes.usage : exitCodes.fine, exitOf(found)]);
}

/** null: it has mistakes, which were reported. */
function readSettings(file: string | null, terminal: Terminal): Pick<Settings, "rules" | "limits"> | null {
  if (file === null) return { rules: {}, limits: {} };
  const { source, rules, limits, diagnostics } = readConfigFile(file);
  tell(diagnostics, source, terminal);
  if (!diagnostics.some(({ severity }) => severity === "error")) return { rules, limits };
  terminal.errors(`${prettyCount(diagnostics, 1)}: nothing was checked, since ${printable(file)} has errors\n`);
  return null;
}

async function checkFile(
  file: string,
  source: Source,
  find: (text: string) => readonly Diagnostic[],
  fix: CheckOptions["fix"],
  terminal: Terminal,
): Promise<CheckedFile & { readonly fixed: number }> {
  if (looksLikePlanFile(source.text)) throw planFileMistake(source.name);
  const other = madeByFlowplan(source);
  if (other !== null) throw other;
  if (fix === undefined) return { source, diagnostics: find(source.text), fixed: 0 };
  const { mend } = await import("../fix/apply-all.js");
  const { source: mended, diagnostics, applied } = mend(source, find, fix);
  if (file === "-") terminal.out(mended.text);
  else if (applied.length > 0) (await import("../fix/write-back.js")).writeBack(file, mended.text);
  terminal.err(applied.map((each) => fixedLine(each, terminal)).join(""));
  return { source: mended, diagnostics, fixed: applied.length };
}

function fixedLine({ diagnostic: { code, span }, fix, source }: MendedFix, { errColours }: Terminal): string {
  const { line, column } = source.lines.position(span.start);
  const place = `${printable(source.name)}:${line}:${column}`;
  return `${errColours.green("fixed")} ${place}: ${printable(fix.title)} ${errColours.dim(`(${code})`)}\n`;
}

/** With --quiet, whoever reads it wants to see errors alone; programs get all. */
function shownTo({ quiet }: Terminal, format: ReportFormat, report: Report): Report {
  if (!quiet || format !== "pretty") return report;
  const checked = report.checked.map(({ source, diagnostics }) => ({
    source,
    diagnostics: diagnostics.filter(({ severity }) => severity === "error"),
  }));
  return { ...report, checked };
}

async function print(
  found: Report,
  fixed: number,
  options: CheckOptions,
  terminal: Terminal,
  words: readonly string[],
): Promise<void> {
  const { columns, outColours, errColumns, errColours } = terminal;
  const report = shownTo(terminal, options.format, found);
  const text = await reportFormats[options.format]();
  // The fixed flow itself is what goes to standard output.
  if (options.fix !== undefined && words.includes("-"))
    terminal.err(text(report, { colours: errColours, columns: errColumns }));
  else terminal.out(text(report, { colours: outColours, columns }));
  if (options.format !== "pretty" || report.checked.length === 0) return;
  const all = report.checked.flatMap(({ diagnostics }) => diagnostics);
  const said = `${prettyCount(all, report.checked.length)}${offer(all, fixed, options.fix)}`;
  terminal.err(`${fold(said, errColumns).join("\n")}\n`);
}

/** What --fix would do; or, where it was given and changed nothing, why. */
function offer(diagnostics: readonly AnyDiagnostic[], fixed: number, fix: CheckOptions["fix"]): string {
  if (diagnostics.length === 0) return "";
  const safe = diagnostics.filter(({ fixes }) => fixes.some((each) => each.safe)).length;
  const suggested = diagnostics.filter(({ fixes }) => fixes.length > 0).length - safe;
  const suggestions = suggested === 1 ? "the suggestion" : `${suggested} suggestions`;
  const more = suggested === 0 || fix === "all" ? "" : `; --fix=all applies ${suggestions}`;
  if (fix === undefined) return `${safe === 0 ? "" : `; --fix fixes ${safe}`}${more}`;
  if (fixed > 0) return more;
  if (safe + suggested === 0)
    return "; nothing was changed: no fix is known, so edit the flow (flowplan explain CODE shows a good example)";
  if (safe > 0 || fix === "all")
    return `; nothing was changed: the fixes would cause other mistakes, so edit the flow by hand${more}`;
  return `; nothing was changed: no fix is safe, since each may change what the flow means${more}`;
}
