// Messages of the codes flow/…: the fields of a flow, of its steps and of its images (spec 1.6–1.20).

import { quoted } from "../../text/printable.js";
import { entry } from "../entry.js";

const listed = (names: readonly string[]) => (names.length === 0 ? "" : ` The keys are ${names.join(", ")}`);
const list = (names: readonly string[]) => names.map((name) => quoted(name)).join(", ");

export const flowEntries = {
  "flow/not-a-flow": entry<{ found: string; written?: string }>({
    severity: "error",
    clause: "1.6",
    message: ({ found, written }) => {
      const said = `a flow must be an object with "title", "description" and "steps", but this is ${found}`;
      return written === undefined ? said : `${said}: write { "title": "…", "description": "…", "steps": ${written} }`;
    },
    why: "A flow is one object. Other JSON files (an input, a pack, a plan) are given with other options.",
  }),
  "flow/missing-field": entry<{
    name: string;
    owner: string;
    near?: string | undefined;
    /** The keys that belong into the missing object, and stand beside it. */
    inside?: readonly string[] | undefined;
    /** The key stands beside the object that it belongs into. */
    beside?: boolean | undefined;
  }>({
    severity: "error",
    clause: "1.7",
    message: ({ name, owner, near, inside, beside = false }) => {
      const said = `${owner} needs ${quoted(name)}`;
      if (inside !== undefined) return `${said}, which is missing: put ${list(inside)} inside it`;
      if (beside) return `${said}, which stands beside it: move it inside`;
      return near === undefined
        ? `${said}, which is missing`
        : `${said}; did you mean ${quoted(name)} instead of ${quoted(near)}?`;
    },
    why: "This key is required and has no default.",
  }),
  "flow/unknown-field": entry<{
    name: string;
    owner: string;
    near?: string | undefined;
    /** What is meant, if the object has that already. */
    set?: string | undefined;
    belongs?: string | undefined;
    instead?: string | undefined;
    known: readonly string[];
  }>({
    severity: "warning",
    clause: "1.7",
    message: ({ name, owner, near, set, belongs, instead, known }) => {
      const said = `${owner} has no key ${quoted(name)}, so nothing reads it`;
      if (near !== undefined) return `${said}; did you mean ${quoted(near)}?${listed(known)}`;
      if (set !== undefined) return `${said}; did you mean ${quoted(set)}, which is set already?`;
      if (instead !== undefined) return `${said}; ${instead}`;
      if (belongs !== undefined) return `${said}; it belongs in ${belongs}`;
      return known.length === 0 ? said : `${said}; its keys are ${list(known)}`;
    },
    why: "A key that nothing reads has no effect, although its author thinks it does. Most are typos.",
  }),
  "flow/unknown-image-field": entry<{
    name: string;
    near?: string | undefined;
    /** What is meant, if the image has that already. */
    set?: string | undefined;
    instead?: string | undefined;
    known: readonly string[];
  }>({
    severity: "error",
    clause: "1.14",
    message: ({ name, near, set, instead, known }) => {
      const said = `an image has no field ${quoted(name)}`;
      if (near !== undefined) return `${said}; did you mean ${quoted(near)}?${listed(known)}`;
      if (set !== undefined) return `${said}; did you mean ${quoted(set)}, which is set already?`;
      if (instead !== undefined) return `${said}: ${instead}`;
      return `${said}, so it would be silently lost: remove it.${listed(known)}`;
    },
    why: "A field that no backend reads does not change the picture, which is still paid for.",
  }),
  "flow/wrong-type": entry<{ name: string; takes: string; found: string; instead?: string | undefined }>({
    severity: "error",
    clause: "1.6",
    message: ({ name, takes, found, instead }) =>
      `${name} must be ${takes}, but this is ${found}${instead === undefined ? "" : `; ${instead}`}`,
    why: `Types are never converted: "5" is not 5.`,
  }),
  "flow/out-of-range": entry<{ name: string; takes: string; found: string }>({
    severity: "error",
    clause: "1.6",
    message: ({ name, takes, found }) => `${name} must be ${takes}, but this is ${found}`,
    why: "The backend would refuse a value out of range, or cut it to the range, after the earlier steps were paid for.",
  }),
  "flow/not-a-multiple": entry<{ name: string; multiple: number; value: number; below: number; above: number }>({
    severity: "error",
    clause: "1.14",
    message: ({ name, multiple, value, below, above }) =>
      `${name} must be a multiple of ${multiple}, but ${value} is not: write ${below} or ${above}`,
    why: "Pictures are computed in blocks of 8 × 8 pixels; other sizes cannot be drawn.",
  }),
  "flow/not-allowed": entry<{ name: string; allowed: readonly string[]; found: string; near?: string | undefined }>({
    severity: "error",
    clause: "1.6",
    message: ({ name, allowed, found, near }) =>
      `${name} must be one of ${list(allowed)}, but this is ${found}${near === undefined ? "" : `; did you mean ${quoted(near)}?`}`,
    why: "No other value has a meaning here.",
  }),
  "flow/bad-format": entry<{ name: string; takes: string; found: string }>({
    severity: "error",
    clause: "1.6",
    message: ({ name, takes, found }) => `${name} must be ${takes}, but this is ${found}`,
    why: "A value in another form would not be found or understood.",
  }),
  "flow/constant-only": entry<{ name: string; id?: string | undefined; ids: readonly string[] }>({
    severity: "error",
    clause: "1.10",
    message: ({ name, id, ids }) => {
      const said = `${quoted(name)} must be a constant: expressions are not evaluated here, so write`;
      if (id !== undefined) return `${said} the id of the step, ${quoted(id)}`;
      return ids.length === 0 ? `${said} the text itself` : `${said} the id of a step: ${list(ids.slice(0, 12))}`;
    },
    why: "What a flow does, and in which order, must be known before it runs: ids, types and the steps that a step reads are written out.",
  }),
  "flow/bad-step-id": entry<{ id: string; near?: string | undefined }>({
    severity: "error",
    clause: "1.10",
    message: ({ id, near }) =>
      `a step id must have 1 to 64 letters (A–Z, a–z), digits, _ or -, but ${quoted(id)} does not${near === undefined ? "" : `: write ${quoted(near)}`}`,
    why: "Ids name files in a zip and appear in paths, so they may only have characters that are safe in both.",
  }),
  "flow/duplicate-step-id": entry<{ id: string; other: string }>({
    severity: "error",
    clause: "1.10",
    message: ({ id, other }) =>
      id === other
        ? `another step already has the id ${quoted(id)}: give this one a different id`
        : `${quoted(id)} differs from the id ${quoted(other)} only in upper and lower case: their files in a zip would overwrite each other`,
    why: "A step's id finds its result and names its file in a zip, and some systems ignore case in file names.",
  }),
  "flow/unknown-step-type": entry<{ type: string; near?: string | undefined; types: readonly string[] }>({
    severity: "error",
    clause: "1.6",
    message: ({ type, near, types }) => {
      const said = `there is no step type ${quoted(type)}`;
      const all = types.length === 0 ? "" : `the types are ${types.slice(0, -1).join(", ")} and ${types.at(-1)}`;
      if (near === undefined) return `${said}; ${all}`;
      return `${said}; did you mean ${quoted(near)}?${all === "" ? "" : ` T${all.slice(1)}`}`;
    },
    why: "The type says what a step does. A step of an unknown type cannot run.",
  }),
  "flow/joined-sources": entry<{ list: string; many: boolean }>({
    severity: "error",
    clause: "1.18",
    message: ({ list, many }) =>
      many
        ? `each source must be its own string: write ${list}`
        : `"sources" must be an array of step ids: write ${list}`,
    why: "A string with commas is read as a single id, which no step has.",
  }),
  "flow/no-images": entry<{ near?: string | undefined; name?: string | undefined; prompt?: boolean }>({
    severity: "error",
    clause: "1.16",
    message: ({ near, name, prompt = false }) =>
      near === undefined || name === undefined
        ? `an ImageGenerator needs "images", an "inferencePackId", or both, but this one has neither${prompt ? `: write "images": [{ "prompt": … }]` : ""}`
        : `an ImageGenerator needs "images", an "inferencePackId", or both; did you mean ${quoted(name)} instead of ${quoted(near)}?`,
    why: "The images of the step and of its pack say what to draw. Without either there is nothing to draw.",
  }),
  "flow/extend-here": entry<Record<never, never>>({
    severity: "error",
    clause: "1.7",
    message: () =>
      `"parameters" cannot have @Extend: write the fields out, or use @Extend in an image, in the settings or in a result`,
    why: "The fields that a step sets must be visible in the flow. Their values may come from anywhere.",
  }),
  "flow/root-not-object": entry<{ what: string; found: string | undefined; proper?: string | undefined }>({
    severity: "error",
    clause: "1.8",
    message: ({ what, found, proper }) =>
      found === undefined
        ? `${what} needs "type": "object" at its root${proper === undefined ? ", which is missing" : `, and its properties in "properties": write ${proper}`}`
        : `the root "type" of ${what} must be "object", but this is ${found}`,
    why: "Input and answers are objects: their properties are what paths such as $.input.topic name.",
  }),
  "flow/dataset-not-string": entry<{ found: string }>({
    severity: "error",
    clause: "1.8",
    message: ({ found }) =>
      `"dataset": true needs a property of "type": "string", since its value is the dataset's id, but this one is ${found}`,
    why: "An upload arrives as the id of the dataset that was made from it, which is a string.",
  }),
  "flow/dataset-range": entry<{ min: number; max: number }>({
    severity: "error",
    clause: "1.8",
    message: ({ min, max }) =>
      `no upload can have at least ${min} and at most ${max} images: "min" must not be greater than "max"`,
    why: "An empty range refuses every upload.",
  }),
  "flow/stray-keyword": entry<{ name: string; instead: string | undefined }>({
    severity: "warning",
    clause: "1.8",
    message: ({ name, instead }) =>
      `${quoted(name)} counts the images of an upload, so it has no effect without "dataset": true${instead === undefined ? "" : `; did you mean ${quoted(instead)}?`}`,
    why: "The keyword has no effect here: any value passes, although the author thinks it is limited.",
  }),
  "flow/undeclared-required": entry<{ name: string; near?: string | undefined }>({
    severity: "error",
    clause: "1.8",
    message: ({ name, near }) =>
      `${quoted(name)} is required, but is not declared and no other properties are allowed, so no object can satisfy this schema; ${near === undefined ? `declare it in "properties"` : `did you mean ${quoted(near)}?`}`,
    why: "Every input or answer would be refused: with the property, because it is not allowed; without it, because it is required.",
  }),
  "flow/bad-schema": entry<{ subject: string; message: string; instead?: string | undefined }>({
    severity: "error",
    clause: "1.8",
    message: ({ subject, message, instead }) =>
      `this is not a JSON Schema (draft 2020-12): ${subject} ${message}${instead === undefined ? "" : `; ${instead}`}`,
    why: "A schema that cannot be read checks nothing, so neither input nor answers could be trusted.",
  }),
  "flow/unsatisfiable": entry<{ message: string }>({
    severity: "error",
    clause: "1.8",
    message: ({ message }) => `no value can satisfy this schema: ${message}`,
    why: "Every input or answer would be refused, the answer after it was paid for.",
  }),
  "flow/bad-default": entry<{ message: string }>({
    severity: "error",
    clause: "1.9",
    message: ({ message }) => `the default does not match its own schema: it ${message}`,
    why: "A default is used when no value is given. If its own schema refuses it, every such run fails.",
  }),
  "flow/too-many-mistakes": entry<{ told: number }>({
    severity: "note",
    clause: "1.7",
    message: ({ told }) => `there are mistakes in more than ${told} places: fix the ones shown and check again`,
    why: "A mistake in a part that repeats many times is not worth reporting more than a hundred times.",
  }),
};
