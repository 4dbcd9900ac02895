// A pass in, its pictures out (spec 6.23.3): a prediction of its model.

import type { DrawnImage } from "../../core/run/server.js";
import { isArray, type Json, type JsonObject } from "../../core/text/json.js";
import type { ImageServer, PassRequest, Reply } from "../contract.js";
import { failed } from "../wire/ask-site.js";
import { fetchPicture } from "../wire/fetch-picture.js";
import type { Found } from "../wire/look-up.js";
import { promptOf, spoilt, wordsFor } from "../wire/one-prompt.js";
import { largestPictures, picturesOf } from "../wire/pictures.js";
import { flagOf, numberOf, partOf, textOf } from "../wire/read-json.js";
import type { Site } from "../wire/site.js";
import { fillInput } from "./fill-input.js";
import type { Model } from "./find-model.js";
import { cancel, damaged, follow, jobOf, submit, usedBy } from "./job.js";
import type { Replicate } from "./replicate.js";

type Drawn = Reply<readonly (readonly DrawnImage[])[]>;
type Shape = { readonly batchSize: number; readonly width: number; readonly height: number };

export function imageServer(replicate: Replicate): ImageServer {
  const { site, timeout } = replicate;
  return {
    // It knows no keys of ours, and its list of predictions does not tell one of two that are alike.
    recovery: "none",
    start: async (request, context) => {
      const found = await modelFor(replicate, request);
      if (!found.ok) return found;
      const { model, weights } = found.value;
      const { batchSize } = promptOf(request);
      const what = wordsFor({ batchSize });
      const filled = fillInput(model, request, weights);
      if (!filled.ok) return failed(site, { what }, { kind: "invalid", detail: filled.problem, charged: "no" });
      const shape = { batchSize, width: request.width, height: request.height };
      return submit(
        site,
        {
          what,
          kind: "predictions",
          ...addressOf(model, filled.input),
          seconds: timeout,
          more: shape,
        },
        context,
      );
    },
    follow: async (handle, context) => {
      const job = jobOf(handle, "predictions");
      const shape = shapeOf(handle);
      if (job === null || shape === null) return damaged(site, "give the images of a prediction");
      const what = wordsFor(shape);
      const read = (json: Json) => readPictures(site, what, shape, json);
      const tooLong = (seconds: number) => ({
        kind: "transient" as const,
        detail: `it did not end within the ${seconds} s of its timeout`,
      });
      return follow(site, job, { what, maxBytes: largestPictures(shape, shape.batchSize), read, tooLong }, context);
    },
    cancel: async (handle) => {
      const job = jobOf(handle, "predictions");
      return job === null ? "unknown" : cancel(site, job);
    },
  };
}

/** A trained model that is a model of its own takes the place of the base model. */
async function modelFor(
  { models, trained }: Replicate,
  { baseModel, trainingId }: PassRequest,
): Promise<Found<{ readonly model: Model; readonly weights: string | null }>> {
  const own = trainingId === null ? null : await trained.find(trainingId);
  if (own !== null && !own.ok) return own;
  const made = own?.value ?? null;
  if (made !== null && "model" in made) return { ok: true, value: { model: made.model, weights: null } };
  const base = await models.find(baseModel);
  if (!base.ok) return base;
  return { ok: true, value: { model: base.value, weights: made === null ? null : made.weights } };
}

function addressOf(model: Model, input: JsonObject): { readonly path: string; readonly body: JsonObject } {
  const { path, version, byName } = model;
  if (byName || version === null) return { path: `/models/${path}/predictions`, body: { input } };
  return { path: "/predictions", body: { version, input } };
}

function shapeOf(handle: Json): Shape | null {
  const [batchSize, width, height] = ["batchSize", "width", "height"].map((name) => numberOf(handle, name));
  return batchSize === undefined || width === undefined || height === undefined ? null : { batchSize, width, height };
}

async function readPictures(site: Site, what: string, shape: Shape, json: Json): Promise<Drawn> {
  const output = partOf(json, "output");
  const given = (isArray(output) ? output : [output]).filter((each) => typeof each === "string");
  if (given.length === 0 && (output === null || output === undefined || flagOf(json, "data_removed") === true))
    return spoilt(site, { what }, "it has removed the result");
  const logs = textOf(json, "logs") ?? "";
  if (given.length !== shape.batchSize)
    return spoilt(
      site,
      { what },
      `it gave ${given.length} images instead of ${shape.batchSize}`,
      /\bnsfw\b/i.test(logs) ? "content" : "transient",
    );
  const pictures: (Uint8Array | string)[] = [];
  for (const url of given) {
    const inline = /^data:[^,]*;base64,(.*)$/s.exec(url)?.[1];
    if (inline !== undefined) {
      pictures.push(inline);
      continue;
    }
    // An interruption does not end it: the picture is paid for, and gone in an hour.
    const fetched = await fetchPicture(site, url, shape);
    if (fetched.ok) pictures.push(fetched.bytes);
    else if (fetched.passing)
      return failed(site, { what }, { kind: "unknownOutcome", detail: fetched.problem, charged: "maybe" });
    else return spoilt(site, { what }, fetched.problem);
  }
  const read = picturesOf(pictures, shape, [seedIn(logs)]);
  return read.ok ? { ok: true, value: [read.images], ...usedBy(json) } : spoilt(site, { what }, read.problem);
}

/** Models write the seed that they use into their log; it is the first picture's. */
function seedIn(logs: string): number | null {
  const seed = Number(/\busing seed:?\s*(\d+)/i.exec(logs)?.[1] ?? Number.NaN);
  return Number.isSafeInteger(seed) ? seed : null;
}
