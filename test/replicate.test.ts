// Replicate (spec 6.23): the contract on images and training, and every trap of its own.

import { expect, test } from "vitest";
import type { PassRequest, TrainingRequest } from "../src/backends/contract.js";
import { type ReplicateOptions, replicateBackend } from "../src/backends/replicate/replicate-backend.js";
import type { Json } from "../src/core/text/json.js";
import { nodeHttp } from "../src/node/http/node-http.js";
import { conformance, handSignal, type Subject, type Trouble } from "../src/testing/index.js";
import { attempt, carryOut, type Draws } from "./build/call-server.js";
import { hastyClock } from "./build/hasty-clock.js";
import { fakeHttp, htmlPage } from "./servers/fake-http.js";
import {
  type FakeReplicate,
  type FakeReplicateOptions,
  fakeReplicate,
  replicateSpoil,
  replicateTrouble,
} from "./servers/fake-replicate.js";
import { pictureFrom } from "./servers/fake-sdapi.js";

const secret = "r8_canary0123456789";
const key = "5e".repeat(32);
const otherKey = "6f".repeat(32);
const dataset = "https://example.com/cats.zip";
const request: PassRequest = {
  baseModel: "studio/dreams",
  trainingId: null,
  precision: "fp16",
  width: 64,
  height: 64,
  steps: 20,
  guidanceScale: 7,
  scale: 0.9,
  prompts: [{ prompt: "a cat", negativePrompt: "blurry", seed: 42, batchSize: 2 }],
};
const training: TrainingRequest = { datasetId: "cats", settings: { trigger_word: "TOK", steps: 500 }, maxMinutes: 30 };

type Written = ReplicateOptions["settings"];
/** undefined: it is left out. */
type Settings = { readonly [field in keyof Written]?: Written[field] | undefined };

function open(url: string, more: Settings = {}, privateAddresses = false) {
  const clock = hastyClock();
  const http = nodeHttp({ clock, timer: clock, privateAddresses });
  const host = { http, variable: (name: string) => (name === "R8" ? secret : undefined) };
  const written = {
    name: "cloud",
    url,
    key: "R8",
    model: "studio/trainer",
    destination: "me/style",
    datasets: { cats: dataset },
    ...more,
  };
  const settings = JSON.parse(JSON.stringify(written)) as Written;
  return { backend: replicateBackend({ host, settings }), http };
}

function serverOf({ backend }: ReturnType<typeof open>, role: "images" | "training"): Draws {
  const server = backend[role];
  if (server === null) throw new Error(`it has ${role}`);
  return server as Draws;
}

const looks = /^GET \/v1\/(predictions|trainings)\/[^/]+$/;

function subject(role: "images" | "training"): Subject {
  return {
    name: `replicate ${role}`,
    secrets: [secret],
    samples: role === "images" ? { images: request } : { training },
    open: async () => {
      const fake = await fakeReplicate({ key: secret });
      const { backend, http } = open(fake.url);
      const trouble = (name: Trouble) => {
        const spoil = replicateSpoil(name);
        if (name === "no such model") fake.lose(role === "images" ? "studio/dreams" : "studio/trainer");
        else if (name === "restart")
          fake.misbehave({ on: looks, instead: { status: 404, body: { detail: "not found" } } });
        else if (name === "expired" && role === "images") fake.expire();
        else if (spoil !== null) fake.spoil(spoil);
        else {
          const found = replicateTrouble(name, secret);
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
}

const tried: string[] = [];
for (const each of [subject("images"), subject("training")])
  for (const { name, run } of conformance(each))
    test(name, async () => {
      if ((await run()) === "passed") tried.push(name);
    });

test("most checks were tried on each role", () => {
  const count = (role: string) => tried.filter((each) => each.startsWith(`replicate ${role},`)).length;
  expect([count("images"), count("training")]).toMatchInlineSnapshot(`
    [
      28,
      21,
    ]
  `);
});

async function withFake(
  options: FakeReplicateOptions & { readonly settings?: Settings; readonly privateAddresses?: boolean },
  body: (fake: FakeReplicate, images: Draws, trains: Draws, opened: ReturnType<typeof open>) => Promise<void>,
) {
  const fake = await fakeReplicate({ key: secret, ...options });
  const opened = open(fake.url, options.settings, options.privateAddresses);
  try {
    await body(fake, serverOf(opened, "images"), serverOf(opened, "training"), opened);
  } finally {
    await opened.http.close();
    await fake.close();
  }
}

const posts = (fake: FakeReplicate) =>
  fake.requests
    .filter(({ method }) => method === "POST")
    .map(({ path, json, headers }) => ({
      path,
      json,
      ...(headers["cancel-after"] === undefined ? {} : { cancelAfter: headers["cancel-after"] }),
    }));

test("a model is asked once what it takes, and is given that", () =>
  withFake({}, async (fake, images) => {
    const reply = await attempt(images, request, key);
    expect(reply).toMatchObject({ ok: true, value: [[{ seed: 42 }, { seed: null }]], amount: { seconds: 2.5 } });
    await attempt(images, request, otherKey);
    expect(fake.requests.filter(({ path }) => path === "/v1/models/studio/dreams")).toHaveLength(1);
    expect(posts(fake)[0]).toMatchInlineSnapshot(`
      {
        "json": {
          "input": {
            "guidance_scale": 7,
            "height": 64,
            "negative_prompt": "blurry",
            "num_inference_steps": 20,
            "num_outputs": 2,
            "prompt": "a cat",
            "seed": 42,
            "width": 64,
          },
        },
        "path": "/v1/models/studio/dreams/predictions",
      }
    `);
  }));

test("models call things by other names, and honour a size only if they are told to", () =>
  withFake({}, async (fake, images) => {
    const wide = { ...request, baseModel: "studio/flux", width: 512, height: 256 };
    expect(await attempt(images, wide, key)).toMatchObject({ ok: true });
    expect(posts(fake)[0]?.json).toMatchInlineSnapshot(`
      {
        "input": {
          "aspect_ratio": "custom",
          "go_fast": false,
          "guidance": 7,
          "height": 256,
          "num_inference_steps": 20,
          "num_outputs": 2,
          "output_format": "png",
          "prompt": "a cat",
          "seed": 42,
          "width": 512,
        },
      }
    `);
  }));

test("a version, and a model that is not official, are asked for by version", () =>
  withFake(
    { settings: { models: { "org/sketch-xl": "someone/sketch", toString: `studio/dreams:${"ab".repeat(32)}` } } },
    async (fake, images) => {
      await attempt(images, { ...request, baseModel: "org/sketch-xl" }, key);
      await attempt(images, { ...request, baseModel: "toString" }, otherKey);
      expect(posts(fake).map(({ path, json }) => [path, (json as { version?: string }).version])).toEqual([
        ["/v1/predictions", "ab".repeat(32)],
        ["/v1/predictions", "ab".repeat(32)],
      ]);
    },
  ));

test("what is no model is said before anything is sent", () =>
  withFake({}, async (fake, images) => {
    for (const baseModel of [
      "dreams",
      "",
      "../x/y",
      "a/..",
      "ab".repeat(32),
      "studio/none",
      `studio/dreams:${"00".repeat(32)}`,
    ]) {
      const reply = await attempt(images, { ...request, baseModel }, key);
      expect(reply, baseModel).toMatchObject({ ok: false, failure: { kind: "unresolvedModel", charged: "no" } });
    }
    expect(JSON.stringify(await attempt(images, { ...request, baseModel: "studio/none" }, key))).toContain(
      String.raw`there is no model \"studio/none\". Say under models what it calls \"studio/none\", as \"owner/name\" or \"owner/name:version\"`,
    );
    expect(posts(fake)).toEqual([]);
  }));

const refusals: readonly (readonly [string, Partial<PassRequest>, string])[] = [
  ["a seed", { baseModel: "studio/seedless" }, "the model studio/seedless takes no seed"],
  ["several images", { baseModel: "studio/single" }, "takes no batchSize (it has no input num_outputs, num_images"],
  [
    "a width that is too large",
    { width: 1288 },
    "width 1288 is more than 1280, which the input width of studio/dreams takes",
  ],
  [
    "a size that would be rounded",
    { baseModel: "studio/flux", width: 264, height: 256 },
    "width 264 is no multiple of 16",
  ],
  ["a size that is too small", { baseModel: "studio/flux" }, "width 64 is less than 256"],
  ["steps", { baseModel: "studio/flux", width: 512, height: 512, steps: 60 }, "steps 60 is more than 50"],
  [
    "seeds outside the range",
    { prompts: [{ prompt: "", negativePrompt: null, seed: 2 ** 32, batchSize: 1 }] },
    "not within",
  ],
];
test.each(refusals)("what a model cannot do is refused before it costs: %s", (_, change, words) =>
  withFake({}, async (fake, images) => {
    const reply = await attempt(images, { ...request, ...change }, key);
    expect(reply).toMatchObject({ ok: false, failure: { kind: "invalid" } });
    expect(JSON.stringify(reply)).toContain(words);
    expect(posts(fake)).toEqual([]);
  }),
);

test("one image needs no input for how many", () =>
  withFake({}, async (_, images) => {
    const prompts = [{ prompt: "a cat", negativePrompt: null, seed: 7, batchSize: 1 }];
    expect(await attempt(images, { ...request, baseModel: "studio/single", prompts }, key)).toMatchObject({ ok: true });
  }));

for (const output of ["one", "data"] as const)
  test(`an output that is ${output === "one" ? "a single URL" : "data"} is read as well`, () =>
    withFake({ output }, async (_, images) => {
      const prompts = [{ prompt: "a cat", negativePrompt: null, seed: 7, batchSize: 1 }];
      const reply = await attempt(images, { ...request, prompts }, key);
      expect(reply).toMatchObject({ ok: true, value: [[{ bytes: pictureFrom(7, 64, 64), seed: 7 }]] });
    }));

test("pictures on another host are fetched without the key", async () => {
  const store = await fakeHttp(({ path }) => ({
    headers: { "content-type": "image/png" },
    body: pictureFrom(path.includes("out-1") ? 43 : 42, 64, 64),
  }));
  await withFake({ delivery: store.url, privateAddresses: true }, async (_, images) => {
    expect(await attempt(images, request, key)).toMatchObject({ ok: true });
    expect(store.requests).toHaveLength(2);
    for (const { headers } of store.requests) expect(JSON.stringify(headers)).not.toContain(secret);
  });
  // A host of this network is not asked at all.
  await withFake({ delivery: store.url }, async (_, images) => {
    const reply = await attempt(images, request, key);
    expect(reply).toMatchObject({ ok: false, failure: { charged: "yes" } });
    expect(JSON.stringify(reply)).toContain("private address");
    expect(store.requests).toHaveLength(2);
  });
  // What cannot be fetched now is fetched later, and not drawn again.
  await withFake({ delivery: store.url, privateAddresses: true }, async (fake, images) => {
    store.misbehave({ on: /GET/, instead: { status: 503 }, times: 2 });
    expect((await carryOut(images, request, { key })).asked).toMatchObject({ ok: true });
    expect(fake.works()).toBe(1);
    store.misbehave({ on: /GET/, instead: htmlPage });
    expect((await carryOut(images, request, { key: otherKey })).asked).toMatchObject({ failure: { charged: "yes" } });
  });
  await store.close();
});

test("a result that was removed was paid for", () =>
  withFake({}, async (fake, images) => {
    fake.spoil((job) => {
      job.dataRemoved = true;
    });
    const reply = await attempt(images, request, key);
    expect(reply).toMatchObject({ ok: false, failure: { kind: "transient", charged: "yes" } });
    expect(JSON.stringify(reply)).toContain("it has removed the result");
  }));

test("answers that lead elsewhere are not followed there", () =>
  withFake({}, async (fake, images, trains) => {
    await attempt(images, request, key);
    await attempt(trains, training, key);
    for (const { path } of fake.requests) expect(path).toMatch(/^\/(v1|pbxt)\//);
    expect(fake.requests.some(({ path }) => path === `/v1/predictions/${fake.jobs[0]?.id}`)).toBe(true);
  }));

const submitErrors: readonly (readonly [string, number, unknown, object, string])[] = [
  [
    "no credit",
    402,
    { title: "Insufficient credit", detail: "You have insufficient credit to run this model", status: 402 },
    { kind: "setup", charged: "no" },
    "insufficient credit",
  ],
  [
    "a wrong input",
    422,
    {
      title: "Input validation failed",
      detail: "- input.steps: Invalid type. Expected: integer, given: string\n",
      status: 422,
    },
    { kind: "invalid", charged: "no" },
    "input.steps: Invalid type",
  ],
  [
    "a filter",
    422,
    { detail: "The input was flagged as sensitive (E005)" },
    { kind: "content", charged: "no" },
    "flagged as sensitive",
  ],
  [
    "a model that is gone",
    404,
    { detail: "The requested resource could not be found." },
    { kind: "unresolvedModel" },
    "could not be found",
  ],
  [
    "an error of its own",
    500,
    { detail: "Internal server error" },
    { kind: "unknownOutcome", charged: "maybe" },
    "Internal server error",
  ],
];
test.each(submitErrors)("%s is told from other errors", (_, status, body, failure, words) =>
  withFake({}, async (fake, images) => {
    fake.misbehave({ on: /^POST/, instead: { status, body } });
    const reply = await attempt(images, request, key);
    expect(reply).toMatchObject({ ok: false, failure });
    expect(JSON.stringify(reply)).toContain(words);
  }),
);

const ends: readonly (readonly [string, boolean, object])[] = [
  ["CUDA out of memory.", true, { kind: "oom", charged: "yes" }],
  ["NSFW content detected. Try running it again.", true, { kind: "content", charged: "yes" }],
  ["Prediction interrupted; please retry (code: PA)", false, { kind: "transient", charged: "no" }],
  ["list index out of range", true, { kind: "transient", charged: "yes" }],
];
test.each(ends)("a prediction that failed: %s", (error, started, failure) =>
  withFake({}, async (fake, images) => {
    fake.spoil((job) => {
      Object.assign(job, { status: "failed", error, started });
    });
    expect(await attempt(images, request, key)).toMatchObject({ ok: false, failure });
  }),
);

test("a picture that its filter took away is refused content", () =>
  withFake({}, async (fake, images) => {
    fake.spoil((job) => {
      job.output = [];
      job.logs += "NSFW content detected in image 0\n";
    });
    expect(await attempt(images, request, key)).toMatchObject({ failure: { kind: "content", charged: "yes" } });
  }));

test("the time of the project is sent, and a prediction that it ended has an end", () =>
  withFake({ settings: { timeout: 90 } }, async (fake, images) => {
    const release = fake.hold();
    const drawn = attempt(images, request, key);
    await fake.has(1);
    // The hasty clock reaches the end of its time by itself, and the prediction is cancelled.
    expect(await drawn).toMatchObject({ ok: false, failure: { kind: "transient", charged: "yes" } });
    expect(JSON.stringify(await drawn)).toContain("it did not end within the 90 s of its timeout");
    expect(fake.requests.some(({ path }) => path.endsWith("/cancel"))).toBe(true);
    expect(posts(fake)[0]).toMatchObject({ cancelAfter: "90s" });
    release();
  }));

test("what the server ended before it began costs nothing", () =>
  withFake({ settings: { timeout: 5 } }, async (fake, images) => {
    const release = fake.hold();
    const first = attempt(images, request, key);
    await fake.has(1);
    const second = attempt(images, request, otherKey);
    expect(await second).toMatchObject({ ok: false, failure: { kind: "transient", charged: "no" } });
    release();
    await first;
    expect(fake.jobs.map(({ cancelAfter }) => cancelAfter)).toEqual([5000, 5000]);
  }));

test("an interrupted prediction is cancelled by its id; one that somebody else cancelled is not tried again", () =>
  withFake({}, async (fake, images) => {
    const release = fake.hold();
    const signal = handSignal();
    const ours = carryOut(images, request, { key, signal });
    await fake.has(1);
    while (!fake.requests.some(({ path }) => looks.test(`GET ${path}`))) await new Promise((r) => setTimeout(r, 2));
    signal.abort();
    expect((await ours).asked).toMatchObject({ ok: false, failure: { kind: "cancelled", charged: "yes" } });
    const other = carryOut(images, request, { key: otherKey });
    await fake.has(2);
    fake.end("by its owner");
    release();
    expect((await other).asked).toMatchObject({ ok: false, failure: { kind: "cancelled" } });
    expect(fake.jobs).toHaveLength(2);
  }));

test("looks that fail now and then do not lose a prediction, and a key that is taken away leaves it open", () =>
  withFake({}, async (fake, images) => {
    fake.misbehave({ on: looks, instead: "reset", times: 4 });
    expect(await attempt(images, request, key)).toMatchObject({ ok: true });
    fake.misbehave({ on: looks, instead: { status: 401, body: { detail: "no" } }, times: 99 });
    const { asked } = await carryOut(images, request, { key: otherKey });
    expect(asked).toMatchObject({ ok: false, open: expect.stringContaining("Check the key in R8") });
    expect(fake.works()).toBe(2);
  }));

test("a training is sent with its time, its dataset and its settings, and says how far it is", () =>
  withFake({}, async (fake, _, trains) => {
    const release = fake.hold();
    const ending = carryOut(
      trains,
      { ...training, settings: { ...training.settings, baseModel: "org/flux" } },
      { key },
    );
    while (!fake.requests.some(({ path }) => looks.test(`GET ${path}`))) await new Promise((r) => setTimeout(r, 2));
    release();
    const { asked, progress } = await ending;
    expect(asked).toMatchObject({ ok: true, amount: { seconds: 2.5 } });
    expect(progress[0]).toBe(0.45);
    expect(posts(fake)[0]).toMatchInlineSnapshot(`
      {
        "cancelAfter": "1800s",
        "json": {
          "destination": "me/style",
          "input": {
            "input_images": "https://example.com/cats.zip",
            "steps": 500,
            "trigger_word": "TOK",
          },
        },
        "path": "/v1/models/studio/trainer/versions/efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef/trainings",
      }
    `);
  }));

test("what a training made draws under the id that the flow has of it, also in another process", () =>
  withFake({}, async (fake, images, trains) => {
    await attempt(trains, training, otherKey);
    const trained = await attempt(trains, training, key);
    if (!trained.ok) throw new Error("it trains");
    const { id } = trained.value as { id: string };
    expect(id).toMatch(/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/);
    const drawn = { ...request, trainingId: id, width: 512, height: 512 };
    expect(await attempt(images, drawn, key)).toMatchObject({ ok: true });
    expect(fake.requests.some(({ path }) => path === "/v1/trainings")).toBe(false);
    // Another process finds it on the second page of the list.
    const first = (await attempt(trains, training, "77".repeat(32))) as { ok: true; value: { id: string } };
    await attempt(trains, training, "88".repeat(32));
    const other = open(fake.url);
    const again = await attempt(serverOf(other, "images"), { ...drawn, trainingId: first.value.id }, key);
    expect(again).toMatchObject({ ok: true });
    expect(
      fake.requests.filter(({ path }) => path === "/v1/trainings").map(({ query }) => query.get("cursor")),
    ).toEqual([null, "1"]);
    expect(posts(fake).filter(({ path }) => path === "/v1/predictions")).toHaveLength(2);
    expect(fake.jobs.findLast(({ kind }) => kind === "predictions")).toMatchObject({
      model: "me/style",
      body: { version: "cd".repeat(32), input: { lora_scale: 0.9, seed: 42 } },
    });
    const unknown = await attempt(serverOf(other, "images"), { ...drawn, trainingId: "no-such" }, key);
    expect(unknown).toMatchObject({ failure: { kind: "unresolvedModel" } });
    expect(JSON.stringify(unknown)).toContain("Say under loras");
    await other.http.close();
  }));

test("the project says what a training is: a version, or weights for the base model", () =>
  withFake(
    { settings: { loras: { mine: `me/style:${"cd".repeat(32)}`, other: "huggingface.co/studio/ink" } } },
    async (fake, images) => {
      const drawn = { ...request, width: 512, height: 512 };
      await attempt(images, { ...drawn, trainingId: "mine" }, key);
      await attempt(images, { ...drawn, trainingId: "other" }, otherKey);
      expect(
        fake.jobs.map(({ model, body }) => [model, (body.input as { lora_weights?: string }).lora_weights]),
      ).toEqual([
        ["me/style", undefined],
        ["studio/dreams", "huggingface.co/studio/ink"],
      ]);
      const reply = await attempt(images, { ...drawn, baseModel: "studio/flux", trainingId: "other" }, key);
      expect(reply).toMatchObject({ failure: { kind: "invalid" } });
      expect(JSON.stringify(reply)).toContain("the model studio/flux takes no trainingId");
    },
  ));

const trainingRefusals: readonly (readonly [string, Settings, Partial<TrainingRequest>, string, string])[] = [
  ["no trainer", { model: undefined }, {}, "setup", 'Write \\"model\\"'],
  ["no destination", { destination: undefined }, {}, "setup", 'Write \\"destination\\"'],
  ["a destination with a version", { destination: "me/style:ab" }, {}, "setup", 'Write \\"destination\\"'],
  ["a destination that is not there", { destination: "me/none" }, {}, "setup", "destination does not exist"],
  ["a model that cannot be trained", { model: "studio/dreams" }, {}, "setup", "studio/dreams cannot be trained"],
  ["a dataset that is nowhere", {}, { datasetId: "6f1c2e9a" }, "setup", "Say under datasets"],
  [
    "a setting that it does not take",
    {},
    { settings: { step: 10 } },
    "invalid",
    'takes no setting \\"step\\"; did you mean \\"steps\\"',
  ],
  ["a setting outside its range", {}, { settings: { steps: 1 } }, "invalid", "less than 3"],
  ["the dataset among the settings", {}, { settings: { input_images: "x" } }, "invalid", "is the dataset"],
];
test.each(trainingRefusals)("a training is refused before it costs: %s", (_, settings, change, kind, words) =>
  withFake({ settings }, async (fake, __, trains) => {
    const reply = await attempt(trains, { ...training, ...change }, key);
    expect(reply).toMatchObject({ ok: false, failure: { kind, charged: "no" } });
    expect(JSON.stringify(reply)).toContain(words);
    expect(fake.works()).toBe(0);
  }),
);

test("a dataset may be a URL; a training that takes too long is cancelled, and cannot be had for these minutes", () =>
  withFake({}, async (fake, _, trains) => {
    const release = fake.hold();
    const reply = await attempt(trains, { ...training, datasetId: dataset, maxMinutes: 1 }, key);
    expect(reply).toMatchObject({ ok: false, failure: { kind: "invalid", charged: "yes" } });
    expect(JSON.stringify(reply)).toContain(
      "it did not end within 1 minutes. Train less, or raise limits.trainingMinutes",
    );
    expect(fake.jobs[0]).toMatchObject({ status: "canceled", cancelAfter: 60_000 });
    release();
  }));

test("a training that ended while nobody looked is told by the server's clock", () =>
  withFake({}, async (fake, _, trains) => {
    for (const [how, failure] of [
      ["its time is over", { kind: "invalid", charged: "yes" }],
      ["by its owner", { kind: "cancelled", charged: "yes" }],
    ] as const) {
      const release = fake.hold();
      const context = { key, signal: handSignal(), progress: () => {} };
      const started = await (trains as Draws & { start(...words: unknown[]): Promise<unknown> }).start(
        training,
        context,
      );
      while (fake.jobs.at(-1)?.status !== "processing") await new Promise((r) => setTimeout(r, 1));
      fake.end(how);
      release();
      const { accepted: handle } = started as { accepted: Json };
      const { asked } = await carryOut(trains, training, { key, sent: true, handle });
      expect(asked, how).toMatchObject({ ok: false, failure });
    }
  }));

test("what it has is asked for without a cost", () =>
  withFake(
    { settings: { models: { a: "studio/dreams", b: "studio/none", c: "someone/sketch" } } },
    async (fake, _, trains, { backend }) => {
      await attempt(trains, training, key);
      expect(await backend.probe()).toMatchObject({
        ok: true,
        offer: {
          models: ["studio/dreams", `someone/sketch:${"ab".repeat(32)}`, `studio/trainer:${"ef".repeat(32)}`],
          loras: [`me/style:${"cd".repeat(32)}`],
        },
      });
      expect(fake.works()).toBe(1);
      const away = open("http://127.0.0.1:1");
      expect(await away.backend.probe()).toMatchObject({ ok: false, failure: { kind: "transient" } });
      await away.http.close();
    },
  ));

test("a wrong key, a missing key and a page are told before anything is sent", async () => {
  await withFake({ key: "another" }, async (fake, images) => {
    const reply = await attempt(images, request, key);
    expect(reply).toMatchObject({ failure: { kind: "setup" } });
    expect(JSON.stringify(reply)).toContain("Check the key in R8");
    expect(posts(fake)).toEqual([]);
  });
  await withFake({ settings: { key: "NO_SUCH" } }, async (fake, images) => {
    expect(JSON.stringify(await attempt(images, request, key))).toContain(
      "the environment variable NO_SUCH is not set",
    );
    expect(fake.requests).toEqual([]);
  });
  await withFake({}, async (fake, images) => {
    fake.misbehave({ on: /GET/, instead: htmlPage });
    expect(await attempt(images, request, key)).toMatchObject({ failure: { kind: "setup", charged: "no" } });
  });
});
