// The scheduler of a run, without a clock and without a port: what happened in, what to do next out (spec 6.1). Its state is plain JSON.
//
// Two things are worked off. A unit is a step: it is prepared as soon as what it needs has finished, and then sends its calls; an
// ImageGenerator has none, its requests wait for their jobs. A job is what shares a model: jobs come strictly one after another, each
// when all of its steps are prepared, so models are loaded as often as the plan says, whatever comes back first.
//
//   unit   waiting ──needs finished──▶ preparing ──prepared──▶ sending ──all calls back──▶ over
//             └────────── the run was stopped: never begun ─────────────────────────────▶ over
//
//   job    waiting ──the one before is over, its steps are prepared──▶ laying ──laid──▶ sending ──all calls back──▶ the next one
//
//   step   waiting ──prepare──▶ underway ──all of it is laid and back──▶ finished
//             │                    │  └── preparing or a call failed ──▶ failed
//             └── stopped ──▶ skipped ◀── interrupted with something unsent

import { hasOwn, setOwn } from "../text/json.js";
import { unreachable } from "../unreachable.js";

export type StepPhase = "waiting" | "underway" | "finished" | "failed" | "skipped";
/** `unlaid`: requests that no job has made calls of yet; null: not prepared. `unreturned`: calls that are not back. */
export type StepState = { readonly phase: StepPhase; readonly unlaid: number | null; readonly unreturned: number };

/** What does the work of a call: each has its own bound on calls in progress, so that a training holds up no picture. */
export type Pool = "objects" | "training" | "images" | "files";
export type PoolState = { readonly concurrency: number; readonly underway: number };

/** What the scheduler has to know of a call: whose it is, who does it, and which calls it may stand beside. */
export type CallShape = { readonly steps: readonly string[]; readonly group: number; readonly pool: Pool };

/** Calls that leave one after another. */
export type Lane = {
  readonly calls: readonly CallShape[];
  /** The next call to send. */
  readonly next: number;
  /** Of the call sent last. */
  readonly group: number;
  /** Calls sent and not yet back. */
  readonly underway: number;
};

export type UnitPlan = {
  readonly step: string;
  /** Steps that must have finished. */
  readonly needs: readonly string[];
};
export type Unit = UnitPlan & Lane & { readonly phase: "waiting" | "preparing" | "sending" | "over" };

/** `steps`: those that must be prepared before it, since it may draw for them. */
export type JobPlan = { readonly steps: readonly string[] };

export type RunMachine = {
  readonly units: readonly Unit[];
  readonly jobs: readonly JobPlan[];
  /** The job that is worked on: `at` those before it are over. */
  readonly job: Lane & { readonly at: number; readonly phase: "waiting" | "laying" | "sending" };
  readonly steps: { readonly [step: string]: StepState };
  readonly pools: { readonly [pool in Pool]: PoolState };
  readonly stopped: null | "failure" | "interruption";
  /** The first step that failed. */
  readonly failed: string | null;
  readonly over: boolean;
};

/** Where a call comes from: a unit, or the job that is worked on. */
export type Origin = number | "job";

/** What a call came to for one of its steps. `unsent`: the interruption came before it left. */
export type End = { readonly step: string; readonly outcome: "ok" | "failed" | "unsent" };

export type RunInput =
  | { readonly kind: "begin" }
  /** `requests`: how many a job has to make calls of. */
  | {
      readonly kind: "prepared";
      readonly unit: number;
      readonly calls: readonly CallShape[];
      readonly requests: number;
      readonly failed: boolean;
    }
  /** `taken`: how many requests of each step the calls of the job draw. */
  | {
      readonly kind: "laid";
      readonly calls: readonly CallShape[];
      readonly taken: readonly { readonly step: string; readonly requests: number }[];
      readonly failed: readonly string[];
    }
  | {
      readonly kind: "returned";
      readonly from: Origin;
      readonly pool: Pool;
      readonly ends: readonly End[];
    }
  | { readonly kind: "aborted" };

export type Effect =
  | { readonly kind: "prepare"; readonly unit: number }
  /** `steps`: those that still want to be drawn for. */
  | { readonly kind: "lay"; readonly job: number; readonly steps: readonly string[] }
  /** `steps`: those of the call's steps that still want it. */
  | { readonly kind: "send"; readonly from: Origin; readonly call: number; readonly steps: readonly string[] }
  /** Everything of the step is back: its result is made and can be read by effects that follow. */
  | { readonly kind: "assemble"; readonly step: string }
  | { readonly kind: "fail"; readonly step: string }
  | { readonly kind: "skip"; readonly step: string; readonly because: "failure" | "interruption" }
  | { readonly kind: "finish"; readonly status: "succeeded" | "failed" | "interrupted" };

const noCalls: Lane = { calls: [], next: 0, group: -1, underway: 0 };

/** `given`: steps whose results were there before the run; they have finished when it begins. */
export function startMachine(
  units: readonly UnitPlan[],
  jobs: readonly JobPlan[],
  concurrency: { readonly [pool in Pool]: number },
  given: ReadonlySet<string> = new Set(),
): RunMachine {
  const phaseOf = (step: string): StepPhase => (given.has(step) ? "finished" : "waiting");
  return {
    units: units.map((unit) => ({ ...unit, ...noCalls, phase: given.has(unit.step) ? "over" : "waiting" })),
    jobs,
    job: { ...noCalls, at: 0, phase: "waiting" },
    steps: Object.fromEntries(units.map(({ step }) => [step, { phase: phaseOf(step), unlaid: null, unreturned: 0 }])),
    pools: emptyPools(concurrency),
    stopped: null,
    failed: null,
    over: false,
  };
}

function emptyPools(concurrency: { readonly [pool in Pool]: number }): RunMachine["pools"] {
  const empty = (pool: Pool): PoolState => ({ concurrency: Math.max(1, concurrency[pool]), underway: 0 });
  return { objects: empty("objects"), training: empty("training"), images: empty("images"), files: empty("files") };
}

/** A machine while one event is worked in; nobody else sees it. */
type Draft = { -readonly [field in keyof RunMachine]: RunMachine[field] } & {
  units: Unit[];
  steps: { [step: string]: StepState };
  effects: Effect[];
};

export function advance(state: RunMachine, input: RunInput): [RunMachine, readonly Effect[]] {
  const draft: Draft = { ...state, units: [...state.units], steps: { ...state.steps }, effects: [] };
  take(draft, input);
  stop(draft);
  begin(draft);
  beginJob(draft);
  send(draft);
  close(draft);
  const { effects, ...next } = draft;
  return [next, effects];
}

function take(draft: Draft, input: RunInput): void {
  switch (input.kind) {
    case "begin":
      return;
    case "aborted":
      draft.stopped = "interruption";
      return;
    case "prepared":
      takePrepared(draft, input);
      return;
    case "laid":
      takeLaid(draft, input);
      return;
    case "returned": {
      changePool(draft, input.pool, -1);
      changeLane(draft, input.from, ({ underway }) => ({ underway: underway - 1 }));
      for (const end of input.ends) takeReturned(draft, end);
      return;
    }
    default:
      unreachable(input);
  }
}

function takePrepared(draft: Draft, { unit, calls, requests, failed }: RunInput & { kind: "prepared" }): void {
  changeUnit(draft, unit, { phase: "sending", calls });
  const step = draft.units[unit]?.step;
  if (step === undefined) return;
  if (failed) failStep(draft, step);
  else settle(draft, step, { phase: "underway", unlaid: requests, unreturned: calls.length });
}

function takeLaid(draft: Draft, { calls, taken, failed }: RunInput & { kind: "laid" }): void {
  draft.job = { ...draft.job, ...noCalls, phase: "sending", calls };
  for (const step of failed) if (isUnderway(draft, step)) failStep(draft, step);
  const counts = new Map<string, number>();
  for (const call of calls) for (const step of call.steps) counts.set(step, (counts.get(step) ?? 0) + 1);
  for (const { step, requests } of taken) {
    const state = stateOf(draft, step);
    if (state?.phase !== "underway") continue;
    const unreturned = state.unreturned + (counts.get(step) ?? 0);
    settle(draft, step, { ...state, unlaid: (state.unlaid ?? 0) - requests, unreturned });
  }
}

/** What comes back for a step that has failed or was cut short meanwhile changes nothing. */
function takeReturned(draft: Draft, { step, outcome }: End): void {
  const state = stateOf(draft, step);
  if (state?.phase !== "underway") return;
  if (outcome === "failed") failStep(draft, step);
  else if (outcome === "unsent") skipStep(draft, step, "interruption");
  else settle(draft, step, { ...state, unreturned: state.unreturned - 1 });
}

/** The step is as it is now; nothing of it left to lay or to come back, it has finished. */
function settle(draft: Draft, step: string, state: StepState): void {
  setOwn(draft.steps, step, state);
  if (state.unlaid !== 0 || state.unreturned > 0) return;
  setPhase(draft, step, "finished");
  draft.effects.push({ kind: "assemble", step });
}

/** After a failure no unit begins; after an interruption, which overrides a failure, no call leaves either. */
function stop(draft: Draft): void {
  if (draft.stopped === null) return;
  const because = draft.stopped;
  const unsent = new Set<string>();
  if (because === "interruption") {
    draft.units.forEach((unit, at) => {
      cut(draft, at, unit, unsent);
    });
    cut(draft, "job", draft.job, unsent);
  }
  draft.units.forEach(({ step, phase }, at) => {
    const state = stateOf(draft, step);
    if (phase === "waiting") {
      skipStep(draft, step, because);
      changeUnit(draft, at, { phase: "over" });
    } else if (because === "interruption" && state?.phase === "underway") {
      if (unsent.has(step) || (state.unlaid ?? 0) > 0) skipStep(draft, step, because);
    }
  });
}

/** What was not sent is not sent any more. */
function cut(draft: Draft, from: Origin, { calls, next }: Lane, unsent: Set<string>): void {
  if (next >= calls.length) return;
  for (const call of calls.slice(next)) for (const step of call.steps) unsent.add(step);
  changeLane(draft, from, () => ({ next: calls.length }));
}

function begin(draft: Draft): void {
  draft.units.forEach((unit, at) => {
    if (unit.phase !== "waiting") return;
    if (!unit.needs.every((step) => stateOf(draft, step)?.phase === "finished")) return;
    changeUnit(draft, at, { phase: "preparing" });
    setPhase(draft, unit.step, "underway");
    draft.effects.push({ kind: "prepare", unit: at });
  });
}

/** The next job, as soon as each of its steps is prepared or will never be. Jobs that are no longer wanted are skipped. */
function beginJob(draft: Draft): void {
  for (;;) {
    const { job } = draft;
    const plan = draft.jobs[job.at];
    if (job.phase !== "waiting" || plan === undefined) return;
    const states = plan.steps.map((step) => stateOf(draft, step));
    if (states.some((state) => state?.phase === "waiting" || (state?.phase === "underway" && state.unlaid === null)))
      return;
    const steps = plan.steps.filter((step) => isUnderway(draft, step));
    if (steps.length > 0) {
      draft.job = { ...job, phase: "laying" };
      draft.effects.push({ kind: "lay", job: job.at, steps });
      return;
    }
    draft.job = { ...noCalls, at: job.at + 1, phase: "waiting" };
  }
}

function send(draft: Draft): void {
  draft.units.forEach((unit, at) => {
    if (unit.phase === "sending") sendFrom(draft, at);
  });
  if (draft.job.phase === "sending") sendFrom(draft, "job");
}

function sendFrom(draft: Draft, from: Origin): void {
  for (;;) {
    const lane = from === "job" ? draft.job : draft.units[from];
    const call = lane?.calls[lane.next];
    if (lane === undefined || call === undefined) return;
    const steps = call.steps.filter((step) => isUnderway(draft, step));
    if (steps.length === 0) {
      changeLane(draft, from, ({ next }) => ({ next: next + 1 }));
      continue;
    }
    const { concurrency, underway: busy } = draft.pools[call.pool];
    if (busy >= concurrency || (lane.underway > 0 && lane.group !== call.group)) return;
    changeLane(draft, from, ({ next, underway }) => ({ next: next + 1, group: call.group, underway: underway + 1 }));
    changePool(draft, call.pool, 1);
    draft.effects.push({ kind: "send", from, call: lane.next, steps });
  }
}

function close(draft: Draft): void {
  draft.units.forEach((unit, at) => {
    if (unit.phase === "sending" && isDone(unit)) changeUnit(draft, at, { phase: "over" });
  });
  const { job } = draft;
  if (job.phase === "sending" && isDone(job)) {
    draft.job = { ...noCalls, at: job.at + 1, phase: "waiting" };
  }
  begin(draft);
  beginJob(draft);
  if (draft.over || draft.units.some((unit) => unit.phase !== "over") || draft.job.at < draft.jobs.length) return;
  draft.over = true;
  const skipped = Object.values(draft.steps).some((step) => step.phase === "skipped");
  draft.effects.push({
    kind: "finish",
    status: draft.failed !== null ? "failed" : skipped ? "interrupted" : "succeeded",
  });
}

function isDone({ calls, next, underway }: Lane): boolean {
  return underway === 0 && next >= calls.length;
}

function changeUnit(draft: Draft, at: number, changed: Partial<Unit>): void {
  const unit = draft.units[at];
  if (unit !== undefined) draft.units[at] = { ...unit, ...changed };
}

function changeLane(draft: Draft, from: Origin, make: (lane: Lane) => Partial<Lane>): void {
  if (from === "job") draft.job = { ...draft.job, ...make(draft.job) };
  else {
    const unit = draft.units[from];
    if (unit !== undefined) changeUnit(draft, from, make(unit));
  }
}

function changePool(draft: Draft, pool: Pool, by: number): void {
  const state = draft.pools[pool];
  draft.pools = { ...draft.pools, [pool]: { ...state, underway: state.underway + by } };
}

function setPhase(draft: Draft, step: string, phase: StepPhase): void {
  setOwn(draft.steps, step, { phase, unlaid: null, unreturned: 0 });
}

function stateOf({ steps }: Draft, step: string): StepState | undefined {
  return hasOwn(steps, step) ? steps[step] : undefined;
}

function isUnderway(draft: Draft, step: string): boolean {
  return stateOf(draft, step)?.phase === "underway";
}

function failStep(draft: Draft, step: string): void {
  setPhase(draft, step, "failed");
  draft.failed ??= step;
  draft.stopped ??= "failure";
  draft.effects.push({ kind: "fail", step });
}

function skipStep(draft: Draft, step: string, because: "failure" | "interruption"): void {
  setPhase(draft, step, "skipped");
  draft.effects.push({ kind: "skip", step, because });
}
