// What an adapter costs a call: the same requests, one after the other, by the adapter and by a bare loop of fetch, to a server on loopback that
// answers at once. What came of both is asserted equal. Run: npx tsx bench/adapter.ts

import assert from "node:assert/strict";
import type { GenerationRequest, PassRequest } from "../src/backends/contract.js";
import { openaiBackend } from "../src/backends/openai/openai-backend.js";
import { sdapiBackend } from "../src/backends/sdapi/sdapi-backend.js";
import { nodeHost } from "../src/node/http/node-host.js";
import { handSignal } from "../src/testing/index.js";
import { fakeChat } from "../test/servers/fake-chat.js";
import type { FakeHttp } from "../test/servers/fake-http.js";
import { fakeSdapi } from "../test/servers/fake-sdapi.js";

const calls = 500;
const rounds = 5;
const context = (key: number) => ({ key: `${key}`.padStart(64, "0"), signal: handSignal(), progress: () => {} });

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** The same body to the same path, as the adapter sent it. */
async function bare({ url, requests }: FakeHttp, path: string): Promise<() => Promise<unknown>> {
  const sent = requests.findLast((request) => request.path === path);
  assert(sent !== undefined);
  const init = { method: "POST", body: sent.text, headers: { "content-type": "application/json" } };
  return async () => (await fetch(`${url}${path}`, init)).json();
}

async function measure(name: string, call: (key: number) => Promise<unknown>, loop: () => Promise<unknown>) {
  const times: { adapter: number; bare: number }[] = [];
  for (let round = 0; round <= rounds; round++) {
    const adapter = await milliseconds(async () => {
      for (let i = 0; i < calls; i++) await call(round * calls + i);
    });
    const fetched = await milliseconds(async () => {
      for (let i = 0; i < calls; i++) await loop();
    });
    // The first round warms both up.
    if (round > 0) times.push({ adapter: adapter / calls, bare: fetched / calls });
  }
  const middle = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
  const [ours, theirs] = [middle(times.map((time) => time.adapter)), middle(times.map((time) => time.bare))];
  console.log(
    `${name}: ${ours.toFixed(2)} ms a call, bare fetch ${theirs.toFixed(2)} ms, ${(ours - theirs).toFixed(2)} ms more (at most 2)`,
  );
}

const chat = await fakeChat({});
const { objects } = openaiBackend({
  dialect: "llamacpp",
  host: nodeHost(),
  settings: { name: "chat", url: chat.url, model: "small" },
});
const generation: GenerationRequest = {
  description: "You name topics.",
  schema: {
    type: "object",
    required: ["topic"],
    properties: { topic: { type: "string" }, count: { type: "integer" } },
  },
  context: null,
  input: "cats",
  temperature: 0.5,
  maxTokens: 200,
};
const generate = async (key: number) => {
  const reply = await objects?.start(generation, context(key));
  assert(reply !== undefined && "ok" in reply && reply.ok);
  return reply.value;
};
const written = await generate(0);
const completed = await bare(chat, "/v1/chat/completions");
const { choices } = (await completed()) as {
  readonly choices: readonly { readonly message: { readonly content: string } }[];
};
assert.deepEqual(written, JSON.parse(choices[0]?.message.content ?? ""));
await measure("openai, an object", generate, completed);
await chat.close();

const painter = await fakeSdapi({});
const { images } = sdapiBackend({
  dialect: "a1111",
  host: nodeHost(),
  settings: { name: "painter", url: painter.url },
});
const pass: PassRequest = {
  baseModel: "dreams",
  trainingId: null,
  precision: "fp16",
  width: 64,
  height: 64,
  steps: 20,
  guidanceScale: 7,
  scale: 0.9,
  prompts: [{ prompt: "a cat", negativePrompt: null, seed: 42, batchSize: 1 }],
};
const draw = async (key: number) => {
  const reply = await images?.start(pass, context(key));
  assert(reply !== undefined && "ok" in reply && reply.ok);
  return reply.value[0]?.[0]?.bytes;
};
const drawn = await draw(0);
const painted = await bare(painter, "/sdapi/v1/txt2img");
const body = (await painted()) as { readonly images: readonly string[] };
assert.deepEqual(Buffer.from(drawn ?? []), Buffer.from(body.images[0] ?? "", "base64"));
await measure("sdapi, a picture of 64 × 64", draw, painted);
await painter.close();
process.exit(0);
