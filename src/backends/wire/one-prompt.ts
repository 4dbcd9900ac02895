// What servers that draw for one prompt at once have in common (spec 6.18): its prompt, in words, and a result that cannot be used.

import type { Failed, PassPrompt, PassRequest } from "../../core/run/server.js";
import { presume } from "../../core/unreachable.js";
import { type Call, failed } from "./ask-site.js";
import type { Site } from "./site.js";

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
