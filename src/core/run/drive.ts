// A program, the stages before and the ports of a host in, the events of the run out (spec 6.2). What to do next is decided by `advance`
// alone; this loop has it done, and reports the outcome.

import type { Program } from "../program.js";
import { isObject } from "../text/json.js";
import { breakDown, carryOut } from "./effects.js";
import type { Happening, RunEvent } from "./event.js";
import { advance } from "./machine.js";
import { messageOf } from "./perform.js";
import type { RunPorts } from "./ports.js";
import { arrive, openSession, refuse, type Session, type SessionOptions, tell } from "./session.js";
import type { Stages } from "./stages.js";

export async function* drive(
  { ir }: Program,
  stages: Stages,
  ports: RunPorts,
  options: SessionOptions,
): AsyncGenerator<RunEvent, void, void> {
  const session = openSession(ir, stages, ports, options);
  const { id: backend, synthetic } = ports.backend;
  tell(session, { kind: "run-started", title: ir.title, backend, synthetic, steps: ir.steps.map(({ id }) => id) });
  for (const { id: step, type } of ir.steps) {
    const result = Object.hasOwn(session.results, step) ? session.results[step] : undefined;
    if (isObject(result)) tell(session, { kind: "step-finished", step, type, result, given: true });
  }
  if (options.refused !== undefined) refuse(session, options.refused);
  arrive(session, { kind: "begin" });
  const forget = ports.signal?.onAbort(() => arrive(session, { kind: "aborted" }));
  try {
    for (let event = await nextEvent(session); event !== null; event = await nextEvent(session)) yield event;
  } finally {
    // Whoever stopped listening stopped the run: nothing new is sent, and what is under way is waited for and written to the journal.
    if (session.mistake === null) {
      session.inbox.unshift({ kind: "aborted" });
      while ((await nextEvent(session)) !== null);
    }
    forget?.();
  }
}

/** Works on until there is something to report; null when the run is over and everything is reported. */
async function nextEvent(session: Session): Promise<RunEvent | null> {
  const { inbox, outbox, ports } = session;
  for (;;) {
    if (session.mistake !== null) throw session.mistake.error;
    const happening = outbox.shift();
    if (happening !== undefined) return stamp(session, happening);
    if (session.machine.over) return null;
    const aborted = ports.signal?.aborted === true && session.machine.stopped !== "interruption";
    const input = aborted ? ({ kind: "aborted" } as const) : inbox.shift();
    if (input === undefined) {
      await new Promise<void>((resolve) => {
        session.wake = resolve;
      });
      continue;
    }
    const [next, effects] = advance(session.machine, input);
    session.machine = next;
    for (const effect of effects) carryOut(session, effect);
  }
}

async function stamp(session: Session, happening: Happening): Promise<RunEvent> {
  const { run, ports } = session;
  const header = { run, sequence: session.sequence++, at: ports.clock.now() };
  const event: RunEvent = { ...header, ...brokenDown(session, happening) };
  if (session.journalBroken) return event;
  try {
    await ports.journal?.append(event);
    return event;
  } catch (error) {
    breakDown(session, messageOf(error));
    return { ...header, ...brokenDown(session, happening) };
  }
}

/** The journal may fail after the end was decided and before it was reported. */
function brokenDown({ failure }: Session, happening: Happening): Happening {
  return happening.kind === "run-finished" && failure !== null
    ? { ...happening, status: "failed", failure }
    : happening;
}
