// The calls that an earlier process left open in, settled before anything new is sent (spec 6.12.2).

import { diagnose } from "../diagnostic/diagnose.js";
import type { NotedCall } from "./book.js";
import { callFrom, factsOf, imagesIn, type ServerCall } from "./call.js";
import { performing } from "./pay.js";
import { perform } from "./perform.js";
import { aboutServer, serverOf } from "./roles.js";
import { breakDown, refuse, type Session, tell } from "./session.js";
import { inHalves, memoryKey } from "./split-pass.js";

type Open = { readonly call: ServerCall; readonly past: NotedCall };

/** Where one of them cannot be settled, the run is refused, and nothing is sent at all. */
export async function settleOpenCalls(session: Session): Promise<void> {
  const open: Open[] = [];
  for (const [key, past] of [...session.book.calls]) {
    const call = callFrom(past.call, key, session.validator);
    if (past.end === null) open.push({ call, past });
    else session.spending.restore(call, past.end);
    rememberSize(session, call, past);
  }
  for (const { call } of open) session.spending.hold(call);
  const stuck = open.filter((one) => !canSettle(session, one));
  if (stuck.length > 0) {
    for (const { call } of stuck) session.spending.spend(call);
    const [first] = stuck as [(typeof stuck)[number]];
    const elsewhere = sentElsewhere(session, first);
    const whose = `${stuck.length === 1 ? "a call" : `${stuck.length} calls`} of an earlier process`;
    const detail = elsewhere === null ? whose : `${whose}, sent to ${elsewhere}`;
    refuse(session, diagnose("run/outcome-unknown", null, { ...facts(session, first.call), detail }));
    return;
  }
  await Promise.all(open.map(({ call, past }) => settleOne(session, call, past)));
}

function facts({ ports: { backend } }: Session, call: ServerCall) {
  return { backend: aboutServer(backend, call).name, what: call.what };
}

/** A server knows nothing of what was sent to another one. null: it was sent to this one. */
function sentElsewhere({ ports: { backend } }: Session, { call, past }: Open): string | null {
  return aboutServer(backend, call).identity === past.server ? null : past.server;
}

function canSettle(session: Session, open: Open): boolean {
  const server = serverOf(session.ports.backend, open.call);
  if (sentElsewhere(session, open) !== null) return false;
  const { handle } = open.past;
  return server !== null && (server.recovery !== "none" || (handle !== null && server.follow !== undefined));
}

async function settleOne(session: Session, call: ServerCall, { sentAt, handle, attempts }: NotedCall): Promise<void> {
  const started = factsOf(call);
  tell(session, { kind: "call-started", ...started });
  const done = await perform(call, {
    ...performing(session, call),
    attempt: attempts,
    before: { sentAt, handle },
    onSent: () => {},
  });
  const ok = done.outcome === "ok";
  tell(session, { kind: "call-finished", ...started, ok, cost: "cost" in done ? done.cost : 0 });
  if (done.outcome === "broken") breakDown(session, done.detail);
  else if (done.outcome === "failed" && done.diagnostic.code === "run/outcome-unknown")
    refuse(session, done.diagnostic);
}

/** What did not fit once, is not tried again. */
function rememberSize(session: Session, call: ServerCall, { end }: NotedCall): void {
  if (call.what !== "images" || end?.failure?.kind !== "oom") return;
  const halves = inHalves(call, session.ports.backend.capabilities.splitsExactly, session.run);
  if (halves.length < 2) return;
  const most = Math.max(...halves.map(({ request }) => imagesIn(request)));
  const key = memoryKey(call.request);
  session.fits.set(key, Math.min(most, session.fits.get(key) ?? most));
}
