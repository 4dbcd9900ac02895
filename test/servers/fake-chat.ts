// A server that speaks chat completions, with the habits of each dialect: what it does not know it refuses, and it says what it used.

import { type FakeAnswer, type FakeHttp, type FakeRequest, fakeHttp, type Misbehaviour } from "./fake-http.js";

export type FakeChat = FakeHttp & {
  /** Answers that it has written. */
  works(): number;
  /** What it writes next, in order; then what it usually writes. */
  say(...contents: readonly Said[]): void;
};

export type Said = string | Partial<Choice>;
type Choice = { content: string | null; refusal: string | null; finish_reason: string };

type FakeChatOptions = {
  readonly key?: string;
  readonly models?: readonly string[];
  /** What it writes if nothing else is said. */
  readonly usual?: string;
};

export async function fakeChat({
  key,
  models = ["small"],
  usual = '{"topic":"cats","count":3}',
}: FakeChatOptions): Promise<FakeChat> {
  const said: Said[] = [];
  let works = 0;

  function answer({ method, path, headers, json }: FakeRequest): FakeAnswer {
    if (key !== undefined && headers.authorization !== `Bearer ${key}`)
      return { status: 401, body: { error: { message: "Incorrect API key provided", code: "invalid_api_key" } } };
    if (method === "GET" && path === "/v1/models")
      return { body: { object: "list", data: models.map((id) => ({ id, object: "model" })) } };
    if (method !== "POST" || path !== "/v1/chat/completions") return { status: 404, body: { detail: "Not Found" } };
    const { model } = json as { model: string };
    if (!models.includes(model))
      return {
        status: 404,
        body: { error: { message: `The model \`${model}\` does not exist.`, code: "model_not_found" } },
      };
    works++;
    const next = said.shift() ?? usual;
    const { content, refusal, finish_reason }: Choice = {
      ...{ content: null, refusal: null, finish_reason: "stop" },
      ...(typeof next === "string" ? { content: next } : next),
    };
    return {
      body: {
        object: "chat.completion",
        model,
        choices: [{ index: 0, message: { role: "assistant", content, refusal }, finish_reason }],
        usage: { prompt_tokens: 41, completion_tokens: 9, total_tokens: 50 },
      },
    };
  }

  const http = await fakeHttp(answer);
  return { ...http, works: () => works, say: (...contents) => void said.push(...contents) };
}

const writes = /^POST \/v1\/chat\/completions$/;

/** What each trouble of the conformance suite is on such a server; null: it cannot have it. */
export function chatTrouble(name: string, secret: string): Misbehaviour | null {
  const instead = (status: number, body: unknown, headers = {}): Misbehaviour => ({
    on: writes,
    instead: { status, body, headers },
  });
  switch (name) {
    case "lost request":
      return { on: writes, instead: "reset" };
    case "lost reply":
      return { on: writes, after: "reset" };
    case "cut reply":
      return { on: writes, after: "cut" };
    case "busy":
      return instead(429, { error: { message: "Rate limit reached", code: "rate_limit_exceeded" } });
    case "busy, says when":
      return instead(429, { error: { message: "Rate limit reached" } }, { "retry-after": "3" });
    case "overloaded":
      return { ...instead(503, { error: { message: "Loading model" } }), times: 3 };
    case "page":
      return instead(502, "<html><title>Bad gateway</title></html>", { "content-type": "text/html" });
    case "long error":
      return instead(400, { error: { message: `${secret} ${"x".repeat(1_000_000)}` } });
    case "wrong key":
      return instead(401, { error: { message: `Incorrect API key provided: ${secret}` } });
    case "no such model":
      return instead(404, { error: { message: "model 'small' not found, try pulling it first" } });
    case "refused content":
      return instead(400, { error: { message: "against the policy", code: "content_policy_violation" } });
    default:
      return null;
  }
}
