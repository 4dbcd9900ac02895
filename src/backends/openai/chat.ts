// A generation in, the object that the model wrote out (spec 6.21): POST /v1/chat/completions.

import type { Json, JsonObject } from "../../core/text/json.js";
import type { Failed, GenerationRequest, ObjectServer, Reply } from "../contract.js";
import { askSite, type Call, failed } from "../wire/ask-site.js";
import { textOf } from "../wire/read-json.js";
import type { Site } from "../wire/site.js";
import { pathOf } from "../wire/versioned-path.js";
import { type ChatDialect, dialects } from "./dialects.js";
import { lowerSchema } from "./lower-schema.js";
import { readCompletion } from "./read-completion.js";
import { responseFormat, writeMessages } from "./write-messages.js";

export type Chat = {
  readonly site: Site;
  readonly dialect: ChatDialect;
  /** As the server calls it; null: none was said. */
  readonly model: string | null;
};

export function chatServer(chat: Chat): ObjectServer {
  const { site, dialect } = chat;
  return {
    // An answer that was lost cannot be asked for.
    recovery: "none",
    start: async (request, { signal }): Promise<Reply<Json>> => {
      const model = modelOf(chat);
      const what = "generate an object";
      if (model === null) {
        const detail = 'no model is named. Write "model" beside its "kind" in flowplan.json';
        return failed(site, { what }, { kind: "setup", detail });
      }
      const lowered = lowerSchema(request.schema, dialects[dialect].schemas);
      const call: Call = {
        what,
        effect: "works",
        method: "POST",
        path: pathOf(site, "/chat/completions"),
        body: bodyOf(request, model, dialect, responseFormat(lowered.schema, lowered.strict)),
        signal,
        maxBytes: 16 * 1_048_576,
        understand: (status, json, words) => understand(site, status, json, words),
      };
      const told = await askSite(site, call);
      if (!told.ok) return { ok: false, failure: told.failure };
      return readCompletion(site, call, request, lowered.meant, told.json);
    },
  };
}

function modelOf({ model, dialect }: Chat): string | null {
  return model ?? (dialects[dialect].oneModel ? "default" : null);
}

function bodyOf(request: GenerationRequest, model: string, dialect: ChatDialect, format: JsonObject): JsonObject {
  return {
    model,
    messages: writeMessages(request),
    temperature: request.temperature,
    [dialects[dialect].limit]: request.maxTokens,
    response_format: format,
  };
}

/** What their errors mean. */
function understand(site: Site, status: number, json: Json | undefined, words: string): Partial<Failed> | null {
  const code = textOf(json, "error", "code") ?? "";
  if (code === "model_not_found" || (status === 404 && /model/i.test(words))) return { kind: "unresolvedModel" };
  if (code === "insufficient_quota") return { kind: "setup" };
  if (code === "content_policy_violation" || code === "content_filter") return { kind: "content" };
  // A server of one's own that is still loading its model.
  if (!site.paid && status === 503) return { kind: "transient" };
  return null;
}
