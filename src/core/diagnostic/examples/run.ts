// Examples of the codes run/…: a flow, what its server does, and what is done in the folder of a run.

import type { Commanded, Examples, ServerSample } from "../example.js";

const text = `schema: { type: "object", required: ["text"], properties: { text: { type: "string" } } }`;
const generated = `steps: [{ id: "idea", type: "ObjectGenerator", parameters: { description: "Write a prompt.", ${text} } }]`;
const pictures = `steps: [{ id: "pictures", type: "ImageGenerator", parameters: { baseModel: "m/m", images: [{ prompt: "a fox" }] } }]`;
const served = (flow: string, server: ServerSample, ...more: readonly string[]): Commanded => ({
  files: { "flow.json": flow },
  server,
  command: ["run", "flow.json", ...more],
});
const answering = (json: string, flow = generated) => served(flow, { kind: "answers", json });
const good = answering(`{ "text": "a fox" }`);

/** A step that takes what an earlier one answered, whatever that is. */
const taking = (parameter: string) => `steps: [
  { id: "choice", type: "ObjectGenerator", parameters: { description: "Choose.", schema: { type: "object", properties: { value: {} } } } },
  { id: "idea", type: "ObjectGenerator", parameters: { description: "$.results.choice.value", ${parameter} } },
]`;
const counting = `steps: [
  { id: "choice", type: "ObjectGenerator", parameters: { description: "Choose.", schema: { type: "object", properties: { value: {}, names: { type: "array" } } } } },
  { id: "ideas", type: "ObjectGenerator", parameters: { description: "Write names.", count: "$.results.choice.value",
    schema: { type: "object", properties: { names: { type: "array", maxItems: 5 } } } } },
]`;
const copied = (result: string) => `steps: [
  { id: "choice", type: "ObjectGenerator", parameters: { description: "Choose.", schema: { type: "object", required: ["value"], properties: { value: {} } } } },
  { id: "copy", type: "ObjectTransformer", result: ${result} },
]`;
const drawing = (images: number) => served(pictures, { kind: "draws", images });

const flow = (word: string) => ({
  "flow.json": `steps: [{ id: "idea", type: "ObjectTransformer", result: { text: "${word}" } }]`,
});
const done: Commanded = { files: flow("a fox"), command: ["run", "flow.json", "--out", "fox"] };
const resumed = (files: Commanded["files"], after = done): Commanded => ({
  after,
  files,
  command: ["run", "--resume", "fox"],
});
const replanned: Commanded = {
  after: done,
  files: flow("a hare"),
  command: ["plan", "flow.json", "--out", "fox/plan.json", "--force"],
};

export const runExamples = {
  "run/answer-mismatch": { bad: answering(`{ "prompt": "a fox" }`), good },
  "run/call-failed": {
    bad: served(generated, { kind: "fails", how: "invalid", detail: "the key has expired" }),
    good,
  },
  "run/outcome-unknown": {
    bad: served(generated, { kind: "fails", how: "unknown", detail: "the connection was closed" }),
    good,
  },
  "run/reply-mismatch": { bad: drawing(2), good: drawing(1) },
  "run/backend-lacks": {
    bad: served(generated, { kind: "lacks", role: "objects" }),
    good,
  },
  "run/wrong-parameter": {
    bad: answering(`{ "value": 7 }`, taking(text)),
    good: answering(`{ "value": "Write a prompt.", "text": "a fox" }`, taking(text)),
  },
  "run/missing-parameter": {
    bad: answering("{}", taking(text)),
    good: answering(`{ "value": "Write a prompt.", "text": "a fox" }`, taking(text)),
  },
  "run/not-an-object": {
    bad: answering(`{ "value": "a fox" }`, copied(`"$.results.choice.value"`)),
    good: answering(`{ "value": "a fox" }`, copied(`{ text: "$.results.choice.value" }`)),
  },
  "run/count-conflict": {
    bad: answering(`{ "value": 8, "names": [] }`, counting),
    good: answering(`{ "value": 1, "names": ["Ada"] }`, counting),
  },
  "run/unusable-schema": {
    unshown:
      "every schema is checked before a run; only a program that embeds flowplan with a validator of its own can refuse one later. Check the flow with that validator too",
  },
  "run/file-failed": {
    unshown: "it needs a full or broken disk. Free some space, see that the folder can be written, and resume the run",
  },
  "run/pack-unreadable": {
    unshown: "it needs a pack that this user may not read. Give the file to the user that runs flowplan",
  },
  "run/host-failed": {
    unshown: "only a program that embeds flowplan can cause it. Give the run an id, or fix the host's source of chance",
  },
  "run/unusable-plan": {
    unshown:
      "only a program that embeds flowplan can pass a plan that was not made by plan(). A plan file that was edited is reported as plan/edited-file",
  },
  "run/journal-failed": {
    unshown: "it needs a full or broken disk. Free some space, see that the folder can be written, and resume the run",
  },
  "run/journal-damaged": {
    bad: resumed({ "fox/journal.jsonl": "overwritten by something else\n" }),
    good: resumed({}),
  },
  "run/journal-version": {
    unshown: "it needs a run that a newer flowplan has started. Resume it with that version",
  },
  "run/locked": {
    unshown: "it needs two processes at once. Wait until the other one ends, or stop it, and resume the run then",
  },
  "run/changed-since": { bad: resumed({}, replanned), good: resumed({}) },
  "run/changed-request": {
    unshown:
      "it needs a run that was interrupted, and then continued by a flowplan that writes its requests differently. Start a new run; what is kept of the old one stays",
  },
  "run/over-budget": {
    unshown:
      "a plan that may cost too much is refused before its run. It needs a server that charges more than its price. Raise --max-cost, or plan again",
  },
  "run/over-assumption": {
    bad: served(generated, { kind: "uses", tokens: 3000, json: `{ "text": "a fox" }` }, "--assume", "tokens=2000"),
    good: served(generated, { kind: "uses", tokens: 1000, json: `{ "text": "a fox" }` }, "--assume", "tokens=2000"),
  },
  "run/not-a-backend": {
    unshown:
      "it needs a module with a backend of your own. See that what the module exports is a backend as src/backends/contract.ts describes it",
  },
} satisfies Examples;
