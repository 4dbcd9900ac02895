// Examples of the codes plan/… of plan files.

import type { Commanded, Examples } from "../example.js";

const flow = (text: string) => ({
  "flow.json": `steps: [{ id: "idea", type: "ObjectTransformer", result: { text: "${text}" } }]`,
});
const planned: Commanded = { files: flow("a fox"), command: ["plan", "flow.json", "--out", "plan.json"] };
const run = ["run", "plan.json", "--out", "idea"];
const good: Commanded = { after: planned, files: {}, command: run };
const written = (plan: string): Commanded => ({ files: { "plan.json": plan }, command: run });

export const planFileExamples = {
  "plan/broken-file": { bad: written(`{ "kind": "flowplan-plan", "version": 1 }`), good },
  "plan/file-version": { bad: written(`{ "kind": "flowplan-plan", "version": 99 }`), good },
  "plan/edited-file": {
    unshown:
      "a plan file is too long to show here. Every part of it is bound by a hash, so any edit by hand is found; change the flow or its input, and plan again",
  },
  "plan/stale-file": { bad: { after: planned, files: flow("a hare"), command: run }, good },
} satisfies Examples;
