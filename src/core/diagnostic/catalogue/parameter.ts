// Messages of the codes parameter/…: what a step receives, judged by types (spec 3.5).

import { quoted } from "../../text/printable.js";
import { entry } from "../entry.js";
import { type Lack, remedyOf } from "../remedy.js";

const images = (image: string, more = "") => `input: { type: "object", required: ["n", "topic"], properties: {
  n: { type: "integer", minimum: 1, maximum: 60 }, topic: { type: "string" }, mood: { type: "string" },
} },
steps: [{ id: "pictures", type: "ImageGenerator", parameters: { ${more}images: [${image}] } }]`;

export const parameterEntries = {
  "parameter/wrong-type": entry<{
    name: string;
    takes: string;
    found: string;
    near?: number | undefined;
    instead?: string | undefined;
  }>({
    severity: "error",
    clause: "3.5",
    message: ({ name, takes, found, near, instead }) => {
      const said = `${quoted(name)} must be ${takes}, but this is ${found}`;
      if (instead !== undefined) return `${said}; ${instead}`;
      return near === undefined ? said : `${said}; the nearest is ${near}`;
    },
    why: "Types are never converted: a backend would refuse the value, or draw something else, after the earlier steps were paid for.",
    example: {
      bad: images(`{ prompt: "a fox", baseModel: "m/m", steps: "$.input.topic" }`),
      good: images(`{ prompt: "a fox", baseModel: "m/m", steps: "$.input.n" }`),
    },
  }),
  "parameter/missing": entry<{ name: string; perhaps: boolean } & Lack>({
    severity: "error",
    clause: "1.15",
    message: ({ name, perhaps, ...lack }) =>
      perhaps
        ? `this image may have no ${quoted(name)}: the path that gives it may find nothing, and the step does not set one; ${remedyOf(lack)}`
        : `this image has no ${quoted(name)}: set it here, or for the whole step beside "images"`,
    why: "Every image needs a prompt and a base model after its own values, the step's and the defaults are merged; neither has a default.",
    example: {
      bad: images(`{ prompt: "a fox" }`),
      good: images(`{ prompt: "a fox" }`, `baseModel: "m/m", `),
    },
  }),
  "parameter/unknown-image-field": entry<{
    name: string;
    near?: string | undefined;
    instead?: string | undefined;
  }>({
    severity: "error",
    clause: "1.14",
    message: ({ name, near, instead = "remove it from what is merged or mapped here" }) =>
      `an image has no field ${quoted(name)}, so it would be silently lost${near === undefined ? `: ${instead}` : `; did you mean ${quoted(near)}?`}`,
    why: "A field that no backend reads does not change the picture, although its author thinks it does.",
    example: {
      bad: `store: { style: { width: 512, mood: "calm" } },
steps: [{ id: "p", type: "ImageGenerator", parameters: { baseModel: "m/m", images: [{ "@Extend": "$.store.style", prompt: "a fox" }] } }]`,
      good: `store: { style: { width: 512 } },
steps: [{ id: "p", type: "ImageGenerator", parameters: { baseModel: "m/m", images: [{ "@Extend": "$.store.style", prompt: "a fox" }] } }]`,
    },
  }),
  "parameter/wrong-step": entry<{ id: string; type: string; needs: string }>({
    severity: "error",
    clause: "1.12",
    message: ({ id, type, needs }) =>
      `step ${quoted(id)} is ${/^[AEIOU]/.test(type) ? "an" : "a"} ${type}, but ${needs} is needed here`,
    why: "Where a step is named, what is read from its result depends on its type: a context is a generated object, a picture widget shows images, a download needs a file.",
    example: {
      bad: `steps: [
  { id: "idea", type: "ObjectTransformer", result: { text: "a fox" } },
  { id: "more", type: "ObjectGenerator", parameters: { description: "go on", contextId: "idea", schema: { type: "object", properties: { text: { type: "string" } } } } },
]`,
      good: `steps: [
  { id: "idea", type: "ObjectGenerator", parameters: { description: "begin", schema: { type: "object", properties: { text: { type: "string" } } } } },
  { id: "more", type: "ObjectGenerator", parameters: { description: "go on", contextId: "idea", schema: { type: "object", properties: { text: { type: "string" } } } } },
]`,
    },
  }),
};
