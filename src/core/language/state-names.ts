// What other tools call the parts of the run state, the item of a map, and what a step gave (spec 7.4), as in `steps.ideas.output.prompts`.

import { type AliasRows, alsoCalled, plainName } from "./also-called.js";

const parts: AliasRows = {
  input: {
    alsoCalled: [
      "inputs",
      "vars",
      "var",
      "variables",
      "params",
      "parameters",
      "args",
      "form",
      "user",
      "request",
      "trigger",
    ],
  },
  results: {
    alsoCalled: ["result", "steps", "step", "outputs", "output", "nodes", "node", "tasks", "jobs", "context", "state"],
  },
  store: { alsoCalled: ["data", "constants", "const", "globals", "global", "static", "env", "config", "settings"] },
};
const items = ["item", "items", "it", "this", "current", "element", "each", "entry", "value", "loop", "x"];
const outputs = ["output", "outputs", "result", "results", "data", "value", "response", "json"];

/** "results" of "steps"; undefined: nobody calls a part of the run state so. */
export function stateNameOf(name: string): string | undefined {
  return Object.hasOwn(parts, name) ? name : alsoCalled(name, parts);
}

export function isItemName(name: string): boolean {
  return items.includes(plainName(name));
}

/** What stands between a step and a property of its result, where other tools have that in between. */
export function isOutputName(name: string): boolean {
  return outputs.includes(plainName(name));
}
