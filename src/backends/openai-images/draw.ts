// A pass in, its pictures out (spec 6.26.2): POST /v1/images/generations.

import { cut } from "../../core/text/cut.js";
import type { Json } from "../../core/text/json.js";
import { quoted } from "../../core/text/printable.js";
import type { Failed, ImageServer, PassRequest } from "../contract.js";
import { askSite, type Call, failed } from "../wire/ask-site.js";
import { type NameMap, ownName } from "../wire/look-up.js";
import { promptOf, wordsFor } from "../wire/one-prompt.js";
import { largestPictures } from "../wire/pictures.js";
import { textOf } from "../wire/read-json.js";
import type { Site } from "../wire/site.js";
import { pathOf } from "../wire/versioned-path.js";
import { type Family, familyOf } from "./families.js";
import { readImages } from "./read-images.js";

export type OpenaiImages = {
  readonly site: Site;
  /** Base models of flows, and what the server calls each. */
  readonly models: NameMap;
  /** As the model calls it; null: its own choice. */
  readonly quality: string | null;
};

export function imageServer({ site, models, quality }: OpenaiImages): ImageServer {
  return {
    // An answer that was lost cannot be asked for.
    recovery: "none",
    start: async (request, { signal }) => {
      const model = ownName(models, request.baseModel);
      const family = familyOf(model);
      const { prompt, batchSize } = promptOf(request);
      const what = wordsFor({ batchSize });
      const problem = problemFor(model, family, request);
      if (problem !== null) return failed(site, { what }, { kind: "invalid", detail: problem, charged: "no" });
      const call: Call = {
        what,
        effect: "works",
        method: "POST",
        path: pathOf(site, "/images/generations"),
        body: {
          model,
          prompt,
          n: batchSize,
          size: sizeOf(request),
          ...(family.format ? { response_format: "b64_json" } : {}),
          ...(quality === null ? {} : { quality }),
        },
        signal,
        maxBytes: largestPictures(request, batchSize),
        understand,
      };
      const told = await askSite(site, call);
      return told.ok ? readImages(site, call, request, told.json) : { ok: false, failure: told.failure };
    },
  };
}

function sizeOf({ width, height }: PassRequest): string {
  return `${width}x${height}`;
}

/** What the model would refuse, or draw otherwise. */
function problemFor(model: string, { sizes, most }: Family, request: PassRequest): string | null {
  const { batchSize } = promptOf(request);
  const size = sizeOf(request);
  const shown = quoted(cut(model, 60));
  if (sizes !== null && !sizes.includes(size))
    return `${shown} does not draw ${size}. Its sizes are ${sizes.join(", ")}`;
  if (batchSize > most) return `${shown} draws ${most === 1 ? "one image" : `${most} images`} at once`;
  return null;
}

const unwanted = ["content_policy_violation", "moderation_blocked", "content_filter"];
const ofAccount = ["insufficient_quota", "billing_hard_limit_reached", "billing_not_active"];

/** What their errors mean. */
function understand(status: number, json: Json | undefined, words: string): Partial<Failed> | null {
  const [code, type] = [textOf(json, "error", "code") ?? "", textOf(json, "error", "type") ?? ""];
  if (unwanted.includes(code) || unwanted.includes(type)) return { kind: "content" };
  if (ofAccount.includes(code) || ofAccount.includes(type)) return { kind: "setup" };
  if (code === "model_not_found" || (json !== undefined && status === 404 && /model/i.test(words)))
    return { kind: "unresolvedModel" };
  return null;
}
