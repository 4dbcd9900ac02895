// Examples of the codes reference/….

import type { Examples } from "../example.js";

const gallery = (path: string) => `steps: [
  { id: "idea", type: "ObjectTransformer", result: { texts: ["a fox", "a hare"] } },
  { id: "copy", type: "ObjectTransformer", result: { text: "${path}" } },
]`;

export const referenceExamples = {
  "path/unknown-property": { bad: gallery("$.results.idea.text"), good: gallery("$.results.idea.texts[0]") },
  "path/not-an-object": { bad: gallery("$.results.idea.texts.first"), good: gallery("$.results.idea.texts[0]") },
  "path/not-an-array": { bad: gallery("$.results.idea[0]"), good: gallery("$.results.idea.texts[0]") },
  "path/index-out-of-range": { bad: gallery("$.results.idea.texts[2]"), good: gallery("$.results.idea.texts[1]") },
  "path/may-be-missing": {
    bad: `input: { type: "object", properties: { style: { type: "string" } } },
steps: [{ id: "idea", type: "ObjectTransformer", result: { text: "@Format('in {}', $.input.style)" } }]`,
    good: `input: { type: "object", required: ["style"], properties: { style: { type: "string" } } },
steps: [{ id: "idea", type: "ObjectTransformer", result: { text: "@Format('in {}', $.input.style)" } }]`,
  },
} satisfies Examples;
