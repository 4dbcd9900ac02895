// What a run knows while it goes on (spec 6.2): what it was started with, what has come of its steps, and what waits to be done or reported.
// Only effects.ts and drive.ts change it; what happens next is decided by the machine alone.

import type { AnyDiagnostic } from "../diagnostic/diagnostic.js";
import { buildGraph } from "../graph/build-graph.js";
import type { FlowIr, StepIr } from "../ir/ir.js";
import { type Limits, mostCalls } from "../language/limits.js";
import type { Validator } from "../schema/validator.js";
import { hasOwn, isObject, type JsonObject, type JsonRecord, setOwn } from "../text/json.js";
import { presume } from "../unreachable.js";
import type { Call } from "./call.js";
import type { Happening } from "./event.js";
import type { Waiting } from "./lay-job.js";
import { type Origin, type RunInput, type RunMachine, startMachine } from "./machine.js";
import type { StepValue } from "./perform.js";
import type { KnownModel, RunJob } from "./planned-jobs.js";
import type { RunPorts } from "./ports.js";
import type { SharedImages } from "./share-images.js";
import type { Stages } from "./stages.js";

export type SessionOptions = {
  /** Validated, with the defaults of its schema (spec 1.9). */
  readonly input: JsonObject;
  /** The id of the run, from which keys and with them unseeded images follow; made by chance where it is absent. */
  readonly id?: string;
  readonly limits: Limits;
  readonly validator: Validator;
  /** What forbids that anything starts: the run then fails with it, step by step skipped. */
  readonly refused?: AnyDiagnostic | undefined;
  /** Results of steps that are not carried out (spec 6.2.7). */
  readonly given?: JsonObject | undefined;
};

/** What has come of a step so far. */
export type StepWork = {
  readonly step: StepIr;
  /** What its calls gave, by place. */
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
  readonly limits: Limits;
  readonly validator: Validator;
  readonly jobs: readonly RunJob[];
  machine: RunMachine;
  readonly steps: ReadonlyMap<string, StepWork>;
  /** Where each step stands in the flow. */
  readonly order: ReadonlyMap<string, number>;
  readonly calls: Map<Origin, readonly Call[]>;
  /** Requests that are prepared and wait for their job. */
  readonly waiting: Waiting;
  /** What was drawn with last. */
  resident: KnownModel | null;
  /** Calls that may still be made: two events a call, known before they happen, so the limit of events is never passed. */
  room: number;
  readonly results: JsonRecord;
  readonly files: string[];
  /** What made the run itself fail. */
  failure: { readonly code: string; readonly message: string } | null;
  journalBroken: boolean;
  readonly inbox: RunInput[];
  readonly outbox: Happening[];
  /** The number of the next event. */
  sequence: number;
  /** A bug in flowplan, thrown out of the loop that the listener waits for. */
  mistake: { readonly error: unknown } | null;
  /** Ends the loop's waiting for something to arrive. */
  wake: () => void;
};

export function openSession(ir: FlowIr, stages: Stages, ports: RunPorts, options: SessionOptions): Session {
  const { input, limits, validator, refused } = options;
  const graph = buildGraph(ir).steps;
  const jobs = stages.jobsOf(graph);
  const results = refused === undefined ? givenResults(ir, options.given ?? {}) : {};
  return {
    run: options.id ?? idOf(ports.random.bytes(16)),
    ir,
    input,
    stages,
    ports,
    limits,
    validator,
    jobs,
    machine: startMachine(
      graph.map(({ id, dependsOn }) => ({ step: id, needs: dependsOn })),
      jobs.map(({ waitsFor }) => ({ steps: waitsFor })),
      ports.backend.capabilities.concurrency,
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
    room: mostCalls(limits, ir.steps.length),
    results,
    files: [],
    failure: null,
    journalBroken: false,
    inbox: [],
    outbox: [],
    sequence: 0,
    mistake: null,
    wake: () => {},
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

/** Something happened that the listener has to know. */
export function tell(session: Session, happening: Happening): void {
  session.outbox.push(happening);
  session.wake();
}

/** The run itself fails: nothing new is begun. */
export function refuse(session: Session, { code, message }: AnyDiagnostic): void {
  session.failure ??= { code, message };
  arrive(session, { kind: "aborted" });
}

/** A UUID (version 4) of sixteen bytes of chance. */
function idOf(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte, i) => {
    const bits = i === 6 ? (byte & 0x0f) | 0x40 : i === 8 ? (byte & 0x3f) | 0x80 : byte;
    return bits.toString(16).padStart(2, "0");
  }).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
