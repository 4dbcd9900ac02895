// A pass in, its pictures out (spec 6.22): queued as one prompt, listened to and asked about until it has an end.

import type { Failed } from "../../core/run/server.js";
import { cut } from "../../core/text/cut.js";
import { isObject, type Json } from "../../core/text/json.js";
import { printable } from "../../core/text/printable.js";
import type { ImageServer } from "../contract.js";
import { askSite, type Call, failed } from "../wire/ask-site.js";
import { promptOf, wordsFor } from "../wire/one-prompt.js";
import { poll } from "../wire/poll.js";
import { listOf, partOf, textOf } from "../wire/read-json.js";
import type { Site } from "../wire/site.js";
import { idOf } from "./call.js";
import { cancelJob } from "./cancel-job.js";
import type { Names } from "./find-names.js";
import type { MakeGraph } from "./graph.js";
import { inQueue, type Job, jobOf, largest, lookAt, noted } from "./job.js";
import { listen } from "./listen.js";

export type Comfyui = {
  readonly site: Site;
  readonly names: Pick<Names, "model" | "lora">;
  readonly makeGraph: MakeGraph;
};

export function imageServer({ site, names, makeGraph }: Comfyui): ImageServer {
  return {
    recovery: "find",
    findSettlesAfterMs: 5000,
    start: async (request, { key, signal }) => {
      const model = await names.model(request.baseModel);
      if (!model.ok) return model;
      const lora =
        request.trainingId === null ? { ok: true as const, value: null } : await names.lora(request.trainingId);
      if (!lora.ok) return lora;
      const { nodes, saves } = makeGraph(request, { model: model.value, lora: lora.value });
      const { seed, batchSize } = promptOf(request);
      const { width, height } = request;
      const id = idOf(key);
      const handle = (own: string): Job => ({ id: own, saves, seed, batchSize, width, height });
      // The queue takes an id twice and draws twice, so what an attempt before this one has left there after all is waited for.
      const queued = await inQueue(site, "asks", (prompt) => isOf(prompt, id));
      if (queued.kind === "failed") return { ok: false, failure: queued.failure };
      if (queued.kind !== "nothing") return acceptedOr(queued.prompt, handle(id));
      // What failed before stands in the way of what comes now.
      const before = await noted(site, id, "asks");
      if (before.kind === "failed") return { ok: false, failure: before.failure };
      if (before.kind === "ended") {
        if (textOf(before.entry, "status", "status_str") === "success") return { accepted: handle(id) };
        await forget(site, id);
      }
      const call: Call = {
        what: wordsFor({ batchSize }),
        effect: "works",
        method: "POST",
        path: "/prompt",
        body: { prompt: nodes, prompt_id: id, client_id: id, extra_data: { flowplan: handle(id) } },
        signal,
        answerWithinMs: site.answerWithinMs,
        understand: (_, json) => understand(site, batchSize, json),
      };
      const told = await askSite(site, call);
      if (!told.ok) return { ok: false, failure: told.failure };
      const own = textOf(told.json, "prompt_id");
      if (own === undefined)
        return failed(site, call, {
          kind: "unknownOutcome",
          detail: "it accepted the call without an id",
          charged: "maybe",
        });
      const errors = partOf(told.json, "node_errors");
      if (!isObject(errors) || Object.keys(errors).length === 0) return { accepted: handle(own) };
      // It left out what it could not draw, and would draw the rest.
      await cancelJob(site, own);
      const problem = understand(site, batchSize, told.json);
      return problem === null
        ? failed(site, call, { kind: "invalid", detail: "it left out a part" })
        : { ok: false, failure: problem };
    },
    follow: async (handle, { signal, progress }) => {
      const job = jobOf(handle);
      if (job === null)
        return failed(
          site,
          { what: "give a job's images" },
          { kind: "unknownOutcome", detail: "the handle is damaged" },
        );
      const news = await listen(site, job.id, progress);
      try {
        const rhythm = news.live() ? { firstMs: 2000, mostMs: 5000 } : {};
        const drawn = await poll({ http: site.http, signal, ...rhythm, news: news.next }, () =>
          lookAt(site, job, () => signal.aborted),
        );
        // It would be taken for the result of a call that is made once more.
        if (!drawn.ok && drawn.failure.charged === "yes") await forget(site, job.id);
        return drawn;
      } finally {
        news.close();
      }
    },
    find: async (key) => {
      const id = idOf(key);
      const ended = await noted(site, id, "asks");
      if (ended.kind === "failed") return "unknown";
      if (ended.kind === "ended") return acceptedAs(partOf(ended.entry, "prompt"));
      const queue = await inQueue(site, "asks", (prompt) => isOf(prompt, id));
      if (queue.kind === "failed") return "unknown";
      return queue.kind === "nothing" ? findInHistory(site, id) : acceptedAs(queue.prompt);
    },
    cancel: async (handle) => {
      const job = jobOf(handle);
      return job === null ? "unknown" : cancelJob(site, job.id);
    },
  };
}

/** Servers that take no ids give their own; what was sent with a prompt they keep. */
function isOf(prompt: Json, id: string): boolean {
  return textOf(prompt, 1) === id || textOf(prompt, 3, "flowplan", "id") === id;
}

/** `otherwise`: for one that was sent without. */
function acceptedOr(prompt: Json, otherwise: Job): { readonly accepted: Json } {
  const found = acceptedAs(prompt);
  return found === "unknown" ? { accepted: otherwise } : found;
}

/** What was sent with a prompt says how its pictures are read. */
function acceptedAs(prompt: Json | undefined): { readonly accepted: Json } | "unknown" {
  const own = textOf(prompt, 1);
  const job = jobOf(partOf(prompt, 3, "flowplan") ?? null);
  return job === null || own === undefined ? "unknown" : { accepted: { ...job, id: own } };
}

/** The latest that have ended. */
async function findInHistory(site: Site, id: string): Promise<{ readonly accepted: Json } | "none" | "unknown"> {
  const what = "list what it has drawn";
  const query = { max_items: "64" };
  const told = await askSite(site, {
    what,
    effect: "asks",
    method: "GET",
    path: "/history",
    query,
    maxBytes: largest,
    urgent: true,
  });
  if (!told.ok || !isObject(told.json)) return "unknown";
  const prompts = Object.values(told.json).map((entry) => partOf(entry, "prompt"));
  const found = prompts.find((prompt) => prompt !== undefined && isOf(prompt, id));
  return found === undefined ? "none" : acceptedAs(found);
}

async function forget(site: Site, id: string): Promise<void> {
  await askSite(site, {
    what: "forget a job that failed",
    effect: "asks",
    method: "POST",
    path: "/history",
    body: { delete: [id] },
    urgent: true,
  });
}

/** What is wrong with which input of which node: the first of it, in one sentence. */
function understand(site: Site, batchSize: number, json: Json | undefined): Failed | null {
  const said = (kind: Failed["kind"], ...texts: readonly (string | undefined)[]): Failed | null => {
    const words = texts.filter((text) => text !== undefined && text !== "").join(": ");
    if (words === "") return null;
    return failed(site, { what: wordsFor({ batchSize }) }, { kind, detail: cut(words, 240, printable), charged: "no" })
      .failure;
  };
  const nodes = partOf(json, "node_errors");
  const errors = (isObject(nodes) ? Object.values(nodes) : []).flatMap((node) =>
    (listOf(node, "errors") ?? []).map((error) => ({ type: textOf(node, "class_type"), error })),
  );
  const [first] = errors;
  if (first === undefined) return said("invalid", textOf(json, "error", "message"), textOf(json, "error", "details"));
  const { type, error } = first;
  const input = textOf(error, "extra_info", "input_name") ?? "";
  const isName = textOf(error, "type") === "value_not_in_list" && /^(ckpt|lora)_name$/.test(input);
  return said(isName ? "unresolvedModel" : "invalid", type, textOf(error, "message"), textOf(error, "details"));
}
