// Examples of the codes plan/… of values that a plan works out: what a flow is given, and what comes of it.

import type { JsonObject } from "../../text/json.js";
import type { Commanded, Examples, Sample } from "../example.js";

const planned = (flow: string, files: Commanded["files"], ...more: readonly string[]): Commanded => ({
  files: { "flow.json": flow, ...files },
  command: ["plan", "flow.json", ...more],
});
/** Pictures from images that are given as they are. */
const fromInput = (images: string): Commanded =>
  planned(
    `input: { type: "object", required: ["images"], properties: { images: {} } },
steps: [{ id: "pictures", type: "ImageGenerator", parameters: { baseModel: "m/m", images: "$.input.images" } }]`,
    { "input.json": `{ "images": ${images} }` },
    "--input-file",
    "input.json",
  );
const counted = (count: string): Commanded =>
  planned(
    `input: { type: "object", required: ["count"], properties: { count: {} } },
steps: [{ id: "ideas", type: "ObjectGenerator", parameters: { description: "Write names.", count: "$.input.count",
  schema: { type: "object", properties: { names: { type: "array", maxItems: 5, items: { type: "string" } } } } } }]`,
    {},
    "--input",
    `count=${count}`,
  );
const known = (results: string): Commanded =>
  planned(
    `steps: [{ id: "idea", type: "ObjectGenerator", parameters: { description: "Write a prompt.",
  schema: { type: "object", required: ["prompt"], properties: { prompt: { type: "string" } } } } }]`,
    { "results.json": results },
    "--results",
    "results.json",
  );
const nested = (most: number): Commanded => {
  const list = `{ type: "array", maxItems: ${most}, items: { type: "string" } }`;
  return planned(
    `steps: [
  { id: "words", type: "ObjectGenerator", parameters: { description: "Write words.",
    schema: { type: "object", required: ["who", "where"], properties: { who: ${list}, where: ${list} } } } },
  { id: "pictures", type: "ImageGenerator", parameters: { baseModel: "m/m", images: [
    ["@Map($.results.words.who)", ["@Map($.results.words.where)", { prompt: "$$" }]]] } },
]`,
    {},
  );
};
const pictures = `steps: [{ id: "pictures", type: "ImageGenerator", parameters: { baseModel: "m/m", images: [{ prompt: "a fox" }] } }]`;
const optioned = (options: JsonObject): Sample => ({ files: { "flow.json": pictures }, options });

export const planResidualExamples = {
  "plan/missing-field": {
    bad: fromInput(`[{ "width": 512 }]`),
    good: fromInput(`[{ "prompt": "a fox", "width": 512 }]`),
  },
  "plan/wrong-field": {
    bad: fromInput(`[{ "prompt": "a fox", "width": 500 }]`),
    good: fromInput(`[{ "prompt": "a fox", "width": 512 }]`),
  },
  "plan/unknown-field": {
    bad: fromInput(`[{ "prompt": "a fox", "widht": 512 }]`),
    good: fromInput(`[{ "prompt": "a fox", "width": 512 }]`),
  },
  "plan/not-an-image": { bad: fromInput(`["a fox"]`), good: fromInput(`[{ "prompt": "a fox" }]`) },
  "plan/no-images": { bad: fromInput("null"), good: fromInput(`[{ "prompt": "a fox" }]`) },
  "plan/wrong-parameter": { bad: counted("1.5"), good: counted("5") },
  "plan/count-conflict": { bad: counted("8"), good: counted("5") },
  "plan/unknown-result": {
    bad: known(`{ "ideas": { "prompt": "a fox" } }`),
    good: known(`{ "idea": { "prompt": "a fox" } }`),
  },
  "plan/bad-results": { bad: optioned({ results: ["a fox"] }), good: optioned({ results: {} }) },
  "plan/bad-result": {
    bad: known(`{ "idea": { "prompts": ["a fox"] } }`),
    good: known(`{ "idea": { "prompt": "a fox" } }`),
  },
  "plan/uncountable": { bad: nested(9_000_000_000_000), good: nested(20) },
  "plan/unknown-backend": { bad: optioned({ backend: "comfy" }), good: optioned({ backend: "comfyui" }) },
  "plan/bad-seed": { bad: optioned({ seed: 0.5 }), good: optioned({ seed: 7 }) },
} satisfies Examples;
