// flowplan backends, as people call it (spec 6.17.4): what a project has, and what its servers say of themselves over HTTP.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { say } from "./build/terminal.js";
import { fakeChat } from "./servers/fake-chat.js";
import { htmlPage } from "./servers/fake-http.js";
import { fakeSdapi } from "./servers/fake-sdapi.js";

const room = mkdtempSync(join(tmpdir(), "flowplan-backends-"));
afterAll(() => rmSync(room, { recursive: true, force: true }));
const secret = "sk-canary-backends";

async function told(config: unknown, ...words: readonly string[]) {
  const file = join(mkdtempSync(join(room, "p-")), "flowplan.json");
  writeFileSync(file, JSON.stringify(config));
  process.env.FLOWPLAN_TEST_KEY = secret;
  const said = await say("backends", "--config", file, ...words);
  delete process.env.FLOWPLAN_TEST_KEY;
  expect(`${said.out}${said.err}`).not.toContain("canary");
  return said;
}

const servers = {
  llm: { kind: "vllm", url: "http://painter:pass-canary@127.0.0.1:8000/v1", key: "FLOWPLAN_TEST_KEY", model: "small" },
  gpu: { kind: "a1111", key: "FLOWPLAN_NO_SUCH_KEY" },
  own: { kind: "./mine.js" },
  "\u001b[2J": { kind: "reference" },
};

test("servers, what they do and what leads to them; then the kinds", async () => {
  const { exit, out } = await told({ servers, routes: { objects: "llm", images: "gpu" } });
  expect(exit).toBe(0);
  expect(out).toMatchInlineSnapshot(`
    "Servers
    server     kind       host            key in                          does                       routes
    llm        vllm       127.0.0.1:8000  FLOWPLAN_TEST_KEY               objects                    objects
    gpu        a1111      127.0.0.1:7860  FLOWPLAN_NO_SUCH_KEY (not set)  images                     images
    own        ./mine.js                                                  what its module does
    \\u001b[2J  reference                                                  objects, training, images

    Kinds
    kind           does                       what it is
    reference      objects, training, images  the embedded backend, whose answers are synthetic
    comfyui        images                     a ComfyUI server
    comfyapi       images                     Comfy Cloud, or another server of the Comfy API v2
    a1111          images                     AUTOMATIC1111, by the sdapi
    forge          images                     Forge, by the sdapi
    sdnext         images                     SD.Next, by the sdapi
    sdcpp          images                     the server of stable-diffusion.cpp
    huggingface    images                     Hugging Face inference providers
    replicate      training, images           Replicate, by predictions and trainings
    fal            images                     fal, by its queue
    openai-images  images                     OpenAI's API of images, or a server that speaks it
    diffusers      images                     a diffusers pipeline (plans only)
    openai         objects                    OpenAI, or a server that speaks as it does
    vllm           objects                    a vLLM server
    llamacpp       objects                    the server of llama.cpp
    ollama         objects                    an Ollama server
    "
  `);
});

test("without servers, it says how to add one", async () => {
  const { exit, out } = await told({});
  expect(exit).toBe(0);
  expect(out).toContain('has no "servers", so everything goes to reference');
  expect(out).toContain('{ "servers": { "gpu": { "kind": "a1111"');
});

test("a project with mistakes is wrong usage, and so is a word too many", async () => {
  expect((await told({ servers: { a: { kind: "a1112" } } })).exit).toBe(2);
  expect((await told({}, "gpu")).exit).toBe(2);
});

test("each server is asked what it has, and nothing else", async () => {
  const chat = await fakeChat({
    key: secret,
    models: ["small", "\u001b[31mred", ...Array.from({ length: 9 }, (_, i) => `m${i}`)],
  });
  const painter = await fakeSdapi({});
  const config = {
    servers: {
      llm: { kind: "openai", url: chat.url, key: "FLOWPLAN_TEST_KEY" },
      gpu: { kind: "a1111", url: painter.url },
    },
  };
  const { exit, out } = await told(config, "--probe");
  expect(exit).toBe(0);
  expect(out).toContain("llm: 11 models: small, ");
  expect(out).toMatch(/gpu: \d+ models: .*dreams\.safetensors/);
  expect(out.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
  expect(
    [...chat.requests, ...painter.requests].map(({ method }) => method).filter((method) => method !== "GET"),
  ).toEqual([]);
  const json = JSON.parse((await told(config, "--probe", "--format", "json")).out);
  expect(json.servers[0]).toMatchObject({
    name: "llm",
    kind: "openai",
    key: { variable: "FLOWPLAN_TEST_KEY", set: true },
    roles: ["objects"],
    routes: [],
    offer: { models: ["small", "\u001b[31mred", "m0", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8"] },
  });
  expect(json.kinds).toContainEqual({
    name: "comfyui",
    words: "a ComfyUI server",
    roles: ["images"],
    runs: expect.any(Boolean),
  });
  await chat.close();
  await painter.close();
});

test("a server that cannot be asked is one failure that says what to try; the others are asked all the same", async () => {
  const chat = await fakeChat({ models: ["small"] });
  chat.misbehave({ on: /models/, instead: htmlPage });
  const other = await fakeChat({ models: ["large"] });
  const config = { servers: { a: { kind: "vllm", url: chat.url }, b: { kind: "vllm", url: other.url } } };
  const { exit, out } = await told(config, "--probe");
  expect(exit).toBe(3);
  expect(out).toContain("an HTML page");
  expect(out).toContain("b: 1 models: large");
  await chat.close();
  await other.close();
});
