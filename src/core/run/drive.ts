// A program, the stages before and the ports of a host in, the events of the run out (spec 6.2). What to do next is decided by `advance`
// alone; this loop does it, and tells it what came of it.

import { diagnose } from "../diagnostic/diagnose.js";
import type { AnyDiagnostic } from "../diagnostic/diagnostic.js";
import { buildGraph } from "../graph/build-graph.js";
import type { StepIr } from "../ir/ir.js";
import { type Limits, mostCalls } from "../language/limits.js";
import type { Program } from "../program.js";
import type { Validator } from "../schema/validator.js";
import { hasOwn, isObject, type JsonObject, type JsonRecord, setOwn } from "../text/json.js";
import { presume, unreachable } from "../unreachable.js";
import { assemble } from "./assemble.js";
import { type Call, factsOf, narrowed, stepsOf } from "./call.js";
import type { Happening, RunEvent, RunStatus } from "./event.js";
import { passCalls, takeRequests, type Waiting } from "./lay-job.js";
import { advance, type Effect, type Origin, type RunInput, type RunMachine, startMachine } from "./machine.js";
import { messageOf, perform, type StepValue } from "./perform.js";
import { jobFinder, type KnownModel } from "./planned-jobs.js";
import type { RunPorts } from "./ports.js";
import { prepareCalls, tooManyEvents } from "./prepare.js";
import { prepareImages } from "./prepare-images.js";
import { inAllPlaces, type SharedImages, withoutShared } from "./share-images.js";
import type { Stages } from "./stages.js";

export type DriveOptions = {
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

export async function* drive(
  program: Program,
  stages: Stages,
  ports: RunPorts,
  options: DriveOptions,
): AsyncGenerator<RunEvent, void, void> {
  const { ir } = program;
  const { limits, validator } = options;
  const run = options.id ?? idOf(ports.random.bytes(16));
  const { id: backend, synthetic, capabilities } = ports.backend;
  const stepOf = new Map(ir.steps.map((step) => [step.id, step]));
  const stepNamed = (id: string): StepIr => presume(stepOf.get(id), `a step ${id}`);
  const graph = buildGraph(ir).steps;
  const units = graph.map(({ id, dependsOn }) => ({ step: id, needs: dependsOn }));
  const jobs = stages.jobsOf(graph);

  const results: JsonRecord = {};
  const values = new Map<string, StepValue[]>();
  const direct = new Map<string, JsonObject>();
  const wraps = new Map<string, boolean>();
  const failures = new Map<string, AnyDiagnostic>();
  const calls = new Map<Origin, readonly Call[]>();
  // Requests that are prepared and wait for their job, and what was drawn with last.
  const waiting: Waiting = new Map();
  // Images that stand in more than one place of a step's result.
  const sharedImages = new Map<string, readonly SharedImages[]>();
  let resident: KnownModel | null = null;
  const files: string[] = [];
  // Two events a call, two a step, two for the run: known before they happen, so the limit is never passed.
  let room = mostCalls(limits, ir.steps.length);
  let failure: { code: string; message: string } | null = null;

  let broken = false;

  const inbox: RunInput[] = [];
  const outbox: Happening[] = [];
  let wake = () => {};
  const arrive = (input: RunInput) => {
    inbox.push(input);
    wake();
  };
  const tell = (happening: Happening) => {
    outbox.push(happening);
    wake();
  };

  // Our own mistakes throw, out of the loop that somebody listens to.
  let mistake: { readonly error: unknown } | null = null;
  const crash = (error: unknown) => {
    mistake = { error };
    wake();
  };

  const doEffect = (machine: RunMachine, effect: Effect): void => {
    switch (effect.kind) {
      case "prepare":
        prepare(effect.unit).catch(crash);
        break;
      case "lay":
        layJob(effect.job, effect.steps);
        break;
      case "send":
        sendCall(effect.from, effect.call, effect.steps).catch(crash);
        break;
      case "assemble": {
        const step = stepNamed(effect.step);
        const returned = inAllPlaces(values.get(step.id) ?? [], sharedImages.get(step.id) ?? []);
        const result = direct.get(step.id) ?? assemble(step, returned, wraps.get(step.id) ?? false);
        setOwn(results, step.id, result);
        tell({ kind: "step-finished", step: step.id, type: step.type, result });
        break;
      }
      case "fail": {
        const {
          code,
          message,
          data,
          span,
          file = null,
        } = presume(failures.get(effect.step), `why ${effect.step} failed`);
        const { type } = stepNamed(effect.step);
        tell({ kind: "step-failed", step: effect.step, type, code, message, data, file, span });
        break;
      }
      case "skip": {
        const because = failure === null ? effect.because : "failure";
        tell({ kind: "step-skipped", step: effect.step, because, failed: machine.failed });
        break;
      }
      case "finish":
        tell(finished(effect.status));
        break;
      default:
        unreachable(effect);
    }
  };

  const prepare = async (unit: number): Promise<void> => {
    const step = stepNamed(presume(units[unit], "a unit").step);
    tell({ kind: "step-started", step: step.id, type: step.type });
    const given = { run, ir, input: options.input, results, ports, stages, validator, limits, room };
    const refusedStep = (diagnostic: AnyDiagnostic): void => {
      failures.set(step.id, diagnostic);
      arrive({ kind: "prepared", unit, calls: [], requests: 0, failed: true });
    };
    if (step.type === "ImageGenerator") {
      const requests = await prepareImages(step, given);
      if ("code" in requests) return refusedStep(requests);
      const jobOf = jobFinder(step.id, jobs);
      const { asked, shared } = withoutShared(requests, stages.sharesOf(step.id));
      sharedImages.set(step.id, shared);
      for (const request of asked) {
        const job = jobOf(request.image);
        const those = waiting.get(job);
        if (those === undefined) waiting.set(job, [request]);
        else those.push(request);
      }
      arrive({ kind: "prepared", unit, calls: [], requests: asked.length, failed: false });
      return;
    }
    const prepared = prepareCalls(step, given);
    if (!prepared.ok) return refusedStep(prepared.diagnostic);
    if (prepared.calls.length > room) return refusedStep(tooManyEvents(step, given));
    room -= prepared.calls.length;
    calls.set(unit, prepared.calls);
    wraps.set(step.id, prepared.wrap);
    if (prepared.value !== null) direct.set(step.id, prepared.value);
    arrive({ kind: "prepared", unit, calls: shapesOf(prepared.calls), requests: 0, failed: false });
  };

  const layJob = (job: number, alive: readonly string[]): void => {
    const taken = takeRequests(job, jobs, waiting, (step) => alive.includes(step));
    const steps = [...new Set(taken.map(({ step }) => step))];
    const counts = new Map(steps.map((id) => [id, taken.filter(({ step }) => step === id).length]));
    const made = passCalls(taken, capabilities, resident, run);
    if (made.length > room) {
      for (const id of steps) failures.set(id, tooManyEvents(stepNamed(id), { limits }));
      arrive({ kind: "laid", calls: [], taken: counts, failed: steps });
      return;
    }
    room -= made.length;
    const last = made.at(-1);
    if (last?.what === "images") resident = last.request;
    calls.set("job", made);
    arrive({ kind: "laid", calls: shapesOf(made), taken: counts, failed: [] });
  };

  const shapesOf = (made: readonly Call[]) => made.map((call) => ({ steps: stepsOf(call), group: call.group }));

  const sendCall = async (from: Origin, at: number, steps: readonly string[]): Promise<void> => {
    const wanted = presume(calls.get(from)?.[at], "a call of the unit or the job");
    const call = presume(
      narrowed(run, wanted, (step) => steps.includes(step)),
      "a call that somebody wants",
    );
    const facts = factsOf(call);
    let sent = false;
    const done = await perform(call, {
      ports,
      limits,
      worst: stages.worstOf(facts),
      isBroken: () => broken,
      spanOf: (step) => stepNamed(step).idSpan,
      onFile: (url) => files.push(url),
      onSent: () => {
        sent = true;
        tell({ kind: "call-started", ...facts });
      },
    });
    if (sent) tell({ kind: "call-finished", ...facts, ok: done.outcome === "ok" });
    switch (done.outcome) {
      case "ok":
        for (const value of done.values) {
          const known = values.get(value.step);
          if (known === undefined) values.set(value.step, [value]);
          else known.push(value);
        }
        arrive({ kind: "returned", from, steps, outcome: "ok" });
        break;
      case "failed":
        for (const step of steps) if (!failures.has(step)) failures.set(step, done.diagnostic);
        arrive({ kind: "returned", from, steps, outcome: "failed" });
        break;
      case "unsent":
        arrive({ kind: "returned", from, steps, outcome: "unsent" });
        break;
      case "broken":
        breakDown(done.detail);
        arrive({ kind: "returned", from, steps, outcome: "unsent" });
        break;
      default:
        unreachable(done);
    }
  };

  /** The journal cannot be written any more: nothing new may be sent, since nobody could know of it after a crash. */
  const breakDown = (detail: string): void => {
    broken = true;
    refuse(diagnose("run/journal-failed", null, { detail }));
  };

  const refuse = ({ code, message }: AnyDiagnostic): void => {
    failure ??= { code, message };
    arrive({ kind: "aborted" });
  };

  const finished = (status: RunStatus): Happening => {
    const inOrder: JsonRecord = {};
    for (const { id } of ir.steps) if (hasOwn(results, id)) setOwn(inOrder, id, results[id] ?? null);
    const kept = { steps: Object.keys(inOrder), files: [...files].sort() };
    return {
      kind: "run-finished",
      status: failure === null ? status : "failed",
      synthetic,
      results: inOrder,
      kept,
      failure,
    };
  };

  let sequence = 0;
  const stamp = async (happening: Happening): Promise<RunEvent> => {
    const event: RunEvent = { run, sequence: sequence++, at: ports.clock.now(), ...brokenDown(happening) };
    if (broken) return event;
    try {
      await ports.journal?.append(event);
      return event;
    } catch (error) {
      breakDown(messageOf(error));
      return { ...event, ...brokenDown(happening) };
    }
  };

  /** The journal may break after the end was decided and before it was told. */
  const brokenDown = (happening: Happening): Happening =>
    happening.kind === "run-finished" && failure !== null ? { ...happening, status: "failed", failure } : happening;

  tell({ kind: "run-started", title: ir.title, backend, synthetic, steps: ir.steps.map(({ id }) => id) });
  const given = options.refused === undefined ? (options.given ?? {}) : {};
  for (const step of ir.steps) {
    const result = hasOwn(given, step.id) ? given[step.id] : undefined;
    if (!isObject(result)) continue;
    setOwn(results, step.id, result);
    tell({ kind: "step-finished", step: step.id, type: step.type, result, given: true });
  }
  const forget = ports.signal?.onAbort(() => arrive({ kind: "aborted" }));
  const shared = jobs.map(({ waitsFor }) => ({ steps: waitsFor }));
  let machine = startMachine(units, shared, capabilities.concurrency, new Set(Object.keys(results)));
  if (options.refused !== undefined) refuse(options.refused);
  inbox.push({ kind: "begin" });
  try {
    while (!machine.over || outbox.length > 0) {
      rethrow(mistake);
      const happening = outbox.shift();
      if (happening !== undefined) {
        yield await stamp(happening);
        continue;
      }
      const aborted = ports.signal?.aborted === true && machine.stopped !== "interruption";
      const input = aborted ? ({ kind: "aborted" } as const) : inbox.shift();
      if (input === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      const [next, effects] = advance(machine, input);
      machine = next;
      for (const effect of effects) doEffect(next, effect);
    }
  } finally {
    forget?.();
  }
}

function rethrow(mistake: { readonly error: unknown } | null): void {
  if (mistake !== null) throw mistake.error;
}

/** A UUID (version 4) of sixteen bytes of chance. */
function idOf(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte, i) => {
    const bits = i === 6 ? (byte & 0x0f) | 0x40 : i === 8 ? (byte & 0x3f) | 0x80 : byte;
    return bits.toString(16).padStart(2, "0");
  }).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
