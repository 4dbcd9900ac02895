// The scheduler of a run, without a clock and without a port: what happened in, what to do next out (spec 6.1).
//
// A unit is what becomes ready together: one step, or the ImageGenerators of one wave, which share models and passes.
//
//   unit   waiting ──needs finished──▶ preparing ──prepared──▶ sending ──all calls back, all steps over──▶ over
//             └────────── the run was stopped: never begun ─────────────────────────────────────────────▶ over
//
//   step   waiting ──prepare──▶ underway ──its calls are back──▶ finished
//             │                    │  └── preparing or a call failed ──▶ failed
//             └── stopped ──▶ skipped ◀── interrupted with calls unsent

import { unreachable } from "../unreachable.js";

export type StepPhase = "waiting" | "underway" | "finished" | "failed" | "skipped";
export type StepState = { readonly phase: StepPhase; readonly unreturned: number };

/** What the scheduler has to know of a call: whose it is, and which calls it may stand beside. */
export type CallShape = { readonly steps: readonly string[]; readonly group: number };

export type Unit = {
  readonly steps: readonly string[];
  /** Steps that must have finished. */
  readonly needs: readonly string[];
  /** A unit that must be over, since both draw on the one resident model; null: none. */
  readonly after: number | null;
  readonly phase: "waiting" | "preparing" | "sending" | "over";
  readonly calls: readonly CallShape[];
  /** The next call to send. */
  readonly next: number;
  /** Of the call sent last. */
  readonly group: number;
  /** Calls sent and not yet back. */
  readonly underway: number;
};

export type RunMachine = {
  readonly units: readonly Unit[];
  readonly steps: ReadonlyMap<string, StepState>;
  readonly concurrency: number;
  readonly underway: number;
  readonly stopped: null | "failure" | "interruption";
  /** The first step that failed. */
  readonly failed: string | null;
  readonly over: boolean;
};

export type RunInput =
  | { readonly kind: "begin" }
  | {
      readonly kind: "prepared";
      readonly unit: number;
      readonly calls: readonly CallShape[];
      readonly failed: readonly string[];
    }
  /** `unsent`: the interruption came before the call left. */
  | {
      readonly kind: "returned";
      readonly unit: number;
      readonly steps: readonly string[];
      readonly outcome: "ok" | "failed" | "unsent";
    }
  | { readonly kind: "aborted" };

export type Effect =
  | { readonly kind: "prepare"; readonly unit: number }
  /** `steps`: those of the call's steps that still want it. */
  | { readonly kind: "send"; readonly unit: number; readonly call: number; readonly steps: readonly string[] }
  /** Everything of the step is back: its result is made and can be read by effects that follow. */
  | { readonly kind: "assemble"; readonly step: string }
  | { readonly kind: "fail"; readonly step: string }
  | { readonly kind: "skip"; readonly step: string; readonly because: "failure" | "interruption" }
  | { readonly kind: "finish"; readonly status: "succeeded" | "failed" | "interrupted" };

export type UnitPlan = Pick<Unit, "steps" | "needs" | "after">;

export function startMachine(units: readonly UnitPlan[], concurrency: number): RunMachine {
  const steps = units.flatMap((unit) => unit.steps);
  return {
    units: units.map((unit) => ({ ...unit, phase: "waiting", calls: [], next: 0, group: -1, underway: 0 })),
    steps: new Map(steps.map((step) => [step, { phase: "waiting", unreturned: 0 }])),
    concurrency: Math.max(1, concurrency),
    underway: 0,
    stopped: null,
    failed: null,
    over: false,
  };
}

/** A machine while one event is worked in; nobody else sees it. */
type Draft = { -readonly [field in keyof RunMachine]: RunMachine[field] } & {
  units: Unit[];
  steps: Map<string, StepState>;
  effects: Effect[];
};

export function advance(state: RunMachine, input: RunInput): [RunMachine, readonly Effect[]] {
  const draft: Draft = { ...state, units: [...state.units], steps: new Map(state.steps), effects: [] };
  take(draft, input);
  stop(draft);
  begin(draft);
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
      takePrepared(draft, input.unit, input.calls, input.failed);
      return;
    case "returned": {
      draft.underway--;
      change(draft, input.unit, (unit) => ({ underway: unit.underway - 1 }));
      for (const step of input.steps) takeReturned(draft, step, input.outcome);
      return;
    }
    default:
      unreachable(input);
  }
}

function takePrepared(draft: Draft, at: number, calls: readonly CallShape[], failed: readonly string[]): void {
  const counts = new Map<string, number>();
  for (const step of calls.flatMap((call) => call.steps)) counts.set(step, (counts.get(step) ?? 0) + 1);
  change(draft, at, () => ({ phase: "sending", calls }));
  for (const step of draft.units[at]?.steps ?? []) {
    const unreturned = counts.get(step) ?? 0;
    if (failed.includes(step)) failStep(draft, step);
    else if (unreturned === 0) assemble(draft, step);
    else draft.steps.set(step, { phase: "underway", unreturned });
  }
}

/** What comes back for a step that has failed or was cut short meanwhile changes nothing. */
function takeReturned(draft: Draft, step: string, outcome: "ok" | "failed" | "unsent"): void {
  const state = draft.steps.get(step);
  if (state?.phase !== "underway") return;
  if (outcome === "failed") failStep(draft, step);
  else if (outcome === "unsent") skipStep(draft, step, "interruption");
  else if (state.unreturned === 1) assemble(draft, step);
  else draft.steps.set(step, { ...state, unreturned: state.unreturned - 1 });
}

/** After a failure no unit begins; after an interruption, which overrides a failure, no call leaves either. */
function stop(draft: Draft): void {
  if (draft.stopped === null) return;
  const because = draft.stopped;
  draft.units.forEach((unit, at) => {
    if (unit.phase === "waiting") {
      for (const step of unit.steps) skipStep(draft, step, because);
      change(draft, at, () => ({ phase: "over" }));
    } else if (unit.phase === "sending" && because === "interruption" && unit.next < unit.calls.length) {
      const cut = new Set(unit.calls.slice(unit.next).flatMap((call) => call.steps));
      for (const step of unit.steps) if (cut.has(step) && isUnderway(draft, step)) skipStep(draft, step, because);
      change(draft, at, () => ({ next: unit.calls.length }));
    }
  });
}

function begin(draft: Draft): void {
  draft.units.forEach((unit, at) => {
    if (unit.phase !== "waiting") return;
    if (unit.after !== null && draft.units[unit.after]?.phase !== "over") return;
    if (!unit.needs.every((step) => draft.steps.get(step)?.phase === "finished")) return;
    change(draft, at, () => ({ phase: "preparing" }));
    for (const step of unit.steps) setPhase(draft, step, "underway");
    draft.effects.push({ kind: "prepare", unit: at });
  });
}

function send(draft: Draft): void {
  draft.units.forEach((_, at) => {
    for (;;) {
      const unit = draft.units[at];
      const call = unit?.calls[unit.next];
      if (unit?.phase !== "sending" || call === undefined) return;
      const steps = call.steps.filter((step) => isUnderway(draft, step));
      if (steps.length === 0) {
        change(draft, at, () => ({ next: unit.next + 1 }));
        continue;
      }
      if (draft.underway >= draft.concurrency || (unit.underway > 0 && unit.group !== call.group)) return;
      change(draft, at, () => ({ next: unit.next + 1, group: call.group, underway: unit.underway + 1 }));
      draft.underway++;
      draft.effects.push({ kind: "send", unit: at, call: unit.next, steps });
    }
  });
}

function close(draft: Draft): void {
  const isOver = (step: string) => ["finished", "failed", "skipped"].includes(draft.steps.get(step)?.phase ?? "");
  let closed = false;
  draft.units.forEach((unit, at) => {
    if (unit.phase !== "sending" || unit.underway > 0 || unit.next < unit.calls.length || !unit.steps.every(isOver))
      return;
    change(draft, at, () => ({ phase: "over" }));
    closed = true;
  });
  if (closed) begin(draft);
  if (draft.over || draft.units.some((unit) => unit.phase !== "over")) return;
  draft.over = true;
  const skipped = [...draft.steps.values()].some((step) => step.phase === "skipped");
  draft.effects.push({
    kind: "finish",
    status: draft.failed !== null ? "failed" : skipped ? "interrupted" : "succeeded",
  });
}

function change(draft: Draft, at: number, make: (unit: Unit) => Partial<Unit>): void {
  const unit = draft.units[at];
  if (unit !== undefined) draft.units[at] = { ...unit, ...make(unit) };
}

function setPhase(draft: Draft, step: string, phase: StepPhase): void {
  draft.steps.set(step, { phase, unreturned: 0 });
}

function isUnderway(draft: Draft, step: string): boolean {
  return draft.steps.get(step)?.phase === "underway";
}

function assemble(draft: Draft, step: string): void {
  setPhase(draft, step, "finished");
  draft.effects.push({ kind: "assemble", step });
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
