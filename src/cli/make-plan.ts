// A flow's or a plan's file and options in, program and plan out; what is wrong is told on standard error.

import { diagnose, isOf } from "../core/diagnostic/diagnose.js";
import type { Source } from "../core/diagnostic/located.js";
import type { AnyDiagnostic, Plan, PlanOptions, Program } from "../core/index.js";
import { profileNames, profiles } from "../core/plan/backend/profiles.js";
import { printDollars, readDollars } from "../core/plan/cost/money.js";
import { isWithin } from "../core/plan/cost/solve-count.js";
import { looksLikePlanFile } from "../core/plan/file/plan-file.js";
import { plan } from "../core/plan/make-plan.js";
import type { Packs } from "../core/plan/requests/pack-images.js";
import { hasOwn } from "../core/text/json.js";
import { nearest } from "../core/text/nearest.js";
import { printable, quoted } from "../core/text/printable.js";
import { compileSource } from "./compile-file.js";
import { readSettings } from "./config.js";
import { type ExitCode, exitCodes, exitOf, UsageError } from "./exit.js";
import { loadPlanFile } from "./load-plan-file.js";
import { type GivenOptions, readAssume, readPlanOptions, type SharedOptions } from "./plan-options.js";
import { readFlowSource, refuseTwiceStandardInput } from "./read-source.js";
import { tell } from "./tell.js";
import type { Terminal } from "./terminal.js";

export type Planned = {
  readonly ok: true;
  readonly program: Program;
  readonly plan: Plan;
  readonly options: PlanOptions;
  readonly source: Source;
  /** Of the plan as a whole: what the backend cannot honour. They have no place in the flow. */
  readonly warnings: readonly AnyDiagnostic[];
  /** Where this came from the file of a plan: the packs that it carries. */
  readonly packs: Packs | null;
};
export type Made = Planned | { readonly ok: false; readonly exit: ExitCode };

export function makePlan(file: string, given: SharedOptions, terminal: Terminal): Made {
  refuseUsage(file, given);
  const settings = readSettings(given.config, terminal);
  const source = readFlowSource(file, settings);
  if (looksLikePlanFile(source.text)) return loadPlanFile(file, source, given, settings, terminal);
  const { program, exit } = compileSource(source, settings, terminal);
  if (program === null) return { ok: false, exit };
  const { options, packIds, brokenPacks, diagnostics, sources } = readPlanOptions(program, given, settings);
  if (diagnostics.length > 0) {
    tell(diagnostics, source, terminal, sources);
    return { ok: false, exit: exitOf(diagnostics) };
  }
  const outcome = plan(program, options);
  const found = explainPacks(outcome.diagnostics, brokenPacks, packIds);
  const warnings = found.filter(isOfPlan);
  tell(
    outcome.ok ? found.filter((diagnostic) => !isOfPlan(diagnostic)) : found,
    source,
    terminal,
    [...brokenPacks.values()].map((pack) => pack.source),
  );
  if (!outcome.ok) {
    tellHowToGive(found, terminal);
    return { ok: false, exit: exitOf(found) };
  }
  return { ok: true, program, plan: outcome.value, options, source, warnings, packs: null };
}

function isOfPlan({ code, severity, span, file }: AnyDiagnostic): boolean {
  return code.startsWith("plan/") && severity !== "error" && file === undefined && span === null;
}

/**
 * A pack that is there but broken is not missing: its own mistakes are told instead. Only the packs that the flow asks for were read, so
 * what else the folder has is told here.
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
function tellHowToGive(diagnostics: readonly AnyDiagnostic[], { err, errColours: { dim } }: Terminal): void {
  const missing = diagnostics.flatMap((diagnostic) =>
    isOf(diagnostic, "input/missing") ? [diagnostic.data.path] : [],
  );
  const names = missing.flatMap((path) => /^\$\.input\.([A-Za-z_][A-Za-z0-9_]*)$/.exec(path)?.[1] ?? []);
  if (names.length === 0) return;
  err(`  ${dim("try:")} ${names.map((name) => `--input ${name}=…`).join(" ")}, or --input-file FILE\n`);
}

/** What is wrong with the words of the command line alone is told before anything is read. */
function refuseUsage(file: string, given: SharedOptions): void {
  refuseTwiceStandardInput({
    FILE: file,
    "--input-file": given.inputFile,
    "--results": given.results,
    "--prices": given.prices,
    "--capabilities": given.capabilities,
    "--config": given.config,
    "--diff": given.diff,
  });
  if (given.capabilities === undefined && !hasOwn(profiles, given.backend)) {
    const near = nearest(given.backend, profileNames);
    const names = profileNames.join(", ");
    throw new UsageError(
      `there is no backend ${quoted(given.backend)}; there is ${names}, or any name with --capabilities FILE`,
      near === undefined ? undefined : `--backend ${near}`,
    );
  }
  readAssume(given.assume);
  if (given.maxCost !== undefined) readBudget(given.maxCost);
}

export function readBudget(maxCost: string): bigint {
  const cap = readDollars(maxCost);
  if (typeof cap !== "string") return cap;
  throw new UsageError(
    `--max-cost takes US dollars, and ${quoted(maxCost)} is ${cap === "negative" ? "negative" : "no amount"}`,
    "--max-cost 0.80",
  );
}

/** Exit 5 where the plan may cost more than `--max-cost`; null where it may not. */
export function refuseCost(plan: Plan, maxCost: string | undefined, terminal: Terminal): ExitCode | null {
  if (maxCost === undefined) return null;
  const cap = readBudget(maxCost);
  if (isWithin(plan, cap)) return null;
  const { red } = terminal.errColours;
  const { min, max } = plan.total;
  const least = readDollars(min);
  // No assumption helps where the least is too much already.
  if (typeof least !== "string" && least > cap) {
    terminal.err(`${red("refused:")} this costs at least $${min}, more than $${printDollars(cap)} (--max-cost)\n`);
    return exitCodes.budget;
  }
  const said = max === null ? `nothing bounds what this may cost (at least $${min})` : `this may cost $${max}`;
  const why = max === null ? unboundedCosts(plan) : "";
  terminal.err(`${red("refused:")} ${said}, and --max-cost is $${printDollars(cap)}\n${why}`);
  return exitCodes.budget;
}

/** What is missing for a maximum, a line for each kind of cost. */
export function unboundedCosts({ costs }: Plan): string {
  return costs
    .filter(({ max }) => max === null)
    .map(({ kind, why }) => `  ${kind}: ${printable(why ?? "unknown")}\n`)
    .join("");
}
