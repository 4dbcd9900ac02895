// Examples of the codes graph/….

import type { Examples } from "../example.js";

export const graphExamples = {
  "graph/forward-reference": {
    bad: `steps: [
  { id: "pack", type: "Zipper", parameters: { sources: ["idea"] } },
  { id: "idea", type: "ObjectTransformer", result: { text: "a fox" } },
]`,
    good: `steps: [
  { id: "idea", type: "ObjectTransformer", result: { text: "a fox" } },
  { id: "pack", type: "Zipper", parameters: { sources: ["idea"] } },
]`,
  },
  "graph/self-reference": {
    bad: `steps: [{ id: "idea", type: "ObjectTransformer", result: { text: "$.results.idea.text" } }]`,
    good: `steps: [{ id: "idea", type: "ObjectTransformer", result: { text: "a fox" } }]`,
  },
  "graph/unknown-step": {
    bad: `steps: [
  { id: "idea", type: "ObjectTransformer", result: { text: "a fox" } },
  { id: "pack", type: "Zipper", parameters: { sources: ["ideas"] } },
]`,
    good: `steps: [
  { id: "idea", type: "ObjectTransformer", result: { text: "a fox" } },
  { id: "pack", type: "Zipper", parameters: { sources: ["idea"] } },
]`,
  },
} satisfies Examples;
