// A prediction or a training that the server has taken in, its end out (spec 6.23.5): asked about by its id, ended when its time is over.

import type { Failed } from "../../core/run/server.js";
import { cut } from "../../core/text/cut.js";
import type { Json, JsonObject } from "../../core/text/json.js";
import { printable } from "../../core/text/printable.js";
import type { Accepted, CallContext, Reply, Usage } from "../contract.js";
import { askSite, type Call, failed } from "../wire/ask-site.js";
import type { Headers } from "../wire/http.js";
import { poll } from "../wire/poll.js";
import { numberOf, textOf } from "../wire/read-json.js";
import type { Site } from "../wire/site.js";
import { pathOf } from "../wire/versioned-path.js";

export type Job = { readonly kind: "predictions" | "trainings"; readonly id: string; readonly time: Time | null };

/** How long it may take, the wait for it included, and when that is over, in milliseconds since 1970. */
type Time = { readonly seconds: number; readonly until: number };

export type Submission = {
  readonly what: string;
  readonly kind: Job["kind"];
  readonly path: string;
  readonly body: JsonObject;
  /** null: it may take as long as it needs. */
  readonly seconds: number | null;
  /** What else is needed to read its result. */
  readonly more: JsonObject;
};

export async function submit(
  site: Site,
  { what, kind, path, body, seconds, more }: Submission,
  { signal }: Pick<CallContext, "signal">,
): Promise<Accepted | (Reply<never> & { readonly ok: false })> {
  const time = seconds === null ? null : { seconds, until: site.http.clock.now() + seconds * 1000 };
  const call: Call = {
    what,
    effect: "works",
    method: "POST",
    path: pathOf(site, path),
    body,
    ...(seconds === null ? {} : { headers: cancelAfter(seconds) }),
    signal,
    answerWithinMs: site.answerWithinMs,
    understand: (status, _, words) => understand(status, words),
  };
  const told = await askSite(site, call);
  if (!told.ok) return { ok: false, failure: told.failure };
  const id = textOf(told.json, "id");
  if (id !== undefined) return { accepted: { ...more, kind, id, time } };
  return failed(site, call, { kind: "unknownOutcome", detail: "it accepted the call without an id", charged: "maybe" });
}

/** What is sent so that the server ends it itself; it takes nothing below 5 s. */
function cancelAfter(seconds: number): Headers {
  return { "cancel-after": `${Math.max(5, Math.floor(seconds))}s` };
}

function understand(status: number, words: string): Partial<Failed> | null {
  if (status !== 404 && status !== 422 && status !== 400) return null;
  if (isUnwanted(words)) return { kind: "content" };
  if (/destination/i.test(words)) return { kind: "setup" };
  return status === 404 ? { kind: "unresolvedModel" } : null;
}

/** A handle as it comes back; null: it is damaged. */
export function jobOf(handle: Json, kind: Job["kind"]): Job | null {
  const id = textOf(handle, "id");
  if (id === undefined || textOf(handle, "kind") !== kind) return null;
  const [seconds, until] = [numberOf(handle, "time", "seconds"), numberOf(handle, "time", "until")];
  return { kind, id, time: seconds === undefined || until === undefined ? null : { seconds, until } };
}

export function damaged(site: Site, what: string): Reply<never> & { readonly ok: false } {
  return failed(site, { what }, { kind: "unknownOutcome", detail: "the handle is damaged" });
}

export type Following<A> = {
  readonly what: string;
  readonly maxBytes: number;
  /** What it gave, once it has succeeded. */
  readonly read: (json: Json) => Promise<Reply<A>>;
  /** What it is when its time was over while it was worked on. */
  readonly tooLong: (seconds: number) => Pick<Failed, "kind" | "detail">;
};

/** Looks that may fail in a row: the server restarts, and the work goes on. */
const mostMisses = 5;

export async function follow<A>(
  site: Site,
  job: Job,
  { what, maxBytes, read, tooLong }: Following<A>,
  { signal, progress }: Pick<CallContext, "signal" | "progress">,
): Promise<Reply<A>> {
  const call: Call = { what, effect: "follows", method: "GET", path: pathTo(site, job), maxBytes, urgent: true };
  const { time } = job;
  let misses = 0;
  let endedByUs = false;
  return poll<Reply<A>>({ http: site.http, signal }, async () => {
    const told = await askSite(site, call);
    if (!told.ok) return ++misses < mostMisses ? null : { ok: false, failure: told.failure };
    misses = 0;
    const charged = wasWorkedOn(told.json) ? "yes" : "no";
    switch (textOf(told.json, "status")) {
      case "starting":
      case "processing": {
        const done = doneOf(textOf(told.json, "logs") ?? "");
        if (done !== null) progress(done);
        if (time !== null && site.http.clock.now() >= time.until) {
          endedByUs = true;
          await cancel(site, job);
        }
        return null;
      }
      case "succeeded":
        return read(told.json);
      case "failed": {
        const words = textOf(told.json, "error") ?? "it failed";
        return failed(site, call, { kind: kindOf(words), detail: cut(words, 160, printable), charged });
      }
      case "canceled":
      case "aborted":
        if (signal.aborted) return failed(site, call, { kind: "cancelled", detail: "it was cancelled", charged });
        if (time === null || !(endedByUs || tookLong(told.json, time)))
          return failed(site, call, { kind: "cancelled", detail: "it was cancelled there", charged });
        return charged === "yes"
          ? failed(site, call, { ...tooLong(time.seconds), charged })
          : failed(site, call, { kind: "transient", detail: "its time was over before it began", charged });
      default:
        return failed(site, call, {
          kind: "unknownOutcome",
          detail: "it does not say how far it is",
          charged: "maybe",
        });
    }
  });
}

export async function cancel(site: Site, job: Job): Promise<"cancelled" | "tooLate" | "unknown"> {
  const what = job.kind === "trainings" ? "cancel a training" : "cancel a prediction";
  const path = `${pathTo(site, job)}/cancel`;
  const told = await askSite(site, { what, effect: "asks", method: "POST", path, urgent: true });
  if (!told.ok) return "unknown";
  switch (textOf(told.json, "status")) {
    case "canceled":
    case "aborted":
      return "cancelled";
    case "succeeded":
    case "failed":
      return "tooLate";
    default:
      return "unknown";
  }
}

/** From its id: a URL in an answer is not followed with the key. */
function pathTo(site: Site, { kind, id }: Job): string {
  return pathOf(site, `/${kind}/${encodeURIComponent(id)}`);
}

/** Seconds of computing are what is paid for. */
export function usedBy(json: Json): { readonly amount?: Usage } {
  const seconds = numberOf(json, "metrics", "predict_time");
  return seconds === undefined || !(seconds >= 0) ? {} : { amount: { seconds } };
}

/** By the server's own clock: it ended it itself, perhaps while nobody looked. */
function tookLong(json: Json, { seconds }: Time): boolean {
  const moment = (name: string) => Date.parse(textOf(json, name) ?? "");
  return moment("completed_at") - moment("created_at") >= seconds * 1000 - 2000;
}

function wasWorkedOn(json: Json): boolean {
  return textOf(json, "started_at") !== undefined || (usedBy(json).amount?.seconds ?? 0) > 0;
}

function kindOf(words: string): Failed["kind"] {
  if (/out of memory|OutOfMemory/i.test(words)) return "oom";
  return isUnwanted(words) ? "content" : "transient";
}

function isUnwanted(words: string): boolean {
  return /\bnsfw\b|flagged|sensitive|safety|moderat|content policy/i.test(words);
}

/** The last bar of progress in its log: " 45%|████". */
function doneOf(logs: string): number | null {
  const percent = [...logs.slice(-10_000).matchAll(/(\d{1,3})%\|/g)].at(-1)?.[1];
  return percent === undefined ? null : Math.min(1, Number(percent) / 100);
}
