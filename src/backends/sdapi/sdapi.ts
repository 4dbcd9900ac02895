// What all calls of one sdapi server share (spec 6.20).

import type { Capabilities } from "../../core/plan/backend/capabilities.js";
import type { Failed, PassPrompt, PassRequest } from "../../core/run/server.js";
import { presume } from "../../core/unreachable.js";
import { type Call, failed } from "../wire/ask-site.js";
import type { Site } from "../wire/site.js";
import type { SdapiDialect } from "./dialects.js";
import type { Names } from "./find-names.js";

export type Sdapi = {
  readonly site: Site;
  readonly dialect: SdapiDialect;
  readonly names: Names;
  readonly capabilities: Capabilities;
  readonly sampler: string | null;
  readonly scheduler: string | null;
};

export function promptOf({ prompts }: PassRequest): PassPrompt {
  return presume(prompts[0], "a prompt, since passes without one are refused");
}

export function wordsFor({ batchSize }: Pick<PassPrompt, "batchSize">): string {
  return batchSize === 1 ? "draw an image" : `draw ${batchSize} images`;
}

/** The work was done, and its result cannot be used: it is not done again by itself. */
export function spoilt(
  site: Site,
  call: Pick<Call, "what">,
  problem: string,
  kind: Failed["kind"] = "transient",
): { readonly ok: false; readonly failure: Failed } {
  return failed(site, call, { kind, detail: problem, charged: "yes" });
}

/** Newer servers say that they do not know the model; older ones draw with another. */
export function understand(status: number, words: string): Partial<Failed> | null {
  return status === 404 && /model not found/i.test(words) ? { kind: "unresolvedModel" } : null;
}
