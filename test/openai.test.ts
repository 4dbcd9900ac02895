// Servers that speak chat completions (spec 6.21): the contract on each dialect, and every trap of their own.

import { expect, test } from "vitest";
import type { GenerationRequest } from "../src/backends/contract.js";
import { type ChatDialect, dialects } from "../src/backends/openai/dialects.js";
import { type ChatOptions, openaiBackend } from "../src/backends/openai/openai-backend.js";
import { nodeHttp } from "../src/node/http/node-http.js";
import { conformance, type Subject, type Trouble } from "../src/testing/index.js";
import { attempt, type Draws } from "./build/call-server.js";
import { hastyClock } from "./build/hasty-clock.js";
import { chatTrouble, type FakeChat, fakeChat, type Said } from "./servers/fake-chat.js";

const secret = "sk-canary-0123456789";
const key = "5e".repeat(32);
const request: GenerationRequest = {
  description: "You name topics.",
  schema: {
    type: "object",
    required: ["topic"],
    properties: { topic: { type: "string" }, count: { type: "integer", minimum: 1 } },
  },
  context: null,
  input: "cats",
  temperature: 0.5,
  maxTokens: 200,
};

function open(url: string, dialect: ChatDialect, more: Partial<ChatOptions["settings"]> = {}) {
  const clock = hastyClock();
  const http = nodeHttp({ clock, timer: clock });
  const host = { http, variable: (name: string) => (name === "CHAT_KEY" ? secret : undefined) };
  const settings = { name: "writer", url, key: "CHAT_KEY", model: "small", ...more };
  return { backend: openaiBackend({ dialect, host, settings }), http };
}

function writer({ backend }: ReturnType<typeof open>): Draws {
  if (backend.objects === null) throw new Error("it generates objects");
  return backend.objects;
}

const allDialects = Object.keys(dialects) as readonly ChatDialect[];

function subject(dialect: ChatDialect): Subject {
  return {
    name: dialect,
    secrets: [secret],
    samples: { objects: request },
    open: async () => {
      const fake = await fakeChat({ key: secret });
      const { backend, http } = open(fake.url, dialect);
      const trouble = (name: Trouble) => {
        if (name === "wrong answer") fake.say('{"topic":7}');
        else if (name === "cut answer") fake.say({ content: '{"topic":"ca', finish_reason: "length" });
        else {
          const found = chatTrouble(name, secret);
          if (found === null) return false;
          fake.misbehave(found);
        }
        return true;
      };
      return {
        backend,
        control: { trouble, works: fake.works },
        close: async () => {
          await http.close();
          await fake.close();
        },
      };
    },
  };
}

const tried: string[] = [];
// A server leaves it to the run to hold an answer against its schema (6.4.9).
const leftToTheRun = "an answer that does not match is repaired, or the call fails";
for (const dialect of allDialects)
  for (const { name, run } of conformance(subject(dialect)).filter((check) => !check.name.endsWith(leftToTheRun)))
    test(name, async () => {
      if ((await run()) === "passed") tried.push(name);
    });

test("most checks were tried on each dialect", () => {
  const count = (name: string) => tried.filter((each) => each.startsWith(`${name},`)).length;
  expect(allDialects.map(count)).toMatchInlineSnapshot(`
    [
      17,
      17,
      17,
      17,
    ]
  `);
});

async function withFake(dialect: ChatDialect, body: (fake: FakeChat, server: Draws) => Promise<void>) {
  const fake = await fakeChat({ key: secret });
  const opened = open(fake.url, dialect);
  try {
    await body(fake, writer(opened));
  } finally {
    await opened.http.close();
    await fake.close();
  }
}

for (const dialect of allDialects)
  test(`what ${dialect} is asked for`, () =>
    withFake(dialect, async (fake, server) => {
      expect(await attempt(server, request, key)).toEqual({
        ok: true,
        value: { topic: "cats", count: 3 },
        amount: { inputTokens: 41, outputTokens: 9 },
      });
      expect(fake.requests[0]?.json).toMatchSnapshot();
    }));

test("context and mistakes are shown to the model", () =>
  withFake("openai", async (fake, server) => {
    const repair = { answer: '{"topic":7}', mistakes: ["/topic must be a string"] };
    await attempt(server, { ...request, context: { mood: "dark" }, input: null, repair }, key);
    expect(fake.requests.map(({ json }) => (json as { messages: unknown }).messages)).toMatchSnapshot();
  }));

test("where null stands for an absent property, it is absent; a null that was meant stays", () =>
  withFake("openai", async (fake, server) => {
    const schema = {
      type: "object",
      properties: {
        a: { type: "integer" },
        b: { type: ["integer", "null"] },
        c: { type: "object", properties: { d: { const: 1 } } },
      },
    };
    fake.say('{"a":null,"b":null,"c":{"d":null}}');
    expect(await attempt(server, { ...request, schema }, key)).toMatchObject({ ok: true, value: { b: null, c: {} } });
  }));

const answers: readonly (readonly [string, Said, object])[] = [
  ["ends at its limit", { content: '{"topic":"ca', finish_reason: "length" }, { kind: "invalid", charged: "yes" }],
  ["is a refusal", { refusal: "I can't help with that." }, { kind: "content", charged: "yes" }],
  ["is stopped by a filter", { content: "", finish_reason: "content_filter" }, { kind: "content", charged: "yes" }],
  ["has no text", {}, { kind: "transient", charged: "yes" }],
];
for (const [name, said, failure] of answers)
  test(`an answer that ${name} fails, was paid for, and is not asked for again`, () =>
    withFake("openai", async (fake, server) => {
      fake.say(said);
      const reply = await attempt(server, request, key);
      expect(reply).toMatchObject({ ok: false, failure });
      expect(JSON.stringify(reply).replace(/:\d+, asked/, ", asked")).toMatchSnapshot();
    }));

test("a fence around the JSON is taken off; any other text is given on as it is, so that it is repaired", () =>
  withFake("llamacpp", async (fake, server) => {
    fake.say('```json\n{"topic":"owls"}\n```', "Sure! Here it is");
    expect(await attempt(server, request, key)).toMatchObject({ ok: true, value: { topic: "owls" } });
    expect(await attempt(server, request, key)).toMatchObject({ ok: true, value: "Sure! Here it is" });
  }));

test("a missing model is said before anything is sent; a server of one model needs none", async () => {
  const fake = await fakeChat({ models: ["default"] });
  const ask = async (dialect: ChatDialect) => {
    const clock = hastyClock();
    const http = nodeHttp({ clock, timer: clock });
    const settings = { name: "writer", url: `${fake.url}/v1/` };
    const { objects } = openaiBackend({ dialect, host: { http, variable: () => undefined }, settings });
    if (objects === null) throw new Error("it generates objects");
    const reply = await attempt(objects, request, key);
    await http.close();
    return reply;
  };
  const refused = await ask("ollama");
  expect(refused).toMatchObject({ ok: false, failure: { kind: "setup" } });
  expect(JSON.stringify(refused)).toContain(String.raw`Write \"model\" beside its \"kind\" in flowplan.json`);
  expect(fake.requests).toHaveLength(0);
  expect(await ask("llamacpp")).toMatchObject({ ok: true });
  await fake.close();
});

test("what an account cannot pay for is no reason to try again", () =>
  withFake("openai", async (fake, server) => {
    fake.misbehave({
      on: /POST/,
      instead: {
        status: 429,
        body: { error: { message: "You exceeded your current quota", code: "insufficient_quota" } },
      },
    });
    expect(await attempt(server, request, key)).toMatchObject({ ok: false, failure: { kind: "setup" } });
  }));

test("it says which models it has", async () => {
  const fake = await fakeChat({ key: secret, models: ["small", "large"] });
  const { backend, http } = open(fake.url, "vllm");
  expect(await backend.probe()).toMatchObject({ ok: true, offer: { models: ["small", "large"] } });
  await http.close();
  await fake.close();
});
