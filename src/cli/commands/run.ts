// flowplan run: a flow and its input in, files and a summary out. Events go to standard error, one plain line each.

import { basename, relative } from "node:path";
import { cwd } from "node:process";
import { referenceBackend } from "../../backends/reference/index.js";
import { defaultLimits, type RunEvent, run } from "../../core/index.js";
import { describeEvent } from "../../core/run/describe-event.js";
import { printable, quoted } from "../../core/text/printable.js";
import { interruptSignal, newOutputFolder, nodePorts, openOutputFolder } from "../../node/index.js";
import { type ExitCode, exitCodes, UsageError } from "../exit.js";
import { prettySummary } from "../format/summary.js";
import { makePlan, refuseCost } from "../make-plan.js";
import type { SharedOptions } from "../plan-options.js";
import type { Terminal } from "../terminal.js";

export type RunCommandOptions = SharedOptions & { readonly out?: string };

type Finished = Extract<RunEvent, { kind: "run-finished" }>;

export async function runCommand(file: string, options: RunCommandOptions, terminal: Terminal): Promise<ExitCode> {
  if (options.backend !== "reference") {
    throw new UsageError(
      `this version runs on the embedded backend alone, and not on ${quoted(options.backend)}`,
      "flowplan run … --backend reference",
    );
  }
  const made = makePlan(file, options, terminal);
  if (!made.ok) return made.exit;
  const refused = refuseCost(made.plan, options.maxCost, terminal);
  if (refused !== null) return refused;

  const folder = await (options.out === undefined
    ? newOutputFolder(made.program.ir.publishing.slug ?? basename(file === "-" ? "flow" : file))
    : openOutputFolder(options.out));
  if (!folder.ok)
    throw new UsageError(`cannot write into ${printable(options.out ?? "flowplan-runs")}: ${folder.reason}`);

  const signal = interruptSignal();
  const ports = nodePorts({
    backend: referenceBackend(),
    out: folder.path,
    packs: options.packs,
    signal,
    limits: defaultLimits,
  });
  let finished: Finished | null = null;
  for await (const event of run(made.program, made.plan, ports)) {
    terminal.err(`${describeEvent(event)}\n`);
    if (event.kind === "run-finished") finished = event;
  }
  signal.release();
  if (finished === null) throw new Error("presumed a last event");
  terminal.out(prettySummary(finished, made.program.ir, relative(cwd(), folder.path) || ".", terminal.outColours));
  return exitOfRun(finished);
}

function exitOfRun({ status, failure }: Finished): ExitCode {
  if (status === "succeeded") return exitCodes.fine;
  if (status === "interrupted") return exitCodes.interrupted;
  return failure?.code === "run/journal-failed" ? exitCodes.journal : exitCodes.stepFailed;
}
