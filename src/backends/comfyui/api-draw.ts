// A pass in, its pictures out (spec 6.22.7), by a job of the Comfy API v2. A key is taken once: what comes a second time is refused, and nothing says
// as which job the first was accepted.

import type { Failed } from "../../core/run/server.js";
import { cut } from "../../core/text/cut.js";
import type { Json } from "../../core/text/json.js";
import { printable } from "../../core/text/printable.js";
import type { ImageServer } from "../contract.js";
import { askSite, type Call, failed } from "../wire/ask-site.js";
import { promptOf, wordsFor } from "../wire/one-prompt.js";
import { poll } from "../wire/poll.js";
import { textOf } from "../wire/read-json.js";
import type { Site } from "../wire/site.js";
import { type ApiJob, apiJobOf, linkOf, lookAtJob } from "./api-job.js";
import { idOf } from "./call.js";
import type { Comfyui } from "./draw.js";

export function jobServer({ site, names, makeGraph }: Comfyui): ImageServer {
  return {
    recovery: "none",
    start: async (request, { key, signal }) => {
      const model = await names.model(request.baseModel);
      if (!model.ok) return model;
      const lora =
        request.trainingId === null ? { ok: true as const, value: null } : await names.lora(request.trainingId);
      if (!lora.ok) return lora;
      const { nodes, saves } = makeGraph(request, { model: model.value, lora: lora.value });
      const { seed, batchSize } = promptOf(request);
      const { width, height } = request;
      const call: Call = {
        what: wordsFor({ batchSize }),
        effect: "works",
        method: "POST",
        path: "/api/v2/jobs",
        headers: { "idempotency-key": idOf(key) },
        body: { workflow: nodes },
        signal,
        answerWithinMs: site.answerWithinMs,
        understand: (_, json) => understand(site, wordsFor({ batchSize }), json),
      };
      const told = await submit(site, call);
      if (!told.ok) return { ok: false, failure: told.failure };
      const id = textOf(told.json, "id");
      if (id === undefined)
        return failed(site, call, { kind: "unknownOutcome", detail: "it accepted the call without an id" });
      const own = `/api/v2/jobs/${encodeURIComponent(id)}`;
      const self = linkOf(site, textOf(told.json, "urls", "self")) ?? own;
      const cancel = linkOf(site, textOf(told.json, "urls", "cancel")) ?? `${own}/cancel`;
      const job: ApiJob = { id, saves, seed, batchSize, width, height, self, cancel };
      return { accepted: job };
    },
    follow: async (handle, { signal, progress }) => {
      const job = apiJobOf(handle);
      if (job !== null) return poll({ http: site.http, signal }, () => lookAtJob(site, job, progress));
      const call = { what: "give a job's images" };
      return failed(site, call, { kind: "unknownOutcome", detail: "the handle is damaged" });
    },
    cancel: async (handle) => {
      const job = apiJobOf(handle);
      if (job === null) return "unknown";
      const call = { what: "cancel a job", effect: "asks", method: "POST", path: job.cancel, urgent: true } as const;
      const told = await askSite(site, call);
      if (!told.ok) return "unknown";
      return /^cancell?(ing|ed)$/.test(textOf(told.json, "status") ?? "") ? "cancelled" : "tooLate";
    },
  };
}

/**
 * Sent once more with the same key, a call that got no answer is either made now, or refused because it was made then: never made twice. Only at
 * once, since keys are forgotten after a day; and not after an error of its own, which keeps the key.
 */
async function submit(site: Site, call: Call): ReturnType<typeof askSite> {
  const first = await askSite(site, call);
  if (first.ok || first.status !== null || first.failure.kind !== "unknownOutcome") return first;
  const second = await askSite(site, call);
  return second.ok || isTaken(second.json) ? second : first;
}

function isTaken(json: Json | undefined): boolean {
  return textOf(json, "error", "code") === "idempotency_key_reuse";
}

function understand(site: Site, what: string, json: Json | undefined): Failed | null {
  const said = (failure: Failed) => failed(site, { what }, failure).failure;
  const words = cut((textOf(json, "error", "message") ?? "").replace(/\s+/g, " ").trim(), 240, printable);
  switch (textOf(json, "error", "code")) {
    case "idempotency_key_reuse": {
      const detail = "it has taken this call before, and does not say as which job. Look at its list of jobs";
      return said({ kind: "unknownOutcome", detail, charged: "maybe" });
    }
    case "invalid_workflow": {
      const isName = /not in list|value_not_in_list/i.test(words) && /\b(ckpt|lora)_name\b/.test(words);
      return said({ kind: isName ? "unresolvedModel" : "invalid", detail: words, charged: "no" });
    }
    case "deployment_stopped":
      return said({ kind: "setup", detail: `${words}. Start the deployment`, charged: "no" });
    default:
      return null;
  }
}
