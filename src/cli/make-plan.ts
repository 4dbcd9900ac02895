// A flow's file and options in, its program and plan out; what is wrong is told on standard error.

import type { Source } from "../core/diagnostic/located.js";
import { type Diagnostic, type Plan, type PlanOptions, type Program, plan } from "../core/index.js";
import { printDollars, readDollars } from "../core/plan/money.js";
import { printable, quoted } from "../core/text/printable.js";
import { compileFile } from "./compile-file.js";
import { type ExitCode, exitCodes, exitOf, UsageError } from "./exit.js";
import { prettyDiagnostics } from "./format/pretty.js";
import { type GivenOptions, readPlanOptions, type SharedOptions } from "./plan-options.js";
import type { Terminal } from "./terminal.js";

export type Made =
  | {
      readonly ok: true;
      readonly program: Program;
      readonly plan: Plan;
      readonly options: PlanOptions;
      readonly source: Source;
    }
  | { readonly ok: false; readonly exit: ExitCode };

export function makePlan(file: string, given: SharedOptions, terminal: Terminal): Made {
  const { program, source, exit } = compileFile(file, terminal);
  if (program === null) return { ok: false, exit };
  const { options, brokenPacks } = readPlanOptions(program, given);
  const outcome = plan(program, options);
  tell(outcome.diagnostics, source, brokenPacks, terminal);
  return outcome.ok
    ? { ok: true, program, plan: outcome.value, options, source }
    : { ok: false, exit: exitOf(outcome.diagnostics) };
}

/** A pack that is there but broken is not missing: its own mistakes are told instead. */
function tell(
  diagnostics: readonly Diagnostic[],
  source: Source,
  broken: GivenOptions["brokenPacks"],
  terminal: Terminal,
): void {
  const shown = diagnostics.flatMap((diagnostic) => {
    const pack =
      diagnostic.code === "pack/missing"
        ? [...broken].find(([id]) => diagnostic.message.includes(quoted(id)))?.[1]
        : undefined;
    return pack?.diagnostics ?? [diagnostic];
  });
  const others = [...broken.values()].map((pack) => pack.source);
  terminal.err(prettyDiagnostics(shown, source, others, terminal.errColours));
}

/** Exit 5 where the plan may cost more than `--max-cost`; null where it may not. */
export function refuseCost({ total }: Plan, maxCost: string | undefined, terminal: Terminal): ExitCode | null {
  if (maxCost === undefined) return null;
  const cap = readDollars(maxCost);
  if (typeof cap === "string")
    throw new UsageError(`--max-cost takes US dollars such as 5 or 0.80, and ${quoted(maxCost)} is none`);
  const { min, max, why } = total;
  const most = max === null ? null : readDollars(max);
  if (typeof most === "bigint" && most <= cap) return null;
  const said =
    max === null
      ? `nothing bounds what this may cost (at least $${min}): ${printable(why ?? "")}`
      : `this may cost $${max}`;
  terminal.err(`${terminal.errColours.red("refused:")} ${said}, and --max-cost is $${printDollars(cap)}\n`);
  return exitCodes.budget;
}
