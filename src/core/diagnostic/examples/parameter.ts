// Examples of the codes parameter/….

import type { Examples } from "../example.js";

const images = (image: string, more = "") => `input: { type: "object", required: ["n", "topic"], properties: {
  n: { type: "integer", minimum: 1, maximum: 60 }, topic: { type: "string" }, mood: { type: "string" },
} },
steps: [{ id: "pictures", type: "ImageGenerator", parameters: { ${more}images: [${image}] } }]`;

export const parameterExamples = {
  "parameter/wrong-type": {
    bad: images(`{ prompt: "a fox", baseModel: "m/m", steps: "$.input.topic" }`),
    good: images(`{ prompt: "a fox", baseModel: "m/m", steps: "$.input.n" }`),
  },
  "parameter/missing": {
    bad: images(`{ prompt: "a fox" }`),
    good: images(`{ prompt: "a fox" }`, `baseModel: "m/m", `),
  },
  "parameter/unknown-image-field": {
    bad: `store: { style: { width: 512, mood: "calm" } },
steps: [{ id: "p", type: "ImageGenerator", parameters: { baseModel: "m/m", images: [{ "@Extend": "$.store.style", prompt: "a fox" }] } }]`,
    good: `store: { style: { width: 512 } },
steps: [{ id: "p", type: "ImageGenerator", parameters: { baseModel: "m/m", images: [{ "@Extend": "$.store.style", prompt: "a fox" }] } }]`,
  },
  "parameter/wrong-step": {
    bad: `steps: [
  { id: "idea", type: "ObjectTransformer", result: { text: "a fox" } },
  { id: "more", type: "ObjectGenerator", parameters: { description: "go on", contextId: "idea", schema: { type: "object", properties: { text: { type: "string" } } } } },
]`,
    good: `steps: [
  { id: "idea", type: "ObjectGenerator", parameters: { description: "begin", schema: { type: "object", properties: { text: { type: "string" } } } } },
  { id: "more", type: "ObjectGenerator", parameters: { description: "go on", contextId: "idea", schema: { type: "object", properties: { text: { type: "string" } } } } },
]`,
  },
} satisfies Examples;
