// Examples of the codes flow/….

import type { Commanded, Examples } from "../example.js";

const whole = (text: string): Commanded => ({ files: { "fox.json": text }, command: ["check", "fox.json"] });
const manyKeys = Array.from({ length: 120 }, (_, i) => `key${i}: 1`).join(", ");

const image = (fields: string) =>
  `steps: [{ id: "pictures", type: "ImageGenerator", parameters: { images: [{ prompt: "a fox", baseModel: "m/m"${fields} }] } }]`;
const zip = (parameters: string) => `steps: [
  { id: "idea", type: "ObjectTransformer", result: { text: "a fox" } },
  { id: "plan", type: "ObjectTransformer", result: { text: "a hare" } },
  { id: "pack", type: "Zipper", parameters: { ${parameters} } },
]`;
const input = (schema: string) => `input: ${schema}, steps: []`;

export const flowExamples = {
  "flow/not-a-flow": {
    bad: whole(`["a fox"]`),
    good: whole(`{ "title": "A fox", "description": "One.", "steps": [] }`),
  },
  "flow/too-many-mistakes": { bad: manyKeys, good: `store: { ${manyKeys} }` },
  "flow/missing-field": {
    bad: zip(`filename: "all.zip"`),
    good: zip(`sources: ["idea", "plan"], filename: "all.zip"`),
  },
  "flow/unknown-field": {
    bad: zip(`sources: ["idea", "plan"], fileName: "all.zip"`),
    good: zip(`sources: ["idea", "plan"], filename: "all.zip"`),
  },
  "flow/unknown-image-field": { bad: image(`, widht: 512`), good: image(`, width: 512`) },
  "flow/wrong-type": { bad: image(`, steps: "5"`), good: image(`, steps: 5`) },
  "flow/out-of-range": { bad: image(`, steps: 100`), good: image(`, steps: 60`) },
  "flow/not-a-multiple": { bad: image(`, width: 1001`), good: image(`, width: 1000`) },
  "flow/not-allowed": { bad: image(`, precision: "pf16"`), good: image(`, precision: "fp16"`) },
  "flow/bad-format": {
    bad: image(`, trainingId: "my training"`),
    good: image(`, trainingId: "5a3f0b9e-2c47-4d7e-9a51-0f6c1f1d2b3c"`),
  },
  "flow/constant-only": { bad: zip(`sources: ["$.results.idea"]`), good: zip(`sources: ["idea"]`) },
  "flow/bad-step-id": {
    bad: `steps: [{ id: "my idea", type: "ObjectTransformer", result: { text: "a fox" } }]`,
    good: `steps: [{ id: "my-idea", type: "ObjectTransformer", result: { text: "a fox" } }]`,
  },
  "flow/duplicate-step-id": {
    bad: `steps: [
  { id: "idea", type: "ObjectTransformer", result: { text: "a fox" } },
  { id: "Idea", type: "ObjectTransformer", result: { text: "a hare" } },
]`,
    good: `steps: [
  { id: "idea", type: "ObjectTransformer", result: { text: "a fox" } },
  { id: "idea2", type: "ObjectTransformer", result: { text: "a hare" } },
]`,
  },
  "flow/unknown-step-type": {
    bad: `steps: [{ id: "idea", type: "ObjectTransform", result: { text: "a fox" } }]`,
    good: `steps: [{ id: "idea", type: "ObjectTransformer", result: { text: "a fox" } }]`,
  },
  "flow/joined-sources": { bad: zip(`sources: ["idea, plan"]`), good: zip(`sources: ["idea", "plan"]`) },
  "flow/no-images": {
    bad: `steps: [{ id: "pictures", type: "ImageGenerator", parameters: { prompt: "a fox", baseModel: "m/m" } }]`,
    good: `steps: [{ id: "pictures", type: "ImageGenerator", parameters: { images: [{ prompt: "a fox", baseModel: "m/m" }] } }]`,
  },
  "flow/extend-here": {
    bad: `store: { style: { width: 512 } },
steps: [{ id: "pictures", type: "ImageGenerator", parameters: { "@Extend": "$.store.style", images: [{ prompt: "a fox", baseModel: "m/m" }] } }]`,
    good: `store: { style: { width: 512 } },
steps: [{ id: "pictures", type: "ImageGenerator", parameters: { images: [{ "@Extend": "$.store.style", prompt: "a fox", baseModel: "m/m" }] } }]`,
  },
  "flow/root-not-object": {
    bad: input(`{ type: "array", items: { type: "string" } }`),
    good: input(`{ type: "object", properties: { topics: { type: "array", items: { type: "string" } } } }`),
  },
  "flow/dataset-not-string": {
    bad: input(`{ type: "object", properties: { photos: { type: "array", dataset: true } } }`),
    good: input(`{ type: "object", properties: { photos: { type: "string", dataset: true } } }`),
  },
  "flow/dataset-range": {
    bad: input(`{ type: "object", properties: { photos: { type: "string", dataset: true, min: 20, max: 10 } } }`),
    good: input(`{ type: "object", properties: { photos: { type: "string", dataset: true, min: 10, max: 20 } } }`),
  },
  "flow/stray-keyword": {
    bad: input(`{ type: "object", properties: { count: { type: "integer", min: 1 } } }`),
    good: input(`{ type: "object", properties: { count: { type: "integer", minimum: 1 } } }`),
  },
  "flow/undeclared-required": {
    bad: input(
      `{ type: "object", required: ["topc"], properties: { topic: { type: "string" } }, additionalProperties: false }`,
    ),
    good: input(
      `{ type: "object", required: ["topic"], properties: { topic: { type: "string" } }, additionalProperties: false }`,
    ),
  },
  "flow/bad-schema": {
    bad: input(`{ type: "object", properties: { topic: { type: "text" } } }`),
    good: input(`{ type: "object", properties: { topic: { type: "string" } } }`),
  },
  "flow/unsatisfiable": {
    bad: input(`{ type: "object", properties: { ages: { type: "array", minItems: 5, maxItems: 4 } } }`),
    good: input(`{ type: "object", properties: { ages: { type: "array", minItems: 4, maxItems: 5 } } }`),
  },
  "flow/bad-default": {
    bad: input(`{ type: "object", properties: { count: { type: "integer", default: "5" } } }`),
    good: input(`{ type: "object", properties: { count: { type: "integer", default: 5 } } }`),
  },
} satisfies Examples;
