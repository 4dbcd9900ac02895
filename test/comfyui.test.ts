// Servers that run ComfyUI (spec 6.22): the contract, and every trap of their own.

import { expect, test } from "vitest";
import { type ComfyuiOptions, comfyuiBackend } from "../src/backends/comfyui/comfyui-backend.js";
import { readWorkflow } from "../src/backends/comfyui/workflow.js";
import type { DrawnImage, ImageServer, PassRequest } from "../src/backends/contract.js";
import type { Http } from "../src/backends/wire/http.js";
import type { Json } from "../src/core/text/json.js";
import { nodeHttp } from "../src/node/http/node-http.js";
import { conformance, handSignal, type Subject, type Trouble } from "../src/testing/index.js";
import { attempt, carryOut } from "./build/call-server.js";
import { hastyClock } from "./build/hasty-clock.js";
import { type FakeComfyui, type FakeComfyuiOptions, fakeComfyui } from "./servers/fake-comfyui.js";
import { misbehaviourOf, pictureFrom } from "./servers/fake-sdapi.js";

const secret = "pass-canary-0123456789";
const login = `painter:${secret}`;
const request: PassRequest = {
  baseModel: "dreams",
  trainingId: null,
  precision: "fp16",
  width: 64,
  height: 64,
  steps: 20,
  guidanceScale: 7,
  scale: 0.9,
  prompts: [{ prompt: "a cat", negativePrompt: "blurry", seed: 42, batchSize: 2 }],
};
const key = "5e".repeat(32);
const id = "5e5e5e5e-5e5e-5e5e-8e5e-5e5e5e5e5e5e";

function open(url: string, more: Partial<ComfyuiOptions> = {}) {
  const clock = hastyClock();
  const http = nodeHttp({ clock, timer: clock });
  const host = { http, variable: (name: string) => (name === "COMFY_LOGIN" ? login : undefined) };
  const settings = { name: "painter", url, login: "COMFY_LOGIN", ...more.settings };
  return { backend: comfyuiBackend({ host, ...more, settings }), http };
}

function drawer({ backend }: ReturnType<typeof open>): ImageServer {
  if (backend.images === null) throw new Error("it draws");
  return backend.images;
}

const subject: Subject = {
  name: "comfyui",
  secrets: [secret, btoa(login)],
  samples: { images: request },
  open: async () => {
    const fake = await fakeComfyui({ login });
    const { backend, http } = open(fake.url);
    return {
      backend,
      control: {
        trouble: (name) => misbehave(fake, name),
        works: () => fake.drawn.length,
        hold: fake.hold,
        has: fake.has,
      },
      close: async () => {
        await http.close();
        await fake.close();
      },
    };
  },
};

function misbehave(fake: FakeComfyui, name: Trouble): boolean {
  switch (name) {
    case "no such model":
      fake.lose("sd15/dreams.safetensors");
      return true;
    case "partly dropped":
      fake.dropPart();
      return true;
    case "expired":
      fake.expire();
      return true;
    case "cut socket":
      fake.cutSockets();
      return true;
    case "out of memory":
      fake.fail("torch.OutOfMemoryError", "Allocation on device 0 would exceed allowed memory");
      return true;
    case "cut picture":
      fake.spoil(([first], files) => {
        if (first !== undefined)
          files.set(first.filename, (files.get(first.filename) ?? new Uint8Array()).subarray(0, 90));
      });
      return true;
    case "wrong count":
      fake.spoil((outputs) => void outputs.pop());
      return true;
    case "extra picture":
      fake.spoil((outputs) => void outputs.unshift(...outputs.slice(0, 1)));
      return true;
    case "wrong size":
      fake.spoil((outputs, files) => {
        for (const { filename } of outputs) files.set(filename, pictureFrom(1, 32, 64));
      });
      return true;
    default: {
      const found = misbehaviourOf(name, secret);
      if (found === null) return false;
      fake.misbehave({ ...found, on: /^POST \/prompt/ });
      return true;
    }
  }
}

const tried: string[] = [];
for (const { name, run } of conformance(subject))
  test(name, async () => {
    if ((await run()) === "passed") tried.push(name);
  });

test("most checks were tried", () => expect(tried.length).toMatchInlineSnapshot(`28`));

async function withFake(options: FakeComfyuiOptions, body: (fake: FakeComfyui, server: ImageServer) => Promise<void>) {
  const fake = await fakeComfyui(options);
  const opened = open(fake.url);
  try {
    await body(fake, drawer(opened));
  } finally {
    await opened.http.close();
    await fake.close();
  }
}

test("what the server is asked for", () =>
  withFake({}, async (fake, server) => {
    const { asked } = await carryOut(server, { ...request, trainingId: "my-style" }, { key });
    expect(asked.ok).toBe(true);
    expect(fake.requests.find(({ path }) => path === "/prompt")?.json).toMatchInlineSnapshot(`
      {
        "client_id": "5e5e5e5e-5e5e-5e5e-8e5e-5e5e5e5e5e5e",
        "extra_data": {
          "flowplan": {
            "batchSize": 2,
            "height": 64,
            "id": "5e5e5e5e-5e5e-5e5e-8e5e-5e5e5e5e5e5e",
            "saves": "save",
            "seed": 42,
            "width": 64,
          },
        },
        "prompt": {
          "decode": {
            "class_type": "VAEDecode",
            "inputs": {
              "samples": [
                "sample",
                0,
              ],
              "vae": [
                "model",
                2,
              ],
            },
          },
          "latent": {
            "class_type": "EmptyLatentImage",
            "inputs": {
              "batch_size": 2,
              "height": 64,
              "width": 64,
            },
          },
          "lora": {
            "class_type": "LoraLoader",
            "inputs": {
              "clip": [
                "model",
                1,
              ],
              "lora_name": "my-style.safetensors",
              "model": [
                "model",
                0,
              ],
              "strength_clip": 0.9,
              "strength_model": 0.9,
            },
          },
          "model": {
            "class_type": "CheckpointLoaderSimple",
            "inputs": {
              "ckpt_name": "sd15/dreams.safetensors",
            },
          },
          "negative": {
            "class_type": "CLIPTextEncode",
            "inputs": {
              "clip": [
                "lora",
                1,
              ],
              "text": "blurry",
            },
          },
          "positive": {
            "class_type": "CLIPTextEncode",
            "inputs": {
              "clip": [
                "lora",
                1,
              ],
              "text": "a cat",
            },
          },
          "sample": {
            "class_type": "KSampler",
            "inputs": {
              "cfg": 7,
              "denoise": 1,
              "latent_image": [
                "latent",
                0,
              ],
              "model": [
                "lora",
                0,
              ],
              "negative": [
                "negative",
                0,
              ],
              "positive": [
                "positive",
                0,
              ],
              "sampler_name": "euler",
              "scheduler": "normal",
              "seed": 42,
              "steps": 20,
            },
          },
          "save": {
            "class_type": "SaveImage",
            "inputs": {
              "filename_prefix": "flowplan",
              "images": [
                "decode",
                0,
              ],
            },
          },
        },
        "prompt_id": "5e5e5e5e-5e5e-5e5e-8e5e-5e5e5e5e5e5e",
      }
    `);
    expect(fake.drawn).toEqual([
      {
        model: "sd15/dreams.safetensors",
        lora: "my-style.safetensors",
        strength: 0.9,
        prompt: "a cat",
        negative: "blurry",
        seed: 42,
      },
    ]);
  }));

test("only the first picture of a batch has a seed of its own, and they come in the order of their node", () =>
  withFake({}, async (_, server) => {
    const { asked } = await carryOut(server, request, { key });
    if (!asked.ok) throw new Error("it draws");
    const [images = []] = asked.value as readonly (readonly DrawnImage[])[];
    expect(images.map(({ seed }) => seed)).toEqual([42, null]);
    expect(images.map(({ bytes }) => bytes)).toEqual([42, 43].map((seed) => pictureFrom(seed, 64, 64)));
  }));

test("the queue would draw an id twice, so what has ended is taken and what failed is forgotten first", () =>
  withFake({}, async (fake, server) => {
    await carryOut(server, request, { key });
    await carryOut(server, request, { key });
    expect(fake.drawn.length).toBe(1);
    fake.fail("RuntimeError", "expected scalar type Half");
    const again = await carryOut(server, request, { key: "aa".repeat(32) });
    expect(again.asked.ok).toBe(true);
    expect(again.failures).toMatchObject([{ kind: "transient", charged: "no" }]);
    expect(again.failures[0]?.detail).toContain("KSampler: expected scalar type Half");
    expect(again.failures[0]?.detail).not.toContain("/home/me");
  }));

test("a server that gives ids of its own is found by what was sent with the prompt", async () => {
  for (const takesIds of [true, false])
    await withFake({ takesIds }, async (fake, server) => {
      const release = fake.hold();
      const started = server.start(request, { key, signal: handSignal(), progress: () => {} });
      await fake.has(1);
      await started;
      const waiting = await server.find?.(key, { key, signal: handSignal(), progress: () => {} });
      expect(waiting).toMatchObject({ accepted: { seed: 42, batchSize: 2 } });
      release();
      const { asked } = await carryOut(server, request, { key, sent: true });
      expect(asked.ok).toBe(true);
      expect(fake.drawn.length).toBe(1);
      expect(await server.find?.("bb".repeat(32), { key: "", signal: handSignal(), progress: () => {} })).toBe("none");
    });
});

test("without a socket it is asked; with one it tells how far it is", async () => {
  for (const noSockets of [true, false])
    await withFake({ noSockets }, async (_, server) => {
      const done: number[] = [];
      const context = { key, signal: handSignal(), progress: (part: number) => void done.push(part) };
      const started = await server.start(request, context);
      if (!("accepted" in started) || server.follow === undefined) throw new Error("it accepts");
      expect(await server.follow(started.accepted, context)).toMatchObject({ ok: true });
    });
});

test("what waits is taken out of the queue; what runs is interrupted, and only if it is ours", () =>
  withFake({}, async (fake, server) => {
    const release = fake.hold();
    const context = (own: string) => ({ key: own, signal: handSignal(), progress: () => {} });
    const [first, second] = [
      await server.start(request, context(key)),
      await server.start(request, context("aa".repeat(32))),
    ];
    if (!("accepted" in first) || !("accepted" in second)) throw new Error("it accepts");
    expect(await server.cancel?.(second.accepted)).toBe("cancelled");
    expect(await server.cancel?.(first.accepted)).toBe("cancelled");
    release();
    expect(await server.follow?.(first.accepted, context(key))).toMatchObject({
      failure: { kind: "cancelled", charged: "no" },
    });
    expect(fake.drawn).toEqual([]);
    expect(await server.cancel?.(first.accepted)).toBe("tooLate");
    expect(fake.requests.filter(({ path }) => path === "/interrupt").map(({ json }) => json)).toEqual([
      { prompt_id: id },
    ]);
  }));

test("what an attempt has left in the queue after all is not queued again", () =>
  withFake({}, async (fake, server) => {
    const release = fake.hold();
    // A proxy says that nobody is there; the server behind it has taken the prompt.
    fake.misbehave({ on: /^POST \/prompt/, after: () => ({ status: 503 }) });
    const drawing = carryOut(server, request, { key });
    const asked = (path: string) => fake.requests.filter((each) => each.path === path).length;
    while (asked("/prompt") + asked("/history/5e5e5e5e-5e5e-5e5e-8e5e-5e5e5e5e5e5e") < 3)
      await new Promise((resolve) => setTimeout(resolve, 1));
    release();
    expect((await drawing).asked.ok).toBe(true);
    expect([fake.drawn.length, asked("/prompt")]).toEqual([1, 1]);
  }));

test("what it would draw in part is not drawn, though it has begun", () =>
  withFake({}, async (fake, server) => {
    const release = fake.hold();
    fake.dropPart();
    expect(await attempt(server, request, key)).toMatchObject({ failure: { kind: "invalid", charged: "no" } });
    release();
    expect((await carryOut(server, request, { key: "aa".repeat(32) })).asked.ok).toBe(true);
    expect(fake.drawn.length).toBe(1);
  }));

test("it is cancelled only once it is out of the queue", () =>
  withFake({}, async (fake, server) => {
    const release = fake.hold();
    const context = (own: string) => ({ key: own, signal: handSignal(), progress: () => {} });
    await server.start(request, context(key));
    const second = await server.start(request, context("aa".repeat(32)));
    if (!("accepted" in second)) throw new Error("it accepts");
    // It began to draw it a moment before.
    fake.misbehave({ on: /^POST \/queue/, instead: { body: "" } });
    expect(await server.cancel?.(second.accepted)).toBe("cancelled");
    release();
    await carryOut(server, request, { key: "bb".repeat(32) });
    expect(fake.drawn.length).toBe(2);
  }));

test("pictures that could not be used are drawn anew by whoever asks once more", () =>
  withFake({}, async (fake, server) => {
    fake.spoil((outputs) => void outputs.pop());
    expect((await carryOut(server, request, { key })).asked).toMatchObject({ failure: { charged: "yes" } });
    expect((await carryOut(server, request, { key })).asked.ok).toBe(true);
    expect(fake.drawn.length).toBe(2);
  }));

async function withHttp(change: (http: Http) => Http, body: (fake: FakeComfyui, server: ImageServer) => Promise<void>) {
  const fake = await fakeComfyui();
  const clock = hastyClock();
  const http = nodeHttp({ clock, timer: clock });
  const settings = { name: "painter", url: fake.url };
  const { images } = comfyuiBackend({ settings, host: { http: change(http), variable: () => undefined } });
  if (images === null) throw new Error("it draws");
  await body(fake, images);
  await http.close();
  await fake.close();
}

test("a socket that never opens keeps nobody waiting", () =>
  withHttp(
    (http) => ({ ...http, open: () => new Promise(() => {}) }),
    async (_, server) => expect(await attempt(server, request, key)).toMatchObject({ ok: true }),
  ));

test("the socket alone says how far it is and when to look, and is closed", () =>
  withHttp(
    // Nobody looks again because time has passed.
    (http) => ({ ...http, timer: { at: () => new Promise(() => {}) } }),
    async (fake, server) => {
      const release = fake.hold();
      await server.start(request, { key: "aa".repeat(32), signal: handSignal(), progress: () => {} });
      const done: number[] = [];
      const context = { key, signal: handSignal(), progress: (part: number) => void done.push(part) };
      const started = await server.start(request, context);
      if (!("accepted" in started)) throw new Error("it accepts");
      const following = server.follow?.(started.accepted, context);
      while (fake.sockets.size === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      release();
      expect(await following).toMatchObject({ ok: true });
      expect(done).toEqual([0.5]);
      while (fake.sockets.size > 0) await new Promise((resolve) => setTimeout(resolve, 1));
    },
  ));

test("a job that a restart has lost was not charged", () =>
  withFake({}, async (fake, server) => {
    fake.hold();
    const context = { key, signal: handSignal(), progress: () => {} };
    const started = await server.start(request, context);
    if (!("accepted" in started)) throw new Error("it accepts");
    fake.restart();
    expect(await server.follow?.(started.accepted, context)).toMatchObject({
      failure: { kind: "transient", charged: "no" },
    });
  }));

test("what the server refuses is one sentence, with the node and the input", () =>
  withFake({}, async (fake, server) => {
    const reply = await attempt(server, { ...request, width: 8 }, key);
    expect(reply).toMatchObject({ ok: false, failure: { kind: "invalid", charged: "no" } });
    expect(reply).toMatchObject({
      failure: {
        detail: `painter at ${new URL(fake.url).host}, asked to draw 2 images: EmptyLatentImage: Value 8 smaller than min of 16: width`,
      },
    });
  }));

test("what the server does not have, it is not asked to draw; names are those of the project, the file or the path", () =>
  withFake({}, async (fake) => {
    const settings = {
      name: "painter",
      url: fake.url,
      models: { "org/dreams-xl": "sketch", toString: "dreams" },
      loras: { t1: "my-style" },
    };
    const opened = open(fake.url, { settings });
    const server = drawer(opened);
    for (const missing of [
      { baseModel: "dreamz" },
      { baseModel: "__proto__" },
      { baseModel: "" },
      // There are two of that name.
      { baseModel: "twin" },
      { trainingId: "my-stile" },
    ])
      expect(await attempt(server, { ...request, ...missing }, key)).toMatchObject({
        failure: { kind: "unresolvedModel", charged: "no" },
      });
    expect(fake.drawn).toEqual([]);
    for (const baseModel of [
      "org/dreams-xl",
      "toString",
      "dreams",
      "dreams.safetensors",
      "sd15/dreams.safetensors",
      "two/twin.safetensors",
      "one/twin",
    ])
      await carryOut(
        server,
        { ...request, baseModel, trainingId: "t1" },
        { key: Buffer.from(baseModel).toString("hex").repeat(20).slice(0, 64) },
      );
    expect(fake.drawn.map(({ model }) => model)).toEqual([
      "sketch.safetensors",
      ...Array(4).fill("sd15/dreams.safetensors"),
      "two/twin.safetensors",
      "one/twin.safetensors",
    ]);
    await opened.http.close();
  }));

test("what it has is asked for without a cost", () =>
  withFake({}, async (fake) => {
    const opened = open(fake.url);
    expect(await opened.backend.probe()).toEqual({
      ok: true,
      offer: {
        models: ["sd15/dreams.safetensors", "sketch.safetensors", "one/twin.safetensors", "two/twin.safetensors"],
        loras: ["my-style.safetensors"],
        samplers: ["euler", "dpmpp_2m"],
        schedulers: ["normal", "karras"],
        resident: null,
        capabilities: {},
      },
    });
    await opened.http.close();
  }));

const ownGraph = {
  "3": {
    class_type: "KSampler",
    inputs: {
      model: ["10", 0],
      positive: ["6", 0],
      negative: ["7", 0],
      latent_image: ["5", 0],
      seed: "{{seed}}",
      steps: "{{steps}}",
      cfg: 3.5,
      sampler_name: "dpmpp_2m",
    },
  },
  "4": { class_type: "CheckpointLoaderSimple", inputs: { ckpt_name: "{{model}}" } },
  "5": {
    class_type: "EmptyLatentImage",
    inputs: { width: "{{width}}", height: "{{height}}", batch_size: "{{ batchSize }}" },
  },
  "6": { class_type: "CLIPTextEncode", inputs: { clip: ["10", 1], text: "masterpiece, {{prompt}}" } },
  "7": { class_type: "CLIPTextEncode", inputs: { clip: ["10", 1], text: "{{negativePrompt}}" } },
  "10": {
    class_type: "LoraLoader",
    inputs: { model: ["4", 0], clip: ["4", 1], lora_name: "{{lora}}", strength_model: "{{scale}}", strength_clip: 1 },
  },
  "8": { class_type: "VAEDecode", inputs: { samples: ["3", 0], vae: ["4", 2] } },
  "9": { class_type: "SaveImage", inputs: { images: ["8", 0], filename_prefix: "{mine}" } },
};

function workflowOf(graph: Json) {
  const read = readWorkflow(graph);
  if (!read.ok) throw new Error(read.problem);
  return read.workflow;
}

test("a graph of the user's own has values where its slots are, and without a LoRA no loader of one", () =>
  withFake({}, async (fake) => {
    const workflow = workflowOf(ownGraph);
    const opened = open(fake.url, { workflow });
    const prompts = [{ prompt: "a {{seed}} cat $&", negativePrompt: null, seed: 42, batchSize: 2 }];
    const server = drawer(opened);
    expect((await carryOut(server, { ...request, prompts, trainingId: "my-style" }, { key })).asked.ok).toBe(true);
    expect((await carryOut(server, { ...request, prompts }, { key: "aa".repeat(32) })).asked.ok).toBe(true);
    const common = {
      model: "sd15/dreams.safetensors",
      prompt: "masterpiece, a {{seed}} cat $&",
      negative: "",
      seed: 42,
    };
    expect(fake.drawn).toEqual([
      { ...common, lora: "my-style.safetensors", strength: 0.9 },
      { ...common, lora: null, strength: null },
    ]);
    const sent = fake.requests.filter(({ path }) => path === "/prompt").map(({ json }) => json as { prompt: Json });
    expect(sent[1]?.prompt).toMatchObject({
      "3": { inputs: { model: ["4", 0], steps: 20 } },
      "6": { inputs: { clip: ["4", 1] } },
    });
    expect(sent[1]?.prompt).not.toHaveProperty("10");
    expect(opened.backend.capabilities.fields).toMatchObject({
      guidanceScale: "ignored",
      steps: "exact",
      scale: "exact",
    });
    expect(opened.backend.identity).not.toBe(open(fake.url).backend.identity);
    await opened.http.close();
  }));

test("a graph without a slot for the LoRA draws without it, as the plan says", () =>
  withFake({}, async (fake) => {
    const graph = JSON.parse(JSON.stringify(ownGraph).replace("{{lora}}", "my-style.safetensors")) as Json;
    const opened = open(fake.url, { workflow: workflowOf(graph) });
    const { asked } = await carryOut(drawer(opened), { ...request, trainingId: "t1" }, { key });
    expect(asked.ok).toBe(true);
    expect(fake.drawn).toMatchObject([{ lora: "my-style.safetensors" }]);
    expect(opened.backend.capabilities.fields.trainingId).toBe("ignored");
    await opened.http.close();
  }));

test("what a server with a graph of the user's own has, is what may stand in its slots", () =>
  withFake({}, async (fake) => {
    const graph = JSON.parse(
      JSON.stringify(ownGraph)
        .replace("CheckpointLoaderSimple", "UNETLoader")
        .replace("ckpt_name", "unet_name")
        .replace("{{lora}}", "my-style.safetensors"),
    ) as Json;
    const opened = open(fake.url, { workflow: workflowOf(graph) });
    expect(await opened.backend.probe()).toMatchObject({
      ok: true,
      offer: { models: ["flux.safetensors"], loras: [] },
    });
    await opened.http.close();
  }));

test("a graph with a model of its own draws only what the project says that it stands for", () =>
  withFake({}, async (fake) => {
    const graph = JSON.parse(JSON.stringify(ownGraph).replace("{{model}}", "sketch.safetensors")) as Json;
    const settings = { name: "painter", url: fake.url, models: { "org/sketch": "its own" } };
    const opened = open(fake.url, { settings, workflow: workflowOf(graph) });
    expect(await attempt(drawer(opened), request, key)).toMatchObject({ failure: { kind: "unresolvedModel" } });
    expect((await carryOut(drawer(opened), { ...request, baseModel: "org/sketch" }, { key })).asked.ok).toBe(true);
    expect(fake.drawn).toMatchObject([{ model: "sketch.safetensors" }]);
    await opened.http.close();
  }));

test.each<readonly [string, Json, string]>([
  ["a list", [], "it is not an object of nodes"],
  ["nothing", {}, "it has no nodes"],
  ["what the editor saves", { nodes: [], links: [], version: 0.4 }, 'Save it with "Export (API)"'],
  ["something else", { a: 1 }, '"a" is not a node: it has no class_type'],
  [
    "no slots",
    JSON.parse(JSON.stringify(ownGraph).replaceAll(/\{\{(prompt|seed)\}\}/g, "1")),
    "it has no {{prompt}}, no {{seed}}",
  ],
  [
    "a slot that is not one",
    JSON.parse(JSON.stringify(ownGraph).replace("{{scale}}", "{{scal}}")),
    "there is no slot {{scal}}; did you mean {{scale}}",
  ],
  [
    "__proto__ as a slot",
    JSON.parse(JSON.stringify(ownGraph).replace("{{scale}}", "{{__proto__}}")),
    "there is no slot {{__proto__}}",
  ],
  ["two that save", { ...ownGraph, "12": ownGraph["9"] }, "it must have one SaveImage or PreviewImage node"],
])("%s cannot be drawn with, and it is said why", (_, graph, said) => {
  expect(readWorkflow(graph)).toMatchObject({ ok: false, problem: expect.stringContaining(said) });
});
