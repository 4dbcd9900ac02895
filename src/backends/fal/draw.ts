// A pass in, its pictures out (spec 6.24.2), by the queue of fal: accepted at once, asked for until it has ended.

import type { Json, JsonObject } from "../../core/text/json.js";
import { quoted } from "../../core/text/printable.js";
import type { Failed, ImageServer, PassRequest } from "../contract.js";
import { askSite, type Call, failed } from "../wire/ask-site.js";
import { type Found, type NameMap, ownName } from "../wire/look-up.js";
import { promptOf, wordsFor } from "../wire/one-prompt.js";
import { textOf } from "../wire/read-json.js";
import type { Site } from "../wire/site.js";
import { type Endpoint, endpointFor } from "./endpoint.js";
import { cancel, follow } from "./follow.js";
import { acceptedJob, jobOf } from "./job.js";

export type Fal = {
  readonly site: Site;
  /** Base models of flows, and the endpoint of each. */
  readonly models: NameMap;
  /** Trained models of flows, and where each is: a URL, or an id of Hugging Face. */
  readonly loras: NameMap;
  /** Seconds that one call may take; null: as long as it needs. */
  readonly timeout: number | null;
};

export function imageServer({ site, models, loras, timeout }: Fal): ImageServer {
  const cancelled = new Set<string>();
  return {
    // It knows no keys of ours, and does not tell one of two requests that are alike.
    recovery: "none",
    start: async (request, { signal }) => {
      const endpoint = endpointFor(site, models, request.baseModel);
      if (!endpoint.ok) return endpoint;
      const body = bodyOf(site, request, endpoint.value, loras);
      if (!body.ok) return body;
      const { id: model } = endpoint.value;
      const { width, height } = request;
      const { batchSize } = promptOf(request);
      const call: Call = {
        what: wordsFor({ batchSize }),
        effect: "works",
        method: "POST",
        path: `/${model}`,
        body: body.value,
        // It ends by itself what has not begun by then.
        headers: timeout === null ? {} : { "x-fal-request-timeout": String(timeout) },
        signal,
        answerWithinMs: site.answerWithinMs,
        understand: (status, json) => understand(status, json),
      };
      const told = await askSite(site, call);
      if (!told.ok) return { ok: false, failure: told.failure };
      const until = timeout === null ? null : site.http.clock.now() + timeout * 1000;
      const job = acceptedJob(told.json, { model, until, batchSize, width, height });
      if (job !== null) return { accepted: job };
      const detail = "it accepted the call without an id";
      return failed(site, call, { kind: "unknownOutcome", detail, charged: "maybe" });
    },
    follow: async (handle, context) => {
      const job = jobOf(handle);
      if (job !== null) return follow(site, job, cancelled, context);
      return failed(
        site,
        { what: "give the images of a request" },
        { kind: "unknownOutcome", detail: "the handle is damaged" },
      );
    },
    cancel: async (handle) => {
      const job = jobOf(handle);
      return job === null ? "unknown" : cancel(site, job, cancelled);
    },
  };
}

function understand(status: number, json: Json | undefined): Partial<Failed> | null {
  if (textOf(json, "detail", 0, "type") === "content_policy_violation") return { kind: "content" };
  return status === 404 && json !== undefined ? { kind: "unresolvedModel" } : null;
}

function bodyOf(site: Site, request: PassRequest, { modelName }: Endpoint, loras: NameMap): Found<JsonObject> {
  const { width, height, trainingId, scale } = request;
  const { prompt, negativePrompt, seed, batchSize } = promptOf(request);
  const path = trainingId === null ? null : ownName(loras, trainingId);
  if (path !== null && path === trainingId) return unknownLora(site, path);
  const value = {
    prompt,
    ...(negativePrompt === null ? {} : { negative_prompt: negativePrompt }),
    image_size: { width, height },
    num_images: batchSize,
    seed,
    num_inference_steps: request.steps,
    guidance_scale: request.guidanceScale,
    ...(path === null ? {} : { loras: [{ path, scale }] }),
    ...(modelName === null ? {} : { model_name: modelName }),
  };
  return { ok: true, value };
}

/** An id that flowplan gave says nothing to fal. */
function unknownLora(site: Site, trainingId: string): Found<never> {
  const trial = `Say under loras its URL or its id at Hugging Face`;
  const detail = `${site.name} at ${site.host}: it is not known where the LoRA ${quoted(trainingId)} is. ${trial}`;
  return { ok: false, failure: { kind: "unresolvedModel", detail, charged: "no" } };
}
