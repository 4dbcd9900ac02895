// Examples of the codes template/….

import type { Examples } from "../example.js";

const idea = (result: string) => `store: { animals: ["fox", "hare"], style: { mood: "calm" }, name: "fox" },
steps: [{ id: "idea", type: "ObjectTransformer", result: ${result} }]`;

export const templateExamples = {
  "template/unknown-map-name": {
    bad: idea(`{ list: [["@Map($.store.animals, animal)", "@Item(animals)"]] }`),
    good: idea(`{ list: [["@Map($.store.animals, animal)", "@Item(animal)"]] }`),
  },
  "template/shadowed-map-name": {
    bad: idea(`{ list: [["@Map($.store.animals, a)", ["@Map($.store.animals, a)", "@Item(a)"]]] }`),
    good: idea(`{ list: [["@Map($.store.animals, a)", ["@Map($.store.animals, b)", "@Item(b)"]]] }`),
  },
  "template/lone-map": {
    bad: idea(`{ list: "@Map($.store.animals)" }`),
    good: idea(`{ list: ["@Map($.store.animals)", "$$"] }`),
  },
  "template/not-a-pair": {
    bad: idea(`{ list: ["@Map($.store.animals)", "$$", "wolf"] }`),
    good: idea(`{ list: [["@Map($.store.animals)", "$$"], "wolf"] }`),
  },
  "template/not-an-array": {
    bad: idea(`{ list: ["@Map($.store.name)", "$$"] }`),
    good: idea(`{ list: ["@Map($.store.animals)", "$$"] }`),
  },
  "template/not-an-object": {
    bad: idea(`{ "@Extend": "$.store.animals" }`),
    good: idea(`{ "@Extend": "$.store.style" }`),
  },
  "template/wrong-argument": {
    bad: idea(`{ text: "@Format('a {}', $.store.style)" }`),
    good: idea(`{ text: "@Format('a {}', $.store.style.mood)" }`),
  },
} satisfies Examples;
