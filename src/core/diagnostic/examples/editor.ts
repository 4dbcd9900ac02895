// Examples of the codes editor/…: a name, and what it is renamed to.

import type { Examples, Sample } from "../example.js";

const renamed = (flow: string, ...rename: readonly [string, string]): Sample => ({
  files: { "flow.json": flow },
  rename,
});
const steps = `steps: [
  { id: "idea", type: "ObjectTransformer", result: { text: "a fox" } },
  { id: "copy", type: "ObjectTransformer", result: { text: "$.results.idea.text" } },
]`;
const store = (copied: string) => `store: { look: { mood: "calm" } },
steps: [{ id: "copy", type: "ObjectTransformer", result: { used: "${copied}" } }]`;

export const editorExamples = {
  "editor/not-renamed": { bad: renamed(steps, "type", "kind"), good: renamed(steps, "idea", "thought") },
  "editor/invalid-name": { bad: renamed(steps, "idea", "an idea"), good: renamed(steps, "idea", "an-idea") },
  "editor/name-taken": { bad: renamed(steps, "idea", "copy"), good: renamed(steps, "idea", "thought") },
  "editor/read-whole": {
    bad: renamed(store("$.store.look"), "mood", "feeling"),
    good: renamed(store("$.store.look.mood"), "mood", "feeling"),
  },
} satisfies Examples;
