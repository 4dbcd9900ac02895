// What a run knows while it goes on (spec 6.2): what it was started with, what has come of its steps, and what waits to be done or reported.
// Only effects.ts, drive.ts and what they call change it; what happens next is decided by the machine alone.

import { diagnose } from "../diagnostic/diagnose.js";
import type { AnyDiagnostic } from "../diagnostic/diagnostic.js";
import { buildGraph } from "../graph/build-graph.js";
import type { FlowIr, StepIr } from "../ir/ir.js";
import { type Limits, mostCalls } from "../language/limits.js";
import type { Validator } from "../schema/validator.js";
import { hasOwn, isObject, type JsonObject, type JsonRecord, setOwn } from "../text/json.js";
import { presume } from "../unreachable.js";
import type { Reuse } from "./answers.js";
import { messageOf } from "./ask.js";
import type { StepValue } from "./assemble.js";
import { type Book, note } from "./book.js";
import type { Call } from "./call.js";
import type { Happening, RunEvent } from "./event.js";
import type { JournalRecord } from "./journal.js";
import type { Waiting } from "./lay-job.js";
import { type Origin, type Pool, type RunInput, type RunMachine, startMachine } from "./machine.js";
import { type NameTemplate, type PictureNamer, pictureNamer } from "./picture/name-template.js";
import type { KnownModel, RunJob } from "./planned-jobs.js";
import type { RunPorts } from "./ports.js";
import type { Backend } from "./server.js";
import type { SharedImages } from "./share-images.js";
import type { Signal } from "./signal.js";
import type { Spending } from "./spending.js";
import type { Stages } from "./stages.js";

export type SessionOptions = {
  /** Validated, with the defaults of its schema (spec 1.9). */
  readonly input: JsonObject;
  readonly limits: Limits;
  readonly validator: Validator;
  readonly spending: Spending;
  /** What forbids that anything starts: the run then fails with it, step by step skipped. */
  readonly refused: AnyDiagnostic | null;
  /** Results of steps that are not carried out (spec 6.2.7). */
  readonly given: JsonObject;
  /** How pictures are named (spec 6.16.2). */
  readonly names: NameTemplate;
  readonly reuse: Reuse;
};

/** What has come of a step so far. */
export type StepWork = {
  readonly step: StepIr;
  /** What it was given, by place. */
  readonly values: StepValue[];
  /** Images that stand in more than one place of its result. */
  shared: readonly SharedImages[];
  /** Its result, where it needs no call. */
  direct: JsonObject | null;
  /** Whether its answers stand in a list. */
  wrap: boolean;
  failure: AnyDiagnostic | null;
};

export type Session = {
  readonly run: string;
  readonly ir: FlowIr;
  readonly input: JsonObject;
  readonly stages: Stages;
  readonly ports: RunPorts;
  readonly signal: Signal;
  readonly limits: Limits;
  readonly validator: Validator;
  readonly spending: Spending;
  readonly nameOf: PictureNamer;
  readonly reuse: Reuse;
  readonly jobs: readonly RunJob[];
  machine: RunMachine;
  readonly steps: ReadonlyMap<string, StepWork>;
  /** Where each step stands in the flow. */
  readonly order: ReadonlyMap<string, number>;
  readonly calls: Map<Origin, readonly Call[]>;
  /** What is to be drawn and waits for its job. */
  readonly waiting: Waiting;
  /** What was drawn with last. */
  resident: KnownModel | null;
  /** What the journal says, earlier processes included; its events are the log. */
  readonly book: Book;
  /** How many images of one kind fit into a pass at most, where more did not. */
  readonly fits: Map<string, number>;
  /** Calls that may still be made: two events a call, known before they happen, so the limit of events is never passed. */
  room: number;
  /** Of steps that are not carried out. */
  readonly given: JsonObject;
  readonly results: JsonRecord;
  readonly files: string[];
  /** What made the run itself fail. */
  failure: { readonly code: string; readonly message: string } | null;
  journalBroken: boolean;
  readonly inbox: RunInput[];
  /** The number of the first event of this process. */
  readonly first: number;
  /** The number of the next event. */
  sequence: number;
  /** A bug in flowplan, thrown to whoever waits for the end. */
  mistake: { readonly error: unknown } | null;
  /** Ends the loop's waiting for something to arrive. */
  wake: () => void;
  /** Called after each event. */
  heard: () => void;
};

export function openSession(
  run: string,
  ir: FlowIr,
  stages: Stages,
  ports: RunPorts,
  signal: Signal,
  book: Book,
  options: SessionOptions,
): Session {
  const { input, limits, validator, refused, spending, names, reuse } = options;
  const graph = buildGraph(ir).steps;
  const jobs = stages.jobsOf(graph);
  const results = refused === null ? givenResults(ir, options.given) : {};
  spending.expectTransforms(
    ir.steps.filter(({ id, type }) => type === "ObjectTransformer" && !hasOwn(results, id)).length,
  );
  return {
    run,
    ir,
    input,
    stages,
    ports,
    signal,
    limits,
    validator,
    spending,
    nameOf: pictureNamer(
      names,
      ir.steps.map(({ id }) => id),
    ),
    reuse,
    jobs,
    machine: startMachine(
      graph.map(({ id, dependsOn }) => ({ step: id, needs: dependsOn })),
      jobs.map(({ waitsFor }) => ({ steps: waitsFor })),
      concurrencyOf(ports.backend),
      new Set(Object.keys(results)),
    ),
    steps: new Map(
      ir.steps.map((step) => [
        step.id,
        { step, values: [], shared: [], direct: null, wrap: false, failure: null } satisfies StepWork,
      ]),
    ),
    order: new Map(ir.steps.map(({ id }, position) => [id, position])),
    calls: new Map(),
    waiting: new Map(),
    resident: null,
    book,
    fits: new Map(),
    room: mostCalls(limits, ir.steps.length),
    given: { ...results },
    results,
    files: [],
    failure: null,
    journalBroken: false,
    inbox: [],
    first: (book.events.at(-1)?.sequence ?? -1) + 1,
    sequence: (book.events.at(-1)?.sequence ?? -1) + 1,
    mistake: null,
    wake: () => {},
    heard: () => {},
  };
}

function concurrencyOf({ capabilities, objects, training, images }: Backend): { readonly [pool in Pool]: number } {
  const { concurrency } = capabilities;
  return {
    objects: objects?.concurrency ?? concurrency,
    training: training?.concurrency ?? concurrency,
    images: images?.concurrency ?? concurrency,
    files: 1,
  };
}

function givenResults({ steps }: FlowIr, given: JsonObject): JsonRecord {
  const results: JsonRecord = {};
  for (const { id } of steps) {
    const result = hasOwn(given, id) ? given[id] : undefined;
    if (isObject(result)) setOwn(results, id, result);
  }
  return results;
}

export function workOf(session: Session, step: string): StepWork {
  return presume(session.steps.get(step), `a step ${step}`);
}

/** Something happened that the machine has to know. */
export function arrive(session: Session, input: RunInput): void {
  session.inbox.push(input);
  session.wake();
}

/** Something happened that listeners have to know. The journal learns of it in the same order, but nobody waits for that. */
export function tell(session: Session, happening: Happening): void {
  const event = stamp(session, happening);
  write(session, [{ kind: "told", event }], false).catch(() => {});
  publish(session, event);
}

export function stamp(session: Session, happening: Happening): RunEvent {
  return { run: session.run, sequence: session.sequence++, at: session.ports.clock.now(), ...happening };
}

export function publish(session: Session, event: RunEvent): void {
  session.book.events.push(event);
  session.heard();
}

/** Rejects once the journal has failed: then nothing more is written, and nothing more is sent. */
export async function write(session: Session, records: readonly JournalRecord[], durable: boolean): Promise<void> {
  if (session.journalBroken) throw new Error("the journal has failed before");
  try {
    await session.ports.journal?.append(records, durable);
    for (const record of records) if (record.kind !== "told") note(session.book, record);
  } catch (error) {
    breakDown(session, messageOf(error));
    throw error;
  }
}

/** The journal cannot be written any more: nothing new may be sent, since it could not be known after a crash. */
export function breakDown(session: Session, detail: string): void {
  if (session.journalBroken) return;
  session.journalBroken = true;
  refuse(session, diagnose("run/journal-failed", null, { detail }));
}

/** The run itself fails: nothing new is begun. */
export function refuse(session: Session, { code, message }: AnyDiagnostic): void {
  session.failure ??= { code, message };
  arrive(session, { kind: "aborted" });
}
