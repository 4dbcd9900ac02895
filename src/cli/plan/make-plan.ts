// A flow's or a plan's file and options in, program and plan out; what is wrong is reported on standard error.

import { diagnose, isOf } from "../../core/diagnostic/diagnose.js";
import type { AnyDiagnostic } from "../../core/index.js";
import { rulesOfRuns } from "../../core/lint/rules.js";
import { looksLikePlanFile } from "../../core/plan/file/plan-file.js";
import { planAndCount } from "../../core/plan/make-plan.js";
import { nearest } from "../../core/text/nearest.js";
import { tell } from "../format/tell.js";
import { compileSource } from "../source/compile-file.js";
import { readSettings } from "../source/config.js";
import { readFlowSource } from "../source/read-source.js";
import { exitOf } from "../terminal/exit.js";
import type { Terminal } from "../terminal/terminal.js";
import { findTarget, wantedBackend } from "./find-target.js";
import { loadPlanFile } from "./load-plan-file.js";
import { placeResults } from "./place-results.js";
import { type GivenOptions, readGivenFiles, readPlanOptions, type SharedOptions } from "./plan-options.js";
import type { Made } from "./planned.js";

/** `shown`: a plan file that is out of date will do, since nothing is run. */
export async function makePlan(file: string, given: SharedOptions, shown: boolean, terminal: Terminal): Promise<Made> {
  const settings = readSettings(given.config, terminal);
  const source = readFlowSource(file, settings);
  const files = readGivenFiles(given);
  if (looksLikePlanFile(source.text)) return loadPlanFile(file, source, given, settings, files, shown, terminal);
  const target = await findTarget(wantedBackend(given, files), settings, terminal);
  const { program, exit } = compileSource(source, settings, isOfRun, terminal);
  if (program === null) return { ok: false, exit };
  const { options, packIds, brokenPacks, diagnostics, sources } = readPlanOptions(
    program,
    given,
    files,
    settings,
    target,
  );
  if (diagnostics.length > 0) {
    tell(diagnostics, source, terminal, sources);
    return { ok: false, exit: exitOf(diagnostics) };
  }
  const outcome = planAndCount(program, options);
  const found = placeResults(explainPacks(outcome.diagnostics, brokenPacks, packIds), files.results);
  const warnings = found.filter(isOfPlan);
  tell(outcome.ok ? found.filter((diagnostic) => !isOfPlan(diagnostic)) : found, source, terminal, [
    ...[...brokenPacks.values()].map((pack) => pack.source),
    ...(files.results === undefined ? [] : [files.results.source]),
  ]);
  if (!outcome.ok) {
    tellHowToGive(found, terminal);
    return { ok: false, exit: exitOf(found) };
  }
  const flow = file === "-" ? null : file;
  return { ok: true, program, ...outcome.value, options, target, source, flow, warnings, packs: null };
}

/** It is about what a run would send or pay for, so it must be seen before that happens (spec 7.10). */
function isOfRun({ code, severity }: AnyDiagnostic): boolean {
  return severity === "warning" && rulesOfRuns.has(code);
}

function isOfPlan({ code, severity, span, file }: AnyDiagnostic): boolean {
  return code.startsWith("plan/") && severity !== "error" && file === undefined && span === null;
}

/**
 * A pack that is there but broken is not missing: its own mistakes are reported instead. Only the packs that the flow asks for were read, so
 * what else the folder has is listed here.
 */
function explainPacks(
  diagnostics: readonly AnyDiagnostic[],
  broken: GivenOptions["brokenPacks"],
  ids: readonly string[],
): readonly AnyDiagnostic[] {
  return diagnostics.flatMap((diagnostic) => {
    if (!isOf(diagnostic, "pack/missing")) return [diagnostic];
    const { id } = diagnostic.data;
    const pack = broken.get(id);
    return pack?.diagnostics ?? [diagnose("pack/missing", diagnostic.span, { id, near: nearest(id, ids), ids })];
  });
}

/** The core does not know how its host is given an input; here it is options. */
function tellHowToGive(diagnostics: readonly AnyDiagnostic[], { errors, errColours: { dim } }: Terminal): void {
  const missing = diagnostics.flatMap((diagnostic) =>
    isOf(diagnostic, "input/missing") ? [diagnostic.data.path] : [],
  );
  const names = missing.flatMap((path) => /^\$\.input\.([A-Za-z_][A-Za-z0-9_]*)$/.exec(path)?.[1] ?? []);
  if (names.length === 0) return;
  errors(`  ${dim("try:")} ${names.map((name) => `--input ${name}=…`).join(" ")}, or --input-file FILE\n`);
}
