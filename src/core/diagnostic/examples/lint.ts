// Examples of the codes lint/….

import type { Examples } from "../example.js";

const pictures = (parameters: string, more = "") => `${shown("pictures", more)}
steps: [{ id: "pictures", type: "ImageGenerator", parameters: { ${parameters} } }]`;
const animals = `
store: { animals: ["a fox", "a hare"], look: "ink" },`;
const justAnimals = `
store: { animals: ["a fox", "a hare"] },`;
const answer = `schema: { type: "object", required: ["text"], additionalProperties: false, properties: { text: { type: "string" } } }`;
const topic = `input: { type: "object", required: ["topic"], properties: { topic: { type: "string" } } },`;
const training = "6f1c2e9a-3b7d-4c58-8e21-94d0a7b3c6f1";
const shown = (source: string, more = "") =>
  `ui: { results: { widgets: [{ type: "Images", sources: ["${source}"] }] } },${more}`;
const trained = (base: string) => `${shown("pictures")}
input: { type: "object", required: ["photos"], properties: { photos: { type: "string", dataset: true } } },
steps: [
  { id: "style", type: "ModelGenerator", parameters: { datasetId: "$.input.photos", settings: { baseModel: "studio/ink-2" } } },
  { id: "pictures", type: "ImageGenerator", parameters: {
    trainingId: "$.results.style.id", baseModel: "${base}", images: [{ prompt: "a fox" }] } },
]`;
const ideas = (list: string) => `${shown("pictures")}
steps: [
  { id: "ideas", type: "ObjectGenerator", parameters: { description: "Write prompts.", schema: { type: "object",
    required: ["prompts"], additionalProperties: false, properties: { prompts: { ${list} } } } } },
  { id: "pictures", type: "ImageGenerator", parameters: {
    baseModel: "m/m", images: [["@Map($.results.ideas.prompts)", { prompt: "$$" }]] } },
]`;
const generator = (parameters: string, more = "") => `${more}
steps: [{ id: "idea", type: "ObjectGenerator", parameters: { ${parameters} } }]`;
const listed = (properties: string) =>
  generator(`description: "Write names.", count: 5, schema: { type: "object", properties: { ${properties} } }`);
const many = Array.from({ length: 40 }, (_, i) => `detail ${i + 1}`).join(", ");
const sd = "stable-diffusion-v1-5/stable-diffusion-v1-5";
const path = (comment: string, result: string) => `store: { name: "fox" },
steps: [{ id: "idea", type: "ObjectTransformer", result: {
  ${comment}
  text: "${result}",
} }]`;
const kinds = Array.from({ length: 65 }, (_, i) => `{ type: "object", properties: { kind: { const: ${i} } } }`);
const manyKinds = `input: { type: "object", properties: { size: { anyOf: [${kinds.join(", ")}] } } },
steps: [{ id: "note", type: "ObjectTransformer", result: { size: "$.input.size" } }]`;

export const lintExamples = {
  "lint/empty-list": {
    bad: pictures(`baseModel: "m/m", images: []`),
    good: pictures(`baseModel: "m/m", images: [{ prompt: "a fox" }]`),
  },
  "lint/unused-step": {
    bad: `ui: { results: { widgets: [{ type: "Objects", sources: ["copy"] }] } },
steps: [
  { id: "idea", type: "ObjectTransformer", result: { text: "a fox" } },
  { id: "copy", type: "ObjectTransformer", result: { text: "a hare" } },
]`,
    good: `ui: { results: { widgets: [{ type: "Objects", sources: ["copy"] }] } },
steps: [
  { id: "idea", type: "ObjectTransformer", result: { text: "a fox" } },
  { id: "copy", type: "ObjectTransformer", result: { text: "$.results.idea.text" } },
]`,
  },
  "lint/unused-input": {
    bad: `${topic}
steps: [{ id: "idea", type: "ObjectTransformer", result: { text: "a fox" } }]`,
    good: `${topic}
steps: [{ id: "idea", type: "ObjectTransformer", result: { text: "$.input.topic" } }]`,
  },
  "lint/unused-store": {
    bad: `store: { animal: "a fox", mood: "calm" },
steps: [{ id: "idea", type: "ObjectTransformer", result: { text: "$.store.animal" } }]`,
    good: `store: { animal: "a fox" },
steps: [{ id: "idea", type: "ObjectTransformer", result: { text: "$.store.animal" } }]`,
  },
  "lint/inherited-training": {
    bad: pictures(`trainingId: "${training}", baseModel: "m/m", images: [{ prompt: "a fox", baseModel: "m/other" }]`),
    good: pictures(
      `trainingId: "${training}", baseModel: "m/m", images: [{ prompt: "a fox", baseModel: "m/other", trainingId: null }]`,
    ),
  },
  "lint/other-base": { bad: trained("studio/watercolour-1"), good: trained("studio/ink-2") },
  "lint/duplicate-request": {
    bad: pictures(`baseModel: "m/m", images: [{ prompt: "a fox" }, { prompt: "a fox" }]`),
    good: pictures(`baseModel: "m/m", images: [{ prompt: "a fox", batchSize: 2 }]`),
  },
  "lint/item-not-used": {
    bad: pictures(`baseModel: "m/m", images: [["@Map($.store.animals)", { prompt: "a fox" }]]`, justAnimals),
    good: pictures(`baseModel: "m/m", images: [["@Map($.store.animals)", { prompt: "$$" }]]`, justAnimals),
  },
  "lint/constant-in-map": {
    bad: pictures(
      `baseModel: "m/m", images: [["@Map($.store.animals)", { prompt: "$$", negativePrompt: "@Format('no {}', $.store.look)" }]]`,
      animals,
    ),
    good: pictures(
      `baseModel: "m/m", negativePrompt: "@Format('no {}', $.store.look)", images: [["@Map($.store.animals)", { prompt: "$$" }]]`,
      animals,
    ),
  },
  "lint/unbounded-map": {
    bad: ideas(`type: "array", items: { type: "string" }`),
    good: ideas(`type: "array", maxItems: 12, items: { type: "string" }`),
  },
  "lint/count-binds-nothing": {
    bad: listed(`text: { type: "string" }`),
    good: listed(`names: { type: "array", items: { type: "string" } }`),
  },
  "lint/high-creativity": {
    bad: generator(`description: "Write a verse.", creativity: 19, ${answer}`),
    good: generator(`description: "Write a verse.", creativity: 13, ${answer}`),
  },
  "lint/seed-in-map": {
    bad: pictures(`baseModel: "m/m", images: [["@Map($.store.animals)", { prompt: "$$", seed: 7 }]]`, justAnimals),
    good: pictures(`baseModel: "m/m", images: [["@Map($.store.animals)", { prompt: "$$" }]]`, justAnimals),
  },
  "lint/seed-with-batch": {
    bad: pictures(`baseModel: "m/m", images: [{ prompt: "a fox", seed: 7, batchSize: 2 }]`),
    good: pictures(`baseModel: "m/m", images: [{ prompt: "a fox", seed: 7 }, { prompt: "a fox", seed: 8 }]`),
  },
  "lint/unusual-size": {
    bad: pictures(`baseModel: "${sd}", width: 1536, height: 1536, images: [{ prompt: "a fox" }]`),
    good: pictures(`baseModel: "${sd}", width: 512, height: 768, images: [{ prompt: "a fox" }]`),
  },
  "lint/long-prompt": {
    bad: pictures(`baseModel: "${sd}", images: [{ prompt: "a fox, ${many}" }]`),
    good: pictures(`baseModel: "${sd}", images: [{ prompt: "a fox, red, in snow" }]`),
  },
  "lint/loose-schema": {
    bad: generator(
      `description: "Invent a hero.", schema: { type: "object", required: ["skills"], additionalProperties: false, properties: { skills: { type: "object", additionalProperties: { type: "integer" } } } }`,
    ),
    good: generator(
      `description: "Invent a hero.", schema: { type: "object", required: ["skills"], additionalProperties: false, properties: { skills: { type: "array", items: {
    type: "object", required: ["name", "level"], additionalProperties: false, properties: { name: { type: "string" }, level: { type: "integer" } } } } } }`,
    ),
  },
  "lint/price-without-public": { bad: "runPrice: 12, steps: []", good: "public: true, runPrice: 12, steps: []" },
  "lint/public-without-price": { bad: "public: true, steps: []", good: "public: true, runPrice: 12, steps: []" },
  "lint/secret": {
    bad: generator(`description: "Use the key hf_${"aB3".repeat(12)} to look things up.", ${answer}`),
    good: generator(`description: "Write a verse.", ${answer}`),
  },
  "lint/input-in-system-prompt": {
    bad: generator(`description: "@Format('Write a verse about {}.', $.input.topic)", ${answer}`, topic),
    good: generator(
      `description: "Write a verse about the topic you are given.", input: "$.input.topic", ${answer}`,
      topic,
    ),
  },
  "lint/input-in-filename": {
    bad: `${topic}
steps: [
  { id: "idea", type: "ObjectTransformer", result: { text: "a fox" } },
  { id: "all", type: "Zipper", parameters: { sources: ["idea"], filename: "@Format('{}.zip', $.input.topic)" } },
]`,
    good: `input: { type: "object", required: ["topic"], properties: { topic: { type: "string", pattern: "^[a-z]{1,20}$" } } },
steps: [
  { id: "idea", type: "ObjectTransformer", result: { text: "a fox" } },
  { id: "all", type: "Zipper", parameters: { sources: ["idea"], filename: "@Format('{}.zip', $.input.topic)" } },
]`,
  },
  "lint/may-not-fit": {
    bad: `input: { type: "object", required: ["names"], properties: { names: { type: ["array", "null"], items: { type: "string" } } } },
steps: [{ id: "idea", type: "ObjectTransformer", result: { list: ["@Map($.input.names)", "$$"] } }]`,
    good: `input: { type: "object", required: ["names"], properties: { names: { type: "array", items: { type: "string" } } } },
steps: [{ id: "idea", type: "ObjectTransformer", result: { list: ["@Map($.input.names)", "$$"] } }]`,
  },
  "lint/near-miss": {
    bad: `input: { type: "object", properties: { size: { type: "integer", minimun: 8 } } },
steps: [{ id: "note", type: "ObjectTransformer", result: { size: "$.input.size" } }],
ui: { results: { widgets: [{ type: "Objects", sources: ["note"] }] } }`,
    good: `input: { type: "object", properties: { size: { type: "integer", minimum: 8 } } },
steps: [{ id: "note", type: "ObjectTransformer", result: { size: "$.input.size" } }],
ui: { results: { widgets: [{ type: "Objects", sources: ["note"] }] } }`,
  },
  "lint/unused-silence": {
    bad: path("// flowplan-ignore expression/embedded the dollars are the name of a font", "a $$ fox").replace(
      "$$",
      "red",
    ),
    good: path("// flowplan-ignore expression/embedded the dollars are the name of a font", "a $$ fox"),
  },
  "lint/silence-unknown-code": {
    bad: path("// flowplan-ignore expression/embeded a font", "a red fox"),
    good: path("// flowplan-ignore expression/embedded a font", "a $$ fox"),
  },
  "lint/silence-without-code": {
    bad: path("// flowplan-ignore the dollars are fine", "a red fox"),
    good: path("// flowplan-ignore expression/embedded the dollars are fine", "a $$ fox"),
  },
  "lint/silenced-error": {
    bad: path("// flowplan-ignore path/unknown-property it will be there", "$.store.nme"),
    good: path("// it is there", "$.store.name"),
  },
  "lint/foreign-syntax": {
    bad: path("// one of two", "a {red|green} fox"),
    good: path("// one", "a red fox"),
  },
  "lint/expression-in-data": {
    bad: `store: { base: "@Format('a {} fox', $.input.mood)" },
steps: [{ id: "text", type: "ObjectTransformer", result: { text: "$.store.base" } }]`,
    good: `store: { base: "a fox" },
steps: [{ id: "text", type: "ObjectTransformer", result: { text: "$.store.base" } }]`,
  },
  "lint/unapplied-default": {
    bad: `input: { type: "object", properties: { size: { $ref: "#/$defs/size" } }, $defs: { size: { type: "integer", default: 512 } } },
steps: [{ id: "note", type: "ObjectTransformer", result: { size: "$.input.size" } }]`,
    good: `input: { type: "object", properties: { size: { $ref: "#/$defs/size", default: 512 } }, $defs: { size: { type: "integer" } } },
steps: [{ id: "note", type: "ObjectTransformer", result: { size: "$.input.size" } }]`,
  },
  "lint/ignored-keyword": {
    bad: `input: { type: "object", properties: { mood: { type: "string", options: ["calm", "wild"] } } },
steps: [{ id: "note", type: "ObjectTransformer", result: { mood: "$.input.mood" } }]`,
    good: `input: { type: "object", properties: { mood: { type: "string", enum: ["calm", "wild"] } } },
steps: [{ id: "note", type: "ObjectTransformer", result: { mood: "$.input.mood" } }]`,
  },
  "lint/unread-alternatives": {
    bad: manyKinds,
    good: `input: { type: "object", properties: { size: { anyOf: [{ type: "integer" }, { type: "string" }] } } },
steps: [{ id: "note", type: "ObjectTransformer", result: { size: "$.input.size" } }]`,
  },
} satisfies Examples;
