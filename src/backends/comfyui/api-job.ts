// A job of the Comfy API v2 in, what it came to out (spec 6.22.7).

import type { DrawnImage } from "../../core/run/server.js";
import { cut } from "../../core/text/cut.js";
import type { Json } from "../../core/text/json.js";
import { printable } from "../../core/text/printable.js";
import { askSite, failed } from "../wire/ask-site.js";
import { fetchPicture } from "../wire/fetch-picture.js";
import { spoilt, wordsFor } from "../wire/one-prompt.js";
import { pictureOf } from "../wire/pictures.js";
import { listOf, numberOf, textOf } from "../wire/read-json.js";
import type { Site } from "../wire/site.js";
import { type Drawn, type Job, jobOf } from "./job.js";

/** `self`, `cancel`: where it is asked for and cancelled. */
export type ApiJob = Job & { readonly self: string; readonly cancel: string };

export function apiJobOf(handle: Json): ApiJob | null {
  const job = jobOf(handle);
  const [self, cancel] = [textOf(handle, "self"), textOf(handle, "cancel")];
  return job === null || self === undefined || cancel === undefined ? null : { ...job, self, cancel };
}

/** A link is absolute, or begins at the origin with whatever the server is mounted under. undefined: it leads elsewhere, or is more than a path. */
export function linkOf({ origin }: Site, link: string | undefined): string | undefined {
  if (link === undefined || !URL.canParse(link, origin)) return undefined;
  const url = new URL(link, origin);
  return url.origin === origin && url.search === "" && url.username === "" ? url.href : undefined;
}

const largestJob = 16 * 1_048_576;

/** null: it goes on. */
export async function lookAtJob(site: Site, job: ApiJob, progress: (done: number) => void): Promise<Drawn | null> {
  const what = wordsFor(job);
  const call = { what, effect: "follows", method: "GET", path: job.self, maxBytes: largestJob, urgent: true } as const;
  const told = await askSite(site, call);
  if (!told.ok && told.status === 404) return spoilt(site, call, "it no longer has the job");
  if (!told.ok) return { ok: false, failure: told.failure };
  const { json } = told;
  switch (textOf(json, "status")) {
    case "queued":
    case "running":
    case "canceling": {
      const done = numberOf(json, "progress", "value");
      if (done !== undefined) progress(Math.min(1, Math.max(0, done)));
      return null;
    }
    case "succeeded":
      return fetchOutputs(site, job, json);
    case "canceled": {
      // What it had computed by then, it takes money for.
      const charged = textOf(json, "started_at") === undefined ? "no" : "yes";
      return failed(site, call, { kind: "cancelled", detail: "it was cancelled", charged });
    }
    case "expired":
      return spoilt(site, call, "its job has expired");
    case "failed":
      return failureIn(site, what, json);
    default:
      return failed(site, call, { kind: "unknownOutcome", detail: "it does not say how far it is", charged: "maybe" });
  }
}

/** Its key was used, so it cannot be asked for again. */
function failureIn(site: Site, what: string, json: Json): Drawn {
  const [node, type] = [textOf(json, "error", "node_id"), textOf(json, "error", "class_type")];
  const words = textOf(json, "error", "message") ?? textOf(json, "error", "code") ?? "it failed";
  const where = node === undefined ? "" : `node ${node}${type === undefined ? "" : ` (${type})`}: `;
  const detail = cut(`${where}${words.replace(/\s+/g, " ").trim()}`, 160, printable);
  const isMemory = /OutOfMemory|out of memory|allocation on device/i.test(words);
  return failed(site, { what }, { kind: isMemory ? "oom" : "invalid", detail, charged: "yes" });
}

/** Of the node that saves, in the order of the list. */
async function fetchOutputs(site: Site, job: ApiJob, json: Json): Promise<Drawn> {
  const what = wordsFor(job);
  const outputs = (listOf(json, "outputs") ?? []).filter(
    (output) => textOf(output, "node_id") === job.saves && textOf(output, "type") === "image",
  );
  if (outputs.length !== job.batchSize)
    return spoilt(site, { what }, `it gave ${outputs.length} images instead of ${job.batchSize}`);
  const images: DrawnImage[] = [];
  for (const [i, output] of outputs.entries()) {
    const link = textOf(output, "url") ?? "";
    const url = URL.canParse(link, site.origin) ? new URL(link, site.origin).href : link;
    const got = await fetchPicture(site, url, job);
    // Asked for once more, the job has fresh links.
    if (!got.ok && got.passing)
      return failed(site, { what }, { kind: "unknownOutcome", detail: got.problem, charged: "maybe" });
    if (!got.ok) return spoilt(site, { what }, got.problem);
    const read = pictureOf(got.bytes, job, i === 0 ? job.seed : null);
    if (!read.ok) return spoilt(site, { what }, read.problem);
    images.push(read.image);
  }
  return { ok: true, value: [images] };
}
