// What servers that draw for one prompt at once have in common (spec 6.18): its prompt, in words, and a result that cannot be used.

import type { Capabilities } from "../../core/plan/backend/capabilities.js";
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

/** What such a server cannot draw; null: it can try. */
export function problemOf({ prompts }: PassRequest, { seedRange }: Pick<Capabilities, "seedRange">): string | null {
  const [prompt] = prompts;
  if (prompt === undefined || prompts.length > 1) return "one prompt is drawn at once";
  if (seedRange === undefined || (prompt.seed >= seedRange.min && prompt.seed <= seedRange.max)) return null;
  return `seed ${prompt.seed} is not within ${seedRange.min} to ${seedRange.max}`;
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
