// flowplan plan: a flow and its input in, every request, batch and dollar out (spec 5.9 to 5.12). Nothing is sent.

import type { Json } from "../../core/index.js";
import { diffFlows } from "../../core/plan/file/diff-flows.js";
import { diffPlans, type PlanDiff } from "../../core/plan/file/diff-plans.js";
import type { Remaining } from "../../core/plan/to-pay.js";
import { printable } from "../../core/text/printable.js";
import { jsonChunks } from "../format/json-chunks.js";
import { prettyPlan } from "../format/plan.js";
import { prettyDiff } from "../format/plan-diff.js";
import { tell } from "../format/tell.js";
import { refuseCost } from "../plan/budget.js";
import { estimateRun } from "../plan/estimate-run.js";
import { makePlan } from "../plan/make-plan.js";
import type { SharedOptions } from "../plan/plan-options.js";
import type { Planned } from "../plan/planned.js";
import { projectRates } from "../plan/project-rates.js";
import { readOldPlan } from "../plan/read-old-plan.js";
import { refuseUsage } from "../plan/refuse-usage.js";
import { payable, readKept, remainingOf } from "../plan/remaining.js";
import { solve } from "../plan/solve.js";
import { refuseTaken, writePlanFile } from "../plan/write-plan-file.js";
import { shortened } from "../source/read-source.js";
import { storePlace } from "../source/store-place.js";
import { type ExitCode, exitCodes, UsageError, worst } from "../terminal/exit.js";
import type { Terminal } from "../terminal/terminal.js";

export type PlanCommandOptions = SharedOptions & {
  readonly format: "pretty" | "json";
  readonly verbose?: boolean;
  readonly out?: string;
  readonly force?: boolean;
  readonly diff?: string;
  readonly solve?: string;
};

/** Width of a plan where the width of the terminal is unknown. */
const withoutTerminal = 100;

export async function planCommand(file: string, options: PlanCommandOptions, terminal: Terminal): Promise<ExitCode> {
  if (options.out === "") throw new UsageError('--out "" names no file', "--out plan.json");
  if (options.solve !== undefined && (options.out ?? options.diff) !== undefined)
    throw new UsageError("--solve prints a number, so it cannot be combined with --out or --diff");
  refuseUsage(file, options);
  if (options.out !== undefined) refuseTaken(options.out, options.force === true);
  // A file that cannot be read outweighs mistakes in the flow (spec 7.9).
  const old = options.diff === undefined ? null : readOldPlan(options.diff, terminal);
  const made = await makePlan(file, options, true, terminal);
  if (!made.ok || old?.ok === false)
    return worst([made.ok ? exitCodes.fine : made.exit, old?.ok === false ? old.exit : exitCodes.fine]);
  const { plan, source, warnings } = made;
  if (made.packs !== null && options.out !== undefined)
    throw new UsageError(`${printable(file)} is already a plan file: copy it, or plan the flow again`);
  const kept = await readKept(made.flow, options);
  if (options.solve !== undefined) return solve(options.solve, made, kept, options, terminal);
  const remaining = remainingOf(made, kept);
  const inPlan = old === null && options.format === "pretty";
  if (!inPlan) tell(warnings, source, terminal);
  if (old !== null) {
    const flows = old.ir === null ? undefined : diffFlows(old.ir, made.program.ir);
    await printDiff(diffPlans(old.plan, plan, flows), options, terminal);
  } else await printPlan(made, remaining, file, options, terminal);
  // Last, so that it is not lost above a page of plan.
  const refused = refuseCost(payable(plan, remaining), options.maxCost, terminal);
  if (options.out !== undefined && refused === null) {
    writePlanFile(options.out, options.force === true, made, file, options);
    const shown = printable(options.out);
    terminal.err(`Plan written to ${shown}. Run it with: flowplan run ${shown}\n`);
  }
  return refused ?? exitCodes.fine;
}

async function printPlan(
  made: Planned,
  remaining: Remaining | null,
  file: string,
  options: PlanCommandOptions,
  terminal: Terminal,
): Promise<void> {
  const columns = Number.isFinite(terminal.columns) ? Math.max(40, terminal.columns) : withoutTerminal;
  const { outColours: colours } = terminal;
  const { program, plan, source, warnings, packs } = made;
  const { rates } = await projectRates(storePlace(options, made.flow ?? (file === "-" ? null : file)), terminal);
  const time = estimateRun(made, rates);
  if (options.format === "json") {
    const shown = { ...plan, ...(time.from === 0 ? {} : { time }), ...(remaining === null ? {} : asJson(remaining)) };
    return printJson(shown, terminal);
  }
  // Line numbers are those of the flow's own text, which a plan file does not contain.
  const lines = packs === null ? { ir: program.ir, source } : null;
  const verbose = options.verbose === true;
  const given = options.prices ?? (packs === null ? undefined : "the plan's file");
  const prices = given === undefined ? "at the default price book" : `at the prices of ${shortened(given)}`;
  const { ir } = program;
  for (const part of prettyPlan(plan, { verbose, columns, colours, ir, prices, lines, time, remaining, warnings })) {
    terminal.out(part);
    await terminal.drained?.();
  }
}

function asJson({ toPay, images, given }: Remaining) {
  return { kept: { images, steps: given }, toPay };
}

async function printDiff(diff: PlanDiff, options: PlanCommandOptions, terminal: Terminal): Promise<void> {
  if (options.format === "json") return printJson(diff, terminal);
  terminal.out(prettyDiff(diff, { verbose: options.verbose === true, colours: terminal.outColours }));
}

async function printJson(value: Json, terminal: Terminal): Promise<void> {
  for (const chunk of jsonChunks(value)) {
    terminal.out(chunk);
    await terminal.drained?.();
  }
  terminal.out("\n");
}
