// Messages of the codes plan/… of values that a plan works out: requests, parameters, given results.

import { printable, quoted } from "../../text/printable.js";
import { entry } from "../entry.js";

export const planResidualEntries = {
  "plan/missing-field": entry<{ step: string; image: string; field: string }>({
    severity: "error",
    clause: "5.2",
    message: ({ step, image, field }) =>
      `${printable(image)} in step ${quoted(step)} has no ${field}: set it on the image, or for the whole step`,
    why: "A request without a prompt or a base model cannot be drawn. A null value, or a path that finds nothing, does not set the field.",
  }),
  "plan/wrong-field": entry<{ step: string; image: string; field: string; takes: string; found: string }>({
    severity: "error",
    clause: "5.2",
    message: ({ step, image, field, takes, found }) =>
      `${field} of ${printable(image)} in step ${quoted(step)} must be ${takes}, but is ${printable(found)}`,
    why: "Values from the input, the store, a pack or another step follow the same rules as those written in the flow, and are checked before anything is paid for.",
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
      return near === undefined
        ? `${said}; the fields are ${fields.join(", ")}`
        : `${said}; did you mean ${quoted(near)}?`;
    },
    why: "A field that nothing reads would be silently lost, and the picture would not be the one that was asked for.",
  }),
  "plan/not-an-image": entry<{ step: string; image: string; found: string }>({
    severity: "error",
    clause: "5.2",
    message: ({ step, image, found }) =>
      `${printable(image)} in step ${quoted(step)} is ${found}, but an image must be an object, such as { prompt: "…" }`,
    why: "Each element of images is one request, and only an object says what to draw.",
  }),
  "plan/no-images": entry<{ step: string }>({
    severity: "error",
    clause: "5.2",
    message: ({ step }) => `step ${quoted(step)} has neither images nor a pack: set images, or inferencePackId`,
    why: "A step that requests nothing is a mistake in the flow or in the values its paths find.",
  }),
  "plan/wrong-parameter": entry<{ step: string; parameter: string; takes: string; found: string }>({
    severity: "error",
    clause: "5.1",
    message: ({ step, parameter, takes, found }) =>
      `${parameter} of step ${quoted(step)} must be ${takes}, but is ${printable(found)}`,
    why: "Values that come from a path follow the same rules as those written in the flow, and are checked before anything is paid for.",
  }),
  "plan/count-conflict": entry<{ step: string; count: string; property: string; keyword: string; limit: number }>({
    severity: "error",
    clause: "5.1",
    message: ({ step, count, property, keyword, limit }) =>
      `count of step ${quoted(step)} is ${count}, but ${keyword} of ${quoted(property)} in its schema is ${limit}: change one of them`,
    why: "`count` is the wanted length of the only array in the schema. If the schema forbids that length, no answer can match.",
  }),
  "plan/unknown-result": entry<{ id: string; near: string | undefined; steps: readonly string[] }>({
    severity: "error",
    clause: "5.1",
    message: ({ id, near, steps }) => {
      const said = `a result is given for ${quoted(id)}, but the flow has no such step`;
      if (near !== undefined) return `${said}; did you mean ${quoted(near)}?`;
      return steps.length === 0 ? said : `${said}; the steps are ${steps.join(", ")}`;
    },
    why: "A result under a wrong name would be silently ignored, and the plan would be no more exact than before.",
  }),
  "plan/bad-results": entry<{ found: string }>({
    severity: "error",
    clause: "5.1.6",
    message: ({ found }) => `results must be an object with a result under each step's id, but this is ${found}`,
    why: "Without the id, it is unclear which step a result belongs to.",
  }),
  "plan/bad-result": entry<{ step: string; place: string; path: string; problem: string }>({
    severity: "error",
    clause: "5.1",
    message: ({ step, path, problem }) =>
      `the result given for step ${quoted(step)} is not a possible result of this step: ${printable(path)} ${printable(problem)}`,
    why: "A plan based on an impossible result would make promises that no run can keep.",
  }),
  "plan/uncountable": entry<Record<never, never>>({
    severity: "warning",
    clause: "5.1",
    message: () =>
      "these nested maps may go through more items than can be counted (2^53); lower maxItems, count or amount of their sources",
    why: "Nested maps multiply. A number of requests beyond 2^53 is no limit on the cost, so the plan says that the cost is not limited.",
  }),
  "plan/unknown-backend": entry<{ name: string; near: string | undefined; names: readonly string[] }>({
    severity: "error",
    clause: "5.5",
    message: ({ name, near, names }) =>
      near === undefined
        ? `there is no backend ${quoted(name)}; the backends are ${names.join(", ")}`
        : `there is no backend ${quoted(name)}; did you mean ${quoted(near)}?`,
    why: "A plan depends on what its backend can do. For an unknown backend, the number of passes is unknown too.",
  }),
  "plan/bad-seed": entry<{ found: string }>({
    severity: "error",
    clause: "5.2",
    message: ({ found }) => `the seed of a plan must be a whole number below 2^53, but this is ${quoted(found)}`,
    why: "All seeds of a plan are derived from this one. A number that cannot be represented exactly would give different pictures on another machine.",
  }),
};
