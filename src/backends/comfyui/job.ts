// A job of the server in, where it is or what it came to out (spec 6.22.4).

import { mostPictureBytes } from "../../core/plan/cost/zip-bytes.js";
import type { DrawnImage, Failed } from "../../core/run/server.js";
import { cut } from "../../core/text/cut.js";
import { isArray, type Json } from "../../core/text/json.js";
import { printable } from "../../core/text/printable.js";
import type { Reply } from "../contract.js";
import { askSite, type Call, failed, getBytes } from "../wire/ask-site.js";
import { spoilt, wordsFor } from "../wire/one-prompt.js";
import { pictureOf } from "../wire/pictures.js";
import { listOf, numberOf, partOf, textOf } from "../wire/read-json.js";
import type { Site } from "../wire/site.js";

export type Drawn = Reply<readonly (readonly DrawnImage[])[]>;

/** What another process needs to fetch it. `saves`: the node whose pictures it is. */
export type Job = {
  readonly id: string;
  readonly saves: string;
  readonly seed: number;
  readonly batchSize: number;
  readonly width: number;
  readonly height: number;
};

export function jobOf(handle: Json): Job | null {
  const [id, saves] = [textOf(handle, "id"), textOf(handle, "saves")];
  const [seed, batchSize, width, height] = ["seed", "batchSize", "width", "height"].map((name) =>
    numberOf(handle, name),
  );
  if (id === undefined || saves === undefined || seed === undefined || batchSize === undefined) return null;
  return width === undefined || height === undefined ? null : { id, saves, seed, batchSize, width, height };
}

/** Histories hold whole graphs. */
export const largest = 64 * 1_048_576;

export type Noted =
  | { readonly kind: "ended"; readonly entry: Json }
  | { readonly kind: "nothing" }
  | { readonly kind: "failed"; readonly failure: Failed };

/** What the server has noted of a job that has ended. */
export async function noted(site: Site, id: string, effect: Call["effect"]): Promise<Noted> {
  const what = "say what became of a job";
  const path = `/history/${encodeURIComponent(id)}`;
  const told = await askSite(site, { what, effect, method: "GET", path, maxBytes: largest, urgent: true });
  if (!told.ok) return { kind: "failed", failure: told.failure };
  const entry = partOf(told.json, id);
  return entry === undefined ? { kind: "nothing" } : { kind: "ended", entry };
}

/** A prompt as it stands in the queue: its number, its id, its graph, what was sent with it. */
export type Queued =
  | { readonly kind: "running" | "waiting"; readonly prompt: Json }
  | { readonly kind: "nothing" }
  | { readonly kind: "failed"; readonly failure: Failed };

export async function inQueue(site: Site, effect: Call["effect"], is: (prompt: Json) => boolean): Promise<Queued> {
  const call: Call = { what: "list its queue", effect, method: "GET", path: "/queue", maxBytes: largest, urgent: true };
  const told = await askSite(site, call);
  if (!told.ok) return { kind: "failed", failure: told.failure };
  const running = listOf(told.json, "queue_running")?.find(is);
  if (running !== undefined) return { kind: "running", prompt: running };
  const waiting = listOf(told.json, "queue_pending")?.find(is);
  return waiting === undefined ? { kind: "nothing" } : { kind: "waiting", prompt: waiting };
}

/** null: it goes on. */
export async function lookAt(site: Site, job: Job, interrupted: () => boolean): Promise<Drawn | null> {
  const what = wordsFor(job);
  let found = await noted(site, job.id, "follows");
  if (found.kind === "nothing") {
    const queue = await inQueue(site, "follows", (prompt) => textOf(prompt, 1) === job.id);
    if (queue.kind === "failed") return { ok: false, failure: queue.failure };
    if (queue.kind !== "nothing") return null;
    // Between the two questions it may have ended.
    found = await noted(site, job.id, "follows");
  }
  if (found.kind === "failed") return { ok: false, failure: found.failure };
  if (found.kind === "nothing") {
    const gone = "it was started anew and has forgotten the job";
    return interrupted()
      ? failed(site, { what }, { kind: "cancelled", detail: "it was cancelled", charged: "no" })
      : failed(site, { what }, { kind: "transient", detail: gone, charged: "no" });
  }
  const status = textOf(found.entry, "status", "status_str");
  if (status === "success") return fetchPictures(site, job, found.entry);
  if (status === "error") return failureIn(site, what, found.entry);
  return failed(site, { what }, { kind: "unknownOutcome", detail: "it does not say how it ended", charged: "maybe" });
}

/** What it was stopped by, or what went wrong in which node. */
function failureIn(site: Site, what: string, entry: Json): Drawn {
  const messages = listOf(entry, "status", "messages") ?? [];
  const said = (event: string) => messages.find((message) => isArray(message) && message[0] === event);
  if (said("execution_interrupted") !== undefined)
    return failed(site, { what }, { kind: "cancelled", detail: "it was interrupted", charged: "no" });
  const error = said("execution_error");
  const type = textOf(error, 1, "exception_type") ?? "";
  const words = (textOf(error, 1, "exception_message") ?? type).replace(/\s+/g, " ").trim();
  const node = textOf(error, 1, "node_type");
  const detail = `${node === undefined ? "" : `${node}: `}${words === "" ? "it failed" : cut(words, 160, printable)}`;
  const isMemory = /OutOfMemory|out of memory|allocation on device/i.test(`${type} ${words}`);
  return failed(site, { what }, { kind: isMemory ? "oom" : "transient", detail, charged: "no" });
}

/** By node and place in its list: names of files say nothing of their order. */
async function fetchPictures(site: Site, job: Job, entry: Json): Promise<Drawn> {
  const what = wordsFor(job);
  const files = listOf(entry, "outputs", job.saves, "images") ?? [];
  if (files.length !== job.batchSize)
    return spoilt(site, { what }, `it gave ${files.length} images instead of ${job.batchSize}`);
  const images: DrawnImage[] = [];
  for (const [i, file] of files.entries()) {
    const query = {
      filename: textOf(file, "filename") ?? "",
      subfolder: textOf(file, "subfolder") ?? "",
      type: textOf(file, "type") ?? "output",
    };
    const call: Call = {
      what: "give a picture",
      effect: "follows",
      method: "GET",
      path: "/view",
      query,
      maxBytes: mostPictureBytes(job),
      urgent: true,
    };
    const got = await getBytes(site, call);
    if (!got.ok)
      return got.status === 404
        ? spoilt(site, { what }, "it has thrown a picture away")
        : { ok: false, failure: got.failure };
    // One stream of noise makes a batch: only its first picture has the seed.
    const read = pictureOf(got.body, job, i === 0 ? job.seed : null);
    if (!read.ok) return spoilt(site, { what }, read.problem);
    images.push(read.image);
  }
  return { ok: true, value: [images] };
}
