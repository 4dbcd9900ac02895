// Messages of the codes parameter/…: what a step receives, judged by types (spec 3.5).

import { quoted } from "../../text/printable.js";
import { entry } from "../entry.js";
import { type Lack, remedyOf } from "../remedy.js";

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
  }),
  "parameter/missing": entry<{ name: string; perhaps: boolean } & Lack>({
    severity: "error",
    clause: "1.15",
    message: ({ name, perhaps, ...lack }) =>
      perhaps
        ? `this image may have no ${quoted(name)}: the path that gives it may find nothing, and the step does not set one; ${remedyOf(lack)}`
        : `this image has no ${quoted(name)}: set it here, or for the whole step beside "images"`,
    why: "Every image needs a prompt and a base model after its own values, the step's and the defaults are merged; neither has a default.",
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
  }),
  "parameter/wrong-step": entry<{ id: string; type: string; needs: string }>({
    severity: "error",
    clause: "1.12",
    message: ({ id, type, needs }) =>
      `step ${quoted(id)} is ${/^[AEIOU]/.test(type) ? "an" : "a"} ${type}, but ${needs} is needed here`,
    why: "Where a step is named, what is read from its result depends on its type: a context is a generated object, a picture widget shows images, a download needs a file.",
  }),
};
