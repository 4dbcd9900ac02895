// The result of a request in, its pictures or what is wrong with them out (spec 6.24.4).

import type { DrawnImage } from "../../core/run/server.js";
import type { Json } from "../../core/text/json.js";
import type { Reply } from "../contract.js";
import { type Call, failed } from "../wire/ask-site.js";
import { fetchPicture } from "../wire/fetch-picture.js";
import { spoilt } from "../wire/one-prompt.js";
import { picturesOf } from "../wire/pictures.js";
import { listOf, numberOf, textOf } from "../wire/read-json.js";
import type { Site } from "../wire/site.js";
import type { Job } from "./job.js";

export async function readPictures(
  site: Site,
  call: Pick<Call, "what">,
  job: Job,
  json: Json,
): Promise<Reply<readonly (readonly DrawnImage[])[]>> {
  // What is unsafe comes as a picture that is black.
  const unsafe = (listOf(json, "has_nsfw_concepts") ?? []).filter((each) => each === true).length;
  if (unsafe > 0)
    return spoilt(site, call, `it found ${unsafe} of ${job.batchSize} images unsafe and made them black`, "content");
  const given = listOf(json, "images") ?? [];
  if (given.length !== job.batchSize)
    return spoilt(site, call, `it gave ${given.length} images instead of ${job.batchSize}`);
  const pictures: (Uint8Array | string)[] = [];
  for (const each of given) {
    const url = textOf(each, "url") ?? "";
    if (url.startsWith("data:")) {
      pictures.push(url);
      continue;
    }
    // An interruption does not end it: the picture is paid for.
    const fetched = await fetchPicture(site, url, job);
    if (fetched.ok) pictures.push(fetched.bytes);
    else if (fetched.passing)
      return failed(site, call, { kind: "unknownOutcome", detail: fetched.problem, charged: "maybe" });
    else return spoilt(site, call, fetched.problem);
  }
  // It says one seed; how the later images of a call follow from it is not known.
  const read = picturesOf(pictures, job, [seedIn(json)]);
  return read.ok ? { ok: true, value: [read.images] } : spoilt(site, call, read.problem);
}

/** Larger ones do not survive being read as JSON. */
function seedIn(json: Json): number | null {
  const seed = numberOf(json, "seed");
  return seed !== undefined && Number.isSafeInteger(seed) ? seed : null;
}
