// A pass in, its pictures out (spec 6.20.3), by the call that A1111, Forge and SD.Next answer when all is drawn: POST /sdapi/v1/txt2img.

import type { DrawnImage } from "../../core/run/server.js";
import type { JsonObject } from "../../core/text/json.js";
import type { CallContext, ImageServer, PassRequest, Reply } from "../contract.js";
import { askSite, type Call, failed } from "../wire/ask-site.js";
import { promptOf, wordsFor } from "../wire/one-prompt.js";
import { largestPictures } from "../wire/pictures.js";
import { poll } from "../wire/poll.js";
import { flagOf, numberOf } from "../wire/read-json.js";
import { dialects } from "./dialects.js";
import type { Checkpoint } from "./find-names.js";
import { readTxt2img } from "./read-txt2img.js";
import { type Sdapi, understand } from "./sdapi.js";

type Drawn = Reply<readonly (readonly DrawnImage[])[]>;

export function drawAtOnce(sdapi: Sdapi): ImageServer {
  const { site, dialect } = sdapi;
  const byTask = dialects[dialect].progress === "task";
  return {
    // By its id a call can be asked for, but its pictures are given once only.
    recovery: byTask ? "find" : "none",
    findSettlesAfterMs: 5000,
    start: async (request, context) => {
      const body = await bodyOf(sdapi, request, context.key);
      if (!body.ok) return body;
      const { batchSize } = promptOf(request);
      const call: Call = {
        what: wordsFor({ batchSize }),
        effect: "works",
        method: "POST",
        path: "/sdapi/v1/txt2img",
        body: body.json,
        signal: context.signal,
        maxBytes: largestPictures(request, batchSize),
        understand: (status, _, words) => understand(status, words),
      };
      const watch = watchTask(sdapi, context);
      const told = await askSite(site, call);
      const { interrupted } = watch.end();
      // What it was stopped in the middle of comes as a picture like any other.
      if (interrupted) return failed(site, call, { kind: "cancelled", detail: "it was interrupted", charged: "no" });
      if (!told.ok) return { ok: false, failure: told.failure };
      return readTxt2img(site, call, request, body.checkpoint, told.json);
    },
    ...(byTask ? { find: (key) => findTask(sdapi, key) } : {}),
  };
}

type Body =
  | { readonly ok: true; readonly json: JsonObject; readonly checkpoint: Checkpoint }
  | (Drawn & { readonly ok: false });

async function bodyOf({ names, dialect, sampler, scheduler }: Sdapi, request: PassRequest, key: string): Promise<Body> {
  const checkpoint = await names.checkpoint(request.baseModel);
  if (!checkpoint.ok) return checkpoint;
  const { prompt, negativePrompt, seed, batchSize } = promptOf(request);
  let tag = "";
  if (request.trainingId !== null) {
    const lora = await names.lora(request.trainingId);
    if (!lora.ok) return lora;
    const { name } = lora.value;
    if (/[:<>]/.test(name))
      return { ok: false, failure: { kind: "invalid", detail: `the name of LoRA ${name} cannot stand in a tag` } };
    tag = ` <lora:${name}:${request.scale}>`;
  }
  const json: JsonObject = {
    prompt: `${prompt}${tag}`,
    negative_prompt: negativePrompt ?? "",
    seed,
    // Every field that the server would take from its own settings is said.
    subseed_strength: 0,
    batch_size: batchSize,
    n_iter: 1,
    steps: request.steps,
    cfg_scale: request.guidanceScale,
    width: request.width,
    height: request.height,
    override_settings: { sd_model_checkpoint: checkpoint.value.title },
    // Otherwise the next call without this override loads the old model again.
    override_settings_restore_afterwards: false,
    send_images: true,
    save_images: false,
    ...(sampler === null ? {} : { sampler_name: sampler }),
    ...(scheduler === null ? {} : { scheduler }),
    ...(dialects[dialect].progress === "task" ? { force_task_id: taskOf(key) } : {}),
  };
  return { ok: true, json, checkpoint: checkpoint.value };
}

function taskOf(key: string): string {
  return `task(${key})`;
}

const everyMs = 1000;

/** Tells how far it is, and interrupts it when the run is interrupted: only it, so what is drawn for others goes on. */
function watchTask(sdapi: Sdapi, { key, signal, progress }: CallContext): { end(): { readonly interrupted: boolean } } {
  const { site, dialect } = sdapi;
  const byTask = dialects[dialect].progress === "task";
  let ended = false;
  let interrupted = false;
  const look = async (): Promise<true | null> => {
    if (ended) return true;
    const seen = byTask ? await askTask(sdapi, key) : await askGlobal(sdapi);
    if (ended || seen === null) return ended || null;
    progress(Math.min(1, Math.max(0, seen.progress)));
    if (!byTask || !signal.aborted || !seen.active) return null;
    interrupted = true;
    await askSite(site, {
      what: "interrupt it",
      effect: "asks",
      method: "POST",
      path: "/sdapi/v1/interrupt",
      urgent: true,
    });
    return true;
  };
  void site.http.timer
    .at(site.http.clock.now() + everyMs)
    .then(() => poll({ http: site.http, signal, firstMs: everyMs, mostMs: everyMs }, look))
    .catch(() => {});
  return {
    end: () => {
      ended = true;
      return { interrupted };
    },
  };
}

type Task = {
  readonly active: boolean;
  readonly queued: boolean;
  readonly completed: boolean;
  readonly progress: number;
};

async function askTask({ site }: Sdapi, key: string): Promise<Task | null> {
  const told = await askSite(site, {
    what: "say how far it is",
    effect: "asks",
    method: "POST",
    path: "/internal/progress",
    body: { id_task: taskOf(key), live_preview: false },
    urgent: true,
  });
  const active = told.ok ? flagOf(told.json, "active") : undefined;
  if (!told.ok || active === undefined) return null;
  const queued = flagOf(told.json, "queued") ?? false;
  const completed = flagOf(told.json, "completed") ?? false;
  return { active, queued, completed, progress: numberOf(told.json, "progress") ?? 0 };
}

async function askGlobal({ site }: Sdapi): Promise<Task | null> {
  const query = { skip_current_image: "true" };
  const call: Call = {
    what: "say how far it is",
    effect: "asks",
    method: "GET",
    path: "/sdapi/v1/progress",
    query,
    urgent: true,
  };
  const told = await askSite(site, call);
  const done = told.ok ? numberOf(told.json, "progress") : undefined;
  return done === undefined ? null : { active: true, queued: false, completed: false, progress: done };
}

/** A server that does not know the id may be one that takes no ids: what it takes stands in its own description. */
async function findTask(sdapi: Sdapi, key: string): Promise<"none" | "unknown"> {
  const task = await askTask(sdapi, key);
  if (task === null || task.active || task.queued || task.completed) return "unknown";
  const what = "describe its API";
  const told = await askSite(sdapi.site, {
    what,
    effect: "asks",
    method: "GET",
    path: "/openapi.json",
    maxBytes: 16 * 1_048_576,
  });
  return told.ok && JSON.stringify(told.json).includes('"force_task_id"') ? "none" : "unknown";
}
