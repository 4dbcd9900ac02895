// Examples of the codes input/…: what a flow declares, and what it is given.

import type { Commanded, Examples } from "../example.js";

const flow = `input: { type: "object", required: ["topic"], additionalProperties: false,
  properties: { topic: { type: "string" }, count: { type: "integer" } } },
steps: [{ id: "idea", type: "ObjectTransformer", result: { text: "$.input.topic", count: "$.input.count" } }]`;
const given = (...command: readonly string[]): Commanded => ({
  files: { "flow.json": flow },
  command: ["plan", "flow.json", ...command.flatMap((value) => ["--input", value])],
});
const open: Commanded = {
  ...given("topic=fox", "topics=hare"),
  files: { "flow.json": flow.replace(" additionalProperties: false,", "") },
};

export const inputExamples = {
  "input/missing": { bad: given("count=3"), good: given("topic=fox", "count=3") },
  "input/invalid": { bad: given("topic=fox", "count=many"), good: given("topic=fox", "count=3") },
  "input/unknown": { bad: open, good: given("topic=fox", "count=3") },
} satisfies Examples;
