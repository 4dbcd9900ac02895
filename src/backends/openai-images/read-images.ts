// The answer in, its pictures or what is wrong with them out (spec 6.26.3).

import type { DrawnImage, PassRequest, Reply, Usage } from "../../core/run/server.js";
import type { Json } from "../../core/text/json.js";
import type { Call } from "../wire/ask-site.js";
import { fetchPicture } from "../wire/fetch-picture.js";
import { promptOf, spoilt } from "../wire/one-prompt.js";
import { picturesOf } from "../wire/pictures.js";
import { listOf, numberOf, textOf } from "../wire/read-json.js";
import type { Site } from "../wire/site.js";

export async function readImages(
  site: Site,
  call: Pick<Call, "what">,
  request: PassRequest,
  json: Json,
): Promise<Reply<readonly (readonly DrawnImage[])[]>> {
  const given = listOf(json, "data");
  if (given === undefined)
    return spoilt(site, call, "it answered without images. Check that its URL leads to such a server", "setup");
  const { batchSize } = promptOf(request);
  if (given.length !== batchSize) return spoilt(site, call, `it gave ${given.length} images instead of ${batchSize}`);
  const pictures: (Uint8Array | string)[] = [];
  for (const each of given) {
    const [text, url] = [textOf(each, "b64_json"), textOf(each, "url")];
    if (text !== undefined || url === undefined) {
      pictures.push(text ?? "");
      continue;
    }
    // An interruption does not end it: the picture is paid for, and gone in an hour.
    const fetched = await fetchPicture(site, url, request);
    if (!fetched.ok) return spoilt(site, call, fetched.problem);
    pictures.push(fetched.bytes);
  }
  const read = picturesOf(pictures, request, []);
  return read.ok ? { ok: true, value: [read.images], ...usedBy(json) } : spoilt(site, call, read.problem);
}

/** Tokens are what is paid for. */
function usedBy(json: Json): { readonly amount?: Usage } {
  const [input, output] = [count(json, "input_tokens"), count(json, "output_tokens")];
  if (input === undefined && output === undefined) return {};
  return {
    amount: {
      ...(input === undefined ? {} : { inputTokens: input }),
      ...(output === undefined ? {} : { outputTokens: output }),
    },
  };
}

function count(json: Json, name: string): number | undefined {
  const found = numberOf(json, "usage", name);
  return found !== undefined && Number.isSafeInteger(found) && found >= 0 ? found : undefined;
}
