// A flow's or a plan's file and options in, program and plan out; what is wrong is told on standard error.

import type { Source } from "../core/diagnostic/located.js";
import type { Diagnostic, Plan, PlanOptions, Program } from "../core/index.js";
import { printDollars, readDollars } from "../core/plan/money.js";
import type { Packs } from "../core/plan/pack-images.js";
import { looksLikePlanFile } from "../core/plan/plan-file.js";
import { plan } from "../core/plan/plan-flow.js";
import { isWithin } from "../core/plan/solve-count.js";
import { printable, quoted } from "../core/text/printable.js";
import { compileSource } from "./compile-file.js";
import { type ExitCode, exitCodes, exitOf, UsageError } from "./exit.js";
import { loadPlanFile } from "./load-plan-file.js";
import { type GivenOptions, readPlanOptions, type SharedOptions } from "./plan-options.js";
import { readSource } from "./read-source.js";
import { hasNoPlace, tell } from "./tell.js";
import type { Terminal } from "./terminal.js";

export type Planned = {
  readonly ok: true;
  readonly program: Program;
  readonly plan: Plan;
  readonly options: PlanOptions;
  readonly source: Source;
  /** Of the plan as a whole: what the backend cannot honour. They have no place in the flow. */
  readonly warnings: readonly Diagnostic[];
  /** Where this came from the file of a plan: the packs that it carries. */
  readonly packs: Packs | null;
};
export type Made = Planned | { readonly ok: false; readonly exit: ExitCode };

export function makePlan(file: string, given: SharedOptions, terminal: Terminal): Made {
  const source = readSource(file);
  if (looksLikePlanFile(source.text)) return loadPlanFile(file, source, given, terminal);
  const { program, exit } = compileSource(source, terminal);
  if (program === null) return { ok: false, exit };
  const { options, brokenPacks, diagnostics, sources } = readPlanOptions(program, given);
  if (diagnostics.length > 0) {
    tell(diagnostics, source, terminal, sources);
    return { ok: false, exit: exitOf(diagnostics) };
  }
  const outcome = plan(program, options);
  const found = explainPacks(outcome.diagnostics, brokenPacks);
  const warnings = found.filter(isOfPlan);
  tell(
    outcome.ok ? found.filter((diagnostic) => !isOfPlan(diagnostic)) : found,
    source,
    terminal,
    [...brokenPacks.values()].map((pack) => pack.source),
  );
  if (!outcome.ok) return { ok: false, exit: exitOf(outcome.diagnostics) };
  return { ok: true, program, plan: outcome.value, options, source, warnings, packs: null };
}

function isOfPlan({ code, severity, span, file }: Diagnostic): boolean {
  return code.startsWith("plan/") && severity !== "error" && file === undefined && hasNoPlace(span);
}

/** A pack that is there but broken is not missing: its own mistakes are told instead. */
function explainPacks(diagnostics: readonly Diagnostic[], broken: GivenOptions["brokenPacks"]): readonly Diagnostic[] {
  return diagnostics.flatMap((diagnostic) => {
    const pack =
      diagnostic.code === "pack/missing"
        ? [...broken].find(([id]) => diagnostic.message.startsWith(`the pack ${quoted(id)} `))?.[1]
        : undefined;
    return pack?.diagnostics ?? [diagnostic];
  });
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
  const { max } = plan.total;
  const said =
    max === null ? `nothing bounds what this may cost (at least $${plan.total.min})` : `this may cost $${max}`;
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
