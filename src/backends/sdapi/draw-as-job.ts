// A pass in, its pictures out (spec 6.20.5), by the jobs of stable-diffusion.cpp: accepted at once, asked for until they have an end.

import type { DrawnImage } from "../../core/run/server.js";
import type { Json, JsonObject } from "../../core/text/json.js";
import type { ImageServer, PassRequest, Reply } from "../contract.js";
import { askSite, type Call, failed, type Told } from "../wire/ask-site.js";
import { promptOf, spoilt, wordsFor } from "../wire/one-prompt.js";
import { largestPictures, picturesOf } from "../wire/pictures.js";
import { poll } from "../wire/poll.js";
import { listOf, numberOf, textOf } from "../wire/read-json.js";
import type { Site } from "../wire/site.js";
import { type Sdapi, understand } from "./sdapi.js";

type Drawn = Reply<readonly (readonly DrawnImage[])[]>;

/** What another process needs to fetch it: the server does not say seeds, and counts up from the first. */
type Job = {
  readonly id: string;
  readonly seed: number;
  readonly batchSize: number;
  readonly width: number;
  readonly height: number;
};

export function drawAsJob(sdapi: Sdapi): ImageServer {
  const { site } = sdapi;
  return {
    recovery: "none",
    start: async (request, context) => {
      const body = await bodyOf(sdapi, request);
      if (!body.ok) return body;
      const { seed, batchSize } = promptOf(request);
      const what = wordsFor({ batchSize });
      const told = await askSite(site, {
        what,
        effect: "works",
        method: "POST",
        path: "/sdcpp/v1/img_gen",
        body: body.json,
        signal: context.signal,
        answerWithinMs: site.answerWithinMs,
        understand: (status, _, words) => understand(status, words),
      });
      if (!told.ok) return { ok: false, failure: told.failure };
      const id = textOf(told.json, "id");
      const { width, height } = request;
      if (id !== undefined) return { accepted: { id, seed, batchSize, width, height } };
      return failed(
        site,
        { what },
        { kind: "unknownOutcome", detail: "it accepted the call without an id", charged: "maybe" },
      );
    },
    follow: async (handle, { signal }) => {
      const job = jobOf(handle);
      if (job === null)
        return failed(
          site,
          { what: "give a job's images" },
          { kind: "unknownOutcome", detail: "the handle is damaged" },
        );
      return poll({ http: site.http, signal }, () => lookAt(site, job));
    },
    cancel: async (handle) => {
      const job = jobOf(handle);
      if (job === null) return "unknown";
      const path = `${pathOf(job)}/cancel`;
      const told = await askSite(site, { what: "cancel a job", effect: "asks", method: "POST", path, urgent: true });
      if (told.ok) return "cancelled";
      return told.status === 409 ? "tooLate" : "unknown";
    },
  };
}

type Body = { readonly ok: true; readonly json: JsonObject } | (Drawn & { readonly ok: false });

async function bodyOf({ names, sampler, scheduler }: Sdapi, request: PassRequest): Promise<Body> {
  // It has one model for good, so the call does not name it.
  const checkpoint = await names.checkpoint(request.baseModel);
  if (!checkpoint.ok) return checkpoint;
  const { prompt, negativePrompt, seed, batchSize } = promptOf(request);
  const loras: JsonObject[] = [];
  if (request.trainingId !== null) {
    const lora = await names.lora(request.trainingId);
    if (!lora.ok) return lora;
    loras.push({ path: lora.value.path, multiplier: request.scale });
  }
  const json: JsonObject = {
    prompt,
    negative_prompt: negativePrompt ?? "",
    width: request.width,
    height: request.height,
    seed,
    batch_count: batchSize,
    sample_params: {
      sample_steps: request.steps,
      guidance: { txt_cfg: request.guidanceScale },
      ...(sampler === null ? {} : { sample_method: sampler }),
      ...(scheduler === null ? {} : { scheduler }),
    },
    lora: loras,
    output_format: "png",
  };
  return { ok: true, json };
}

function pathOf({ id }: Job): string {
  return `/sdcpp/v1/jobs/${encodeURIComponent(id)}`;
}

/** null: it goes on. */
async function lookAt(site: Site, job: Job): Promise<Drawn | null> {
  const call: Call = {
    what: wordsFor(job),
    effect: "follows",
    method: "GET",
    path: pathOf(job),
    maxBytes: largestPictures(job, job.batchSize),
    urgent: true,
  };
  const told = await askSite(site, call);
  if (!told.ok) return gone(site, call, told);
  switch (textOf(told.json, "status")) {
    case "queued":
    case "generating":
      return null;
    case "completed":
      return readResult(site, call, job, told.json);
    case "cancelled":
      return failed(site, call, { kind: "cancelled", detail: "it was cancelled", charged: "no" });
    case "failed": {
      const words = textOf(told.json, "error", "message") ?? textOf(told.json, "error", "code") ?? "it failed";
      const kind = /out of memory|failed to alloc/i.test(words) ? "oom" : "transient";
      return failed(site, call, { kind, detail: words.slice(0, 160), charged: "no" });
    }
    default:
      return failed(site, call, { kind: "unknownOutcome", detail: "it does not say how far it is", charged: "maybe" });
  }
}

/** It keeps results for some minutes, and forgets everything when it is started anew. */
function gone(site: Site, call: Call, { status, failure }: Told & { readonly ok: false }): Drawn {
  if (status === 410) return spoilt(site, call, "its result has expired");
  if (status === 404)
    return failed(site, call, {
      kind: "transient",
      detail: "it was started anew and has forgotten the job",
      charged: "no",
    });
  return { ok: false, failure };
}

function readResult(site: Site, call: Call, job: Job, json: Json): Drawn {
  const given = [...(listOf(json, "result", "images") ?? [])].sort(
    (a, b) => (numberOf(a, "index") ?? 0) - (numberOf(b, "index") ?? 0),
  );
  if (given.length !== job.batchSize)
    return spoilt(site, call, `it gave ${given.length} images instead of ${job.batchSize}`);
  const texts = given.map((each) => textOf(each, "b64_json") ?? "");
  const seeds = given.map((_, i) => job.seed + i);
  const read = picturesOf(texts, job, seeds);
  return read.ok ? { ok: true, value: [read.images] } : spoilt(site, call, read.problem);
}

function jobOf(handle: Json): Job | null {
  const id = textOf(handle, "id");
  const [seed, batchSize, width, height] = ["seed", "batchSize", "width", "height"].map((name) =>
    numberOf(handle, name),
  );
  if (id === undefined || seed === undefined || batchSize === undefined || width === undefined || height === undefined)
    return null;
  return { id, seed, batchSize, width, height };
}
