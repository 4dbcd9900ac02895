// What nobody declared is dropped from inputs, answers and given results (spec 5.1.2, 6.2.2, 6.4.4).

import { expect, test } from "vitest";
import { compile } from "../src/core/compile.js";
import { plan } from "../src/core/plan/make-plan.js";
import { run } from "../src/core/run/run.js";
import type { Json, JsonObject } from "../src/core/text/json.js";
import { dropUndeclared } from "../src/core/types/drop-undeclared.js";
import { schemaType } from "../src/core/types/schema-type.js";
import { fakeClock, memoryHost, scriptedBackend } from "../src/testing/index.js";

const string = { type: "string" };
const one = (schema: JsonObject, value: Json) => JSON.parse(JSON.stringify(dropUndeclared(schemaType(schema), value)));

test.each<[string, JsonObject, Json, Json]>([
  ["an undeclared property", { type: "object", properties: { a: string } }, { a: "x", b: 1 }, { a: "x" }],
  [
    "deep inside",
    { type: "object", properties: { a: { type: "array", items: { type: "object", properties: { b: string } } } } },
    { a: [{ b: "x", c: 1 }, {}] },
    { a: [{ b: "x" }, {}] },
  ],
  [
    "nothing where others are allowed",
    { type: "object", properties: { a: string }, additionalProperties: true },
    { a: "x", b: { c: 1 } },
    { a: "x", b: { c: 1 } },
  ],
  [
    "inside what others are",
    { type: "object", additionalProperties: { type: "object", properties: { a: string } } },
    { x: { a: "", b: 1 } },
    { x: { a: "" } },
  ],
  ["nothing where no properties are listed", { type: "object" }, { b: 1 }, { b: 1 }],
  [
    "nothing that a pattern declares",
    { type: "object", properties: {}, patternProperties: { "^x": string } },
    { xy: "" },
    { xy: "" },
  ],
  [
    "by the alternative that fits",
    {
      anyOf: [
        { type: "object", properties: { a: string }, required: ["a"] },
        { type: "object", properties: { b: string }, required: ["b"] },
      ],
    },
    { b: "x", c: 1 },
    { b: "x" },
  ],
  [
    "an own __proto__",
    { type: "object", properties: { a: string } },
    JSON.parse('{"a":"x","__proto__":{"b":1}}') as Json,
    { a: "x" },
  ],
])("dropped: %s", (_, schema, value, kept) => {
  expect(one(schema, value)).toEqual(kept);
});

const look = { type: "object", required: ["prompt"], properties: { prompt: string, width: { enum: [512] } } };
const flow = {
  title: "t",
  description: "d",
  input: { type: "object", required: ["look"], properties: { look } },
  steps: [
    {
      id: "gen",
      type: "ObjectGenerator",
      parameters: {
        description: "d",
        schema: {
          type: "object",
          required: ["all"],
          properties: { all: { type: "array", minItems: 1, maxItems: 2, items: look } },
        },
      },
    },
    {
      id: "draw",
      type: "ImageGenerator",
      parameters: {
        baseModel: "m",
        images: [["@Map($.results.gen.all)", { "@Extend": "$$" }], { "@Extend": "$.input.look" }],
      },
    },
  ],
};
const program = () => {
  const compiled = compile(JSON.stringify(flow));
  expect(compiled.diagnostics).toEqual([]);
  if (compiled.program === undefined) throw new Error("no program");
  return compiled.program;
};
const input = { look: { prompt: "in", zz: 1 }, more: true };
const answer = { all: [{ prompt: "a", steps: "many", zz: [] }], said: "Sure!" };

test("an answer or an input that says more than was asked for changes no request", async () => {
  const residual = plan(program(), { input });
  if (!residual.ok) throw new Error("no plan");
  expect(residual.diagnostics.map(({ code }) => code)).toContain("input/unknown");
  expect(residual.value.input).toEqual({ look: { prompt: "in" } });
  const backend = scriptedBackend({ generate: () => answer });
  const events = [];
  for await (const event of run(program(), residual.value, memoryHost(backend, fakeClock()).ports)) events.push(event);
  const end = events.at(-1);
  if (end?.kind !== "run-finished") throw new Error("no end");
  expect(end.status).toBe("succeeded");
  expect(end.results.gen).toEqual({ all: [{ prompt: "a" }] });
  const prompts = backend.asked.flatMap(({ request }) => ("prompts" in request ? request.prompts : []));
  expect(prompts.map(({ prompt }) => prompt)).toEqual(["a", "in"]);
});

test("so do results that are given to a plan", () => {
  const given = plan(program(), { input, results: { gen: answer } });
  if (!given.ok) throw new Error(JSON.stringify(given.diagnostics));
  expect(given.value.requests.map(({ image }) => [image.prompt, image.steps])).toEqual([
    ["a", 25],
    ["in", 25],
  ]);
});
