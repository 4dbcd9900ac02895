// Servers of the Comfy API v2 (spec 6.22.7): the contract, and every trap of their own.

import { expect, test } from "vitest";
import { comfyapiBackend } from "../src/backends/comfyui/api-backend.js";
import type { ImageServer, PassRequest } from "../src/backends/contract.js";
import { nodeHttp } from "../src/node/http/node-http.js";
import { conformance, handSignal, type Subject, type Trouble } from "../src/testing/index.js";
import { attempt, carryOut } from "./build/call-server.js";
import { hastyClock } from "./build/hasty-clock.js";
import { type FakeComfyapi, fakeComfyapi } from "./servers/fake-comfyapi.js";
import { misbehaviourOf, pictureFrom } from "./servers/fake-sdapi.js";

const secret = "sk-canary-0123456789";
const request: PassRequest = {
  baseModel: "org/dreams",
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

function open(url: string) {
  const clock = hastyClock();
  const http = nodeHttp({ clock, timer: clock });
  const host = { http, variable: (name: string) => (name === "COMFY_KEY" ? secret : undefined) };
  const models = { "org/dreams": "dreams.safetensors" };
  const backend = comfyapiBackend({ host, settings: { name: "cloud", url, key: "COMFY_KEY", models } });
  if (backend.images === null) throw new Error("it draws");
  return { backend, server: backend.images, http };
}

const submits = /^POST .*\/api\/v2\/jobs$/;

function misbehave(fake: FakeComfyapi, name: Trouble): true | false {
  const spoil = (how: Parameters<FakeComfyapi["spoil"]>[0]) => {
    fake.spoil(how);
    return true;
  };
  switch (name) {
    case "no such model":
      fake.lose("dreams.safetensors");
      return true;
    case "expired":
      return spoil((job) => {
        job.status = "expired";
      });
    case "restart":
      fake.misbehave({ on: /^GET .*jobs/, instead: { status: 404, body: { error: { code: "not_found" } } } });
      return true;
    case "out of memory":
      return spoil((job) => {
        job.status = "failed";
        job.error = {
          code: "node_execution_error",
          message: "torch.OutOfMemoryError: Allocation on device 0",
          node_id: "sample",
          class_type: "KSampler",
        };
      });
    case "cut picture":
      return spoil((_, files) => {
        for (const [file, bytes] of files) files.set(file, bytes.subarray(0, 90));
      });
    case "wrong count":
      return spoil(({ outputs }) => void outputs.pop());
    case "extra picture":
      return spoil(({ outputs }) => void outputs.push(...outputs.slice(-1)));
    case "wrong size":
      return spoil((_, files) => {
        for (const file of files.keys()) files.set(file, pictureFrom(1, 32, 64));
      });
    default: {
      const found = misbehaviourOf(name, secret);
      if (found === null) return false;
      fake.misbehave({ ...found, on: submits });
      return true;
    }
  }
}

const subject: Subject = {
  name: "comfyapi",
  secrets: [secret],
  samples: { images: request },
  open: async () => {
    const fake = await fakeComfyapi(secret);
    const { backend, http } = open(fake.url);
    return {
      backend,
      control: { trouble: (name) => misbehave(fake, name), works: fake.works, hold: fake.hold, has: fake.has },
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

test("most checks were tried", () => expect(tried.length).toMatchInlineSnapshot(`27`));

async function withFake(body: (fake: FakeComfyapi, server: ImageServer) => Promise<void>) {
  const fake = await fakeComfyapi(secret);
  const { server, http } = open(fake.url);
  try {
    await body(fake, server);
  } finally {
    await http.close();
    await fake.close();
  }
}

const submitted = (fake: FakeComfyapi) => fake.requests.filter(({ method, path }) => submits.test(`${method} ${path}`));

test("it is sent the graph alone, with a key that each attempt has", () =>
  withFake(async (fake, server) => {
    fake.misbehave({ on: submits, instead: { status: 429, body: { error: { code: "queue_full", message: "full" } } } });
    const { asked } = await carryOut(server, request, { key });
    expect(asked).toMatchObject({ ok: true, value: [[{ seed: 42 }, { seed: null }]] });
    expect(submitted(fake).map(({ headers }) => headers["idempotency-key"])).toEqual(
      Array(2).fill("5e5e5e5e-5e5e-5e5e-8e5e-5e5e5e5e5e5e"),
    );
    expect(Object.keys(submitted(fake)[1]?.json as object)).toEqual(["workflow"]);
    expect(fake.jobs[0]?.graph.model?.inputs).toEqual({ ckpt_name: "dreams.safetensors" });
  }));

test("an answer that was lost: it is made once, and where nobody says as which job, a person must look", () =>
  withFake(async (fake, server) => {
    fake.misbehave({ on: submits, instead: "reset" });
    expect((await carryOut(server, request, { key })).asked.ok).toBe(true);
    fake.misbehave({ on: submits, after: "reset" });
    const { asked } = await carryOut(server, request, { key: "aa".repeat(32) });
    expect(asked).toMatchObject({ open: expect.stringContaining("it has taken this call before") });
    expect(fake.works()).toBe(2);
    expect(new Set(submitted(fake).map(({ headers }) => headers["idempotency-key"])).size).toBe(2);
  }));

test("its links begin at the origin; one that leads elsewhere is not followed", () =>
  withFake(async (fake, server) => {
    const elsewhere = "http://127.0.0.1:1/api/v2/jobs/job-0";
    fake.misbehave({
      on: submits,
      after: (answer) => ({
        ...answer,
        body: { ...(answer.body as object), urls: { self: elsewhere, cancel: elsewhere } },
      }),
    });
    expect((await carryOut(server, request, { key })).asked.ok).toBe(true);
    expect((await carryOut(server, request, { key: "aa".repeat(32) })).asked.ok).toBe(true);
  }));

test("a picture that cannot be fetched now is fetched with a fresh link", () =>
  withFake(async (fake, server) => {
    fake.misbehave({ on: /^GET \/blobs/, instead: { status: 503 } });
    expect((await carryOut(server, request, { key })).asked.ok).toBe(true);
    expect(fake.works()).toBe(1);
  }));

test("a job that failed is told with its node, and its key is not used again", () =>
  withFake(async (fake, server) => {
    fake.spoil((job) => {
      job.status = "failed";
      job.error = {
        code: "node_execution_error",
        message: "shapes\n differ",
        node_id: "sample",
        class_type: "KSampler",
      };
    });
    const { asked } = await carryOut(server, request, { key });
    expect(asked).toMatchObject({ failure: { kind: "invalid", charged: "yes" } });
    expect(JSON.stringify(asked)).toContain("node sample (KSampler): shapes differ");
    expect(submitted(fake).length).toBe(1);
  }));

test("a model that it does not have, credit that is used up, a deployment that was stopped", () =>
  withFake(async (fake, server) => {
    const refuse = (status: number, code: string) =>
      fake.misbehave({ on: submits, instead: { status, body: { error: { code, message: `${code} it is` } } } });
    expect(await attempt(server, { ...request, baseModel: "dreamz" }, key)).toMatchObject({
      failure: { kind: "unresolvedModel", charged: "no" },
    });
    for (const [status, code, kind] of [
      [402, "insufficient_credits", "setup"],
      [422, "deployment_stopped", "setup"],
      [422, "missing_asset", "invalid"],
      [429, "deployment_not_ready", "rateLimited"],
    ] as const) {
      refuse(status, code);
      const reply = await attempt(server, request, key);
      expect(reply).toMatchObject({ failure: { kind, charged: "no" } });
      expect(JSON.stringify(reply)).toContain(`${code} it is`);
    }
    expect(fake.jobs).toEqual([]);
  }));

test("a job that waits is cancelled for nothing; one that runs, for what it took", () =>
  withFake(async (fake, server) => {
    const release = fake.hold();
    const context = (own: string) => ({ key: own, signal: handSignal(), progress: () => {} });
    const handles = await Promise.all(
      [key, "aa".repeat(32)].map(async (own) => {
        const started = await server.start(request, context(own));
        if (!("accepted" in started)) throw new Error("it accepts");
        return started.accepted;
      }),
    );
    for (const handle of handles) expect(await server.cancel?.(handle)).toBe("cancelled");
    release();
    const ends = await Promise.all(handles.map((handle) => server.follow?.(handle, context(key))));
    expect(ends).toMatchObject([
      { failure: { kind: "cancelled", charged: "yes" } },
      { failure: { kind: "cancelled", charged: "no" } },
    ]);
    expect(fake.works()).toBe(1);
  }));
