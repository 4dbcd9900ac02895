// Servers that speak sdapi (spec 6.20): the contract on each dialect, and every trap of their own.

import { expect, test } from "vitest";
import type { PassRequest } from "../src/backends/contract.js";
import type { SdapiDialect } from "../src/backends/sdapi/dialects.js";
import { type SdapiOptions, sdapiBackend } from "../src/backends/sdapi/sdapi-backend.js";
import { nodeHttp } from "../src/node/http/node-http.js";
import { conformance, handSignal, type Subject, type Trouble } from "../src/testing/index.js";
import { attempt, carryOut, type Draws } from "./build/call-server.js";
import { hastyClock } from "./build/hasty-clock.js";
import { type FakeSdapi, type FakeSdapiOptions, fakeSdapi, misbehaviourOf } from "./servers/fake-sdapi.js";
import { type FakeSdcpp, fakeSdcpp } from "./servers/fake-sdcpp.js";

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

function open(url: string, dialect: SdapiDialect, more: Partial<SdapiOptions> = {}) {
  const clock = hastyClock();
  const http = nodeHttp({ clock, timer: clock });
  const host = { http, variable: (name: string) => (name === "SD_LOGIN" ? login : undefined) };
  const settings = { name: "painter", url, login: "SD_LOGIN", ...more.settings };
  return { backend: sdapiBackend({ dialect, host, ...more, settings }), http };
}

function drawer({ backend }: ReturnType<typeof open>): Draws {
  if (backend.images === null) throw new Error("it draws");
  return backend.images;
}

function blocking(dialect: SdapiDialect): Subject {
  return {
    name: dialect,
    secrets: [secret, btoa(login)],
    samples: { images: request },
    open: async () => {
      const fake = await fakeSdapi({ login });
      const { backend, http } = open(fake.url, dialect);
      const trouble = (name: Trouble) => {
        if (name === "other model") fake.ignoreModels();
        else if (name === "no such model") fake.lose("dreams.safetensors [0123456789]");
        else {
          const found = name === "restart" ? misbehaviourOf("lost request", secret) : misbehaviourOf(name, secret);
          if (found === null) return false;
          fake.misbehave(found);
        }
        return true;
      };
      return {
        backend,
        control: { trouble, works: () => fake.drawn.length, hold: fake.hold, has: fake.has },
        close: async () => {
          await http.close();
          await fake.close();
        },
      };
    },
  };
}

const job = /^POST \/sdcpp/;
const asJobs: Subject = {
  name: "sdcpp",
  secrets: [secret, btoa(login)],
  samples: { images: request },
  open: async () => {
    const fake = await fakeSdcpp();
    const { backend, http } = open(fake.url, "sdcpp");
    const trouble = (name: Trouble) => {
      switch (name) {
        case "expired":
          fake.expire();
          return true;
        case "restart":
          fake.misbehave({ on: /^GET \/sdcpp\/v1\/jobs/, instead: { status: 404, body: { error: "not_found" } } });
          return true;
        case "cut reply":
          fake.misbehave({ on: /^GET \/sdcpp\/v1\/jobs/, after: "cut" });
          return true;
        case "other model":
          fake.changeModel();
          return true;
        case "no such model":
          fake.changeModel();
          return true;
        case "cut picture":
          return spoil(fake, ({ images: [first] }) => {
            if (first !== undefined) first.b64_json = first.b64_json.slice(0, 80);
          });
        case "wrong count":
          return spoil(fake, ({ images }) => void images.pop());
        case "wrong size":
          return spoil(fake, (done) => {
            done.images = done.images.map((image) => ({ ...image, b64_json: narrow }));
          });
        case "out of order":
          return spoil(fake, ({ images }) => void images.reverse());
        case "out of memory":
          return spoil(fake, (done) => {
            done.status = "failed";
            done.error = { code: "generation_failed", message: "out of memory" };
          });
        default: {
          const found = misbehaviourOf(name, secret);
          if (found === null || name === "extra picture") return false;
          fake.misbehave({ ...found, on: job });
          return true;
        }
      }
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
const narrow = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

function spoil(fake: FakeSdcpp, how: Parameters<FakeSdcpp["spoil"]>[0]): true {
  fake.spoil(how);
  return true;
}

const tried: string[] = [];
for (const subject of [blocking("a1111"), blocking("forge"), blocking("sdnext"), asJobs])
  for (const { name, run } of conformance(subject))
    test(name, async () => {
      if ((await run()) === "passed") tried.push(name);
    });

test("most checks were tried on each dialect", () => {
  const count = (name: string) => tried.filter((each) => each.startsWith(`${name},`)).length;
  expect([count("a1111"), count("forge"), count("sdnext"), count("sdcpp")]).toMatchInlineSnapshot(`
    [
      25,
      25,
      25,
      29,
    ]
  `);
});

async function withFake(
  options: FakeSdapiOptions,
  dialect: SdapiDialect,
  body: (fake: FakeSdapi, server: Draws) => Promise<void>,
) {
  const fake = await fakeSdapi(options);
  const opened = open(fake.url, dialect);
  try {
    await body(fake, drawer(opened));
  } finally {
    await opened.http.close();
    await fake.close();
  }
}

test("the model stays loaded, so that the next call does not load it again", () =>
  withFake({}, "a1111", async (fake, server) => {
    await attempt(server, request, key);
    expect(fake.current()).toBe("dreams");
  }));

test("what the server is asked for", () =>
  withFake({}, "a1111", async (fake, server) => {
    await attempt(server, { ...request, trainingId: "my-style" }, key);
    expect(fake.requests.find(({ path }) => path === "/sdapi/v1/txt2img")?.json).toMatchInlineSnapshot(`
      {
        "batch_size": 2,
        "cfg_scale": 7,
        "force_task_id": "task(5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e)",
        "height": 64,
        "n_iter": 1,
        "negative_prompt": "blurry",
        "override_settings": {
          "sd_model_checkpoint": "dreams.safetensors [0123456789]",
        },
        "override_settings_restore_afterwards": false,
        "prompt": "a cat <lora:my-style:0.9>",
        "save_images": false,
        "seed": 42,
        "send_images": true,
        "steps": 20,
        "subseed_strength": 0,
        "width": 64,
      }
    `);
    expect(fake.drawn).toEqual([
      { model: "dreams", loras: ["my-style"], seeds: [42, 43], prompt: "a cat <lora:my-style:0.9>" },
    ]);
  }));

test("the API of jobs is asked for the same in its own words", async () => {
  const fake = await fakeSdcpp();
  const opened = open(fake.url, "sdcpp");
  await attempt(drawer(opened), { ...request, trainingId: "my-style" }, key);
  expect(fake.jobs[0]?.body).toMatchInlineSnapshot(`
    {
      "batch_count": 2,
      "height": 64,
      "lora": [
        {
          "multiplier": 0.9,
          "path": "styles/my-style.safetensors",
        },
      ],
      "negative_prompt": "blurry",
      "output_format": "png",
      "prompt": "a cat",
      "sample_params": {
        "guidance": {
          "txt_cfg": 7,
        },
        "sample_steps": 20,
      },
      "seed": 42,
      "width": 64,
    }
  `);
  await opened.http.close();
  await fake.close();
});

test("a model and a LoRA have the names that the project gives them, and a new file is looked for", () =>
  withFake({}, "a1111", async (fake) => {
    const settings = {
      name: "painter",
      models: { "org/dreams-xl": "new", toString: "sketch" },
      loras: { t1: "my-style" },
    };
    const opened = open(fake.url, "a1111", { settings });
    const server = drawer(opened);
    await attempt(server, { ...request, baseModel: "org/dreams-xl", trainingId: "t1" }, key);
    await attempt(server, { ...request, baseModel: "toString" }, key);
    expect(fake.drawn.map(({ model, loras }) => [model, ...loras])).toEqual([["new", "my-style"], ["sketch"]]);
    await opened.http.close();
  }));

test("what the server does not have, it is not asked to draw", () =>
  withFake({}, "a1111", async (fake, server) => {
    for (const missing of [
      { baseModel: "dreamz" },
      { baseModel: "__proto__" },
      { baseModel: "" },
      { trainingId: "my-stile" },
    ]) {
      const reply = await attempt(server, { ...request, ...missing }, key);
      expect(reply).toMatchObject({ ok: false, failure: { kind: "unresolvedModel", charged: "no" } });
    }
    expect(await attempt(server, { ...request, baseModel: "dreamz" }, key)).toMatchObject({
      failure: {
        detail: `painter at ${new URL(fake.url).host}: there is no model "dreamz"; did you mean "dreams". Say under models what it calls "dreamz"`,
      },
    });
    expect(fake.drawn).toEqual([]);
  }));

test("seeds that would become random are refused, and so are pictures of other seeds", async () => {
  await withFake({}, "a1111", async (fake, server) => {
    for (const seed of [-1, 4_294_967_295, 2 ** 40]) {
      const prompts = [{ prompt: "a cat", negativePrompt: null, seed, batchSize: 2 }];
      expect(await attempt(server, { ...request, prompts }, key)).toMatchObject({ failure: { kind: "invalid" } });
    }
    expect(fake.drawn).toEqual([]);
  });
  await withFake({ randomSeeds: true }, "a1111", async (_, server) => {
    expect(await attempt(server, request, key)).toMatchObject({ failure: { kind: "transient", charged: "yes" } });
  });
});

test("an API that is off is told from a request that is wrong", async () => {
  await withFake({ off: true }, "a1111", async (_, server) => {
    const reply = await attempt(server, request, key);
    expect(reply).toMatchObject({ failure: { kind: "setup" } });
    expect(JSON.stringify(reply)).toContain("Start AUTOMATIC1111 with --api");
  });
  await withFake({}, "a1111", async (_, server) => {
    const reply = await attempt(server, { ...request, steps: 1.5 }, key);
    expect(reply).toMatchObject({ failure: { kind: "invalid" } });
    expect(JSON.stringify(reply)).toContain("body.steps: value is not a valid integer");
  });
  await withFake({}, "a1111", async (fake) => {
    const opened = open(fake.url, "a1111", { sampler: "Oiler" });
    const reply = await attempt(drawer(opened), request, key);
    expect(reply).toMatchObject({ failure: { kind: "invalid" } });
    expect(JSON.stringify(reply)).toContain("Sampler not found");
    await opened.http.close();
  });
});

test("a login that is not in the environment is said before anything is sent", () =>
  withFake({ login }, "a1111", async (fake) => {
    const opened = open(fake.url, "a1111", { settings: { name: "painter", login: "NO_SUCH" } });
    const reply = await attempt(drawer(opened), request, key);
    expect(reply).toMatchObject({ failure: { kind: "setup", charged: "no" } });
    expect(JSON.stringify(reply)).toContain("the environment variable NO_SUCH is not set");
    expect(fake.requests).toEqual([]);
    await opened.http.close();
  }));

test("a call is interrupted by its id, so what is drawn for others goes on", () =>
  withFake({ login }, "a1111", async (fake, server) => {
    const release = fake.hold();
    const others = attempt(server, request, "aa".repeat(32));
    await fake.has(1);
    const signal = handSignal();
    const ours = carryOut(server, request, { key, signal });
    await fake.has(2);
    signal.abort();
    const asked = fake.requests.length;
    while (fake.requests.length < asked + 5) await new Promise((resolve) => setTimeout(resolve, 2));
    expect(fake.requests.filter(({ path }) => path === "/sdapi/v1/interrupt")).toEqual([]);
    release();
    expect(await others).toMatchObject({ ok: true });
    await ours;
    const again = fake.hold();
    const next = handSignal();
    const running = carryOut(server, request, { key: "bb".repeat(32), signal: next });
    await fake.has(3);
    next.abort();
    while (!fake.requests.some(({ path }) => path === "/sdapi/v1/interrupt"))
      await new Promise((resolve) => setTimeout(resolve, 2));
    again();
    expect((await running).asked).toMatchObject({ ok: false, failure: { kind: "cancelled", charged: "no" } });
  }));

test("SD.Next does not say whose work it interrupts, so it is not interrupted", () =>
  withFake({ login }, "sdnext", async (fake, server) => {
    const release = fake.hold();
    const signal = handSignal();
    const ours = carryOut(server, request, { key, signal });
    await fake.has(1);
    signal.abort();
    release();
    expect((await ours).asked).toMatchObject({ ok: true });
    expect(fake.requests.filter(({ path }) => path === "/sdapi/v1/interrupt")).toEqual([]);
  }));

test("a server that takes no ids knows nothing of a call that was lost", async () => {
  for (const taskIds of [true, false])
    await withFake({ login, taskIds }, "a1111", async (fake, server) => {
      const { asked } = await carryOut(server, request, { key, sent: true });
      expect(asked.ok).toBe(taskIds);
      expect(fake.drawn.length).toBe(taskIds ? 1 : 0);
    });
});

test("who would rather draw again than look, can", () =>
  withFake({ login }, "sdnext", async (fake) => {
    const opened = open(fake.url, "sdnext", { redrawLost: true });
    fake.misbehave({ on: /txt2img/, after: "reset" });
    const { asked } = await carryOut(drawer(opened), request, { key });
    expect(asked.ok).toBe(true);
    expect(fake.drawn.length).toBe(2);
    await opened.http.close();
  }));

test("what it has is asked for without a cost", async () => {
  const fake = await fakeSdapi({ login });
  const jobs = await fakeSdcpp();
  const opened = [open(fake.url, "a1111"), open(jobs.url, "sdcpp"), open("http://127.0.0.1:1", "forge")] as const;
  expect(await opened[0].backend.probe()).toEqual({
    ok: true,
    offer: {
      models: ["dreams.safetensors [0123456789]", "sketch.safetensors [9876543210]"],
      loras: ["my-style"],
      samplers: ["Euler"],
      schedulers: ["automatic"],
      resident: ["sketch.safetensors [9876543210]"],
      capabilities: {},
    },
  });
  expect(await opened[1].backend.probe()).toMatchObject({
    ok: true,
    offer: {
      models: ["dreams"],
      capabilities: { maxBatch: 8, limits: { width: { min: 64, max: 1024 }, height: { min: 64, max: 768 } } },
    },
  });
  expect(await opened[2].backend.probe()).toMatchObject({ ok: false, failure: { kind: "transient" } });
  expect([fake.drawn.length, jobs.works()]).toEqual([0, 0]);
  for (const { http } of opened) await http.close();
  await fake.close();
  await jobs.close();
});
