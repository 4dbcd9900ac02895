// One call to a server in, what it gave out: its price reserved and its intent durable before it leaves, its outcome durable before anything
// is made of it (spec 6.10.2, 6.11, 6.13).

import { diagnose } from "../diagnostic/diagnose.js";
import type { AnyDiagnostic } from "../diagnostic/diagnostic.js";
import type { OverAssumption } from "../plan/cost/bill.js";
import { printDollars } from "../plan/cost/money.js";
import type { Json } from "../text/json.js";
import { presume, unreachable } from "../unreachable.js";
import { type Asked, type Asking, ask, messageOf } from "./ask.js";
import { type Call, imagesIn, type ServerCall, specOf, stepsOf } from "./call.js";
import type { JournalRecord, PlacedValue } from "./journal.js";
import { isLost } from "./next-move.js";
import type { RunPorts } from "./ports.js";
import { aboutServer, serverOf } from "./roles.js";
import type { Failed, Micros, Repair } from "./server.js";
import { type Settling, settle } from "./settle.js";
import type { Signal } from "./signal.js";
import type { Spending } from "./spending.js";

export type Performing = Settling & {
  readonly ports: RunPorts;
  readonly signal: Signal;
  readonly spending: Spending;
  /** Rejects where the journal is broken: the run must not send anything any more. */
  readonly write: (records: readonly JournalRecord[], durable: boolean) => Promise<void>;
  /** How often the call was sent in vain before. */
  readonly attempt: number;
  /** It was sent, and the run ended before it came back. */
  readonly before?: { readonly sentAt: number; readonly handle: Json | null };
  /** False once the journal is broken. */
  readonly maySend: () => boolean;
  /** Said when the call leaves. */
  readonly onSent: () => void;
  /** False: no further attempt may be made. */
  readonly onRetry: (attempt: number, failure: Failed, afterMs: number) => boolean;
};

export type Performed =
  | { readonly outcome: "ok"; readonly values: readonly PlacedValue[]; readonly cost: number }
  | {
      readonly outcome: "failed";
      readonly diagnostic: AnyDiagnostic;
      readonly cost: number;
      /** It may be asked for again with this. */
      readonly repair?: Repair;
    }
  /** Smaller calls may succeed. */
  | { readonly outcome: "too large"; readonly diagnostic: AnyDiagnostic }
  | { readonly outcome: "unsent" }
  /** The journal cannot be written: the run must not go on. */
  | { readonly outcome: "broken"; readonly detail: string };

export async function perform(call: ServerCall, given: Performing): Promise<Performed> {
  try {
    const refused = given.before === undefined ? await begin(call, given) : null;
    if (refused !== null) return refused;
    const reply = await askServer(call, given);
    return await end(call, reply, given);
  } catch (error) {
    if (error instanceof JournalBroken) return { outcome: "broken", detail: error.message };
    throw error;
  }
}

/** Thrown where nothing may be sent or remembered any more. */
class JournalBroken extends Error {}

async function write(record: JournalRecord, { write: append }: Performing): Promise<void> {
  try {
    await append([record], true);
  } catch (error) {
    throw new JournalBroken(messageOf(error));
  }
}

/** null: the call may leave. */
async function begin(call: ServerCall, given: Performing): Promise<Performed | null> {
  const { ports, spending, signal, attempt } = given;
  const { key } = call;
  const unpaid = await spending.reserve(call);
  if (unpaid === "interrupted") return { outcome: "unsent" };
  if (unpaid !== null) {
    const step = firstStep(call);
    const diagnostic = diagnose("run/over-budget", given.spanOf(step), { step, what: call.what, ...unpaid });
    return { outcome: "failed", diagnostic, cost: 0 };
  }
  const { name: server, identity } = aboutServer(ports.backend, call);
  const at = ports.clock.now();
  const worst = spending.worstOf(call);
  try {
    const to = { server, ...(identity === server ? {} : { identity }) };
    await write({ kind: "intent", key, attempt, ...to, worst, call: specOf(call), at }, given);
    if (!signal.aborted) {
      given.onSent();
      return null;
    }
    const failure: Failed = { kind: "cancelled", detail: "the run was interrupted before it was sent", charged: "no" };
    await write({ kind: "failed", key, failure, cost: 0, at: ports.clock.now() }, given);
  } catch (error) {
    spending.release(call);
    throw error;
  }
  spending.release(call);
  return { outcome: "unsent" };
}

function askServer(call: ServerCall, given: Performing): Promise<Asked<unknown>> {
  const { ports, signal, before, onRetry } = given;
  const { backend, clock, timer } = ports;
  const { key } = call;
  const asking: Asking = {
    key,
    clock,
    timer,
    signal,
    sentAt: before?.sentAt ?? null,
    handle: before?.handle ?? null,
    // A journal that cannot take the handle is broken, which the next record shows.
    onAccepted: (handle) => given.write([{ kind: "accepted", key, handle, at: clock.now() }], true).catch(() => {}),
    maySend: () => !signal.aborted && given.maySend(),
    onRetry,
    onProgress: () => {},
  };
  switch (call.what) {
    case "generation":
      return ask(presume(backend.objects, "a backend that generates objects"), call.request, asking);
    case "training":
      return ask(presume(backend.training, "a backend that trains"), call.request, asking);
    case "images":
      return ask(presume(backend.images, "a backend that draws"), call.request, asking);
    default:
      return unreachable(call);
  }
}

async function end(call: ServerCall, reply: Asked<unknown>, given: Performing): Promise<Performed> {
  if ("open" in reply) {
    given.spending.spend(call);
    return { outcome: "failed", diagnostic: unknownOutcome(call, reply.open, given), cost: 0 };
  }
  if (!reply.ok) return endFailed(call, reply.failure, given);
  const { cost, over } = given.spending.charge(call, reply);
  const { key } = call;
  const settled =
    over === null
      ? await settle(call, reply.value, given)
      : { ok: false as const, diagnostic: overAssumption(call, over, cost.cost, given) };
  const at = given.ports.clock.now();
  if (settled.ok) {
    await write({ kind: "result", key, ...cost, values: settled.values, at }, given);
    return { outcome: "ok", values: settled.values, cost: cost.cost };
  }
  const { diagnostic } = settled;
  // What could not be written to a disk, the server may still have: the intent stays open.
  if (diagnostic.code !== "run/file-failed" || serverOf(given.ports.backend, call)?.recovery === "none") {
    const failure: Failed = { kind: "invalid", detail: diagnostic.message, charged: "yes" };
    await write({ kind: "failed", key, failure, ...cost, at }, given);
  }
  const repair = "repair" in settled && settled.repair !== undefined ? { repair: settled.repair } : {};
  return { outcome: "failed", diagnostic, cost: cost.cost, ...repair };
}

export function overAssumption(
  call: Call,
  over: OverAssumption,
  cost: Micros,
  { spanOf }: Pick<Performing, "spanOf">,
): AnyDiagnostic {
  const step = presume(stepsOf(call)[0], "a step of the call");
  const facts = { step, ...over, cost: printDollars(BigInt(cost)) };
  return diagnose("run/over-assumption", spanOf(step), facts);
}

async function endFailed(call: ServerCall, failure: Failed, given: Performing): Promise<Performed> {
  const { spending, ports, signal } = given;
  const charged = failure.charged === "yes" || isLost(failure);
  const cost = charged ? spending.spend(call) : { cost: 0 };
  if (!charged) spending.release(call);
  await write({ kind: "failed", key: call.key, failure, ...cost, at: ports.clock.now() }, given);
  if (failure.kind === "cancelled" && (signal.aborted || !given.maySend())) return { outcome: "unsent" };
  const { kind, detail, retryAfterMs } = failure;
  const facts = { backend: aboutServer(ports.backend, call).name, what: call.what, detail, kind, retryAfterMs };
  const diagnostic = diagnose("run/call-failed", given.spanOf(firstStep(call)), facts);
  if (kind === "oom" && call.what === "images" && imagesIn(call.request) > 1)
    return { outcome: "too large", diagnostic };
  return { outcome: "failed", diagnostic, cost: cost.cost };
}

export function unknownOutcome(
  call: ServerCall,
  detail: string,
  given: Pick<Performing, "ports" | "spanOf">,
): AnyDiagnostic {
  const facts = { backend: aboutServer(given.ports.backend, call).name, what: call.what, detail };
  return diagnose("run/outcome-unknown", given.spanOf(firstStep(call)), facts);
}

function firstStep(call: ServerCall): string {
  return presume(stepsOf(call)[0], "a step of the call");
}
