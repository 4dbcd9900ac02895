// flowplan run: a flow and its input in, files and a summary out. Events go to standard error, one plain line each.

import { existsSync, readdirSync, statSync } from "node:fs";
import { basename } from "node:path";
import { findBackend, runnableBackends } from "../../backends/backends.js";
import { diagnose } from "../../core/diagnostic/diagnose.js";
import { fail, succeed } from "../../core/diagnostic/diagnostic.js";
import type { FlowIr, Json, RunEvent, RunPorts } from "../../core/index.js";
import { withLimits } from "../../core/language/limits.js";
import { readPriceBook } from "../../core/plan/cost/price-book.js";
import type { Packs } from "../../core/plan/requests/pack-images.js";
import { describeEvent } from "../../core/run/describe-event.js";
import { run } from "../../core/run/run.js";
import { hasOwn, isArray, isObject, type JsonObject } from "../../core/text/json.js";
import { nearest } from "../../core/text/nearest.js";
import { quoted } from "../../core/text/printable.js";
import { interruptSignal, newOutputFolder, nodePorts, openOutputFolder } from "../../node/index.js";
import { prettySummary, type Reason } from "../format/summary.js";
import { tell } from "../format/tell.js";
import { refuseCost } from "../plan/budget.js";
import { makePlan } from "../plan/make-plan.js";
import type { SharedOptions } from "../plan/plan-options.js";
import { refuseUsage } from "../plan/refuse-usage.js";
import { shortened } from "../source/read-source.js";
import { type ExitCode, exitOfRun, UsageError } from "../terminal/exit.js";
import type { Terminal } from "../terminal/terminal.js";

export type RunCommandOptions = SharedOptions & { readonly out?: string };

type Finished = Extract<RunEvent, { kind: "run-finished" }>;

export async function runCommand(file: string, options: RunCommandOptions, terminal: Terminal): Promise<ExitCode> {
  if (options.out === "") throw new UsageError('--out "" names no folder', "--out pictures");
  refuseUsage(file, options);
  if (options.out !== undefined) refuseTakenFolder(options.out);
  const made = makePlan(file, options, false, terminal);
  if (!made.ok) return made.exit;
  const { backend } = made.plan;
  const row = findBackend(backend);
  const makeBackend = row?.make ?? null;
  if (makeBackend === null) {
    const name = row === undefined ? quoted(backend) : `${quoted(backend)} (${row.words})`;
    throw new UsageError(
      `this version can plan for ${name}, but can run only on ${runnableBackends.join(", ")}`,
      `flowplan run … --backend ${runnableBackends[0]}`,
    );
  }
  refuseForeignFiles(made.program.ir, made.options.results);
  tell(made.warnings, made.source, terminal);
  const refused = refuseCost(made.plan, options.maxCost, terminal);
  if (refused !== null) return refused;

  const folder = await (options.out === undefined
    ? newOutputFolder(made.program.ir.publishing.slug ?? basename(file === "-" ? "flow" : file))
    : openOutputFolder(options.out));
  if (!folder.ok)
    throw new UsageError(`cannot write into ${shortened(options.out ?? "flowplan-runs")}: ${folder.reason}`);

  const signal = interruptSignal();
  const { capabilities, prices } = made.options;
  const book = prices === undefined ? undefined : readPriceBook(prices);
  const limits = withLimits(made.options.limits);
  const host = nodePorts({
    backend: makeBackend(capabilities === undefined ? {} : { capabilities }),
    out: folder.path,
    packs: options.packs,
    signal,
    limits,
  });
  const ports = made.packs === null ? host : { ...host, packs: carriedPacks(made.packs) };
  const failed = new Map<string, Reason>();
  const given: string[] = [];
  let finished: Finished | null = null;
  // What has been paid for must not be lost because the reader of the output went away.
  terminal.keepOn?.();
  const results = made.options.results as JsonObject | undefined;
  const known = { results, limits, ...(book?.ok === true ? { prices: book.value } : {}) };
  for await (const event of run(made.program, made.plan, ports, known)) {
    terminal.err(`${describeEvent(event)}\n`);
    if (event.kind === "step-failed") failed.set(event.step, event);
    if (event.kind === "step-finished" && event.given === true) given.push(event.step);
    if (event.kind === "run-finished") finished = event;
  }
  signal.release();
  if (finished === null) throw new Error("presumed a last event");
  terminal.out(prettySummary({ finished, plan: made.plan, failed, given, folder: folder.path }, terminal.outColours));
  const { status, failure } = finished;
  return exitOfRun(status, [...failed.values(), ...(failure === null ? [] : [failure])]);
}

/** Before the budget, since wrong usage outweighs it; the folder itself is only made when the run begins. */
function refuseTakenFolder(out: string): void {
  if (existsSync(out) && (!statSync(out).isDirectory() || readdirSync(out).length > 0))
    throw new UsageError(
      `cannot write into ${shortened(out)}: it already exists, and a run never overwrites anything`,
      "name a new folder",
    );
}

/** Known before the run, so reported before anything is paid for (spec 6.2.7). */
function refuseForeignFiles({ steps }: FlowIr, results: Json | undefined): void {
  if (!isObject(results)) return;
  for (const zipper of steps) {
    if (zipper.type !== "Zipper" || hasOwn(results, zipper.id)) continue;
    const foreign = zipper.sources.find((source) => {
      const given = hasOwn(results, source) ? results[source] : undefined;
      const draws = steps.some(({ id, type }) => id === source && type === "ImageGenerator");
      return draws && isObject(given) && isArray(given.images) && given.images.length > 0;
    });
    if (foreign !== undefined)
      throw new UsageError(
        `the images given for step ${quoted(foreign)} are not files of this run, so step ${quoted(zipper.id)} cannot pack them`,
        `leave "${foreign}" out of the results, or give the result of "${zipper.id}" too`,
      );
  }
}

/** The packs in the plan file, whatever has become of the folder that they came from. */
function carriedPacks(packs: Packs): RunPorts["packs"] {
  const ids = Object.keys(packs);
  return {
    read: async (id) => {
      const pack = hasOwn(packs, id) ? packs[id] : undefined;
      if (pack !== undefined) return succeed(pack);
      return fail([diagnose("pack/missing", null, { id, near: nearest(id, ids), ids })]);
    },
  };
}
