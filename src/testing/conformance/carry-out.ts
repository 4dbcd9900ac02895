// A call of a server in, how it ended out (spec 6.19), as a run would make it: tried again where that is safe, asked for where it was lost.

import type { Server } from "../../backends/contract.js";
import { type Asked, ask } from "../../core/run/ask.js";
import type { Failed } from "../../core/run/server.js";
import type { Json } from "../../core/text/json.js";
import { type handSignal as HandSignal, handSignal } from "../memory-host.js";

export type Ended = {
  readonly asked: Asked<unknown>;
  /** What it accepted the call with, in order. */
  readonly handles: readonly Json[];
  readonly failures: readonly Failed[];
  /** Waits that the server's failures led to. */
  readonly waits: readonly number[];
  readonly progress: readonly number[];
};

export type Before = {
  readonly key: string;
  readonly signal?: ReturnType<typeof HandSignal>;
  /** It was sent before, by a process that has ended. */
  readonly sent?: boolean;
  readonly handle?: Json;
};

const start = 1_700_000_000_000;

export async function carryOut(server: Server<never, unknown>, request: object, before: Before): Promise<Ended> {
  let time = start;
  const handles: Json[] = [];
  const failures: Failed[] = [];
  const waits: number[] = [];
  const progress: number[] = [];
  const asked = await ask(server as Server<object, unknown>, request, {
    key: before.key,
    clock: { now: () => time },
    timer: {
      at: async (moment) => {
        time = Math.max(time, moment);
      },
    },
    signal: before.signal ?? handSignal(),
    sentAt: before.sent === true ? start - 24 * 3_600_000 : null,
    handle: before.handle ?? null,
    onAccepted: async (handle) => void handles.push(handle),
    maySend: () => before.signal?.aborted !== true,
    onRetry: (_, failure, afterMs) => {
      failures.push(failure);
      waits.push(afterMs);
      return true;
    },
    onProgress: (done) => void progress.push(done),
  });
  if (!asked.ok && "failure" in asked) failures.push(asked.failure);
  return { asked, handles, failures, waits, progress };
}

/** One attempt, as the server itself ends it. */
export async function attempt(server: Server<never, unknown>, request: object, key: string) {
  const context = { key, signal: handSignal(), progress: () => {} };
  const answer = await (server as Server<object, unknown>).start(request, context);
  if (!("accepted" in answer)) return answer;
  if (server.follow === undefined) throw new Error("it accepts calls and has no follow");
  return server.follow(answer.accepted, context);
}

/** Sends it, and forgets whatever comes back: the process that waited has ended. */
export async function sendAndForget(server: Server<never, unknown>, request: object, key: string): Promise<void> {
  await (server as Server<object, unknown>).start(request, { key, signal: handSignal(), progress: () => {} });
}
