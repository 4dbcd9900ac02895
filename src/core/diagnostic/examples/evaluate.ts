// Examples of the codes evaluate/…: a template and a state.

import type { Commanded, Examples } from "../example.js";

const evaluated = (template: string, state: string, ...more: readonly string[]): Commanded => ({
  files: { "template.json": template, "state.json": state },
  command: ["eval", "template.json", "--state", "state.json", ...more],
});
const foxes = `{ "input": { "animals": ["fox", "hare"], "one": "fox", "none": "", "style": { "mood": "calm" } } }`;
const dialect = (path: string): Commanded => ({
  files: { "state.json": foxes },
  command: ["eval", path, "--state", "state.json", "--dialect", "jsonpath-plus"],
});

export const evaluateExamples = {
  "evaluate/nothing": {
    bad: evaluated(`["$.input.animal"]`, foxes),
    good: evaluated(`["$.input.animals"]`, foxes),
  },
  "evaluate/not-an-array": {
    bad: evaluated(`{ "prompts": ["@Map($.input.one)", "$$"] }`, foxes),
    good: evaluated(`{ "prompts": ["@Map($.input.animals)", "$$"] }`, foxes),
  },
  "evaluate/not-an-object": {
    bad: evaluated(`{ "@Extend": "$.input.one", "size": 512 }`, foxes),
    good: evaluated(`{ "@Extend": "$.input.style", "size": 512 }`, foxes),
  },
  "evaluate/format-type": {
    bad: evaluated(`{ "prompt": "@Format('a {} fox', $.input.style)" }`, foxes),
    good: evaluated(`{ "prompt": "@Format('a {} fox', $.input.style.mood)" }`, foxes),
  },
  "evaluate/replace-type": {
    bad: evaluated(`{ "prompt": "@Replace($.input.style, 'calm', 'wild')" }`, foxes),
    good: evaluated(`{ "prompt": "@Replace($.input.style.mood, 'calm', 'wild')" }`, foxes),
  },
  "evaluate/empty-search": {
    bad: evaluated(`{ "prompt": "@Replace($.input.one, $.input.none, 'wild')" }`, foxes),
    good: evaluated(`{ "prompt": "@Replace($.input.one, 'fox', 'hare')" }`, foxes),
  },
  "evaluate/dialect-path": {
    bad: dialect("$.input.animals[?(@.length > 3)]"),
    good: dialect("$.input.animals[0]"),
  },
} satisfies Examples;
