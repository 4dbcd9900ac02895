// A pass in, its picture out (spec 6.25.2), by an inference provider: POST /models/MODEL, which answers with the bytes of one picture.

import { mostPictureBytes } from "../../core/plan/cost/zip-bytes.js";
import type { DrawnImage } from "../../core/run/server.js";
import { cut } from "../../core/text/cut.js";
import type { Json, JsonObject } from "../../core/text/json.js";
import { printable, quoted } from "../../core/text/printable.js";
import type { Failed, ImageServer, PassRequest, Reply } from "../contract.js";
import { type Call, failed, type Got, getBytes } from "../wire/ask-site.js";
import { type Found, type NameMap, ownName } from "../wire/look-up.js";
import { promptOf, spoilt } from "../wire/one-prompt.js";
import { pictureOf } from "../wire/pictures.js";
import { numberOf, parsedJson, textOf } from "../wire/read-json.js";
import { hidden, type Site } from "../wire/site.js";

export type Huggingface = {
  readonly site: Site;
  /** Base models of flows, and the id of each at Hugging Face. */
  readonly models: NameMap;
  /** Trained models of flows, and the repository of each. */
  readonly loras: NameMap;
  readonly scheduler: string | null;
};

const what = "draw an image";

export function imageServer({ site, models, loras, scheduler }: Huggingface): ImageServer {
  return {
    // An answer that was lost cannot be asked for.
    recovery: "none",
    start: async (request, { signal }) => {
      const model = modelFor(site, request, models, loras);
      if (!model.ok) return model;
      const call: Call = {
        what,
        effect: "works",
        method: "POST",
        path: `/models/${model.value}`,
        body: bodyOf(request, scheduler),
        headers: { accept: "image/png" },
        signal,
        maxBytes: mostPictureBytes(request),
        understand,
      };
      const got = await getBytes(site, call);
      return got.ok ? readPicture(site, call, request, got) : { ok: false, failure: got.failure };
    },
  };
}

/** A LoRA is a repository of its own, which says what it is put on. */
function modelFor(site: Site, { baseModel, trainingId }: PassRequest, models: NameMap, loras: NameMap): Found<string> {
  const [map, asked, field] = trainingId === null ? [models, baseModel, "models"] : [loras, trainingId, "loras"];
  const name = ownName(map, asked);
  const isRepository = /^[\w.-]+(\/[\w.-]+)?$/.test(name) && !name.split("/").some((part) => /^\.+$/.test(part));
  // An id that flowplan gave says nothing to Hugging Face.
  if (isRepository && (trainingId === null || name !== trainingId)) return { ok: true, value: name };
  const detail = `${quoted(name)} is not a model of Hugging Face. Say under ${field} which one ${quoted(asked)} is, as "owner/name"`;
  return {
    ok: false,
    failure: { kind: "unresolvedModel", detail: `${site.name} at ${site.host}: ${detail}`, charged: "no" },
  };
}

function bodyOf(request: PassRequest, scheduler: string | null): JsonObject {
  const { prompt, negativePrompt, seed } = promptOf(request);
  return {
    inputs: prompt,
    parameters: {
      ...(negativePrompt === null ? {} : { negative_prompt: negativePrompt }),
      width: request.width,
      height: request.height,
      num_inference_steps: request.steps,
      guidance_scale: request.guidanceScale,
      seed,
      ...(scheduler === null ? {} : { scheduler }),
    },
  };
}

/** What their errors mean. */
function understand(status: number, json: Json | undefined, words: string): Partial<Failed> | null {
  if (/\bnsfw\b|safety|moderat|content policy/i.test(words) && status < 500) return { kind: "content" };
  const isModel = /\bmodel\b.*\b(not exist|not found|not supported|no longer supported|deprecated)/i.test(words);
  if ((status === 404 && json !== undefined) || ((status === 400 || status === 410) && isModel))
    return { kind: "unresolvedModel" };
  // It loads the model, and says how long that takes.
  const seconds = numberOf(json, "estimated_time");
  if (status === 503 && seconds !== undefined && seconds > 0)
    return { kind: "transient", retryAfterMs: Math.ceil(Math.min(seconds, 3600) * 1000) };
  // It says itself that it failed: nothing is left to find out, and what was computed may have been charged.
  if (status === 500 && textOf(json, "error") !== undefined && !/out of memory|OutOfMemory/i.test(words))
    return { kind: "transient", charged: "yes" };
  return null;
}

/** By its bytes: providers name the type of a picture as they like. */
function readPicture(
  site: Site,
  call: Call,
  request: PassRequest,
  { headers, body }: Got & { readonly ok: true },
): Reply<readonly (readonly DrawnImage[])[]> {
  const type = headers["content-type"] ?? "";
  if (/\bhtml\b/i.test(type)) {
    const detail = "it answered with an HTML page, as a proxy or a server of another kind does. Check its URL";
    return failed(site, call, { kind: "setup", detail, charged: "no" });
  }
  // It does not say from which seed it drew.
  const read = pictureOf(body, request, null);
  if (read.ok) return { ok: true, value: [[read.image]] };
  const error = /\bjson\b/i.test(type) ? textOf(parsedJson(new TextDecoder().decode(body)), "error") : undefined;
  return spoilt(site, call, error === undefined ? read.problem : cut(hidden(site, error), 160, printable));
}
