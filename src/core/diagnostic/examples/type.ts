// Examples of the codes type/….

import type { Examples } from "../example.js";

const generator = (parameters: string) => `steps: [{ id: "gen", type: "ObjectGenerator", parameters: {
  description: "Write prompts.", ${parameters}
} }]`;

export const typeExamples = {
  "type/count-conflict": {
    bad: generator(
      `count: 40, schema: { type: "object", properties: { prompts: { type: "array", maxItems: 10, items: { type: "string" } } } },`,
    ),
    good: generator(
      `count: 40, schema: { type: "object", properties: { prompts: { type: "array", items: { type: "string" } } } },`,
    ),
  },
} satisfies Examples;
