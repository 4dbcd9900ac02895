// What the machine decided in, done: steps are prepared, jobs laid, calls sent, ends reported (spec 6.1, 6.2). What comes of it arrives in
// the session's inbox.

import type { AnyDiagnostic } from "../diagnostic/diagnostic.js";
import { isObject, setOwn } from "../text/json.js";
import { presume, unreachable } from "../unreachable.js";
import { assemble } from "./assemble.js";
import { type Call, narrowed, stepsOf } from "./call.js";
import { passCalls, takeRequests } from "./lay-job.js";
import type { CallShape, Effect, End, Origin, Pool } from "./machine.js";
import { missingImages } from "./missing-images.js";
import { packZip } from "./pack-zip.js";
import { pay } from "./pay.js";
import { showKnown } from "./picture/show-pictures.js";
import { jobFinder } from "./planned-jobs.js";
import { prepareCalls, tooManyEvents } from "./prepare.js";
import { prepareImages } from "./prepare-images.js";
import { reuseImages, reuseObjects } from "./reuse.js";
import { arrive, type Session, tell, workOf } from "./session.js";
import { inAllPlaces, withoutShared } from "./share-images.js";

export function carryOut(session: Session, effect: Effect): void {
  const crash = (error: unknown) => {
    session.mistake = { error };
    session.wake();
  };
  switch (effect.kind) {
    case "prepare":
      prepare(session, effect.unit).catch(crash);
      break;
    case "lay":
      layJob(session, effect.job, effect.steps);
      break;
    case "send":
      sendCall(session, effect.from, effect.call, effect.steps).catch(crash);
      break;
    case "assemble": {
      const { step, values, shared, direct, wrap } = workOf(session, effect.step);
      const result = direct ?? assemble(step, inAllPlaces(values, shared), wrap);
      if (step.type === "ObjectTransformer") session.spending.transform();
      setOwn(session.results, step.id, result);
      tell(session, { kind: "step-finished", step: step.id, type: step.type, result });
      break;
    }
    case "fail": {
      const { step, failure } = workOf(session, effect.step);
      const { code, message, data, span, file = null } = presume(failure, `why ${step.id} failed`);
      tell(session, { kind: "step-failed", step: step.id, type: step.type, code, message, data, file, span });
      break;
    }
    case "skip": {
      const because = session.failure === null ? effect.because : "failure";
      tell(session, { kind: "step-skipped", step: effect.step, because, failed: session.machine.failed });
      break;
    }
    case "finish":
      break;
    default:
      unreachable(effect);
  }
}

async function prepare(session: Session, unit: number): Promise<void> {
  const work = workOf(session, presume(session.machine.units[unit], "a unit").step);
  const { step } = work;
  tell(session, { kind: "step-started", step: step.id, type: step.type });
  const prepared = (calls: readonly Call[], requests: number): void =>
    arrive(session, { kind: "prepared", unit, calls: calls.map(shapeOf), requests, failed: false });
  const failed = (diagnostic: AnyDiagnostic): void => {
    work.failure = diagnostic;
    arrive(session, { kind: "prepared", unit, calls: [], requests: 0, failed: true });
  };
  if (step.type === "ImageGenerator") {
    const requests = await prepareImages(step, session);
    if ("code" in requests) return failed(requests);
    const { asked, shared } = withoutShared(requests, session.stages.sharesOf(step.id));
    work.shared = shared;
    await reuseImages(session, asked);
    const missing = missingImages(
      asked,
      session.run,
      session.book.known,
      session.ports.backend.capabilities,
      step.idSpan,
    );
    if (!missing.ok) return failed(missing.diagnostic);
    work.values.push(...missing.values);
    for (const { value } of missing.values)
      if (isObject(value) && typeof value.url === "string") session.files.push(value.url);
    const hidden = await showKnown(session, step.id, asked);
    if (hidden !== null) return failed(hidden);
    const jobOf = jobFinder(step.id, session.jobs);
    for (const piece of missing.pieces) {
      const job = jobOf(piece.image);
      const those = session.waiting.get(job);
      if (those === undefined) session.waiting.set(job, [piece]);
      else those.push(piece);
    }
    return prepared([], missing.pieces.length);
  }
  const needed = await prepareCalls(step, session, (works) => reuseObjects(session, works));
  if (!needed.ok) return failed(needed.diagnostic);
  if (needed.calls.length > session.room) return failed(tooManyEvents(step, session));
  session.room -= needed.calls.length;
  session.calls.set(unit, needed.calls);
  work.values.push(...needed.values);
  work.wrap = needed.wrap;
  work.direct = needed.value;
  prepared(needed.calls, 0);
}

function layJob(session: Session, job: number, alive: readonly string[]): void {
  const requests = takeRequests(job, session.jobs, session.waiting, alive, session.order);
  const counts = new Map<string, number>();
  for (const { step } of requests) counts.set(step, (counts.get(step) ?? 0) + 1);
  const taken = [...counts].map(([step, count]) => ({ step, requests: count }));
  const calls = passCalls(requests, session.ports.backend, session.resident, session.run);
  if (calls.length > session.room) {
    for (const id of counts.keys()) {
      const work = workOf(session, id);
      work.failure = tooManyEvents(work.step, session);
    }
    arrive(session, { kind: "laid", calls: [], taken, failed: [...counts.keys()] });
    return;
  }
  session.room -= calls.length;
  const last = calls.at(-1);
  if (last?.what === "images") session.resident = last.request;
  session.calls.set("job", calls);
  arrive(session, { kind: "laid", calls: calls.map(shapeOf), taken, failed: [] });
}

function shapeOf(call: Call): CallShape {
  return { steps: stepsOf(call), group: call.group, pool: poolOf(call) };
}

const poolsOfWork: { readonly [what in Call["what"]]: Pool } = {
  generation: "objects",
  training: "training",
  images: "images",
  zip: "files",
};

function poolOf({ what }: Call): Pool {
  return poolsOfWork[what];
}

async function sendCall(session: Session, from: Origin, at: number, steps: readonly string[]): Promise<void> {
  const wanted = presume(session.calls.get(from)?.[at], "a call of the unit or the job");
  const narrow = narrowed(session.run, wanted, (step) => steps.includes(step));
  const call = presume(narrow, "a call that somebody wants");
  const ends: readonly End[] = call.what === "zip" ? await packZip(session, call) : await pay(session, call);
  arrive(session, { kind: "returned", from, pool: poolOf(call), ends });
}
