// The embedded backend (spec 6.7): what it gives matches what was asked for, follows from the call alone, and says that it is synthetic.

import fc from "fast-check";
import { decode } from "fast-png";
import { expect, test } from "vitest";
import type { PassRequest } from "../src/backends/contract.js";
import { referenceBackend } from "../src/backends/reference/index.js";
import { ajvValidator } from "../src/core/schema/ajv-validator.js";
import type { Json, JsonObject } from "../src/core/text/json.js";
import { contextOf } from "./build/call-context.js";

const backend = referenceBackend();

async function generate(schema: JsonObject, key = "k", description = "Make prompts."): Promise<Json> {
  const reply = await backend.objects?.start(
    { description, schema, context: null, input: null, temperature: 1, maxTokens: 8192 },
    contextOf(key),
  );
  if (reply === undefined || !("ok" in reply) || !reply.ok) throw new Error(JSON.stringify(reply));
  return reply.value;
}

const pass: PassRequest = {
  baseModel: "m",
  trainingId: null,
  precision: "fp16",
  width: 256,
  height: 128,
  steps: 25,
  guidanceScale: 7.5,
  scale: 0.9,
  prompts: [{ prompt: "a fox", negativePrompt: null, seed: 5, batchSize: 2 }],
};

async function draw(change: Partial<PassRequest> = {}, key = "k") {
  const reply = await backend.images?.start({ ...pass, ...change }, contextOf(key));
  if (reply === undefined || !("ok" in reply) || !reply.ok) throw new Error(JSON.stringify(reply));
  return reply.value;
}

test("forty prompts are forty legible and different texts", async () => {
  const prompts = { type: "array", items: { type: "string" }, minItems: 40, maxItems: 40 };
  const answer = (await generate({ type: "object", properties: { prompts }, required: ["prompts"] })) as {
    prompts: string[];
  };
  expect(answer.prompts).toHaveLength(40);
  expect(new Set(answer.prompts).size).toBeGreaterThan(38);
  for (const prompt of answer.prompts) expect(prompt).toMatch(/^an? [a-z-]+ [a-z ]+, [a-z0-9 ]+, [a-z0-9 ]+$/);
});

const texts: readonly JsonObject[] = [
  { type: "string" },
  { type: "string", minLength: 200, maxLength: 210 },
  { type: "string", maxLength: 3 },
  { type: "string", maxLength: 0 },
  { type: "string", pattern: "^[a-z]{3}-\\d+$" },
  { type: "string", format: "date-time" },
  { type: "string", format: "uuid" },
  { type: "string", format: "email" },
  { type: "string", enum: ["x", "y"] },
  { const: { a: [1, null] } },
];
const numbers: readonly JsonObject[] = [
  { type: "integer", minimum: 3, maximum: 4 },
  { type: "number", exclusiveMinimum: 0, maximum: 1 },
  { type: "number", multipleOf: 0.5 },
  { type: ["integer", "null"] },
];

test("answers match their schema, whatever the schema", async () => {
  const leaf = fc.constantFrom<JsonObject>(...texts, ...numbers, { type: "boolean" }, { type: "null" });
  const { schema } = fc.letrec<{ schema: JsonObject }>((tie) => ({
    schema: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc
        .record({ items: tie("schema"), least: fc.nat(3), more: fc.nat(3) })
        .map(({ items, least, more }) => ({ type: "array", items, minItems: least, maxItems: least + more })),
      fc
        .record({ a: tie("schema"), b: tie("schema"), needed: fc.subarray(["a", "b"]), open: fc.boolean() })
        .map(({ a, b, needed, open }) => ({
          type: "object",
          properties: { a, b },
          required: needed,
          ...(open ? {} : { additionalProperties: false }),
        })),
      fc.record({ a: tie("schema"), b: tie("schema") }).map(({ a, b }) => ({ anyOf: [a, b] })),
      tie("schema").map((part) => ({
        type: "object",
        properties: { deep: { $ref: "#/$defs/part" } },
        $defs: { part: { title: "p", ...part } },
      })),
    ),
  }));
  await fc.assert(
    fc.asyncProperty(schema, fc.boolean(), fc.string(), async (part, referred, key) => {
      const it = referred ? { $ref: "#/$defs/part" } : part;
      const whole: JsonObject = { type: "object", properties: { it }, required: ["it"], $defs: { part } };
      const compiled = ajvValidator.compile(whole);
      if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
      const answer = await generate(whole, key);
      expect(compiled.check(answer)).toEqual([]);
      expect(await generate(whole, key)).toEqual(answer);
    }),
    { numRuns: 150 },
  );
});

test("recursive, tuple, unique and composed schemas are met", async () => {
  const tree = {
    type: "object",
    properties: { name: { type: "string" }, kids: { type: "array", items: { $ref: "#/$defs/tree" } } },
    required: ["name", "kids"],
    additionalProperties: false,
  };
  const schemas: JsonObject[] = [
    { type: "object", properties: { t: { $ref: "#/$defs/tree" } }, required: ["t"], $defs: { tree } },
    {
      type: "object",
      properties: {
        t: { type: "array", prefixItems: [{ type: "string" }, { type: "number" }], items: false, minItems: 2 },
      },
      required: ["t"],
    },
    {
      type: "object",
      properties: { t: { type: "array", items: { type: "string", maxLength: 3 }, uniqueItems: true, minItems: 5 } },
      required: ["t"],
    },
    {
      type: "object",
      oneOf: [
        { properties: { a: { type: "string" } }, required: ["a"] },
        { properties: { b: { type: "integer" } }, required: ["b"] },
      ],
    },
    { type: "object", properties: { a: { type: "string" } }, minProperties: 2 },
    {
      allOf: [{ type: "object", properties: { a: { type: "integer", minimum: 3 } } }, { required: ["a"] }],
      type: "object",
    },
  ];
  for (const schema of schemas) {
    const compiled = ajvValidator.compile(schema);
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
    expect(compiled.check(await generate(schema)), JSON.stringify(schema)).toEqual([]);
  }
});

test("what nothing can match, and what would be huge, is refused with a reason", async () => {
  const ask = (schema: JsonObject) =>
    backend.objects?.start(
      { description: "", schema, context: null, input: null, temperature: 1, maxTokens: 8192 },
      contextOf("k"),
    );
  const none = await ask({
    type: "object",
    properties: { a: { type: "string", minLength: 3, maxLength: 2 } },
    required: ["a"],
  });
  expect(none).toMatchObject({ ok: false, failure: { kind: "invalid" } });
  const rows = { type: "array", minItems: 3000, items: { type: "array", minItems: 3000, items: { type: "string" } } };
  const huge = await ask({ type: "object", properties: { rows }, required: ["rows"] });
  expect(huge).toMatchObject({
    ok: false,
    failure: { kind: "invalid", detail: expect.stringContaining("smallest answer") },
  });
});

test("pictures are PNG files of the size asked for, and say that they are synthetic", async () => {
  for (const [width, height] of [
    [8, 8],
    [24, 2048],
    [2048, 16],
    [1024, 1024],
  ] as const) {
    const [images] = await draw({ width, height });
    const png = decode(images?.[0]?.bytes ?? new Uint8Array(), { checkCrc: true });
    expect([png.width, png.height]).toEqual([width, height]);
    expect(png.text.Synthetic).toMatch(/^true/);
  }
});

test("a picture follows from prompt, model and seed, and from nothing else", async () => {
  const [[first, second] = []] = await draw();
  expect([first?.seed, second?.seed]).toEqual([5, 6]);
  const alone = { prompt: "a fox", negativePrompt: null, seed: 6, batchSize: 1 };
  const [[same] = []] = await draw({ prompts: [alone] }, "another key");
  expect(same?.bytes).toEqual(second?.bytes);
  for (const change of [
    { prompts: [{ ...alone, prompt: "a cat" }] },
    { prompts: [alone], baseModel: "n" },
    { prompts: [{ ...alone, seed: 7 }] },
  ]) {
    const [[other] = []] = await draw(change);
    expect(other?.bytes).not.toEqual(second?.bytes);
  }
});

test("a trained model has a UUID that follows from the key", async () => {
  const train = async (key: string) =>
    backend.training?.start({ datasetId: "d", settings: {}, maxMinutes: 60 }, contextOf(key));
  const reply = await train("a");
  expect(reply !== undefined && "ok" in reply && reply.ok && reply.value.id).toMatch(
    /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
  expect(await train("a")).toEqual(reply);
  expect(await train("b")).not.toEqual(reply);
});

test("forty large pictures take little space", async () => {
  const prompts = Array.from({ length: 40 }, (_, seed) => ({
    prompt: `p${seed}`,
    negativePrompt: null,
    seed,
    batchSize: 1,
  }));
  const images = (await draw({ width: 1024, height: 1024, prompts })).flat();
  expect(Math.max(...images.map(({ bytes }) => bytes.length))).toBeLessThan(100_000);
});
