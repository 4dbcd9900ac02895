// flowplan run: a flow and its input in, files and a summary out; or a run that ended, continued. Events go to standard error as plain lines.

import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { findBackend, runnableBackends } from "../../backends/backends.js";
import type { Target } from "../../backends/combine.js";
import { diagnose } from "../../core/diagnostic/diagnose.js";
import { fail, succeed } from "../../core/diagnostic/diagnostic.js";
import type { Backend, FlowIr, Journal, Json, OpenRun, Plan, RunPorts } from "../../core/index.js";
import { withLimits } from "../../core/language/limits.js";
import { readPriceBook } from "../../core/plan/cost/price-book.js";
import type { Packs } from "../../core/plan/requests/pack-images.js";
import type { TimeEstimate } from "../../core/plan/time/estimate-time.js";
import { openRun } from "../../core/run/open-run.js";
import { defaultNames, nameFields, readNameTemplate } from "../../core/run/picture/name-template.js";
import { type CallTimer, timeCalls } from "../../core/run/rates.js";
import { syntheticWork } from "../../core/run/roles.js";
import type { Signal } from "../../core/run/signal.js";
import { hasOwn, isArray, isObject, type JsonObject } from "../../core/text/json.js";
import { nearest } from "../../core/text/nearest.js";
import { printable, quoted } from "../../core/text/printable.js";
import { interruptSignal, nodePorts, runRecord } from "../../node/index.js";
import { type Ended, prettySummary, type Reason } from "../format/summary.js";
import { tell } from "../format/tell.js";
import { refuseCost } from "../plan/budget.js";
import { estimateRun } from "../plan/estimate-run.js";
import { makePlan } from "../plan/make-plan.js";
import type { SharedOptions } from "../plan/plan-options.js";
import type { Planned } from "../plan/planned.js";
import { type ProjectRates, projectRates } from "../plan/project-rates.js";
import { refuseUsage } from "../plan/refuse-usage.js";
import { payable, readKept, remainingOf, reuseOf } from "../plan/remaining.js";
import type { Progress } from "../progress/progress.js";
import { progressLines } from "../progress/progress-lines.js";
import { newRunFolder, planName, type RunFolder, resumedFolder } from "../run/open-folder.js";
import { readSettings } from "../source/config.js";
import { shortened } from "../source/read-source.js";
import { storePlace } from "../source/store-place.js";
import { type ExitCode, exitCodes, exitOfFailure, exitOfRun, UsageError, worst } from "../terminal/exit.js";
import type { Terminal } from "../terminal/terminal.js";

export type RunCommandOptions = SharedOptions & {
  readonly out?: string;
  readonly resume?: string;
  readonly name?: string;
  readonly format?: string;
};

export async function runCommand(
  file: string | undefined,
  options: RunCommandOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { resume } = options;
  if (options.name !== undefined) refuseName(options.name);
  if (options.out === "") throw new UsageError('--out "" names no folder', "--out pictures");
  if (resume === undefined && file === undefined)
    throw new UsageError(
      "run needs a flow or a plan file, or --resume with the folder of a run",
      "flowplan run flow.json",
    );
  if (resume !== undefined) refuseBoth(file, options, resume);
  const named = resume === undefined ? (file as string) : join(resume, planName);
  refuseUsage(named, options);
  if (options.out !== undefined) refuseTakenFolder(options.out);
  const made = await makePlan(named, options, false, terminal);
  // What a resumed run was started with is known to have been right.
  if (!made.ok) return resume !== undefined && made.exit === exitCodes.errors ? exitCodes.changed : made.exit;
  const backend = runnable(made.target);
  refuseForeignFiles(made.program.ir, made.options.results);
  tell(made.warnings, made.source, terminal);
  const flow = made.flow ?? (resume === undefined && file !== "-" ? (file as string) : null);
  // What a resumed run has paid is on its own bill, which the budget is held to.
  const remaining = resume === undefined ? remainingOf(made, await readKept(flow, options)) : null;
  const refused = refuseCost(payable(made.plan, remaining), options.maxCost, terminal);
  if (refused !== null) return refused;
  const folder = await (resume === undefined ? newRunFolder(options.out, named, made, options) : resumedFolder(resume));
  if (!folder.ok) {
    tell([folder.diagnostic], made.source, terminal);
    return exitOfFailure(folder.diagnostic.code);
  }
  const names = options.name ?? readSettings(options.config, terminal).pictureName;
  const answers = storePlace(options, flow);
  const project = await projectRates(answers, terminal);
  return carryOut(made, folder, backend, { project, answers }, options, names, terminal);
}

const stopping =
  "stopping: nothing new is sent, and calls in progress are awaited; Ctrl-C again leaves at once, and the run can be continued";

async function carryOut(
  made: Planned,
  { path, journal, planHash, torn }: RunFolder & { readonly ok: true },
  backend: Backend,
  { project, answers }: { readonly project: ProjectRates; readonly answers: string },
  options: RunCommandOptions,
  names: string | undefined,
  terminal: Terminal,
): Promise<ExitCode> {
  if (torn > 0) terminal.err("the last record of the journal was incomplete and is dropped: nothing rests on it\n");
  const signal = interruptSignal();
  const { prices, results } = made.options;
  const book = prices === undefined ? undefined : readPriceBook(prices);
  const limits = withLimits(made.options.limits);
  const timer = timeCalls();
  const timed = timedJournal(journal, timer);
  const host = nodePorts({ backend, out: path, packs: options.packs, signal, journal: timed, answers, limits });
  const ports = made.packs === null ? host : { ...host, packs: carriedPacks(made.packs) };
  // What has been paid for must not be lost because the reader of the output went away.
  terminal.keepOn?.();
  const opened = openRun(made.program, made.plan, ports, {
    limits,
    planHash,
    ...(names === undefined ? {} : { names }),
    reuse: reuseOf(options),
    ...(results === undefined ? {} : { results: results as JsonObject }),
    ...(book?.ok === true ? { prices: book.value } : {}),
    ...(options.maxCost === undefined ? {} : { maxCost: options.maxCost }),
  });
  const time = estimateRun(made, project.rates);
  const given = isObject(results) ? results : {};
  const synthetic = syntheticWork(made.program.ir, given, backend);
  const { ended, unwritten } = await follow(
    opened,
    signal,
    { plan: made.plan, folder: path, synthetic },
    time,
    options.format === "jsonl",
    terminal,
  );
  await journal.close();
  await project.add(timer.rates());
  signal.release();
  const { finished, failed } = ended;
  const summary = options.format === "jsonl" ? terminal.err : terminal.out;
  const colours = options.format === "jsonl" ? terminal.errColours : terminal.outColours;
  const columns = options.format === "jsonl" ? terminal.errColumns : terminal.columns;
  summary(prettySummary(ended, columns, colours));
  const { status, failure } = finished;
  const exit = exitOfRun(status, [...failed.values(), ...(failure === null ? [] : [failure])]);
  if (unwritten === null) return exit;
  terminal.errors(
    `${terminal.errColours.red("error:")} the files about the run are incomplete: ${printable(unwritten)}\n`,
  );
  return worst([exit, exitCodes.stepFailed]);
}

/** `unwritten`: why a file about the run, which is no part of it, could not be written. */
type Followed = { readonly ended: Ended; readonly unwritten: string | null };

/** Reports events as they come, and writes down in the folder what they say. */
async function follow(
  opened: OpenRun,
  signal: Signal,
  about: Pick<Ended, "plan" | "folder" | "synthetic">,
  time: TimeEstimate,
  asJson: boolean,
  terminal: Terminal,
): Promise<Followed> {
  const failed = new Map<string, Reason>();
  const given: string[] = [];
  const record = runRecord(about.folder);
  let unwritten: string | null = null;
  let idle = false;
  const progress = asJson ? null : await progressOf(about.plan, time, terminal);
  const forget = signal.onAbort(() => (progress === null ? terminal.err(`${stopping}\n`) : progress.say(stopping)));
  for await (const event of opened.events()) {
    if (asJson) terminal.out(`${JSON.stringify(event)}\n`);
    progress?.take(event);
    if (event.kind === "run-started") idle = event.resumed === true;
    if (event.kind === "call-started") idle = false;
    if (event.kind === "step-failed") failed.set(event.step, event);
    if (event.kind === "step-finished" && event.given === true) given.push(event.step);
    // The journal has all of it; a disk that takes no more must not end what is under way.
    await record.take(event).catch((error: unknown) => {
      unwritten ??= error instanceof Error ? error.message : String(error);
    });
  }
  forget();
  progress?.end();
  return { ended: { ...about, finished: await opened.done, failed, given, idle }, unwritten };
}

/** The live tree is loaded only where there is something to draw it on. */
async function progressOf(plan: Plan, time: TimeEstimate, { live, err, errColours }: Terminal): Promise<Progress> {
  if (live === undefined) return progressLines(plan, time, (line) => err(`${line}\n`));
  const { progressTree } = await import("../progress/progress-tree.js");
  return progressTree(plan, time, live, errColours, () => Date.now());
}

/** What is written to it is also told to the timer. */
function timedJournal(journal: Journal, timer: CallTimer): Journal {
  return {
    ...journal,
    append: (records, durable) => {
      for (const record of records) timer.take(record);
      return journal.append(records, durable);
    },
  };
}

function runnable({ id, backend }: Target): Backend {
  if (backend !== null) return backend;
  const row = findBackend(id);
  const name = row === undefined ? quoted(id) : `${quoted(id)} (${row.words})`;
  throw new UsageError(
    `this version can plan for ${name}, but can run only on ${runnableBackends.join(", ")}`,
    `flowplan run … --backend ${runnableBackends[0]}`,
  );
}

function refuseName(template: string): void {
  const read = readNameTemplate(template);
  if (read.ok) return;
  throw new UsageError(
    `--name ${quoted(template)} cannot be used: ${read.problem}; the placeholders are ${nameFields.map((name) => `{${name}}`).join(", ")}`,
    `--name '${read.near === undefined ? defaultNames : `{${read.near}}`}'`,
  );
}

/** A run goes on in its own folder, with its own plan. */
function refuseBoth(file: string | undefined, { out, name }: RunCommandOptions, resume: string): void {
  if (file !== undefined)
    throw new UsageError(
      "--resume continues a run with the plan in its folder, so it takes no flow or plan file",
      `flowplan run --resume ${printable(resume)}`,
    );
  if (out !== undefined) throw new UsageError("--resume continues in the folder of the run, so it takes no --out");
  if (name !== undefined)
    throw new UsageError("--resume names pictures as the run was started to name them, so it takes no --name");
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
