// Examples of the codes expression/….

import type { Examples } from "../example.js";

const idea = (result: string) => `store: { animals: ["fox", "hare"], style: { mood: "calm" }, name: "fox" },
steps: [{ id: "idea", type: "ObjectTransformer", result: ${result} }]`;

export const expressionExamples = {
  "expression/unneeded-escape": {
    bad: idea(String.raw`{ text: "\\fox" }`),
    good: idea(String.raw`{ text: "\\$5 fox" }`),
  },
  "expression/not-a-path": { bad: idea(`{ text: "$5 bill" }`), good: idea(String.raw`{ text: "\\$5 bill" }`) },
  "expression/unexpected": {
    bad: idea(`{ text: "@Format('a {}', $.store.name" }`),
    good: idea(`{ text: "@Format('a {}', $.store.name)" }`),
  },
  "expression/blank-around": { bad: idea(`{ text: "$.store.name " }`), good: idea(`{ text: "$.store.name" }`) },
  "expression/space-before-parenthesis": {
    bad: idea(`{ text: "@Format ('a {}', $.store.name)" }`),
    good: idea(`{ text: "@Format('a {}', $.store.name)" }`),
  },
  "expression/missing-at": {
    bad: idea(`{ text: "Format('a {}', $.store.name)" }`),
    good: idea(`{ text: "@Format('a {}', $.store.name)" }`),
  },
  "expression/path-in-format": {
    bad: idea(`{ text: "@Format('a $.store.name {}', $.store.style.mood)" }`),
    good: idea(`{ text: "@Format('a {} {}', $.store.name, $.store.style.mood)" }`),
  },
  "expression/unknown-operator": {
    bad: idea(`{ text: "@Frmat('a {}', $.store.name)" }`),
    good: idea(`{ text: "@Format('a {}', $.store.name)" }`),
  },
  "expression/wrong-count": {
    bad: idea(`{ text: "@Replace($.store.name, 'f')" }`),
    good: idea(`{ text: "@Replace($.store.name, 'f', 'b')" }`),
  },
  "expression/wrong-argument": {
    bad: idea(`{ list: ["@Map($.store.animals, 1)", "$$"] }`),
    good: idea(`{ list: ["@Map($.store.animals, animal)", "$$"] }`),
  },
  "expression/segment-after-call": {
    bad: idea(`{ text: "@Format('a {}', $.store.name).length" }`),
    good: idea(`{ text: "@Format('a {}', $.store.name)" }`),
  },
  "expression/extend-value": {
    bad: idea(`{ mood: "@Extend($.store.style)" }`),
    good: idea(`{ "@Extend": "$.store.style" }`),
  },
  "expression/extend-key": {
    bad: idea(`{ "@Extend($.store.style)": true }`),
    good: idea(`{ "@Extend": "$.store.style" }`),
  },
  "expression/operator-as-key": {
    bad: idea(`{ "@Map": "$.store.animals" }`),
    good: idea(`{ list: ["@Map($.store.animals)", "$$"] }`),
  },
  "expression/unknown-key-operator": {
    bad: idea(`{ "@Extnd": "$.store.style" }`),
    good: idea(`{ "@Extend": "$.store.style" }`),
  },
  "expression/reserved-key": { bad: idea(`{ "__proto__": "fox" }`), good: idea(`{ "proto": "fox" }`) },
  "expression/unclosed-string": {
    bad: idea(`{ text: "@Format('a {}, $.store.name)" }`),
    good: idea(`{ text: "@Format('a {}', $.store.name)" }`),
  },
  "expression/bad-escape": {
    bad: idea(String.raw`{ text: "@Format('a\\d {}', $.store.name)" }`),
    good: idea(String.raw`{ text: "@Format('a\\\\d {}', $.store.name)" }`),
  },
  "expression/bad-number": { bad: idea(`{ text: "@Format('{}', 01)" }`), good: idea(`{ text: "@Format('{}', 1)" }`) },
  "expression/number-too-large": {
    bad: idea(`{ text: "@Format('{}', 9007199254740993)" }`),
    good: idea(`{ text: "@Format('{}', '9007199254740993')" }`),
  },
  "expression/format-brace": {
    bad: idea(`{ text: "@Format('a {name}', $.store.name)" }`),
    good: idea(`{ text: "@Format('a {}', $.store.name)" }`),
  },
  "expression/format-mixed": {
    bad: idea(`{ text: "@Format('a {0} {}', $.store.name, $.store.style.mood)" }`),
    good: idea(`{ text: "@Format('a {} {}', $.store.name, $.store.style.mood)" }`),
  },
  "expression/format-too-few": {
    bad: idea(`{ text: "@Format('a {} {}', $.store.name)" }`),
    good: idea(`{ text: "@Format('a {}', $.store.name)" }`),
  },
  "expression/format-unused": {
    bad: idea(`{ text: "@Format('a fox', $.store.name)" }`),
    good: idea(`{ text: "@Format('a {}', $.store.name)" }`),
  },
  "expression/empty-search": {
    bad: idea(`{ text: "@Replace($.store.name, '', 'b')" }`),
    good: idea(`{ text: "@Replace($.store.name, 'f', 'b')" }`),
  },
  "expression/embedded": {
    bad: idea(`{ list: ["@Map($.store.animals)", "in the style of $$"] }`),
    good: idea(`{ list: ["@Map($.store.animals)", "@Format('in the style of {}', $$)"] }`),
  },
} satisfies Examples;
