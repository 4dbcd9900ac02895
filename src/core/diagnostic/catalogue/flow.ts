// What is said about the codes flow/…: the fields of a flow, of its steps and of its images (spec 1.6–1.20).

import { quoted } from "../../text/printable.js";
import { entry } from "../entry.js";

const image = (fields: string) =>
  `steps: [{ id: "pictures", type: "ImageGenerator", parameters: { images: [{ prompt: "a fox", baseModel: "m/m"${fields} }] } }]`;
const zip = (parameters: string) => `steps: [
  { id: "idea", type: "ObjectTransformer", result: { text: "a fox" } },
  { id: "plan", type: "ObjectTransformer", result: { text: "a hare" } },
  { id: "pack", type: "Zipper", parameters: { ${parameters} } },
]`;
const input = (schema: string) => `input: ${schema}, steps: []`;

const list = (names: readonly string[]) => names.map((name) => quoted(name)).join(", ");

export const flowEntries = {
  "flow/not-a-flow": entry<{ found: string }>({
    severity: "error",
    clause: "1.6",
    message: ({ found }) => `a flow is an object with "title", "description" and "steps", and this is ${found}`,
    why: "Everything a flow says stands in one object. Other JSON files (an input, a pack, a plan) are given to other options.",
  }),
  "flow/missing-field": entry<{ name: string; owner: string; near?: string | undefined }>({
    severity: "error",
    clause: "1.7",
    message: ({ name, owner, near }) =>
      near === undefined
        ? `${owner} needs ${quoted(name)}, and there is none`
        : `${owner} needs ${quoted(name)}; is ${quoted(near)} meant to be it?`,
    why: "Without this key there is nothing to run, or no way to know what is meant. It has no default.",
    example: { bad: zip(`filename: "all.zip"`), good: zip(`sources: ["idea", "plan"], filename: "all.zip"`) },
  }),
  "flow/unknown-field": entry<{
    name: string;
    owner: string;
    near?: string | undefined;
    belongs?: string | undefined;
    known: readonly string[];
  }>({
    severity: "warning",
    clause: "1.7",
    message: ({ name, owner, near, belongs, known }) => {
      const said = `${owner} has no key ${quoted(name)}, so nothing reads it`;
      if (near !== undefined) return `${said}; did you mean ${quoted(near)}?`;
      if (belongs !== undefined) return `${said}; what it says belongs into ${belongs}`;
      return known.length === 0 || known.length > 12 ? said : `${said}; its keys are ${list(known)}`;
    },
    why: "A key that nothing reads changes nothing, and its author believes that it does. Most are slips of the pen.",
    example: {
      bad: zip(`sources: ["idea", "plan"], fileName: "all.zip"`),
      good: zip(`sources: ["idea", "plan"], filename: "all.zip"`),
    },
  }),
  "flow/unknown-image-field": entry<{ name: string; near?: string | undefined }>({
    severity: "error",
    clause: "1.14",
    message: ({ name, near }) =>
      near === undefined
        ? `an image has no field ${quoted(name)}, and it would be lost in silence: take it out`
        : `an image has no field ${quoted(name)}; did you mean ${quoted(near)}?`,
    why: "A field that no backend reads changes nothing in the picture, which is paid for all the same.",
    example: { bad: image(`, widht: 512`), good: image(`, width: 512`) },
  }),
  "flow/wrong-type": entry<{ name: string; takes: string; found: string }>({
    severity: "error",
    clause: "1.6",
    message: ({ name, takes, found }) => `${name} takes ${takes}, and this is ${found}`,
    why: `Types are never converted: "5" is not 5. What is meant is written as what it is.`,
    example: { bad: image(`, steps: "5"`), good: image(`, steps: 5`) },
  }),
  "flow/out-of-range": entry<{ name: string; takes: string; found: string }>({
    severity: "error",
    clause: "1.6",
    message: ({ name, takes, found }) => `${name} takes ${takes}, and this is ${found}`,
    why: "A value out of its range would be refused by the backend, or cut to the range, after the steps before it were paid for.",
    example: { bad: image(`, steps: 100`), good: image(`, steps: 60`) },
  }),
  "flow/not-a-multiple": entry<{ name: string; multiple: number; value: number; below: number; above: number }>({
    severity: "error",
    clause: "1.14",
    message: ({ name, multiple, value, below, above }) =>
      `${name} takes a multiple of ${multiple}, and ${value} is none: write ${below} or ${above}`,
    why: "Pictures are computed in blocks of 8 pixels; other sizes cannot be drawn.",
    example: { bad: image(`, width: 1001`), good: image(`, width: 1000`) },
  }),
  "flow/not-allowed": entry<{ name: string; allowed: readonly string[]; found: string; near?: string | undefined }>({
    severity: "error",
    clause: "1.6",
    message: ({ name, allowed, found, near }) =>
      `${name} is one of ${list(allowed)}, and this is ${found}${near === undefined ? "" : `; did you mean ${quoted(near)}?`}`,
    why: "Only the listed values mean anything here.",
    example: { bad: image(`, precision: "pf16"`), good: image(`, precision: "fp16"`) },
  }),
  "flow/bad-format": entry<{ name: string; takes: string; found: string }>({
    severity: "error",
    clause: "1.6",
    message: ({ name, takes, found }) => `${name} takes ${takes}, and this is ${found}`,
    why: "The value must have the form that its readers look it up by.",
    example: {
      bad: image(`, trainingId: "my training"`),
      good: image(`, trainingId: "5a3f0b9e-2c47-4d7e-9a51-0f6c1f1d2b3c"`),
    },
  }),
  "flow/constant-only": entry<{ name: string }>({
    severity: "error",
    clause: "1.10",
    message: ({ name }) => `${quoted(name)} is a constant: write the text itself, expressions are not evaluated here`,
    why: "What a flow does, and in which order, must be known before it runs: ids, types and the steps that a step reads are written out.",
    example: { bad: zip(`sources: ["$.results.idea"]`), good: zip(`sources: ["idea"]`) },
  }),
  "flow/bad-step-id": entry<{ id: string }>({
    severity: "error",
    clause: "1.10",
    message: ({ id }) => `a step's id is made of 1 to 64 letters (A–Z), digits, _ and -, and ${quoted(id)} is not`,
    why: "Ids name files in a zip and are written into paths, so they keep to characters that are safe in both.",
    example: {
      bad: `steps: [{ id: "my idea", type: "ObjectTransformer", result: { text: "a fox" } }]`,
      good: `steps: [{ id: "my-idea", type: "ObjectTransformer", result: { text: "a fox" } }]`,
    },
  }),
  "flow/duplicate-step-id": entry<{ id: string; other: string }>({
    severity: "error",
    clause: "1.10",
    message: ({ id, other }) =>
      id === other
        ? `another step has the id ${quoted(id)} already: give this one a name of its own`
        : `${quoted(id)} differs from the id ${quoted(other)} only by capital letters: files in a zip would overwrite each other`,
    why: "Results are found by the step's id, and files in a zip are named by it, also where capital letters do not count.",
    example: {
      bad: `steps: [
  { id: "idea", type: "ObjectTransformer", result: { text: "a fox" } },
  { id: "Idea", type: "ObjectTransformer", result: { text: "a hare" } },
]`,
      good: `steps: [
  { id: "idea", type: "ObjectTransformer", result: { text: "a fox" } },
  { id: "idea2", type: "ObjectTransformer", result: { text: "a hare" } },
]`,
    },
  }),
  "flow/unknown-step-type": entry<{ type: string; near?: string | undefined }>({
    severity: "error",
    clause: "1.6",
    message: ({ type, near }) =>
      `there is no step type ${quoted(type)}${near === undefined ? "; there are ObjectGenerator, ModelGenerator, ImageGenerator, ObjectTransformer and Zipper" : `; did you mean ${quoted(near)}?`}`,
    why: "The type says what a step does. A step of an unknown type cannot be run, and what it would give is not known.",
    example: {
      bad: `steps: [{ id: "idea", type: "ObjectTransform", result: { text: "a fox" } }]`,
      good: `steps: [{ id: "idea", type: "ObjectTransformer", result: { text: "a fox" } }]`,
    },
  }),
  "flow/joined-sources": entry<{ list: string; many: boolean }>({
    severity: "error",
    clause: "1.18",
    message: ({ list, many }) =>
      many ? `each source is a string of its own: write ${list}` : `"sources" is an array of step ids: write ${list}`,
    why: "A text with commas is one id, which no step has.",
    example: { bad: zip(`sources: ["idea, plan"]`), good: zip(`sources: ["idea", "plan"]`) },
  }),
  "flow/no-images": entry<{ near?: string | undefined; name?: string | undefined }>({
    severity: "error",
    clause: "1.16",
    message: ({ near, name }) =>
      near === undefined || name === undefined
        ? `an ImageGenerator needs "images", an "inferencePackId", or both, and this one has neither`
        : `an ImageGenerator needs "images", an "inferencePackId", or both; is ${quoted(near)} meant to be ${quoted(name)}?`,
    why: "What to draw stands in the images of the step and in those of its pack. Without either there is nothing to draw.",
    example: {
      bad: `steps: [{ id: "pictures", type: "ImageGenerator", parameters: { prompt: "a fox", baseModel: "m/m" } }]`,
      good: `steps: [{ id: "pictures", type: "ImageGenerator", parameters: { images: [{ prompt: "a fox", baseModel: "m/m" }] } }]`,
    },
  }),
  "flow/extend-here": entry<Record<never, never>>({
    severity: "error",
    clause: "1.7",
    message: () =>
      `"parameters" is not merged into: which fields a step sets is written out; put @Extend into an image, the settings or a result`,
    why: "Which fields a step sets must be seen in the flow. What they hold may come from anywhere.",
    example: {
      bad: `store: { style: { width: 512 } },
steps: [{ id: "pictures", type: "ImageGenerator", parameters: { "@Extend": "$.store.style", images: [{ prompt: "a fox", baseModel: "m/m" }] } }]`,
      good: `store: { style: { width: 512 } },
steps: [{ id: "pictures", type: "ImageGenerator", parameters: { images: [{ "@Extend": "$.store.style", prompt: "a fox", baseModel: "m/m" }] } }]`,
    },
  }),
  "flow/root-not-object": entry<{ what: string; found: string | undefined }>({
    severity: "error",
    clause: "1.8",
    message: ({ what, found }) =>
      found === undefined
        ? `${what} needs "type": "object" at its root, and there is none`
        : `the root "type" of ${what} is "object", and this is ${found}`,
    why: "Input and answers are objects: their properties are what paths such as $.input.topic name.",
    example: {
      bad: input(`{ type: "array", items: { type: "string" } }`),
      good: input(`{ type: "object", properties: { topics: { type: "array", items: { type: "string" } } } }`),
    },
  }),
  "flow/dataset-not-string": entry<{ found: string }>({
    severity: "error",
    clause: "1.8",
    message: ({ found }) =>
      `"dataset": true stands on a property of "type": "string", and this one is ${found}: the value is the dataset's id`,
    why: "An upload arrives as the id of the dataset that was made of it, which is a string.",
    example: {
      bad: input(`{ type: "object", properties: { photos: { type: "array", dataset: true } } }`),
      good: input(`{ type: "object", properties: { photos: { type: "string", dataset: true } } }`),
    },
  }),
  "flow/dataset-range": entry<{ min: number; max: number }>({
    severity: "error",
    clause: "1.8",
    message: ({ min, max }) => `no upload has at least ${min} and at most ${max} images: "min" is at most "max"`,
    why: "A range that holds no number refuses every upload.",
    example: {
      bad: input(`{ type: "object", properties: { photos: { type: "string", dataset: true, min: 20, max: 10 } } }`),
      good: input(`{ type: "object", properties: { photos: { type: "string", dataset: true, min: 10, max: 20 } } }`),
    },
  }),
  "flow/stray-keyword": entry<{ name: string; instead: string | undefined }>({
    severity: "warning",
    clause: "1.8",
    message: ({ name, instead }) =>
      `${quoted(name)} counts the images of an upload and means nothing without "dataset": true${instead === undefined ? "" : `; did you mean ${quoted(instead)}?`}`,
    why: "The keyword binds nothing here: any value passes, though the author believes it is bounded.",
    example: {
      bad: input(`{ type: "object", properties: { count: { type: "integer", min: 1 } } }`),
      good: input(`{ type: "object", properties: { count: { type: "integer", minimum: 1 } } }`),
    },
  }),
  "flow/undeclared-required": entry<{ name: string; near?: string | undefined }>({
    severity: "error",
    clause: "1.8",
    message: ({ name, near }) =>
      `${quoted(name)} is required, but not declared, and nothing else is allowed, so no object can satisfy this; ${near === undefined ? `declare it in "properties"` : `did you mean ${quoted(near)}?`}`,
    why: "What is required must be there; what is not declared has no type, and paths cannot count on it. Where nothing else is allowed, every input or answer would be refused.",
    example: {
      bad: input(
        `{ type: "object", required: ["topc"], properties: { topic: { type: "string" } }, additionalProperties: false }`,
      ),
      good: input(
        `{ type: "object", required: ["topic"], properties: { topic: { type: "string" } }, additionalProperties: false }`,
      ),
    },
  }),
  "flow/bad-schema": entry<{ message: string }>({
    severity: "error",
    clause: "1.8",
    message: ({ message }) => `this is no JSON Schema (draft 2020-12): it ${message}`,
    why: "A schema that cannot be read checks nothing: neither input nor answers could be trusted.",
    example: {
      bad: input(`{ type: "object", properties: { topic: { type: "text" } } }`),
      good: input(`{ type: "object", properties: { topic: { type: "string" } } }`),
    },
  }),
  "flow/bad-default": entry<{ message: string }>({
    severity: "error",
    clause: "1.9",
    message: ({ message }) => `the default fails the schema that it stands in: it ${message}`,
    why: "A default is given where the author of a run says nothing. One that its own schema refuses makes every such run fail.",
    example: {
      bad: input(`{ type: "object", properties: { count: { type: "integer", default: "5" } } }`),
      good: input(`{ type: "object", properties: { count: { type: "integer", default: 5 } } }`),
    },
  }),
  "flow/too-many-mistakes": entry<{ told: number }>({
    severity: "note",
    clause: "1.7",
    message: ({ told }) => `there are mistakes at more than ${told} places: mend the ones shown, and check again`,
    why: "A mistake in a part that is written many times is told often enough after a hundred times.",
  }),
};
