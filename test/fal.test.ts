// fal (spec 6.24): the contract, and every trap of its own.

import { expect, test } from "vitest";
import type { PassRequest } from "../src/backends/contract.js";
import { endpointOf } from "../src/backends/fal/endpoint.js";
import { type FalOptions, falBackend } from "../src/backends/fal/fal-backend.js";
import { nodeHttp } from "../src/node/http/node-http.js";
import { conformance, handSignal, type Subject, type Trouble } from "../src/testing/index.js";
import { attempt, carryOut, type Draws } from "./build/call-server.js";
import { hastyClock } from "./build/hasty-clock.js";
import { type FakeFal, type FakeFalOptions, fakeFal, falSpoil, falTrouble } from "./servers/fake-fal.js";
import { fakeHttp, htmlPage } from "./servers/fake-http.js";
import { pictureFrom } from "./servers/fake-sdapi.js";

const secret = "id-canary:0123456789abcdef";
const key = "5e".repeat(32);
const trained = "0b5e3c2a-1111-4222-8333-944455556666";
const request: PassRequest = {
  baseModel: "studio/flux",
  trainingId: null,
  precision: "fp16",
  width: 64,
  height: 64,
  steps: 20,
  guidanceScale: 7,
  scale: 0.9,
  prompts: [{ prompt: "a cat", negativePrompt: "blurry", seed: 42, batchSize: 2 }],
};

function open(url: string, more: Partial<FalOptions["settings"]> = {}, privateAddresses = false) {
  const clock = hastyClock();
  const http = nodeHttp({ clock, timer: clock, privateAddresses });
  const host = { http, variable: (name: string) => (name === "FAL" ? secret : undefined) };
  const models = {
    "studio/flux": "fal-ai/flux/dev",
    "org/any": "fal-ai/lora#org/any-xl",
    "me/mine": "workflows/me/mine/x",
  };
  const loras = { [trained]: "https://example.com/style.safetensors" };
  return { backend: falBackend({ host, settings: { name: "cloud", url, key: "FAL", models, loras, ...more } }), http };
}

function drawer({ backend }: ReturnType<typeof open>): Draws {
  if (backend.images === null) throw new Error("it draws");
  return backend.images as Draws;
}

const subject: Subject = {
  name: "fal",
  secrets: [secret],
  samples: { images: request },
  open: async () => {
    const fake = await fakeFal({ key: secret });
    const { backend, http } = open(fake.url);
    const trouble = (name: Trouble) => {
      const spoil = falSpoil(name);
      if (name === "no such model") fake.lose("fal-ai/flux");
      else if (name === "expired") fake.expire();
      else if (name === "restart")
        fake.misbehave({ on: /^GET .*\/status$/, instead: { status: 404, body: { detail: "Request not found" } } });
      else if (spoil !== null) fake.spoil(spoil);
      else {
        const found = falTrouble(name, secret);
        if (found === null) return false;
        fake.misbehave(found);
      }
      return true;
    };
    return {
      backend,
      control: { trouble, works: fake.works, hold: fake.hold, has: fake.has },
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
  expect(tried.length).toMatchInlineSnapshot(`28`);
});

type World = FakeFalOptions & {
  readonly settings?: Partial<FalOptions["settings"]>;
  readonly privateAddresses?: boolean;
};

async function withFake(
  { settings, privateAddresses, ...options }: World,
  body: (fake: FakeFal, server: Draws, opened: ReturnType<typeof open>) => Promise<void>,
) {
  const fake = await fakeFal({ key: secret, ...options });
  const opened = open(fake.url, settings, privateAddresses);
  try {
    await body(fake, drawer(opened), opened);
  } finally {
    await opened.http.close();
    await fake.close();
  }
}

const paths = ({ requests }: FakeFal) => requests.map(({ method, path }) => `${method} ${path}`);

test("what an endpoint is asked for", () =>
  withFake({}, async (fake, server) => {
    await attempt(server, request, key);
    const [prompt] = request.prompts;
    const plain = [{ prompt: "a dog", negativePrompt: null, seed: prompt?.seed ?? 0, batchSize: 1 }];
    await attempt(server, { ...request, baseModel: "org/any", trainingId: trained, prompts: plain }, key);
    expect(fake.jobs.map(({ app, body }) => ({ app, body }))).toMatchInlineSnapshot(`
      [
        {
          "app": "fal-ai/flux",
          "body": {
            "guidance_scale": 7,
            "image_size": {
              "height": 64,
              "width": 64,
            },
            "negative_prompt": "blurry",
            "num_images": 2,
            "num_inference_steps": 20,
            "prompt": "a cat",
            "seed": 42,
          },
        },
        {
          "app": "fal-ai/lora",
          "body": {
            "guidance_scale": 7,
            "image_size": {
              "height": 64,
              "width": 64,
            },
            "loras": [
              {
                "path": "https://example.com/style.safetensors",
                "scale": 0.9,
              },
            ],
            "model_name": "org/any-xl",
            "num_images": 1,
            "num_inference_steps": 20,
            "prompt": "a dog",
            "seed": 42,
          },
        },
      ]
    `);
    expect(fake.requests[0]?.path).toBe("/fal-ai/flux/dev");
    expect(paths(fake)).toContain(`GET /fal-ai/flux/requests/${fake.jobs[0]?.id}/status`);
  }));

test("what is not known to be an endpoint or a LoRA is not sent", () =>
  withFake({}, async (fake, server) => {
    for (const missing of [
      { baseModel: "dreams" },
      { baseModel: "fal-ai/../flux" },
      { baseModel: "fal-ai/flux?x=1" },
      { baseModel: "__proto__" },
      { trainingId: "7f5e3c2a-1111-4222-8333-944455556666" },
    ]) {
      const reply = await attempt(server, { ...request, ...missing }, key);
      expect(reply).toMatchObject({ ok: false, failure: { kind: "unresolvedModel", charged: "no" } });
    }
    expect(await attempt(server, { ...request, baseModel: "dreams" }, key)).toMatchObject({
      failure: {
        detail: `cloud at ${new URL(fake.url).host}: "dreams" is not an endpoint. Say under models which one draws "dreams", as fal-ai/flux/dev, or fal-ai/lora#MODEL where it draws with any model`,
      },
    });
    expect(fake.requests).toEqual([]);
  }));

test("endpoints", () => {
  expect(endpointOf("fal-ai/flux")).toEqual({ id: "fal-ai/flux", app: "fal-ai/flux", modelName: null });
  expect(endpointOf("fal-ai/flux-lora/v2/x")?.app).toBe("fal-ai/flux-lora");
  expect(endpointOf("workflows/me/mine/x")?.app).toBe("workflows/me/mine");
  expect(endpointOf("fal-ai/lora#a/b#c")?.modelName).toBe("a/b#c");
  for (const name of ["", "fal-ai", "workflows/me", "/fal-ai/flux", "fal-ai/flux/", "a/..", "a b/c", "fal-ai/lora#"])
    expect(endpointOf(name)).toBeNull();
});

test("seeds outside the range, and two prompts at once, are not sent", () =>
  withFake({}, async (fake, server) => {
    const [prompt] = request.prompts;
    for (const prompts of [[{ ...prompt, seed: -1 }], [{ ...prompt, seed: 2 ** 32 }], [prompt, prompt], []])
      expect(await attempt(server, { ...request, prompts }, key)).toMatchObject({ failure: { kind: "invalid" } });
    expect(fake.requests).toEqual([]);
  }));

test("only the first picture has the seed that the answer says", () =>
  withFake({ pictures: "data" }, async (fake, server) => {
    expect(await attempt(server, request, key)).toMatchObject({
      ok: true,
      value: [[{ seed: 42 }, { seed: null }]],
      amount: { seconds: 1.5 },
    });
    fake.spoil((job) => {
      job.seed = 2 ** 60;
    });
    expect(await attempt(server, request, key)).toMatchObject({ ok: true, value: [[{ seed: null }, { seed: null }]] });
  }));

test("URLs of another origin are not asked: the way to a request follows from its endpoint and id", async () => {
  const other = await fakeHttp(() => ({ body: { status: "COMPLETED" } }));
  await withFake({ names: other.url }, async (fake, server) => {
    const { asked, handles } = await carryOut(server, { ...request, baseModel: "me/mine" }, { key });
    expect(asked.ok).toBe(true);
    expect(other.requests).toEqual([]);
    expect(paths(fake)).toContain(`GET /workflows/me/mine/requests/${fake.jobs[0]?.id}`);
    expect(handles).toMatchObject([{ model: "workflows/me/mine/x", id: fake.jobs[0]?.id }]);
  });
  await other.close();
});

test("pictures are fetched under the rules for URLs that a server names, and without the key", async () => {
  const storage = await fakeHttp(({ path }) =>
    path.endsWith("-0.png")
      ? { headers: { "content-type": "image/png" }, body: pictureFrom(42, 64, 64) }
      : { headers: { "content-type": "image/png" }, body: pictureFrom(43, 64, 64) },
  );
  await withFake({ delivery: storage.url }, async (_, server) => {
    const reply = await attempt(server, request, key);
    expect(reply).toMatchObject({ ok: false, failure: { kind: "transient", charged: "yes" } });
    expect(JSON.stringify(reply)).toContain("private address");
    expect(storage.requests).toEqual([]);
  });
  await withFake({ delivery: storage.url, privateAddresses: true }, async (_, server) => {
    expect((await attempt(server, request, key)).ok).toBe(true);
    expect(storage.requests.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
    storage.misbehave({ on: /files/, instead: htmlPage });
    expect(await attempt(server, request, key)).toMatchObject({ failure: { kind: "transient", charged: "yes" } });
    // The storage is busy: the pictures are there, and are asked for again.
    storage.misbehave({ on: /files/, instead: { status: 503 } });
    const { asked, failures } = await carryOut(server, request, { key });
    expect(asked.ok).toBe(true);
    expect(failures.map(({ kind }) => kind)).toEqual(["unknownOutcome"]);
  });
  await storage.close();
});

test("pictures that were made black are not taken", () =>
  withFake({}, async (fake, server) => {
    fake.spoil((job) => {
      job.nsfw[1] = true;
    });
    const { asked } = await carryOut(server, request, { key });
    expect(asked).toMatchObject({ ok: false, failure: { kind: "content", charged: "yes" } });
    expect(JSON.stringify(asked)).toContain("it found 1 of 2 images unsafe and made them black");
  }));

const endings: readonly (readonly [string, number, string | undefined, object])[] = [
  ["a checker", 422, "content_policy_violation", { kind: "content", charged: "yes" }],
  ["its own input", 422, "less_than_equal", { kind: "invalid", charged: "yes" }],
  ["the runner", 503, "runner_disconnected", { kind: "transient", charged: "no" }],
  ["the model", 500, undefined, { kind: "transient", charged: "no" }],
  ["a service behind it", 400, "downstream_service_error", { kind: "transient", charged: "no" }],
  ["its time", 504, "generation_timeout", { kind: "transient", charged: "no" }],
];
for (const [by, status, type, failure] of endings)
  test(`a request that failed by ${by} (${status})`, () =>
    withFake({}, async (fake, server) => {
      fake.spoil((job) => {
        job.ending = { status, message: "it was not to be", ...(type === undefined ? {} : { type }) };
      });
      const reply = await attempt(server, request, key);
      expect(reply).toMatchObject({ ok: false, failure });
      expect(JSON.stringify(reply)).toContain("it was not to be");
    }));

test("what failed before a model worked on it is not charged", () =>
  withFake({}, async (fake, server) => {
    expect(await attempt(server, { ...request, steps: 60 }, key)).toMatchObject({
      failure: { kind: "invalid", charged: "no" },
    });
    expect(fake.works()).toBe(0);
  }));

test("a look that fails is no end: the request is asked about again, and never sent twice", () =>
  withFake({}, async (fake, server) => {
    fake.misbehave({ on: /^GET .*status$/, instead: { status: 502 }, times: 2 });
    fake.misbehave({ on: /^GET .*requests\/[^/]+$/, instead: { status: 504, body: "late" } });
    fake.misbehave({
      on: /^GET .*requests\/[^/]+$/,
      instead: { status: 400, body: { detail: "Request is still in progress" } },
    });
    expect((await attempt(server, request, key)).ok).toBe(true);
    fake.misbehave({ on: /^GET .*status$/, instead: { status: 401, body: { detail: "no" } }, times: 5 });
    const { asked, failures } = await carryOut(server, request, { key });
    expect(asked.ok).toBe(true);
    expect(failures).toMatchObject([{ kind: "unknownOutcome", charged: "maybe" }]);
    expect(fake.works()).toBe(2);
  }));

test("the time that a call may take is said, and a request that takes longer is cancelled", () =>
  withFake({ settings: { timeout: 20 } }, async (fake, server) => {
    expect((await attempt(server, request, key)).ok).toBe(true);
    expect(fake.requests[0]?.headers["x-fal-request-timeout"]).toBe("20");
    const release = fake.hold();
    const first = attempt(server, request, key);
    await fake.has(2);
    const second = attempt(server, request, key);
    expect(await second).toMatchObject({ failure: { kind: "transient", charged: "no" } });
    release();
    await first;
    expect(fake.works()).toBe(2);
  }));

test("a run that was interrupted leaves what waits; what is worked on gives its pictures", () =>
  withFake({}, async (fake, server) => {
    const release = fake.hold();
    const signal = handSignal();
    const running = carryOut(server, request, { key, signal });
    await fake.has(1);
    while (fake.jobs[0]?.state !== "IN_PROGRESS") await new Promise((resolve) => setTimeout(resolve, 1));
    signal.abort();
    while (!paths(fake).some((path) => path.endsWith("/cancel")))
      await new Promise((resolve) => setTimeout(resolve, 1));
    release();
    expect((await running).asked.ok).toBe(true);
  }));

test("a key that is missing is said before anything is sent; credit that is used up is a matter of the account", () =>
  withFake({}, async (fake, server) => {
    const opened = open(fake.url, { key: "NO_SUCH" });
    const reply = await attempt(drawer(opened), request, key);
    expect(JSON.stringify(reply)).toContain("the environment variable NO_SUCH is not set");
    expect(fake.requests).toEqual([]);
    fake.misbehave({
      on: /^POST/,
      instead: { status: 403, body: { detail: "User is locked. Reason: Exhausted balance." } },
    });
    const refused = await attempt(server, request, key);
    expect(refused).toMatchObject({ failure: { kind: "setup", charged: "no" } });
    expect(JSON.stringify(refused)).toContain("Exhausted balance");
    await opened.http.close();
  }));

test("it is asked without a cost whether it answers", () =>
  withFake({}, async (fake, _, opened) => {
    expect(await opened.backend.probe()).toMatchObject({
      ok: true,
      offer: { models: ["fal-ai/flux/dev", "fal-ai/lora#org/any-xl", "workflows/me/mine/x"], loras: [] },
    });
    expect(fake.requests.every(({ method }) => method === "GET")).toBe(true);
    fake.misbehave({ on: /status/, instead: { status: 401, body: { detail: "no" } } });
    expect(await opened.backend.probe()).toMatchObject({ ok: false, failure: { kind: "setup" } });
  }));
