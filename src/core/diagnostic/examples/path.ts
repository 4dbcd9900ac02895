// Examples of the codes path/….

import type { Examples } from "../example.js";

const copy = (path: string) => `store: { animals: [{ name: "fox", legs: 4, tags: ["red"] }], first: 0, name: "fox" },
steps: [{ id: "idea", type: "ObjectTransformer", result: { found: "${path}" } }]`;

export const pathExamples = {
  "path/unexpected": { bad: copy("$.store.animals["), good: copy("$.store.animals[0]") },
  "path/unquoted-name": { bad: copy("$.store.first-name"), good: copy("$.store.name") },
  "path/space": { bad: copy("$.store. name"), good: copy("$.store.name") },
  "path/space-in-singular": {
    bad: copy("$.store.animals[?@[ 'legs' ] == 4]"),
    good: copy("$.store.animals[?@['legs'] == 4]"),
  },
  "path/wrong-root": {
    bad: copy("$.store.animals[?@.name == @Format('fox')]"),
    good: copy("$.store.animals[?@.name == 'fox']"),
  },
  "path/lone-surrogate": { bad: copy(String.raw`$.store['\\ud800']`), good: copy("$.store['name']") },
  "path/control-character": { bad: copy(String.raw`$.store['a\tb', 'name']`), good: copy("$.store['first', 'name']") },
  "path/bad-index": { bad: copy("$.store.animals[00]"), good: copy("$.store.animals[0]") },
  "path/index-too-large": { bad: copy("$.store.animals[:9007199254740992]"), good: copy("$.store.animals[:1]") },
  "path/bare-word": { bad: copy("$.store.animals[?name == 'fox']"), good: copy("$.store.animals[?@.name == 'fox']") },
  "path/unknown-function": {
    bad: copy("$.store.animals[?lenght(@.name) == 3]"),
    good: copy("$.store.animals[?length(@.name) == 3]"),
  },
  "path/wrong-count": {
    bad: copy("$.store.animals[?match(@.name)]"),
    good: copy("$.store.animals[?match(@.name, 'f.*')]"),
  },
  "path/not-singular": {
    bad: copy("$.store.animals[?@.tags[*] == 'red']"),
    good: copy("$.store.animals[?@.tags[0] == 'red']"),
  },
  "path/not-nodes": {
    bad: copy("$.store.animals[?count(1) == 1]"),
    good: copy("$.store.animals[?count(@.tags[*]) == 1]"),
  },
  "path/not-a-value": {
    bad: copy("$.store.animals[?match(@.name, 'f.*') == true]"),
    good: copy("$.store.animals[?match(@.name, 'f.*')]"),
  },
  "path/not-a-test": {
    bad: copy("$.store.animals[?length(@.name)]"),
    good: copy("$.store.animals[?length(@.name) > 0]"),
  },
  "path/not-before-comparison": {
    bad: copy("$.store.animals[?!@.legs == 4]"),
    good: copy("$.store.animals[?!(@.legs == 4)]"),
  },
  "path/no-pattern": {
    bad: copy("$.store.animals[?match(@.name, '(fox')]"),
    good: copy("$.store.animals[?match(@.name, 'fox|hare')]"),
  },
} satisfies Examples;
