// A session in, worked off to its end (spec 6.2). What to do next is decided by `advance` alone; this loop has it done. Nobody who listens
// can hold it up.

import type { AnyDiagnostic } from "../diagnostic/diagnostic.js";
import { hasOwn, isObject, type JsonRecord, setOwn } from "../text/json.js";
import { carryOut } from "./effects.js";
import type { Happening, RunEvent } from "./event.js";
import { advance, type Effect } from "./machine.js";
import { settleOpenCalls } from "./resume.js";
import { syntheticWork } from "./roles.js";
import { arrive, publish, refuse, type Session, stamp, tell, write } from "./session.js";

export type Finished = RunEvent & { readonly kind: "run-finished" };

export async function drive(session: Session, refused: AnyDiagnostic | null, resumed: boolean): Promise<Finished> {
  const { ir, ports, signal } = session;
  const { id: backend } = ports.backend;
  const synthetic = isSynthetic(session);
  const steps = ir.steps.map(({ id }) => id);
  tell(session, { kind: "run-started", title: ir.title, backend, synthetic, steps, ...(resumed ? { resumed } : {}) });
  for (const { id: step, type } of ir.steps) {
    const result = hasOwn(session.results, step) ? session.results[step] : undefined;
    if (isObject(result)) tell(session, { kind: "step-finished", step, type, result, given: true });
  }
  if (refused !== null) refuse(session, refused);
  else if (resumed) await settleOpenCalls(session);
  const forget = signal.onAbort(() => arrive(session, { kind: "aborted" }));
  if (signal.aborted) arrive(session, { kind: "aborted" });
  arrive(session, { kind: "begin" });
  try {
    const { status } = await workOff(session);
    return await finish(session, status);
  } finally {
    forget();
  }
}

async function workOff(session: Session): Promise<Effect & { readonly kind: "finish" }> {
  for (;;) {
    if (session.mistake !== null) throw session.mistake.error;
    const input = session.inbox.shift();
    if (input === undefined) {
      await new Promise<void>((resolve) => {
        session.wake = resolve;
      });
      continue;
    }
    const [next, effects] = advance(session.machine, input);
    session.machine = next;
    for (const effect of effects) {
      if (effect.kind === "finish") return effect;
      carryOut(session, effect);
    }
  }
}

/** The last event is in the journal before anybody hears of it; a journal that fails now, fails the run. */
async function finish(session: Session, status: Finished["status"]): Promise<Finished> {
  const event = stamp(session, finished(session, status)) as Finished;
  try {
    await write(session, [{ kind: "told", event }], true);
    publish(session, event);
    return event;
  } catch {
    const broken: Finished = { ...event, status: "failed", failure: session.failure };
    publish(session, broken);
    return broken;
  }
}

function isSynthetic({ ir, given, ports }: Session): boolean {
  return syntheticWork(ir, given, ports.backend).size > 0;
}

function finished(session: Session, status: Finished["status"]): Happening {
  const { ir, results, files, failure, spending } = session;
  const inOrder: JsonRecord = {};
  for (const { id } of ir.steps) if (hasOwn(results, id)) setOwn(inOrder, id, results[id] ?? null);
  return {
    kind: "run-finished",
    status: failure === null ? status : "failed",
    synthetic: isSynthetic(session),
    results: inOrder,
    kept: { steps: Object.keys(inOrder), files: [...files].sort() },
    failure,
    bill: spending.end(),
  };
}
