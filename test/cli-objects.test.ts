// A flow whose objects come from a server of chat completions, as people run it (spec 6.21).

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { say } from "./build/terminal.js";
import { type FakeChat, fakeChat, type Said } from "./servers/fake-chat.js";

const room = mkdtempSync(join(tmpdir(), "flowplan-objects-"));
afterAll(() => rmSync(room, { recursive: true, force: true }));
const secret = "sk-canary-abcdef";

const flow = {
  title: "t",
  description: "d",
  steps: [
    {
      id: "ideas",
      type: "ObjectGenerator",
      parameters: {
        description: "Ideas for pictures",
        schema: {
          type: "object",
          required: ["prompts"],
          properties: {
            prompts: { type: "array", items: { type: "string", maxLength: 40 }, minItems: 2, maxItems: 2 },
          },
        },
      },
    },
    {
      id: "paint",
      type: "ImageGenerator",
      parameters: {
        baseModel: "m",
        width: 64,
        height: 64,
        images: ["@Map($.results.ideas.prompts)", { prompt: "$$" }],
      },
    },
  ],
};

async function ran(answers: readonly Said[], settings: object = {}) {
  const fake = await fakeChat({ key: secret });
  fake.say(...answers);
  const folder = mkdtempSync(join(room, "p-"));
  const server = { kind: "openai", url: fake.url, key: "FLOWPLAN_TEST_KEY", model: "small", ...settings };
  const config = { servers: { llm: server }, routes: { objects: "llm", images: "reference" } };
  writeFileSync(join(folder, "flow.json"), JSON.stringify(flow));
  writeFileSync(join(folder, "flowplan.json"), JSON.stringify(config));
  process.env.FLOWPLAN_TEST_KEY = secret;
  const out = join(folder, "out");
  const told = await say("run", join(folder, "flow.json"), "--config", join(folder, "flowplan.json"), "--out", out);
  delete process.env.FLOWPLAN_TEST_KEY;
  await fake.close();
  const journal = readFileSync(join(out, "journal.jsonl"), "utf8");
  expect([told.out, told.err, journal].join("").includes(secret)).toBe(false);
  return { ...told, fake, out, journal };
}

const good = '{"prompts":["a cat","an owl"]}';
const asked = ({ requests }: FakeChat) =>
  requests.map(({ json }) => (json as { messages: readonly unknown[] }).messages.length);

test("the objects of the server are what the pictures are drawn from", async () => {
  const { exit, out, fake } = await ran([good]);
  expect(exit).toBe(0);
  expect(asked(fake)).toEqual([2]);
  const records = readdirSync(join(out, "pictures")).filter((name) => name.endsWith(".json"));
  const prompts = records.map((name) => JSON.parse(readFileSync(join(out, "pictures", name), "utf8")).prompt as string);
  expect(prompts.sort()).toEqual(["a cat", "an owl"]);
});

test("an answer that does not match is shown to the model with its mistakes, once", async () => {
  const { exit, fake } = await ran(['{"prompts":["a cat"]}', good]);
  expect(exit).toBe(0);
  expect(asked(fake)).toEqual([2, 4]);
});

test.each<[string, readonly Said[], string, number]>([
  [
    "two answers that do not match",
    ['{"prompts":["a cat"]}', "Sure!"],
    "does not match the step's schema: it must be an object",
    2,
  ],
  ["an answer that was cut", [{ content: '{"prompts":["a', finish_reason: "length" }], "did not end within", 1],
  ["a refusal", [{ refusal: "I can't." }], "the model refused: I can't.", 1],
])("%s: the step fails and says so", async (_, answers, words, calls) => {
  const { exit, out, err, fake } = await ran(answers);
  expect(exit).toBe(3);
  expect(`${out}${err}`).toContain(words);
  expect(fake.requests).toHaveLength(calls);
});

test.each<[string, object, string]>([
  ["no model", { model: undefined }, 'Write "model" beside its "kind" in flowplan.json'],
  ["another model", { model: "large" }, "`large` does not exist"],
  [
    "a key that is not there",
    { key: "FLOWPLAN_NO_SUCH_KEY" },
    "the environment variable FLOWPLAN_NO_SUCH_KEY is not set",
  ],
])("%s: one message that names the server and what to try", async (_, settings, words) => {
  const { exit, out, err } = await ran([], settings);
  expect(exit).toBe(3);
  expect(`${out}${err}`).toContain(words);
  expect(`${out}${err}`).toContain("llm at 127.0.0.1");
  expect(`${out}${err}`).not.toMatch(/^ +at .*\.ts:/m);
});
