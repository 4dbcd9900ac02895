// A call that some of its steps want in, what it came to for each of them out (spec 6.11): cut where it is too large, not sent again where it was
// refused for good.

import { diagnose } from "../diagnostic/diagnose.js";
import type { AnyDiagnostic } from "../diagnostic/diagnostic.js";
import { isObject } from "../text/json.js";
import type { Book, NotedCall } from "./book.js";
import { factsOf, imagesIn, keyAfter, type ServerCall, stepsOf } from "./call.js";
import type { DrawnPlace } from "./event.js";
import type { PlacedValue } from "./journal.js";
import type { End } from "./machine.js";
import { type Performed, type Performing, perform } from "./perform.js";
import { showDrawn } from "./picture/show-pictures.js";
import { repairCall } from "./repair.js";
import { aboutServer } from "./roles.js";
import { breakDown, type Session, tell, workOf, write } from "./session.js";
import { type ImageCall, inHalves, memoryKey, splitPass } from "./split-pass.js";

/** The values are already with their steps; what failed is noted there. */
export async function pay(session: Session, call: ServerCall): Promise<readonly End[]> {
  const ends = new Map<string, End["outcome"]>(stepsOf(call).map((step) => [step, "ok"]));
  const parts: ServerCall[] = call.what === "images" ? [...fitting(session, call)] : [call];
  for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
    const done = await payOnce(session, part);
    const smaller = done.outcome === "too large" ? halved(session, part) : [];
    if (smaller.length > 0) {
      parts.unshift(...smaller);
      continue;
    }
    const again = done.outcome === "failed" ? repaired(session, part, done) : null;
    if (again !== null) {
      parts.unshift(again);
      continue;
    }
    const steps = stepsOf(part);
    switch (done.outcome) {
      case "ok":
        for (const value of done.values) give(session, value, part);
        break;
      case "failed":
      case "too large":
        for (const step of steps) workOf(session, step).failure ??= done.diagnostic;
        for (const step of steps) ends.set(step, "failed");
        break;
      case "broken":
        breakDown(session, done.detail);
        return unsent(ends);
      case "unsent":
        return unsent(ends);
    }
  }
  return endsOf(ends);
}

function endsOf(ends: ReadonlyMap<string, End["outcome"]>): readonly End[] {
  return [...ends].map(([step, outcome]) => ({ step, outcome }));
}

/** What has failed, has failed; nothing else is complete. */
function unsent(ends: ReadonlyMap<string, End["outcome"]>): readonly End[] {
  return [...ends].map(([step, outcome]) => ({ step, outcome: outcome === "failed" ? "failed" : "unsent" }));
}

function give(session: Session, { place, value }: PlacedValue, { what }: ServerCall): void {
  workOf(session, place.step).values.push({ place: what === "images" ? place.image : place.request, value });
}

function fitting(session: Session, call: ImageCall): readonly ServerCall[] {
  const most = session.fits.get(memoryKey(call.request));
  if (most === undefined || imagesIn(call.request) <= most) return [call];
  return splitPass(call, most, session.ports.backend.capabilities.splitsExactly, session.run);
}

/** Empty where it cannot be cut, or the events would be too many. */
function halved(session: Session, call: ServerCall): readonly ServerCall[] {
  if (call.what !== "images") return [];
  const halves = inHalves(call, session.ports.backend.capabilities.splitsExactly, session.run);
  if (halves.length < 2 || session.room < halves.length) return [];
  session.room -= halves.length;
  session.fits.set(memoryKey(call.request), Math.max(...halves.map(({ request }) => imagesIn(request))));
  return halves;
}

/** null: it is not asked for a second time. What was assumed of an answer bounds all that is spent on it. */
function repaired(
  session: Session,
  call: ServerCall,
  { repair }: Performed & { outcome: "failed" },
): ServerCall | null {
  const { signal, spending, journalBroken } = session;
  if (repair === undefined || signal.aborted || journalBroken || session.room < 1) return null;
  const again = spending.assumes("tokens") ? null : repairCall(session.run, call, repair);
  if (again !== null) session.room -= 1;
  return again;
}

async function payOnce(session: Session, wanted: ServerCall): Promise<Performed> {
  const key = freshKey(wanted.key, session.book.calls);
  const call = { ...wanted, key };
  const past = session.book.calls.get(key);
  const refused = past === undefined ? null : refusedBefore(call, past, session);
  if (refused !== null) return { outcome: "failed", diagnostic: refused, cost: 0 };
  const facts = factsOf(call);
  let sent = false;
  const paid = await perform(call, {
    ...performing(session, call),
    attempt: (past?.attempts ?? 0) + 1,
    onSent: () => {
      sent = true;
      tell(session, { kind: "call-started", ...facts });
    },
  });
  // What was paid for is in the journal: whatever fails now is done again when the run is resumed.
  const hidden = paid.outcome === "ok" && call.what === "images" ? await showDrawn(session, key) : null;
  const done: Performed =
    paid.outcome !== "ok" || hidden === null ? paid : { outcome: "failed", diagnostic: hidden, cost: paid.cost };
  if (sent) tell(session, { kind: "call-finished", ...facts, ...outcomeOf(done) });
  return done;
}

/** What every call of the session is performed with. */
export function performing(session: Session, call: ServerCall): Omit<Performing, "attempt" | "onSent"> {
  const { ports, limits, signal, spending } = session;
  const { identity: server, synthetic } = aboutServer(ports.backend, call);
  return {
    ports,
    files: ports.files,
    limits,
    synthetic,
    signal,
    spending,
    server,
    onAnswer: async (name, answer, picture, text) => {
      const about = { server, what: picture === null ? "object" : "image", text } as const;
      // What cannot be kept is asked for again by the next run; it is nothing to fail for.
      await ports.answers?.keep(name, answer, picture, about).catch(() => {});
    },
    spanOf: (step) => workOf(session, step).step.idSpan,
    write: (records, durable) => write(session, records, durable),
    maySend: () => !session.journalBroken,
    onFile: (url) => session.files.push(url),
    onRetry: (attempt, { kind, detail }, afterMs) => {
      if (session.room < 1 || session.journalBroken) return false;
      session.room -= 1;
      tell(session, { kind: "call-retried", call: call.key, attempt, failure: kind, detail, afterMs });
      return true;
    },
  };
}

function outcomeOf(done: Performed) {
  if (done.outcome !== "ok") return { ok: false, cost: "cost" in done ? done.cost : 0 };
  const images = done.values.flatMap(({ place, value }): DrawnPlace[] => {
    if (!isObject(value) || typeof value.url !== "string") return [];
    const { url, seed } = value;
    return [{ step: place.step, index: place.image, url, seed: typeof seed === "number" ? seed : null }];
  });
  return { ok: true, cost: done.cost, ...(images.length > 0 ? { images } : {}) };
}

/** A call that failed and was charged is made again under another key, unless its content was refused (spec 6.12.3). */
function freshKey(key: string, calls: Book["calls"]): string {
  const failure = calls.get(key)?.end?.failure ?? null;
  const again = failure !== null && failure.kind !== "content";
  const charged = again && (failure.charged === "yes" || failure.charged === "maybe");
  return charged ? freshKey(keyAfter(key), calls) : key;
}

/** What a server has refused for good, it would refuse again. */
function refusedBefore(call: ServerCall, { end }: NotedCall, session: Session): AnyDiagnostic | null {
  const failure = end?.failure ?? null;
  if (failure === null || (failure.kind !== "invalid" && failure.kind !== "content")) return null;
  const { kind, detail } = failure;
  const step = stepsOf(call)[0] as string;
  const span = workOf(session, step).step.idSpan;
  return diagnose("run/call-failed", span, {
    backend: aboutServer(session.ports.backend, call).name,
    what: call.what,
    kind,
    detail,
  });
}
