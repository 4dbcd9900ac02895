// OpenAI's API of images (spec 6.26): the contract, and every trap of its own.

import { expect, test } from "vitest";
import type { PassRequest } from "../src/backends/contract.js";
import { familyOf } from "../src/backends/openai-images/families.js";
import { type OpenaiImagesOptions, openaiImagesBackend } from "../src/backends/openai-images/openai-images-backend.js";
import { nodeHttp } from "../src/node/http/node-http.js";
import { conformance, type Subject, type Trouble } from "../src/testing/index.js";
import { attempt, carryOut, type Draws } from "./build/call-server.js";
import { hastyClock } from "./build/hasty-clock.js";
import { htmlPage } from "./servers/fake-http.js";
import {
  type FakeOpenaiImages,
  type FakeOpenaiImagesOptions,
  fakeOpenaiImages,
  openaiImagesTrouble,
} from "./servers/fake-openai-images.js";

const secret = "sk-canary-0123456789";
const key = "5e".repeat(32);
const request: PassRequest = {
  baseModel: "gpt-image-2",
  trainingId: null,
  precision: "fp16",
  width: 64,
  height: 64,
  steps: 20,
  guidanceScale: 7,
  scale: 0.9,
  prompts: [{ prompt: "a cat", negativePrompt: "blurry", seed: 42, batchSize: 2 }],
};
const square = { width: 1024, height: 1024 };
const one = [{ prompt: "a dog", negativePrompt: null, seed: 1, batchSize: 1 }];

function open(url: string, more: Partial<OpenaiImagesOptions["settings"]> = {}) {
  const clock = hastyClock();
  const http = nodeHttp({ clock, timer: clock });
  const host = { http, variable: (name: string) => (name === "OPENAI" ? secret : undefined) };
  return { backend: openaiImagesBackend({ host, settings: { name: "studio", url, key: "OPENAI", ...more } }), http };
}

function drawer({ backend }: ReturnType<typeof open>): Draws {
  if (backend.images === null) throw new Error("it draws");
  return backend.images as Draws;
}

const subject: Subject = {
  name: "openai-images",
  secrets: [secret],
  samples: { images: request },
  open: async () => {
    const fake = await fakeOpenaiImages({ key: secret });
    const { backend, http } = open(fake.url);
    const trouble = (name: Trouble) => {
      if (name === "no such model") {
        fake.lose("gpt-image-2");
        return true;
      }
      const found = openaiImagesTrouble(name, secret);
      if (found !== null) fake.misbehave(found);
      return found !== null;
    };
    return {
      backend,
      control: { trouble, works: () => fake.drawn.length },
      close: async () => {
        await http.close();
        await fake.close();
      },
    };
  },
};

const tried: string[] = [];
for (const { name, run } of conformance(subject))
  test(name, async () => {
    if ((await run()) === "passed") tried.push(name);
  });

test("most checks were tried", () => {
  expect(tried.length).toMatchInlineSnapshot(`21`);
});

type World = FakeOpenaiImagesOptions & { readonly settings?: Partial<OpenaiImagesOptions["settings"]> };

async function withFake(
  { settings, ...options }: World,
  body: (fake: FakeOpenaiImages, server: Draws, opened: ReturnType<typeof open>) => Promise<void>,
) {
  const fake = await fakeOpenaiImages({ key: secret, ...options });
  const opened = open(fake.url, settings);
  try {
    await body(fake, drawer(opened), opened);
  } finally {
    await opened.http.close();
    await fake.close();
  }
}

test("each family is asked for what it takes", () =>
  withFake({ settings: { models: { "org/dreams": "dall-e-2" }, quality: "low" } }, async (fake, server) => {
    await attempt(server, { ...request, ...square, baseModel: "org/dreams" }, key);
    await attempt(server, { ...request, ...square, baseModel: "dall-e-3", prompts: one }, key);
    await attempt(server, { ...request, width: 1536, height: 1024, baseModel: "gpt-image-1", prompts: one }, key);
    await attempt(server, { ...request, baseModel: "own-model", prompts: one }, key);
    expect(fake.drawn).toMatchInlineSnapshot(`
      [
        {
          "model": "dall-e-2",
          "n": 2,
          "prompt": "a cat",
          "quality": "low",
          "response_format": "b64_json",
          "size": "1024x1024",
        },
        {
          "model": "dall-e-3",
          "n": 1,
          "prompt": "a dog",
          "quality": "low",
          "response_format": "b64_json",
          "size": "1024x1024",
        },
        {
          "model": "gpt-image-1",
          "n": 1,
          "prompt": "a dog",
          "quality": "low",
          "size": "1536x1024",
        },
        {
          "model": "own-model",
          "n": 1,
          "prompt": "a dog",
          "quality": "low",
          "response_format": "b64_json",
          "size": "64x64",
        },
      ]
    `);
  }));

test("tokens that were used are told; no picture has a seed", () =>
  withFake({}, async (_, server) => {
    expect(await attempt(server, request, key)).toMatchObject({
      ok: true,
      value: [[{ seed: null }, { seed: null }]],
      amount: { inputTokens: 12, outputTokens: 544 },
    });
    const reply = await attempt(server, { ...request, baseModel: "own-model", prompts: one }, key);
    expect(reply).toMatchObject({ ok: true });
    expect(reply).not.toHaveProperty("amount");
  }));

test("what a model does not draw is refused before it is sent, with what it does draw", () =>
  withFake({}, async (fake, server) => {
    const refused = async (more: Partial<PassRequest>) => {
      const reply = await attempt(server, { ...request, ...more }, key);
      expect(reply).toMatchObject({ ok: false, failure: { kind: "invalid", charged: "no" } });
      return reply.ok ? "" : reply.failure.detail.replace(/^.*?: /, "");
    };
    expect(await refused({ baseModel: "gpt-image-1", width: 512, height: 512 })).toBe(
      '"gpt-image-1" does not draw 512x512. Its sizes are 1024x1024, 1536x1024, 1024x1536',
    );
    expect(await refused({ baseModel: "dall-e-3", width: 1024, height: 1536 })).toContain("1792x1024, 1024x1792");
    expect(await refused({ baseModel: "dall-e-3", ...square })).toBe('"dall-e-3" draws one image at once');
    expect(fake.requests).toEqual([]);
  }));

test("families", () => {
  for (const model of [
    "gpt-image-1",
    "gpt-image-1-mini",
    "gpt-image-1.5",
    "gpt-image-1-2025-04-23",
    "chatgpt-image-latest",
  ])
    expect(familyOf(model), model).toMatchObject({ sizes: ["1024x1024", "1536x1024", "1024x1536"], format: false });
  expect(familyOf("gpt-image-2")).toMatchObject({ sizes: null, format: false });
  for (const model of ["gpt-image-10", "gpt-image-1x"]) expect(familyOf(model).sizes, model).toBeNull();
  expect(familyOf("stable-diffusion")).toMatchObject({ sizes: null, format: true });
});

test("a plan knows what the models of the project can do together", () => {
  const of = (models?: { readonly [name: string]: string }) =>
    open("http://127.0.0.1:1", models === undefined ? {} : { models }).backend.capabilities;
  expect(of()).toMatchObject({ maxBatch: 4, limits: { width: { min: 256, max: 2048 }, multipleOf: 8 } });
  expect(of({ a: "dall-e-3", b: "dall-e-2" })).toMatchObject({
    maxBatch: 1,
    limits: { width: { min: 256, max: 1792 }, height: { min: 256, max: 1792 }, multipleOf: 256 },
  });
  expect(of({ a: "dall-e-3", b: "own" })).toMatchObject({ maxBatch: 1, limits: { multipleOf: 8 } });
});

const errors: readonly (readonly [number, string, string, object])[] = [
  [400, "content_policy_violation", "invalid_request_error", { kind: "content", charged: "no" }],
  [400, "moderation_blocked", "image_generation_user_error", { kind: "content", charged: "no" }],
  [400, "billing_hard_limit_reached", "billing_limit_user_error", { kind: "setup", charged: "no" }],
  [429, "insufficient_quota", "insufficient_quota", { kind: "setup", charged: "no" }],
  [403, "model_not_found", "invalid_request_error", { kind: "unresolvedModel", charged: "no" }],
  [400, "invalid_value", "invalid_request_error", { kind: "invalid", charged: "no" }],
];
for (const [status, code, type, failure] of errors)
  test(`${status} ${code}`, () =>
    withFake({}, async (fake, server) => {
      fake.misbehave({
        on: /^POST/,
        instead: { status, body: { error: { message: "so it is", type, code } } },
        times: 2,
      });
      const { asked, failures } = await carryOut(server, request, { key });
      expect(asked).toMatchObject({ ok: false, failure });
      expect(failures.length).toBe(1);
      expect(JSON.stringify(asked)).toContain("so it is");
    }));

test("a server that failed after it was asked may have been paid", () =>
  withFake({}, async (fake, server) => {
    fake.misbehave({ on: /^POST/, instead: { status: 500, body: { error: { message: "oh", type: "server_error" } } } });
    expect((await carryOut(server, request, { key })).asked).toHaveProperty("open");
    expect(fake.drawn).toEqual([]);
  }));

test("a service that gives URLs: from its own origin, or a public one", async () => {
  await withFake({}, async (fake, server) => {
    fake.misbehave({ on: /^POST/, instead: { body: { data: [{ url: `${fake.url}/files/0.png` }] } }, times: 2 });
    expect((await attempt(server, { ...request, prompts: one }, key)).ok).toBe(true);
    fake.misbehave({ on: /files/, instead: htmlPage });
    expect(await attempt(server, { ...request, prompts: one }, key)).toMatchObject({ failure: { charged: "yes" } });
  });
  await withFake({ delivery: "http://127.0.0.1:9" }, async (_, server) => {
    const reply = await attempt(server, { ...request, prompts: one }, key);
    expect(reply).toMatchObject({ failure: { kind: "transient", charged: "yes" } });
    expect(JSON.stringify(reply)).toContain("private address");
  });
});

test("an answer that is not of this API is told from pictures", () =>
  withFake({}, async (fake, server) => {
    fake.misbehave({ on: /^POST/, instead: { body: { choices: [] } } });
    expect(await attempt(server, request, key)).toMatchObject({ failure: { kind: "setup", charged: "yes" } });
    fake.misbehave({ on: /^POST/, instead: { body: { data: [{}, { b64_json: 7 }] } } });
    expect(await attempt(server, request, key)).toMatchObject({ failure: { kind: "transient", charged: "yes" } });
  }));

test("an address with its version is used as it is", () =>
  withFake({}, async (fake) => {
    const opened = open(`${fake.url}/v1/`);
    expect((await attempt(drawer(opened), request, key)).ok).toBe(true);
    await opened.http.close();
  }));

test("what it has is asked for without a cost", () =>
  withFake({}, async (fake, _, opened) => {
    expect(await opened.backend.probe()).toMatchObject({
      ok: true,
      offer: { models: ["gpt-image-1", "dall-e-2", "dall-e-3", "gpt-image-2", "own-model"] },
    });
    expect(fake.drawn).toEqual([]);
  }));
