// A request and its server in, the reply out (spec 6.11): tried again where that is safe, asked for where it was lost. It knows nothing
// of runs, so it can be done anywhere.

import type { Json } from "../text/json.js";
import { nextMove } from "./next-move.js";
import type { Clock, Timer } from "./ports.js";
import type { Accepted, CallContext, Failed, FailureKind, Reply, Server } from "./server.js";
import type { Signal } from "./signal.js";

export type Asking = {
  readonly key: string;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly signal: Signal;
  /** It was sent before, then at the latest; null: never. */
  readonly sentAt: number | null;
  /** What the server accepted it with, when it was sent before. */
  readonly handle: Json | null;
  /** Resolves when it is written down. Never rejects: what was accepted is waited for all the same. */
  readonly onAccepted: (handle: Json) => Promise<void>;
  /** Asked at the last moment: whether anything may still be sent. */
  readonly maySend: () => boolean;
  /** False: no further attempt may be made. */
  readonly onRetry: (attempt: number, failure: Failed, afterMs: number) => boolean;
  readonly onProgress: (done: number) => void;
};

/** `open`: nobody knows what became of it. */
export type Asked<A> = Reply<A> | { readonly ok: false; readonly open: string };

type Sent = { handle: Json | null; sentAt: number | null; lost: boolean };

export async function ask<Q, A>(server: Server<Q, A>, request: Q, asking: Asking): Promise<Asked<A>> {
  const { key, signal } = asking;
  const sent: Sent = { handle: asking.handle, sentAt: asking.sentAt, lost: asking.sentAt !== null };
  const context: CallContext = { key, signal, progress: asking.onProgress };
  const forget = signal.onAbort(() => void cancel(server, sent));
  try {
    for (let attempt = 1; ; attempt++) {
      const reply = await attemptOnce(server, request, context, sent, asking);
      if (reply.ok) return reply;
      const { failure } = reply;
      const move = nextMove(failure, attempt, canRecover(server, sent), chanceOf(key, attempt));
      if (move.kind === "leave open") return { ok: false, open: failure.detail };
      if (move.kind === "give up") return reply;
      sent.lost = move.lost;
      // What it accepted has ended without a result, so the next attempt sends it anew.
      if (!move.lost) sent.handle = null;
      const goesOn = !signal.aborted && asking.onRetry(attempt, failure, move.afterMs);
      const waited = goesOn && (await pause(move.afterMs, asking));
      if (!waited || signal.aborted) return move.lost ? { ok: false, open: failure.detail } : reply;
    }
  } finally {
    forget();
  }
}

function canRecover<Q, A>(server: Server<Q, A>, { handle }: Sent): boolean {
  return server.recovery !== "none" || (handle !== null && server.follow !== undefined);
}

/** What a server that breaks its contract says, or throws, leaves the outcome unknown. */
async function attemptOnce<Q, A>(
  server: Server<Q, A>,
  request: Q,
  context: CallContext,
  sent: Sent,
  asking: Asking,
): Promise<Reply<A>> {
  let answer: unknown;
  try {
    answer = await nextAnswer(server, request, context, sent, asking);
    if (isAccepted(answer)) {
      const handle = jsonOf(answer.accepted);
      sent.handle = handle;
      await asking.onAccepted(handle);
      // Interrupted while it was on its way: until now there was nothing to cancel.
      if (asking.signal.aborted) await cancel(server, sent);
      answer = (await server.follow?.(handle, context)) ?? unknownOutcome("it cannot be asked for what it accepted");
    }
    return asReply<A>(answer);
  } catch (error) {
    return unknownOutcome(messageOf(error));
  }
}

/** What a journal gives back. */
function jsonOf(handle: unknown): Json {
  const text = JSON.stringify(handle) as string | undefined;
  if (text === undefined) throw new Error("it accepted the call with a handle that is not JSON");
  return JSON.parse(text) as Json;
}

async function nextAnswer<Q, A>(
  server: Server<Q, A>,
  request: Q,
  context: CallContext,
  sent: Sent,
  { clock, maySend }: Asking,
): Promise<unknown> {
  if (sent.handle !== null && server.follow !== undefined) return server.follow(sent.handle, context);
  if (sent.lost && server.recovery === "none") return unknownOutcome("the run ended before its reply came");
  if (sent.lost && server.recovery === "find") {
    const found = (await server.find?.(context.key, context)) ?? "unknown";
    if (found === "unknown") return unknownOutcome("the server does not know what became of it");
    if (found !== "none") return found;
    // Where the clock was set back, it is as if it was sent just now.
    sent.sentAt = Math.min(sent.sentAt ?? 0, clock.now());
    const missing = sent.sentAt + (server.findSettlesAfterMs ?? 0) - clock.now();
    if (missing > 0) return unknownOutcome("the server does not have it yet", missing);
  }
  if (!maySend()) return unsent;
  sent.handle = null;
  sent.lost = false;
  sent.sentAt = clock.now();
  return server.start(request, context);
}

const unsent: Reply<never> = {
  ok: false,
  failure: { kind: "cancelled", detail: "the run was stopped before it was sent", charged: "no" },
};

function unknownOutcome(detail: string, retryAfterMs?: number): Reply<never> {
  const failure = { kind: "unknownOutcome" as const, detail };
  return { ok: false, failure: retryAfterMs === undefined ? failure : { ...failure, retryAfterMs } };
}

function isAccepted(answer: unknown): answer is Accepted {
  return typeof answer === "object" && answer !== null && "accepted" in answer;
}

function asReply<A>(answer: unknown): Reply<A> {
  const reply = (answer ?? {}) as { ok?: unknown; value?: unknown; failure?: Partial<Failed> | null };
  if (reply.ok === true) return answer as Reply<A> & { ok: true };
  const failure = reply.failure ?? {};
  if (typeof failure.kind !== "string") return unknownOutcome("it returned neither a value nor a failure");
  const { kind, retryAfterMs: wait, charged, detail } = failure;
  if (!Object.hasOwn(failureKinds, kind))
    return unknownOutcome(`it failed with ${kind}, which is not a kind of failure`);
  const later = typeof wait === "number" && wait >= 0 ? { retryAfterMs: wait } : {};
  // What nobody understands, may have been charged.
  const money = charged === undefined ? {} : { charged: charged === "no" || charged === "yes" ? charged : "maybe" };
  return { ok: false, failure: { kind, detail: String(detail ?? ""), ...later, ...money } as Failed };
}

const failureKinds: { readonly [kind in FailureKind]: true } = {
  invalid: true,
  setup: true,
  unresolvedModel: true,
  oom: true,
  rateLimited: true,
  transient: true,
  unknownOutcome: true,
  content: true,
  cancelled: true,
};

/** The server's own reply says how it ended; whether it heard is its business. */
async function cancel<Q, A>(server: Server<Q, A>, { handle }: Sent): Promise<void> {
  try {
    if (handle !== null) await server.cancel?.(handle);
  } catch {
    // It could not be cancelled, so its reply is waited for.
  }
}

/** Ends early where the run is interrupted. False: the host has no timer that works, and nothing is tried again without a wait. */
async function pause(milliseconds: number, { clock, timer, signal }: Asking): Promise<boolean> {
  let forget = () => {};
  const interrupted = new Promise<void>((resolve) => {
    forget = signal.onAbort(resolve);
  });
  try {
    await Promise.race([timer.at(clock.now() + milliseconds), interrupted]);
    return true;
  } catch {
    return false;
  } finally {
    forget();
  }
}

/** Spreads attempts of many calls; the same for the same call, so that runs can be repeated. */
function chanceOf(key: string, attempt: number): number {
  const at = (attempt * 8) % 56;
  return Number.parseInt(key.slice(at, at + 8), 16) / 2 ** 32 || 0;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
