// What is said about the codes plan/… of values that a plan works out: requests, parameters, given results.

import { printable, quoted } from "../../text/printable.js";
import { entry } from "../entry.js";

export const planResidualEntries = {
  "plan/missing-field": entry<{ step: string; image: string; field: string }>({
    severity: "error",
    clause: "5.2",
    message: ({ step, image, field }) =>
      `${printable(image)} in step ${quoted(step)} has no ${field}: set it on the image, or for the whole step`,
    why: "A request without a prompt or a base model cannot be drawn. A value that is null, or a path that finds nothing, sets nothing.",
  }),
  "plan/wrong-field": entry<{ step: string; image: string; field: string; takes: string; found: string }>({
    severity: "error",
    clause: "5.2",
    message: ({ step, image, field, takes, found }) =>
      `${field} of ${printable(image)} in step ${quoted(step)} takes ${takes}, and this is ${printable(found)}`,
    why: "Values that arrive from the input, the store, a pack or another step are held to the same rules as those written in the flow, before anything is paid for.",
  }),
  "plan/unknown-field": entry<{
    step: string;
    image: string;
    field: string;
    near: string | undefined;
    fields: readonly string[];
  }>({
    severity: "error",
    clause: "5.2",
    message: ({ step, image, field, near, fields }) => {
      const said = `${printable(image)} in step ${quoted(step)} has a field ${quoted(field)}, which no image has`;
      return near === undefined ? `${said}; there is ${fields.join(", ")}` : `${said}; did you mean ${quoted(near)}?`;
    },
    why: "What an image says and nobody reads would be lost in silence, and the picture would be another one than was asked for.",
  }),
  "plan/not-an-image": entry<{ step: string; image: string; found: string }>({
    severity: "error",
    clause: "5.2",
    message: ({ step, image, found }) =>
      `${printable(image)} in step ${quoted(step)} is ${found}, and an image is an object, as { prompt: "…" }`,
    why: "Each element of images is one request, and only an object says what to draw.",
  }),
  "plan/no-images": entry<{ step: string }>({
    severity: "error",
    clause: "5.2",
    message: ({ step }) => `step ${quoted(step)} has neither images nor a pack: set images, or inferencePackId`,
    why: "A step that asks for nothing is a mistake in the flow or in what its paths find.",
  }),
  "plan/wrong-parameter": entry<{ step: string; parameter: string; takes: string; found: string }>({
    severity: "error",
    clause: "5.1",
    message: ({ step, parameter, takes, found }) =>
      `${parameter} of step ${quoted(step)} takes ${takes}, and this is ${printable(found)}`,
    why: "Values that arrive by a path are held to the same rules as those written in the flow, before anything is paid for.",
  }),
  "plan/count-conflict": entry<{ step: string; count: string; property: string; keyword: string; limit: number }>({
    severity: "error",
    clause: "5.1",
    message: ({ step, count, property, keyword, limit }) =>
      `count of step ${quoted(step)} is ${count}, and ${keyword} of ${quoted(property)} in its schema is ${limit}: change one of them`,
    why: "`count` is the wanted length of the one array of the schema. Bounds of the array that forbid this length can never be met.",
  }),
  "plan/unknown-result": entry<{ id: string; near: string | undefined; steps: readonly string[] }>({
    severity: "error",
    clause: "5.1",
    message: ({ id, near, steps }) => {
      const said = `a result is given for ${quoted(id)}, and the flow has no such step`;
      if (near !== undefined) return `${said}; did you mean ${quoted(near)}?`;
      return steps.length === 0 ? said : `${said}; there is ${steps.join(", ")}`;
    },
    why: "A result under a wrong name would be ignored in silence, and the plan would stay as vague as before.",
  }),
  "plan/bad-results": entry<{ found: string }>({
    severity: "error",
    clause: "5.1.6",
    message: ({ found }) => `results are given as an object with a result under each step's id, and this is ${found}`,
    why: "Results belong to steps. Without the id, nobody can say which step a result is of.",
  }),
  "plan/bad-result": entry<{ step: string; place: string; problem: string }>({
    severity: "error",
    clause: "5.1",
    message: ({ step, place, problem }) =>
      `the result given for step ${quoted(step)} is none that the step can have: ${place === "" ? "it" : quoted(place)} ${printable(problem)}`,
    why: "A plan made from a result that no run can have would promise what no run can keep.",
  }),
  "plan/uncountable": entry<Record<never, never>>({
    severity: "warning",
    clause: "5.1",
    message: () =>
      "these maps within maps may go through more items than can be counted (2^53); lower maxItems, count or amount of what they go through",
    why: "Maps within maps multiply. A number of requests beyond 2^53 bounds no cost, so the plan says that nothing bounds it.",
  }),
  "plan/unknown-backend": entry<{ name: string; near: string | undefined; names: readonly string[] }>({
    severity: "error",
    clause: "5.5",
    message: ({ name, near, names }) =>
      near === undefined
        ? `there is no backend ${quoted(name)}; there is ${names.join(", ")}`
        : `there is no backend ${quoted(name)}; did you mean ${quoted(near)}?`,
    why: "A plan is packed for what a backend can do. Of a backend that nobody knows, nobody can say how many passes it needs.",
  }),
  "plan/bad-seed": entry<{ found: string }>({
    severity: "error",
    clause: "5.2",
    message: ({ found }) => `the seed of a plan is a whole number below 2^53, and this is ${quoted(found)}`,
    why: "All seeds of a plan are derived from this one. A number that cannot be written exactly would give other pictures on another machine.",
  }),
};
