// What is explained as a whole, beside the words of the language (spec 7.14): how expressions are written, and the files that a plan can be given.

import { everyOperator } from "./operators/operators.js";

export type Topic = {
  readonly name: string;
  readonly alsoCalled: readonly string[];
  readonly words: string;
  readonly facts: readonly { readonly label: string; readonly text: string }[];
  readonly clause: string;
};

const fact = (label: string, text: string) => ({ label, text });

export const topics: readonly Topic[] = [
  {
    name: "expressions",
    alsoCalled: ["expression", "operators", "operator", "templates", "template", "syntax"],
    words:
      "A string that starts with $ is a path, one that starts with @name( is a call, any other is text. An expression is always the whole string; @Format puts values into a text.",
    facts: [
      fact("$.input.topic", "a value of the input"),
      fact("$.results.ideas.prompts", "the result of an earlier step"),
      fact("$$", "the item of the map around it; $$.name is a property of it"),
      fact("\\$5", "text that starts with $, @ or \\: a backslash before it, in JSON two"),
      ...everyOperator.map(({ form, words }) => fact(form, words.replaceAll("`", ""))),
    ],
    clause: "2.2",
  },
  {
    name: "paths",
    alsoCalled: ["path", "$", "jsonpath", "$.", "$.results", "$.input"],
    words:
      "Paths are those of RFC 9535. They begin at the run state, which has input, results and store; $$ begins at the item of the innermost map, @Item(name) at that of a named one.",
    facts: [
      fact(".name, ['a name']", "a property; quotes where it is not a plain name"),
      fact("[0], [-1], [1:3]", "elements of an array, counted from 0, from the end, a slice"),
      fact("[*], ..name", "all of them; at any depth"),
      fact("[?@.likes > 5]", "those for which a filter holds"),
    ],
    clause: "2.4",
  },
  {
    name: "item",
    alsoCalled: ["$$", "items", "current"],
    words:
      "$$ is the item of the innermost map, and the whole run state outside a map. Where maps are nested, name the outer one, @Map(path, name), and read its item with @Item(name).",
    facts: [
      fact("in a map", `["@Map($.results.ideas.prompts)", { "prompt": "$$" }]`),
      fact("in a text", `"@Format('{}, in ink', $$)"`),
    ],
    clause: "2.3",
  },
  {
    name: "filters",
    alsoCalled: ["filter", "@", "where", "condition", "conditions"],
    words: "A filter in brackets keeps the elements for which it holds; @ is the element.",
    facts: [
      fact("compare", "== != < <= > >=, as in [?@.mood == 'calm']"),
      fact("combine", "&& || ! and parentheses"),
      fact("exists", "[?@.prompt]"),
      fact("functions", "length(), count(), value(), match() for a whole text, search() for a part of it"),
    ],
    clause: "2.4",
  },
  {
    name: "packs",
    alsoCalled: ["pack", "inferencepack", "inferencepacks"],
    words:
      "A pack is a saved list of images: a file ID.json in the folder that --packs names. A step uses it by its inferencePackId; the pack's images come before the step's own.",
    facts: [
      fact(
        "a file",
        `{ "id": "77e0c1de-5a4f-4b9e-8a44-1b0a9f3d2c10", "images": [{ "prompt": "a fox", "width": 512 }] }`,
      ),
      fact("fields", "those of an image; values are data, never expressions"),
    ],
    clause: "1.16",
  },
  {
    name: "prices",
    alsoCalled: ["price", "pricebook", "price-book", "cost", "costs"],
    words:
      "A price book is a JSON file with every price in US dollars, as decimals in quotes; --prices names it. A price that is missing is an error, since it would be free.",
    facts: [
      fact(
        "a file",
        "each price by its name; --prices with a file of {} names all of them, with their defaults to copy",
      ),
      fact(
        "units",
        "an image, a minute of training, a token, an object, a zip file and a megabyte (10^6 bytes) of it, a run",
      ),
    ],
    clause: "5.7.2",
  },
  {
    name: "capabilities",
    alsoCalled: ["capability", "backend", "backends", "profile", "profiles"],
    words:
      "What a backend can do, as a JSON file for --capabilities: how many images and prompts a pass takes, how many calls at once, which fields are honoured and within which limits. --backend names one that is built in.",
    facts: [
      fact("passes", 'promptsPerPass (1 or "many"), maxBatch, parallelBatch, splitsExactly'),
      fact("calls", "concurrency, slots (models loaded at once), cancel, dedup, training"),
      fact("seeds", "seed, seedRange"),
      fact("fields, limits", "for each field exact, approx, worker or ignored; the least and the greatest value"),
    ],
    clause: "5.5",
  },
];
