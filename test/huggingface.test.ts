// Hugging Face inference providers (spec 6.25): the contract, and every trap of their own.

import { expect, test } from "vitest";
import type { PassRequest } from "../src/backends/contract.js";
import { type HuggingfaceOptions, huggingfaceBackend } from "../src/backends/huggingface/huggingface-backend.js";
import { nodeHttp } from "../src/node/http/node-http.js";
import { conformance, type Subject, type Trouble } from "../src/testing/index.js";
import { attempt, carryOut, type Draws } from "./build/call-server.js";
import { hastyClock } from "./build/hasty-clock.js";
import { htmlPage } from "./servers/fake-http.js";
import { type FakeHuggingface, fakeHuggingface, huggingfaceTrouble } from "./servers/fake-huggingface.js";

const secret = "hf_canary0123456789";
const key = "5e".repeat(32);
const trained = "0b5e3c2a-1111-4222-8333-944455556666";
const request: PassRequest = {
  baseModel: "studio/dreams",
  trainingId: null,
  precision: "fp16",
  width: 64,
  height: 64,
  steps: 20,
  guidanceScale: 7,
  scale: 0.9,
  prompts: [{ prompt: "a cat", negativePrompt: "blurry", seed: 42, batchSize: 1 }],
};

function open(url: string, more: Partial<HuggingfaceOptions["settings"]> = {}, scheduler?: string) {
  const clock = hastyClock();
  const http = nodeHttp({ clock, timer: clock });
  const host = { http, variable: (name: string) => (name === "HF" ? secret : undefined) };
  const loras = { [trained]: "me/style-lora" };
  const settings = { name: "hub", url: `${url}/hf-inference`, key: "HF", loras, ...more };
  return { backend: huggingfaceBackend({ host, settings, ...(scheduler === undefined ? {} : { scheduler }) }), http };
}

function drawer({ backend }: ReturnType<typeof open>): Draws {
  if (backend.images === null) throw new Error("it draws");
  return backend.images as Draws;
}

const subject: Subject = {
  name: "huggingface",
  secrets: [secret],
  samples: { images: request },
  open: async () => {
    const fake = await fakeHuggingface({ key: secret });
    const { backend, http } = open(fake.url);
    const trouble = (name: Trouble) => {
      if (name === "no such model") {
        fake.lose("studio/dreams");
        return true;
      }
      const found = huggingfaceTrouble(name, secret);
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
  expect(tried.length).toMatchInlineSnapshot(`20`);
});

async function withFake(body: (fake: FakeHuggingface, server: Draws) => Promise<void>, scheduler?: string) {
  const fake = await fakeHuggingface({ key: secret });
  const opened = open(fake.url, {}, scheduler);
  try {
    await body(fake, drawer(opened));
  } finally {
    await opened.http.close();
    await fake.close();
  }
}

test("what a provider is asked for", () =>
  withFake(async (fake, server) => {
    expect(await attempt(server, request, key)).toMatchObject({ ok: true, value: [[{ seed: null }]] });
    expect(fake.requests[0]?.headers.accept).toBe("image/png");
    expect(fake.drawn).toMatchInlineSnapshot(`
      [
        {
          "inputs": "a cat",
          "model": "studio/dreams",
          "parameters": {
            "guidance_scale": 7,
            "height": 64,
            "negative_prompt": "blurry",
            "num_inference_steps": 20,
            "seed": 42,
            "width": 64,
          },
        },
      ]
    `);
  }));

test("a LoRA is a repository of its own, and its scale is not sent", () =>
  withFake(async (fake, server) => {
    const prompts = [{ prompt: "a dog", negativePrompt: null, seed: 1, batchSize: 1 }];
    await attempt(server, { ...request, trainingId: trained, scale: 0.3, prompts }, key);
    expect(fake.drawn).toEqual([
      {
        model: "me/style-lora",
        inputs: "a dog",
        parameters: { width: 64, height: 64, num_inference_steps: 20, guidance_scale: 7, seed: 1, scheduler: "Euler" },
      },
    ]);
  }, "Euler"));

test("what is not known to be a model is not sent, nor is more than one image", () =>
  withFake(async (fake, server) => {
    for (const missing of [
      { baseModel: "../secrets" },
      { baseModel: "a/b/c" },
      { baseModel: "studio/dreams?x" },
      { baseModel: "" },
      { trainingId: "7f5e3c2a-1111-4222-8333-944455556666" },
    ]) {
      const reply = await attempt(server, { ...request, ...missing }, key);
      expect(reply).toMatchObject({ ok: false, failure: { kind: "unresolvedModel", charged: "no" } });
    }
    const [prompt] = request.prompts;
    for (const prompts of [[{ ...prompt, batchSize: 2 }], [{ ...prompt, seed: -1 }], [prompt, prompt]])
      expect(await attempt(server, { ...request, prompts }, key)).toMatchObject({ failure: { kind: "invalid" } });
    expect(fake.requests).toEqual([]);
    expect(await attempt(server, { ...request, baseModel: "a/b/c" }, key)).toMatchObject({
      failure: {
        detail: `hub at ${new URL(fake.url).host}: "a/b/c" is not a model of Hugging Face. Say under models which one "a/b/c" is, as "owner/name"`,
      },
    });
  }));

test("a model that is being loaded is asked again after the time that it says", () =>
  withFake(async (fake, server) => {
    fake.unload(2, 20.5);
    const { asked, waits, failures } = await carryOut(server, request, { key });
    expect(asked.ok).toBe(true);
    expect(failures.map(({ kind }) => kind)).toEqual(["transient", "transient"]);
    expect(waits.every((wait) => wait >= 20_500)).toBe(true);
    expect(fake.drawn.length).toBe(1);
    fake.unload(1, -5);
    expect((await carryOut(server, request, { key })).asked.ok).toBe(true);
  }));

const errors: readonly (readonly [number, string, object])[] = [
  [400, "Model studio/dreams is not supported by provider hf-inference.", { kind: "unresolvedModel", charged: "no" }],
  [410, "The model is deprecated and no longer supported by it.", { kind: "unresolvedModel", charged: "no" }],
  [402, "You have exceeded your monthly included credits.", { kind: "setup", charged: "no" }],
  [403, "This model is gated.", { kind: "setup", charged: "no" }],
  [500, "unknown error", { kind: "transient", charged: "yes" }],
];
for (const [status, error, failure] of errors)
  test(`${status}: ${error}`, () =>
    withFake(async (fake, server) => {
      fake.misbehave({ on: /^POST/, instead: { status, body: { error } }, times: 2 });
      const { asked, failures } = await carryOut(server, request, { key });
      expect(asked).toMatchObject({ ok: false, failure });
      expect(failures.length).toBe(1);
      expect(JSON.stringify(asked)).toContain(error);
    }));

test("a value that the model does not take is told in its own words", () =>
  withFake(async (_, server) => {
    const reply = await attempt(server, { ...request, steps: 101 }, key);
    expect(reply).toMatchObject({ failure: { kind: "invalid", charged: "no" } });
    expect(JSON.stringify(reply)).toContain("ensure it is at most 100");
  }));

test("what comes in place of a picture is not taken for one", () =>
  withFake(async (fake, server) => {
    fake.misbehave({ on: /^POST/, instead: htmlPage });
    expect(await attempt(server, request, key)).toMatchObject({ failure: { kind: "setup", charged: "no" } });
    const body = { error: `no luck with ${secret}` };
    fake.misbehave({ on: /^POST/, instead: { body } });
    const reply = await attempt(server, request, key);
    expect(reply).toMatchObject({ failure: { kind: "transient", charged: "yes" } });
    expect(JSON.stringify(reply)).toContain("no luck with [secret]");
    fake.misbehave({ on: /^POST/, instead: { headers: { "content-type": "image/png" }, body: "x".repeat(1_000_000) } });
    expect((await attempt(server, request, key)).ok).toBe(false);
    expect(fake.drawn).toEqual([]);
  }));

test("a token that is not in the environment is said before anything is sent", () =>
  withFake(async (fake) => {
    const opened = open(fake.url, { key: "NO_SUCH" });
    const reply = await attempt(drawer(opened), request, key);
    expect(JSON.stringify(reply)).toContain("the environment variable NO_SUCH is not set");
    expect(fake.requests).toEqual([]);
    await opened.http.close();
  }));
