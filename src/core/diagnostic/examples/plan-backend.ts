// Examples of the codes plan/… of backends, prices and assumptions.

import type { JsonObject } from "../../text/json.js";
import type { Commanded, Examples, Sample } from "../example.js";

const planned = (flow: string, files: Commanded["files"], ...more: readonly string[]): Commanded => ({
  files: { "flow.json": flow, ...files },
  command: ["plan", "flow.json", ...more],
});
const pictures = (image: string, more = "") =>
  `${more}steps: [{ id: "pictures", type: "ImageGenerator", parameters: { baseModel: "m/m", images: [{ prompt: "a fox"${image} }] } }]`;
const on = (backend: string, image: string) => planned(pictures(image), {}, "--backend", backend);
const assumed = (assume: JsonObject): Sample => ({ files: { "flow.json": pictures("") }, options: { assume } });
/** A value that an earlier step chooses. */
const chosen = (name: string, schema: string) => `steps: [
  { id: "choice", type: "ObjectGenerator", parameters: { description: "Choose.",
    schema: { type: "object", required: ["value"], properties: { value: ${schema} } } } },
  { id: "pictures", type: "ImageGenerator", parameters: { baseModel: "m/m", images: [{ prompt: "a fox", ${name}: "$.results.choice.value" }] } },
]`;
const exact = [
  "negativePrompt",
  "steps",
  "guidanceScale",
  "scale",
  "precision",
  "seed",
  "trainingId",
  "width",
  "height",
];
const capabilities = {
  promptsPerPass: "many",
  parallelBatch: true,
  maxBatch: 4,
  splitsExactly: false,
  concurrency: 1,
  seed: "increment",
  fields: Object.fromEntries(exact.map((name) => [name, "exact"])),
  limits: {
    width: { min: 64, max: 1024 },
    height: { min: 64, max: 1024 },
    multipleOf: 8,
    steps: { min: 1, max: 50 },
    guidanceScale: { min: 0, max: 10 },
  },
  cancel: "any",
  dedup: "none",
  training: false,
};
const able = (change: object, flow = pictures("")) =>
  planned(
    flow,
    { "server.json": JSON.stringify({ ...capabilities, ...change }, null, 2) },
    "--backend",
    "server",
    "--capabilities",
    "server.json",
  );
const prices = {
  inference: "0.02",
  generation: "0.01",
  training: "0.10",
  transform: "0.01",
  zip: "0.01",
  zipMegabyte: "0.0035",
  privateRun: "0.01",
  freeRun: "0.28",
  paidRun: "0.30",
  paidRunShare: "0.13",
};
const priced = (book: unknown) =>
  planned(pictures(""), { "prices.json": JSON.stringify(book, null, 2) }, "--prices", "prices.json");
const { zip: _, ...withoutZip } = prices;
const listed = (most: number) =>
  planned(
    `steps: [
  { id: "words", type: "ObjectGenerator", parameters: { description: "Write words.",
    schema: { type: "object", required: ["who"], properties: { who: { type: "array", maxItems: ${most}, items: { type: "string" } } } } } },
  { id: "pictures", type: "ImageGenerator", parameters: { baseModel: "m/m", images: [
    ["@Map($.results.words.who)", { prompt: "$$", batchSize: 4 }]] } },
]`,
    {},
  );
const training = planned(
  `steps: [{ id: "style", type: "ModelGenerator", parameters: { datasetId: "6f1c2e9a-3b7d-4c58-8e21-94d0a7b3c6f1", settings: { baseModel: "m/m" } } }]`,
  {},
);

export const planBackendExamples = {
  "plan/batch-too-large": {
    bad: able({ maxBatch: 2 }, pictures(", batchSize: 4")),
    good: able({ maxBatch: 4 }, pictures(", batchSize: 4")),
  },
  "plan/batch-may-be-too-large": {
    bad: able({ maxBatch: 2 }, chosen("batchSize", `{ type: "integer", minimum: 1, maximum: 4 }`)),
    good: able({ maxBatch: 2 }, chosen("batchSize", `{ type: "integer", minimum: 1, maximum: 2 }`)),
  },
  "plan/outside-backend-limits": { bad: on("huggingface", ", width: 32"), good: on("huggingface", ", width: 64") },
  "plan/may-be-outside-backend-limits": {
    bad: able({}, chosen("steps", `{ type: "integer", minimum: 1, maximum: 60 }`)),
    good: able({}, chosen("steps", `{ type: "integer", minimum: 1, maximum: 50 }`)),
  },
  "plan/not-a-multiple": {
    bad: planned(
      pictures(", width: 1016"),
      {
        "server.json": JSON.stringify({ ...capabilities, limits: { ...capabilities.limits, multipleOf: 64 } }, null, 2),
      },
      "--backend",
      "server",
      "--capabilities",
      "server.json",
    ),
    good: able({}),
  },
  "plan/field-not-exact": { bad: on("comfyui", `, precision: "bf16"`), good: on("reference", `, precision: "bf16"`) },
  "plan/backend-cannot-train": {
    bad: { ...training, command: [...training.command, "--backend", "comfyui"] },
    good: { ...training, command: [...training.command, "--backend", "reference"] },
  },
  "plan/too-many-to-count": { bad: listed(4_503_599_627_370_496), good: listed(100) },
  "plan/capabilities-missing": { bad: able({ maxBatch: undefined }), good: able({}) },
  "plan/capabilities-unknown": { bad: able({ maxBach: 4 }), good: able({}) },
  "plan/capabilities-wrong": { bad: able({ maxBatch: "four" }), good: able({}) },
  "plan/capabilities-contradiction": {
    bad: able({ limits: { ...capabilities.limits, width: { min: 1024, max: 64 } } }),
    good: able({}),
  },
  "plan/price-book-not-an-object": { bad: priced([prices.inference]), good: priced(prices) },
  "plan/price-book-missing-price": { bad: priced(withoutZip), good: priced(prices) },
  "plan/price-book-unknown-price": { bad: priced({ ...prices, zips: "0.01" }), good: priced(prices) },
  "plan/price-book-bad-price": { bad: priced({ ...prices, inference: "cheap" }), good: priced(prices) },
  "plan/unknown-assumption": {
    bad: assumed({ token: 2000 }),
    good: assumed({ tokens: 2000 }),
  },
  "plan/bad-assumption": {
    bad: assumed({ tokens: "many" }),
    good: assumed({ tokens: 2000 }),
  },
  "plan/backend-cannot-generate": {
    bad: able({ objects: false }, chosen("steps", `{ type: "integer", minimum: 1, maximum: 50 }`)),
    good: able({}, chosen("steps", `{ type: "integer", minimum: 1, maximum: 50 }`)),
  },
  "plan/backend-cannot-draw": { bad: able({ images: false }), good: able({}) },
} satisfies Examples;
