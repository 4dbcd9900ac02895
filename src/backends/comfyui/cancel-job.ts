// The id of a job in, whether it was cancelled out (spec 6.22.5): taken out of the queue, or interrupted if it is this one that is drawn.

import { askSite } from "../wire/ask-site.js";
import { textOf } from "../wire/read-json.js";
import type { Site } from "../wire/site.js";
import { inQueue } from "./job.js";

export async function cancelJob(site: Site, id: string): Promise<"cancelled" | "tooLate" | "unknown"> {
  const tell = async (path: string, body: { readonly prompt_id: string } | { readonly delete: readonly string[] }) => {
    const call = { what: "cancel a job", effect: "asks", method: "POST", path, body, urgent: true } as const;
    return (await askSite(site, call)).ok;
  };
  let removed = false;
  // The server says nothing of whether it was there: by the time that it should leave the queue, it may have begun.
  for (let turn = 0; turn < 3; turn++) {
    const queue = await inQueue(site, "asks", (prompt) => textOf(prompt, 1) === id);
    if (queue.kind === "failed") return "unknown";
    if (queue.kind === "nothing") return removed ? "cancelled" : "tooLate";
    // Whoever else draws there goes on drawing: it is ours that runs.
    if (queue.kind === "running") return (await tell("/interrupt", { prompt_id: id })) ? "cancelled" : "unknown";
    removed = await tell("/queue", { delete: [id] });
    if (!removed) return "unknown";
  }
  return "unknown";
}
