// A request that the queue has taken in, its end out (spec 6.24.3): asked about until it has one, cancelled when its time is over.

import type { DrawnImage, Failed } from "../../core/run/server.js";
import type { Json } from "../../core/text/json.js";
import type { CallContext, Reply } from "../contract.js";
import { askSite, type Call, failed, type Told } from "../wire/ask-site.js";
import { spoilt, wordsFor } from "../wire/one-prompt.js";
import { largestPictures } from "../wire/pictures.js";
import { poll } from "../wire/poll.js";
import { numberOf, partOf, textOf } from "../wire/read-json.js";
import { hidden, type Site } from "../wire/site.js";
import { type Ended, failureOf } from "./failure-of.js";
import { type Job, pathTo } from "./job.js";
import { readPictures } from "./read-pictures.js";

export type Drawn = Reply<readonly (readonly DrawnImage[])[]>;

/** Looks that may fail in a row: a proxy restarts, and the work goes on. */
const mostMisses = 5;

/** `cancelled`: the ids of what this process has cancelled. */
export function follow(
  site: Site,
  job: Job,
  cancelled: ReadonlySet<string>,
  { signal }: Pick<CallContext, "signal">,
): Promise<Drawn> {
  const what = wordsFor(job);
  const ours = new Set<string>();
  const look: Call = { what, effect: "follows", method: "GET", path: pathTo(site, job, "status"), urgent: true };
  let misses = 0;
  let begun = false;
  const isCancelled = () => cancelled.has(job.id) || ours.has(job.id);
  const missed = (failure: Failed): Drawn | null => (++misses < mostMisses ? null : { ok: false, failure });
  const gone = (): Drawn => {
    if (isCancelled())
      return failed(site, look, { kind: "cancelled", detail: "it was cancelled", charged: begun ? "yes" : "no" });
    return spoilt(site, look, "it no longer knows the request");
  };
  const endedBy = (ended: Ended): Drawn => {
    const failure = failureOf({ ...ended, words: hidden(site, ended.words) });
    const wasLate = failure.kind === "cancelled" && ours.has(job.id) && !signal.aborted;
    return failed(site, look, wasLate ? { ...failure, kind: "transient", detail: "its time was over" } : failure);
  };

  return poll<Drawn>({ http: site.http, signal }, async () => {
    const told = await askSite(site, look);
    if (!told.ok) return isMissing(told) ? gone() : missed(told.failure);
    switch (textOf(told.json, "status")) {
      case "IN_PROGRESS":
        begun = true;
        break;
      case "IN_QUEUE":
        break;
      case "COMPLETED":
        return result(told.json);
      default: {
        const detail = "it does not say how far it is";
        return failed(site, look, { kind: "unknownOutcome", detail, charged: "maybe" });
      }
    }
    misses = 0;
    if (job.until !== null && site.http.clock.now() >= job.until && !ours.has(job.id)) await cancel(site, job, ours);
    return null;
  });

  async function result(status: Json): Promise<Drawn | null> {
    const seconds = numberOf(status, "metrics", "inference_time");
    const worked = begun || (seconds ?? 0) > 0;
    const type = textOf(status, "error_type");
    if (type !== undefined) return endedBy({ status: null, type, words: textOf(status, "error") ?? type, worked });
    const call: Call = {
      ...look,
      path: pathTo(site, job, "result"),
      maxBytes: largestPictures(job, job.batchSize),
    };
    const told = await askSite(site, call);
    if (told.ok) {
      const read = await readPictures(site, call, job, told.json);
      return read.ok && seconds !== undefined && seconds >= 0 ? { ...read, amount: { seconds } } : read;
    }
    if (isMissing(told)) return isCancelled() ? gone() : spoilt(site, call, "its result has expired");
    const ended = endIn(told.status, told.json, worked);
    // Otherwise its end is not yet known everywhere, or only the look at it failed.
    return ended === null ? missed(told.failure) : endedBy(ended);
  }
}

/** What a proxy does not find is another matter. */
function isMissing({ status, json }: Told & { readonly ok: false }): boolean {
  return status === 404 && json !== undefined;
}

/** How the request itself ended; null: only the look at it failed. */
function endIn(status: number | null, json: Json | undefined, worked: boolean): Ended | null {
  const detail = partOf(json, "detail");
  const type = textOf(detail, 0, "type") ?? textOf(json, "error_type") ?? null;
  const words = textOf(detail, 0, "msg") ?? (typeof detail === "string" ? detail : (textOf(json, "error") ?? ""));
  const own = type !== null || (detail !== undefined && (status === 422 || status === 499 || status === 500));
  return own ? { status, type, words: words === "" ? "it failed" : words, worked } : null;
}

export async function cancel(
  site: Site,
  job: Job,
  cancelled: Set<string>,
): Promise<"cancelled" | "tooLate" | "unknown"> {
  const path = pathTo(site, job, "cancel");
  const told = await askSite(site, { what: "cancel a request", effect: "asks", method: "PUT", path, urgent: true });
  if (told.ok) {
    cancelled.add(job.id);
    return "cancelled";
  }
  return textOf(told.json, "status") === "ALREADY_COMPLETED" ? "tooLate" : "unknown";
}
