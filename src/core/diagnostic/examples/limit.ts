// Examples of the codes limit/…: limits so low that little is needed to exceed them.

import type { Commanded, Examples, ServerSample } from "../example.js";

type Change = { readonly [limit: string]: number };
const config = (limits: Change) => ({ "flowplan.json": JSON.stringify({ limits }) });
const checked = (limits: Change, flow: string): Commanded => ({
  files: { ...config(limits), "flow.json": flow },
  command: ["check", "flow.json"],
});
const planned = (limits: Change, flow: string): Commanded => ({
  files: { ...config(limits), "flow.json": flow },
  command: ["plan", "flow.json"],
});
const evaluated = (limits: Change, template: string): Commanded => ({
  files: {
    ...config(limits),
    "template.json": template,
    "state.json": `{ "input": { "animals": ["fox", "hare", "owl"], "text": "a quick brown fox" } }`,
  },
  command: ["eval", "template.json", "--state", "state.json"],
});
const ran = (limits: Change, flow: string, server: ServerSample): Commanded => ({
  files: { ...config(limits), "flow.json": flow },
  server,
  command: ["run", "flow.json"],
});
const shown = `ui: { results: { widgets: [{ type: "Objects", sources: ["idea"] }] } },\n`;
const idea = (result: string) => `${shown}steps: [{ id: "idea", type: "ObjectTransformer", result: ${result} }]`;
const generator = `steps: [{ id: "idea", type: "ObjectGenerator", parameters: { description: "Write a prompt.",
  schema: { type: "object", properties: { text: { type: "string" } } } } }]`;
const retold = generator.replace(
  / }]$/,
  ` },
  { id: "scene", type: "ObjectGenerator", parameters: { description: "Write a scene.", input: "$.results.idea.text",
    schema: { type: "object", properties: { text: { type: "string" } } } } }]`,
);
const schema = (
  properties: string,
) => `${shown}steps: [{ id: "idea", type: "ObjectGenerator", parameters: { description: "Write a prompt.",
  schema: { type: "object", additionalProperties: false, required: [], properties: ${properties} } } }]`;
const pictures = (
  ...prompts: readonly string[]
) => `steps: [{ id: "pictures", type: "ImageGenerator", parameters: { baseModel: "m/m", images: [
${prompts.map((prompt) => `  { prompt: "${prompt}" },\n`).join("")}] } }]`;
const path = (written: string) =>
  `store: { animals: [{ name: "fox", home: { kind: "den" } }] },\n${idea(`{ found: "${written}" }`)}`;

export const limitExamples = {
  "limit/source": {
    bad: checked({ source: 100 }, idea(`{ text: "a fox in the snow" }`)),
    good: checked({ source: 1000 }, idea(`{ text: "a fox in the snow" }`)),
  },
  "limit/nesting": {
    bad: checked({ nesting: 5 }, idea(`{ a: { b: { c: "a fox" } } }`)),
    good: checked({ nesting: 7 }, idea(`{ a: { b: { c: "a fox" } } }`)),
  },
  "limit/keys": {
    bad: checked({ keys: 5 }, idea(`{ a: 1, b: 2, c: 3, d: 4, e: 5, f: 6 }`)),
    good: checked({ keys: 5 }, idea(`{ list: [1, 2, 3, 4, 5, 6] }`)),
  },
  "limit/string": {
    bad: checked({ string: 20 }, idea(`{ text: "a quick brown fox in deep snow" }`)),
    good: checked({ string: 20 }, idea(`{ text: "a quick brown fox" }`)),
  },
  "limit/matches": {
    bad: evaluated({ matches: 2 }, `{ "found": "$.input.animals[*]" }`),
    good: evaluated({ matches: 2 }, `{ "found": "$.input.animals[:2]" }`),
  },
  "limit/work": {
    bad: evaluated({ work: 20 }, `{ "found": "$..*" }`),
    good: evaluated({ work: 100 }, `{ "found": "$.input.text" }`),
  },
  "limit/map-items": {
    bad: evaluated({ mapItems: 2 }, `{ "prompts": ["@Map($.input.animals)", "$$"] }`),
    good: evaluated({ mapItems: 2 }, `{ "prompts": ["@Map($.input.animals[:2])", "$$"] }`),
  },
  "limit/map-product": {
    bad: evaluated({ mapProduct: 8 }, `{ "pairs": ["@Map($.input.animals)", ["@Map($.input.animals)", "$$"]] }`),
    good: evaluated({ mapProduct: 8 }, `{ "pairs": ["@Map($.input.animals[:2])", ["@Map($.input.animals)", "$$"]] }`),
  },
  "limit/result-string": {
    bad: evaluated({ resultString: 30 }, `{ "text": "@Format('{}, {}', $.input.text, $.input.text)" }`),
    good: evaluated({ resultString: 30 }, `{ "text": "@Format('{}, at night', $.input.text)" }`),
  },
  "limit/all-strings": {
    bad: evaluated({ allStrings: 20 }, `{ "texts": ["@Map($.input.animals)", "@Format('a red {}', $$)"] }`),
    good: evaluated({ allStrings: 20 }, `{ "texts": ["@Map($.input.animals[:2])", "@Format('a red {}', $$)"] }`),
  },
  "limit/result": {
    bad: planned({ result: 20 }, idea(`{ text: "a quick brown fox" }`)),
    good: planned({ result: 20 }, idea(`{ text: "a fox" }`)),
  },
  "limit/all-results": {
    bad: planned({ allResults: 20 }, idea(`{ text: "a quick brown fox" }`)),
    good: planned({ allResults: 20 }, idea(`{ text: "a fox" }`)),
  },
  "limit/result-depth": {
    bad: planned({ resultDepth: 2 }, idea(`{ a: { b: { c: "a fox" } } }`)),
    good: planned({ resultDepth: 2 }, idea(`{ a: { b: "a fox" } }`)),
  },
  "limit/pattern": {
    bad: evaluated({ pattern: 10 }, `{ "found": "$.input.animals[?match(@, '(fox|hare|owl|cat)')]" }`),
    good: evaluated({ pattern: 10 }, `{ "found": "$.input.animals[?match(@, 'fox|hare')]" }`),
  },
  "limit/pattern-text": {
    bad: evaluated({ patternText: 10 }, `{ "found": "$.input[?search(@, 'fox')]" }`),
    good: evaluated({ patternText: 10 }, `{ "found": "$.input.animals[?search(@, 'fox')]" }`),
  },
  "limit/events": {
    bad: planned({ events: 10 }, generator.replace("parameters: {", "parameters: { amount: 9,")),
    good: planned({ events: 10 }, generator),
  },
  "limit/reply": {
    bad: ran({ reply: 20 }, generator, { kind: "answers", json: `{ "text": "a quick brown fox" }` }),
    good: ran({ reply: 20 }, generator, { kind: "answers", json: `{ "text": "a fox" }` }),
  },
  "limit/prompt": {
    bad: ran({ promptBytes: 20 }, retold, {
      kind: "answers",
      json: `{ "text": "${"a quick brown fox ".repeat(20)}" }`,
    }),
    good: ran({ promptBytes: 20 }, retold, { kind: "answers", json: `{ "text": "a fox" }` }),
  },
  "limit/image": {
    bad: ran({ imageBytes: 100 }, pictures("a fox"), { kind: "draws", images: 1, bytes: 101 }),
    good: ran({ imageBytes: 100 }, pictures("a fox"), { kind: "draws", images: 1, bytes: 99 }),
  },
  "limit/steps": {
    bad: checked(
      { steps: 1 },
      `steps: [
  { id: "idea", type: "ObjectTransformer", result: { text: "a fox" } },
  { id: "copy", type: "ObjectTransformer", result: { text: "$.results.idea.text" } },
]`,
    ),
    good: checked({ steps: 1 }, idea(`{ text: "a fox" }`)),
  },
  "limit/requests": {
    bad: planned({ requests: 1 }, pictures("a fox", "a hare")),
    good: planned({ requests: 1 }, pictures("a fox")),
  },
  "limit/expression": {
    bad: checked({ expression: 25 }, path("$.store.animals[0].home.kind")),
    good: checked({ expression: 25 }, path("$.store.animals[0].name")),
  },
  "limit/expression-depth": {
    bad: checked({ expressionDepth: 2 }, idea(`{ text: "@Format('{}', @Format('{}', @Format('{}', 'a fox')))" }`)),
    good: checked({ expressionDepth: 2 }, idea(`{ text: "@Format('{}', @Format('{}', 'a fox'))" }`)),
  },
  "limit/segments": {
    bad: checked({ segments: 4 }, path("$.store.animals[0].home.kind")),
    good: checked({ segments: 4 }, path("$.store.animals[0].name")),
  },
  "limit/descendants": {
    bad: checked({ descendants: 1 }, path("$.store..home..kind")),
    good: checked({ descendants: 1 }, path("$.store..kind")),
  },
  "limit/ir-nodes": {
    bad: checked({ irNodes: 3 }, idea(`{ a: 1, b: 2, c: 3 }`)),
    good: checked({ irNodes: 3 }, idea(`{ a: 1, b: 2 }`)),
  },
  "limit/schema": {
    bad: checked(
      { schema: 150 },
      schema(`{ prompt: { type: "string", description: "One sentence about a fox in the snow, in ink." } }`),
    ),
    good: checked({ schema: 150 }, schema(`{ prompt: { type: "string" } }`)),
  },
  "limit/schema-depth": {
    bad: checked(
      { schemaDepth: 2 },
      schema(`{ fox: { type: "array", items: { type: "array", items: { type: "string" } } } }`),
    ),
    good: checked({ schemaDepth: 2 }, schema(`{ fox: { type: "string" } }`)),
  },
  "limit/schema-properties": {
    bad: checked(
      { schemaProperties: 2 },
      schema(`{ a: { type: "string" }, b: { type: "string" }, c: { type: "string" } }`),
    ),
    good: checked({ schemaProperties: 2 }, schema(`{ a: { type: "string" }, b: { type: "string" } }`)),
  },
  "limit/schema-references": {
    bad: checked(
      { schemaReferences: 1 },
      schema(`{ a: { type: "string" }, b: { $ref: "#/properties/a" }, c: { $ref: "#/properties/a" } }`),
    ),
    good: checked({ schemaReferences: 1 }, schema(`{ a: { type: "string" }, b: { $ref: "#/properties/a" } }`)),
  },
} satisfies Examples;
