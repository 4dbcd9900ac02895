// The answer of txt2img in, its pictures or what is wrong with them out (spec 6.20.4): the model, the seeds and the number are what was asked for.

import type { DrawnImage, Failed, PassRequest, Reply } from "../../core/run/server.js";
import type { Json } from "../../core/text/json.js";
import { quoted } from "../../core/text/printable.js";
import type { Call } from "../wire/ask-site.js";
import { promptOf, spoilt } from "../wire/one-prompt.js";
import { picturesOf } from "../wire/pictures.js";
import { listOf, numberOf, parsedJson, textOf } from "../wire/read-json.js";
import type { Site } from "../wire/site.js";
import type { Checkpoint } from "./find-names.js";

export function readTxt2img(
  site: Site,
  call: Pick<Call, "what">,
  request: PassRequest,
  checkpoint: Checkpoint,
  json: Json,
): Reply<readonly (readonly DrawnImage[])[]> {
  const bad = (problem: string, kind?: Failed["kind"]) => spoilt(site, call, problem, kind);
  const { seed, batchSize } = promptOf(request);
  const given = listOf(json, "images");
  if (given === undefined) return bad("it answered without images. Check that its URL leads to such a server", "setup");
  const info = parsedJson(textOf(json, "info") ?? "");
  const model = textOf(info, "sd_model_name");
  const hash = textOf(info, "sd_model_hash");
  const isOther = model !== undefined && ![checkpoint.name, checkpoint.title].includes(model);
  if (isOther && (hash === undefined || hash !== checkpoint.hash))
    return bad(`it drew with ${quoted(model)} instead of ${quoted(checkpoint.name)}`, "unresolvedModel");
  const first = numberOf(info, "index_of_first_image") ?? 0;
  const own = given.slice(first);
  if (own.length !== batchSize)
    return bad(`it gave ${own.length} images instead of ${batchSize}. Switch off what adds or drops images there`);
  const seeds = listOf(info, "all_seeds");
  const expected = Array.from({ length: batchSize }, (_, i) => seed + i);
  if (seeds !== undefined && expected.some((each, i) => seeds[i] !== each))
    return bad(`it drew from other seeds than ${seed} and up`);
  const texts = own.map((each) => (typeof each === "string" ? each : ""));
  const read = picturesOf(texts, request, expected);
  return read.ok ? { ok: true, value: [read.images] } : bad(read.problem);
}
