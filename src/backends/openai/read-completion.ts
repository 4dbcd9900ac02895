// The body of a chat completion in, the object in it or why there is none out (spec 6.21.4).

import { cut } from "../../core/text/cut.js";
import type { Json } from "../../core/text/json.js";
import { printable } from "../../core/text/printable.js";
import type { Failed, GenerationRequest, Reply, Usage } from "../contract.js";
import { type Call, failed } from "../wire/ask-site.js";
import { numberOf, parsedJson, partOf, textOf } from "../wire/read-json.js";
import type { Site } from "../wire/site.js";

export function readCompletion(
  site: Site,
  call: Pick<Call, "what">,
  { maxTokens }: Pick<GenerationRequest, "maxTokens">,
  meant: (answer: Json) => Json,
  json: Json,
): Reply<Json> {
  // The model has written, so it is not asked again by itself.
  const spoilt = (kind: Failed["kind"], detail: string) => failed(site, call, { kind, detail, charged: "yes" });
  const choice = partOf(json, "choices", 0);
  const content = textOf(choice, "message", "content");
  const refusal = textOf(choice, "message", "refusal");
  const end = textOf(choice, "finish_reason");
  if (refusal !== undefined && refusal !== "")
    return spoilt("content", `the model refused: ${cut(refusal, 160, printable)}`);
  if (end === "content_filter") return spoilt("content", "its filter stopped the answer");
  if (end === "length")
    return spoilt(
      "invalid",
      `the answer did not end within ${maxTokens} tokens. Ask for less, bound the schema, or raise limits.answerTokens; the context of the model may be too small as well`,
    );
  if (content === undefined) {
    const said = textOf(json, "error", "message");
    return spoilt(
      "transient",
      `there is no text in its answer${said === undefined ? "" : `: ${cut(said, 160, printable)}`}`,
    );
  }
  return { ok: true, value: meant(answerIn(content)), ...usageOf(json) };
}

/** A text that is not JSON is the answer as it is: it does not match, and the model is shown so. */
function answerIn(content: string): Json {
  const fenced = /^\s*```(?:json)?\s*\n(.*)\n\s*```\s*$/s.exec(content)?.[1];
  return parsedJson(content) ?? (fenced === undefined ? undefined : parsedJson(fenced)) ?? content;
}

function usageOf(json: Json): { readonly amount?: Usage } {
  const read = (name: string) => {
    const count = numberOf(json, "usage", name);
    return count !== undefined && Number.isSafeInteger(count) && count >= 0 ? count : undefined;
  };
  const [inputTokens, outputTokens] = [read("prompt_tokens"), read("completion_tokens")];
  return inputTokens === undefined || outputTokens === undefined ? {} : { amount: { inputTokens, outputTokens } };
}
