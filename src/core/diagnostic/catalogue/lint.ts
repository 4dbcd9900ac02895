// What is said about the codes lint/…: what is legal in a flow and probably not meant, or worth knowing (spec 7.10, 7.11).

import { quoted } from "../../text/printable.js";
import { entry } from "../entry.js";

const shown = (source: string, more = "") =>
  `ui: { results: { widgets: [{ type: "Images", sources: ["${source}"] }] } },${more}`;
const pictures = (parameters: string, more = "") => `${shown("pictures", more)}
steps: [{ id: "pictures", type: "ImageGenerator", parameters: { ${parameters} } }]`;
const animals = `
store: { animals: ["a fox", "a hare"], look: "ink" },`;
const justAnimals = `
store: { animals: ["a fox", "a hare"] },`;
const generator = (parameters: string, more = "") => `${more}
steps: [{ id: "idea", type: "ObjectGenerator", parameters: { ${parameters} } }]`;
const answer = `schema: { type: "object", required: ["text"], additionalProperties: false, properties: { text: { type: "string" } } }`;
const topic = `input: { type: "object", required: ["topic"], properties: { topic: { type: "string" } } },`;
const training = "6f1c2e9a-3b7d-4c58-8e21-94d0a7b3c6f1";
const trained = (base: string) => `${shown("pictures")}
input: { type: "object", required: ["photos"], properties: { photos: { type: "string", dataset: true } } },
steps: [
  { id: "style", type: "ModelGenerator", parameters: { datasetId: "$.input.photos", settings: { baseModel: "studio/ink-2" } } },
  { id: "pictures", type: "ImageGenerator", parameters: {
    trainingId: "$.results.style.id", baseModel: "${base}", images: [{ prompt: "a fox" }] } },
]`;
const ideas = (list: string) => `${shown("pictures")}
steps: [
  { id: "ideas", type: "ObjectGenerator", parameters: { description: "Write prompts.", schema: { type: "object",
    required: ["prompts"], additionalProperties: false, properties: { prompts: { ${list} } } } } },
  { id: "pictures", type: "ImageGenerator", parameters: {
    baseModel: "m/m", images: [["@Map($.results.ideas.prompts)", { prompt: "$$" }]] } },
]`;
const listed = (properties: string) =>
  generator(`description: "Write names.", count: 5, schema: { type: "object", properties: { ${properties} } }`);
const many = Array.from({ length: 40 }, (_, i) => `detail ${i + 1}`).join(", ");
const sd = "stable-diffusion-v1-5/stable-diffusion-v1-5";
const path = (comment: string, result: string) => `store: { name: "fox" },
steps: [{ id: "idea", type: "ObjectTransformer", result: {
  ${comment}
  text: "${result}",
} }]`;

export const lintEntries = {
  "lint/empty-list": entry<{ name: string; effect: string }>({
    severity: "warning",
    clause: "7.10.24",
    message: ({ name, effect }) =>
      `${quoted(name)} is written as an empty list, so ${effect}: fill it, or remove what has it`,
    why: "An empty list is legal where a list may be computed. Written out it is mostly a draft that was never filled, and the step is paid for all the same.",
    example: {
      bad: pictures(`baseModel: "m/m", images: []`),
      good: pictures(`baseModel: "m/m", images: [{ prompt: "a fox" }]`),
    },
  }),
  "lint/unused-step": entry<{ id: string; type: string }>({
    severity: "warning",
    clause: "7.10.1",
    message: ({ id, type }) =>
      `nothing uses the result of ${quoted(id)}: no widget shows it and no step reads it${type === "ModelGenerator" ? "; is a trainingId missing?" : ""}`,
    why: "Every step runs and is paid for, also when nobody sees what it made. Show its result in a widget, read it in a later step, or remove the step.",
    example: {
      bad: `ui: { results: { widgets: [{ type: "Objects", sources: ["copy"] }] } },
steps: [
  { id: "idea", type: "ObjectTransformer", result: { text: "a fox" } },
  { id: "copy", type: "ObjectTransformer", result: { text: "a hare" } },
]`,
      good: `ui: { results: { widgets: [{ type: "Objects", sources: ["copy"] }] } },
steps: [
  { id: "idea", type: "ObjectTransformer", result: { text: "a fox" } },
  { id: "copy", type: "ObjectTransformer", result: { text: "$.results.idea.text" } },
]`,
    },
  }),
  "lint/unused-input": entry<{ name: string }>({
    severity: "warning",
    clause: "7.10.2",
    message: ({ name }) => `no step reads ${quoted(name)}, which whoever runs the flow is asked for`,
    why: "People fill in a field that changes nothing. Either a step forgot to read it, or it can go.",
    example: {
      bad: `${topic}
steps: [{ id: "idea", type: "ObjectTransformer", result: { text: "a fox" } }]`,
      good: `${topic}
steps: [{ id: "idea", type: "ObjectTransformer", result: { text: "$.input.topic" } }]`,
    },
  }),
  "lint/unused-store": entry<{ name: string }>({
    severity: "warning",
    clause: "7.10.3",
    message: ({ name }) => `no step reads ${quoted(name)} of the store`,
    why: "What stands in the store is there to be read. A value that no path reaches is a leftover, or its path names something else.",
    example: {
      bad: `store: { animal: "a fox", mood: "calm" },
steps: [{ id: "idea", type: "ObjectTransformer", result: { text: "$.store.animal" } }]`,
      good: `store: { animal: "a fox" },
steps: [{ id: "idea", type: "ObjectTransformer", result: { text: "$.store.animal" } }]`,
    },
  }),
  "lint/inherited-training": entry<{ base: string }>({
    severity: "warning",
    clause: "7.10.4",
    message: ({ base }) =>
      `this image sets another base model${base === "" ? "" : `, ${quoted(base)},`} and keeps the step's training on top of it: give it a "trainingId" of its own, or "trainingId": null for none`,
    why: "Each field is inherited by itself. A training is put on top of whatever base the image ends up with, and one that was made for another base draws noise.",
    example: {
      bad: pictures(`trainingId: "${training}", baseModel: "m/m", images: [{ prompt: "a fox", baseModel: "m/other" }]`),
      good: pictures(
        `trainingId: "${training}", baseModel: "m/m", images: [{ prompt: "a fox", baseModel: "m/other", trainingId: null }]`,
      ),
    },
  }),
  "lint/other-base": entry<{ used: string; trained: string; step: string }>({
    severity: "warning",
    clause: "7.10.5",
    message: ({ used, trained: base, step }) =>
      `the training of ${quoted(step)} is made on ${quoted(base)} and used on ${quoted(used)} here: use the base that it was made on`,
    why: "A training is a small change to one base model. On another one it seldom fits, and often fails to load.",
    example: { bad: trained("studio/watercolour-1"), good: trained("studio/ink-2") },
  }),
  "lint/duplicate-request": entry<{ map: boolean; seeded: boolean }>({
    severity: "warning",
    clause: "7.10.6",
    message: ({ map, seeded }) => {
      const said = map ? "this map stands twice in the step" : "this image stands twice in the step";
      return seeded
        ? `${said}, with the same seed: it is paid for twice and drawn the same`
        : `${said}: to draw several pictures of one prompt, write "batchSize" once; otherwise one of the two was to be changed`;
    },
    why: "An image that was copied and not changed is drawn and paid for again. Several pictures of one prompt are drawn in one pass by batchSize.",
    example: {
      bad: pictures(`baseModel: "m/m", images: [{ prompt: "a fox" }, { prompt: "a fox" }]`),
      good: pictures(`baseModel: "m/m", images: [{ prompt: "a fox", batchSize: 2 }]`),
    },
  }),
  "lint/item-not-used": entry<{ what: string }>({
    severity: "warning",
    clause: "7.10.7",
    message: ({ what }) =>
      `this map makes the same ${what} for every item: its template never looks at $$, nor at the item by its name or position`,
    why: "A map repeats its template once per item. If nothing in it depends on the item, the same thing is made, and paid for, again and again.",
    example: {
      bad: pictures(`baseModel: "m/m", images: [["@Map($.store.animals)", { prompt: "a fox" }]]`, justAnimals),
      good: pictures(`baseModel: "m/m", images: [["@Map($.store.animals)", { prompt: "$$" }]]`, justAnimals),
    },
  }),
  "lint/constant-in-map": entry<{ field: string }>({
    severity: "note",
    clause: "7.10.8",
    message: ({ field }) =>
      `this text is the same for every item of the map: set ${quoted(field)} once for the step, beside "images"`,
    why: "What does not depend on the item is made anew for each of them. Beside `images` it stands once, and a reader sees that it is the same for all.",
    example: {
      bad: pictures(
        `baseModel: "m/m", images: [["@Map($.store.animals)", { prompt: "$$", negativePrompt: "@Format('no {}', $.store.look)" }]]`,
        animals,
      ),
      good: pictures(
        `baseModel: "m/m", negativePrompt: "@Format('no {}', $.store.look)", images: [["@Map($.store.animals)", { prompt: "$$" }]]`,
        animals,
      ),
    },
  }),
  "lint/unbounded-map": entry<{ generator?: string | undefined }>({
    severity: "note",
    clause: "7.10.9",
    message: ({ generator: step }) =>
      `nothing bounds how many images this makes, so no plan can say what a run costs at most: ${step === undefined ? `set "maxItems" where its schema declares the list` : `set "count" in ${quoted(step)}, or "maxItems" where its schema declares the list`}`,
    why: "Each element becomes an image that is paid for. Where a list has a greatest length, a plan knows the greatest cost before anything is spent.",
    example: {
      bad: ideas(`type: "array", items: { type: "string" }`),
      good: ideas(`type: "array", maxItems: 12, items: { type: "string" }`),
    },
  }),
  "lint/count-binds-nothing": entry<{ arrays: readonly string[] }>({
    severity: "warning",
    clause: "7.10.10",
    message: ({ arrays }) =>
      arrays.length > 1
        ? `"count" binds nothing: it sets the length of the schema's one top-level array, and there are ${arrays.length}: ${arrays.map((name) => quoted(name)).join(", ")}; use "minItems" and "maxItems" in each`
        : `"count" binds nothing: it sets the length of the schema's one top-level array, and there is none; for several objects, use "amount"`,
    why: "`count` becomes minItems and maxItems of the one array that the answer has at its top. With none, or several, it changes nothing.",
    example: {
      bad: listed(`text: { type: "string" }`),
      good: listed(`names: { type: "array", items: { type: "string" } }`),
    },
  }),
  "lint/high-creativity": entry<{ value: number; temperature: string }>({
    severity: "note",
    clause: "7.10.11",
    message: ({ value, temperature }) =>
      `a "creativity" of ${value} is a temperature of ${temperature}, at which answers lose their sense and miss their schema: write at most 15`,
    why: "Above 15, words that fit no sentence become likely. An answer that misses the schema fails the step after it was paid for.",
    example: {
      bad: generator(`description: "Write a verse.", creativity: 19, ${answer}`),
      good: generator(`description: "Write a verse.", creativity: 13, ${answer}`),
    },
  }),
  "lint/seed-in-map": entry<{ seed: string }>({
    severity: "note",
    clause: "7.10.12",
    message: ({ seed }) =>
      `every image of the map starts from the seed ${seed}, so that they will look alike: leave it out for variety, or keep it to compare prompts`,
    why: "Pictures of one seed share their composition. That is good for comparing prompts and dull in a series.",
    example: {
      bad: pictures(`baseModel: "m/m", images: [["@Map($.store.animals)", { prompt: "$$", seed: 7 }]]`, justAnimals),
      good: pictures(`baseModel: "m/m", images: [["@Map($.store.animals)", { prompt: "$$" }]]`, justAnimals),
    },
  }),
  "lint/seed-with-batch": entry<{ size: number; seed: string }>({
    severity: "note",
    clause: "7.10.13",
    message: ({ size, seed }) =>
      `of these ${size} images only the first surely has the seed ${seed}: which seeds the others get is up to the backend; to repeat them all, write ${size} images with seeds of their own`,
    why: "Backends count seeds up, draw all noise from one stream, or choose anew. A batch can be repeated exactly only on the backend that drew it.",
    example: {
      bad: pictures(`baseModel: "m/m", images: [{ prompt: "a fox", seed: 7, batchSize: 2 }]`),
      good: pictures(`baseModel: "m/m", images: [{ prompt: "a fox", seed: 7 }, { prompt: "a fox", seed: 8 }]`),
    },
  }),
  "lint/unusual-size": entry<{ width: number; height: number; model: string; size: string; small: boolean }>({
    severity: "note",
    clause: "7.10.14",
    message: ({ width, height, model, size, small }) =>
      `${width}×${height} is far ${small ? "below" : "above"} ${size}, which ${model} was trained on: ${small ? "pictures come out blurred or cropped" : "pictures repeat their subject"}; draw near that size and scale afterwards`,
    why: "A base model knows the sizes that it was trained on. Much larger pictures show doubled subjects, much smaller ones lose them.",
    example: {
      bad: pictures(`baseModel: "${sd}", width: 1536, height: 1536, images: [{ prompt: "a fox" }]`),
      good: pictures(`baseModel: "${sd}", width: 512, height: 768, images: [{ prompt: "a fox" }]`),
    },
  }),
  "lint/long-prompt": entry<{ field: string; words: number; model: string; tokens: number }>({
    severity: "note",
    clause: "7.10.15",
    message: ({ field, words, model, tokens }) =>
      `this ${quoted(field)} has at least ${words} tokens, and the text encoder of ${model} reads ${tokens}: the end may be cut off, so put first what matters, or shorten it`,
    why: "A text encoder reads a fixed number of tokens. Many backends drop the rest in silence.",
    example: {
      bad: pictures(`baseModel: "${sd}", images: [{ prompt: "a fox, ${many}" }]`),
      good: pictures(`baseModel: "${sd}", images: [{ prompt: "a fox, red, in snow" }]`),
    },
  }),
  "lint/loose-schema": entry<{ keyword: string; open: boolean }>({
    severity: "note",
    clause: "7.10.16",
    message: ({ keyword, open }) =>
      open && keyword === "type"
        ? `this object may hold anything, which strict structured output refuses: list its "properties"`
        : open
          ? `properties that are not listed make strict structured output refuse this schema: list them in "properties", or use an array of { name, value }`
          : `strict structured output refuses ${quoted(keyword)}: the answer is then only asked to match, and a step fails when it does not`,
    why: "Backends that enforce a schema while the answer is written take a part of JSON Schema. What is missing from `required`, and an `additionalProperties` that is not written, a backend adds itself; what is reported here it cannot add.",
    example: {
      bad: generator(
        `description: "Invent a hero.", schema: { type: "object", required: ["skills"], additionalProperties: false, properties: { skills: { type: "object", additionalProperties: { type: "integer" } } } }`,
      ),
      good: generator(
        `description: "Invent a hero.", schema: { type: "object", required: ["skills"], additionalProperties: false, properties: { skills: { type: "array", items: {
    type: "object", required: ["name", "level"], additionalProperties: false, properties: { name: { type: "string" }, level: { type: "integer" } } } } } }`,
      ),
    },
  }),
  "lint/price-without-public": entry<Record<never, never>>({
    severity: "warning",
    clause: "7.10.17",
    message: () => `the price has no effect: only a flow with "public": true is run by others`,
    why: "A price is paid by others who run the flow. As long as it is not public, there are none.",
    example: { bad: "runPrice: 12, steps: []", good: "public: true, runPrice: 12, steps: []" },
  }),
  "lint/public-without-price": entry<Record<never, never>>({
    severity: "note",
    clause: "7.10.18",
    message: () => `anybody may run this flow for free: to be paid for it, set "runPrice"`,
    why: "A public flow without a price is free to run, which may be meant. A price is a number from 4 to 200.",
    example: { bad: "public: true, steps: []", good: "public: true, runPrice: 12, steps: []" },
  }),
  "lint/secret": entry<{ what: string }>({
    severity: "warning",
    clause: "7.10.19",
    message: ({ what }) =>
      `this looks like ${what}: take it out of the flow, and replace it where it was made, since whoever read the flow has it`,
    why: "Flows are shared, published and sent to models. A flow needs no keys: backends get theirs from the host that runs it.",
    example: {
      bad: generator(`description: "Use the key hf_${"aB3".repeat(12)} to look things up.", ${answer}`),
      good: generator(`description: "Write a verse.", ${answer}`),
    },
  }),
  "lint/input-in-system-prompt": entry<{ name: string }>({
    severity: "note",
    clause: "7.10.20",
    message: ({ name }) =>
      `${quoted(name)} is written by whoever runs the flow, and becomes part of the instructions here: hand it over as "input", which the model reads as a message`,
    why: "What stands in `description` is the system prompt, which models obey. Text of strangers in it can overrule your instructions.",
    example: {
      bad: generator(`description: "@Format('Write a verse about {}.', $.input.topic)", ${answer}`, topic),
      good: generator(
        `description: "Write a verse about the topic you are given.", input: "$.input.topic", ${answer}`,
        topic,
      ),
    },
  }),
  "lint/input-in-filename": entry<{ name: string }>({
    severity: "note",
    clause: "7.10.21",
    message: ({ name }) =>
      `${quoted(name)} is written by whoever runs the flow, and becomes the name of a file: signs that are not safe in one become "_"; restrict it by a "pattern" or an "enum" if the name matters`,
    why: "Names of files are cleaned, so that no text can lead out of its folder. What is left may not be what was typed.",
    example: {
      bad: `${topic}
steps: [
  { id: "idea", type: "ObjectTransformer", result: { text: "a fox" } },
  { id: "all", type: "Zipper", parameters: { sources: ["idea"], filename: "@Format('{}.zip', $.input.topic)" } },
]`,
      good: `input: { type: "object", required: ["topic"], properties: { topic: { type: "string", pattern: "^[a-z]{1,20}$" } } },
steps: [
  { id: "idea", type: "ObjectTransformer", result: { text: "a fox" } },
  { id: "all", type: "Zipper", parameters: { sources: ["idea"], filename: "@Format('{}.zip', $.input.topic)" } },
]`,
    },
  }),
  "lint/may-not-fit": entry<{ taker: string; takes: string; perhaps: string }>({
    severity: "warning",
    clause: "7.10.22",
    message: ({ taker, takes, perhaps }) =>
      `${taker} takes ${takes}, and this may be ${perhaps}: rule that out where it is declared`,
    why: "A value that fits most of the time fails the run the other times, after the steps before it were paid for.",
    example: {
      bad: `input: { type: "object", required: ["names"], properties: { names: { type: ["array", "null"], items: { type: "string" } } } },
steps: [{ id: "idea", type: "ObjectTransformer", result: { list: ["@Map($.input.names)", "$$"] } }]`,
      good: `input: { type: "object", required: ["names"], properties: { names: { type: "array", items: { type: "string" } } } },
steps: [{ id: "idea", type: "ObjectTransformer", result: { list: ["@Map($.input.names)", "$$"] } }]`,
    },
  }),
  "lint/near-miss": entry<{ name: string; near: string; what: string }>({
    severity: "warning",
    clause: "7.10.23",
    message: ({ name, near, what }) =>
      `${quoted(name)} is no ${what} and is let through in silence; did you mean ${quoted(near)}?`,
    why: 'Schemas and settings may hold names that nobody knows. A keyword with a slip in it constrains nothing, and a misspelt name in "required" is one that no form and no model can give.',
    example: {
      bad: `input: { type: "object", properties: { size: { type: "integer", minimun: 8 } } },
steps: [{ id: "note", type: "ObjectTransformer", result: { size: "$.input.size" } }],
ui: { results: { widgets: [{ type: "Objects", sources: ["note"] }] } }`,
      good: `input: { type: "object", properties: { size: { type: "integer", minimum: 8 } } },
steps: [{ id: "note", type: "ObjectTransformer", result: { size: "$.input.size" } }],
ui: { results: { widgets: [{ type: "Objects", sources: ["note"] }] } }`,
    },
  }),
  "lint/unused-silence": entry<{ code: string }>({
    severity: "warning",
    clause: "7.11",
    message: ({ code }) => `nothing on the line that this comment is about is reported as ${code}: remove the comment`,
    why: "A comment that silences nothing hides the next mistake of that kind, and makes readers look for one that is not there.",
    example: {
      bad: path("// flowplan-ignore expression/embedded the dollars are the name of a font", "a $$ fox").replace(
        "$$",
        "red",
      ),
      good: path("// flowplan-ignore expression/embedded the dollars are the name of a font", "a $$ fox"),
    },
  }),
  "lint/silence-unknown-code": entry<{ code: string; near?: string | undefined }>({
    severity: "warning",
    clause: "7.11",
    message: ({ code, near }) =>
      `there is no code ${quoted(code)}${near === undefined ? "" : `; did you mean ${quoted(near)}?`}`,
    why: "A comment with a mistyped code silences nothing.",
    example: {
      bad: path("// flowplan-ignore expression/embeded a font", "a red fox"),
      good: path("// flowplan-ignore expression/embedded a font", "a $$ fox"),
    },
  }),
  "lint/silence-without-code": entry<Record<never, never>>({
    severity: "warning",
    clause: "7.11",
    message: () =>
      `this comment names no code: write flowplan-ignore, the code as it is shown in brackets, and a reason`,
    why: "A comment silences one code, so that another mistake on the same line is still told.",
    example: {
      bad: path("// flowplan-ignore the dollars are fine", "a red fox"),
      good: path("// flowplan-ignore expression/embedded the dollars are fine", "a $$ fox"),
    },
  }),
  "lint/silenced-error": entry<{ code: string }>({
    severity: "warning",
    clause: "7.11",
    message: ({ code }) =>
      `${code} is an error here, and errors cannot be silenced: remove the comment and mend the flow`,
    why: "A flow with an error cannot be planned or run, whatever a comment says.",
    example: {
      bad: path("// flowplan-ignore path/unknown-property it will be there", "$.store.nme"),
      good: path("// it is there", "$.store.name"),
    },
  }),
};
