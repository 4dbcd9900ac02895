// Messages of the codes run/….

import { cut } from "../../text/cut.js";
import { printable, quoted } from "../../text/printable.js";
import { entry } from "../entry.js";

const kinds: { readonly [kind: string]: string } = {
  invalid: "it refused the request",
  unresolvedModel: "it does not have the model; name one that it has",
  oom: "it ran out of memory; ask for smaller or fewer images at once",
  rateLimited: "it received too many requests; run again later",
  transient: "it is temporarily unavailable; run again later",
  content: "it refused the content of the request",
  cancelled: "the request was cancelled on the server",
};
const works: { readonly [what: string]: string } = {
  generation: "generate an object",
  training: "train a model",
  images: "draw images",
  zip: "pack a zip",
};
const detailed = (detail: string) => (detail === "" ? "" : `: ${cut(detail, 300, printable)}`);

export const runEntries = {
  "run/answer-mismatch": entry<{ step: string; position: number; pointer: string; problem: string }>({
    severity: "error",
    clause: "6.4",
    message: ({ step, position, pointer, problem }) => {
      const which = position === 0 ? "" : ` (number ${position + 1})`;
      const place = pointer === "" ? "it" : `at ${quoted(pointer)} it`;
      return `the model's answer for step ${quoted(step)}${which} does not match the step's schema: ${place} ${printable(problem)}. Run again, make the description say what is wanted, or loosen the schema`;
    },
    why: "An answer that does not match its schema would break the steps that read it, far from the cause. So the step fails where the answer arrived.",
  }),
  "run/call-failed": entry<{
    backend: string;
    what: string;
    kind: string;
    detail: string;
    retryAfterMs?: number | undefined;
  }>({
    severity: "error",
    clause: "6.5",
    message: ({ backend, what, kind, detail, retryAfterMs }) => {
      const later = retryAfterMs === undefined ? "" : ` (it asks to wait ${Math.ceil(retryAfterMs / 1000)} s)`;
      return `backend ${quoted(backend)} could not ${works[what] ?? what}: ${kinds[kind] ?? kind}${later}${detailed(detail)}`;
    },
    why: "The backend said that it did not do what the step needs. What other steps made already is kept.",
  }),
  "run/outcome-unknown": entry<{ backend: string; what: string; detail: string }>({
    severity: "error",
    clause: "6.5",
    message: ({ backend, what, detail }) =>
      `backend ${quoted(backend)} was asked to ${works[what] ?? what}, but the answer was lost, so it is unknown whether it did. It may have been paid for: check the backend before you run again${detailed(detail)}`,
    why: "Sending the request again could pay for it twice, so a person must check whether it was carried out.",
  }),
  "run/reply-mismatch": entry<{ steps: readonly string[]; problem: string }>({
    severity: "error",
    clause: "6.4",
    message: ({ steps, problem }) =>
      `what the backend returned for ${steps.map((step) => quoted(step)).join(", ")} is not what was asked for: ${printable(problem)}`,
    why: "Images that are missing or of another size would be assigned to the wrong request, or break what uses them. Nothing of that reply is kept.",
  }),
  "run/backend-lacks": entry<{ step: string; backend: string; what: string }>({
    severity: "error",
    clause: "6.4",
    message: ({ step, backend, what }) =>
      `step ${quoted(step)} needs a backend that can ${what}, and ${quoted(backend)} cannot: choose another backend`,
    why: "Backends differ in what they can do. The step is refused before anything is sent.",
  }),
  "run/wrong-parameter": entry<{ step: string; parameter: string; found: string; wanted: string }>({
    severity: "error",
    clause: "6.4",
    message: ({ step, parameter, found, wanted }) =>
      `${quoted(parameter)} of step ${quoted(step)} came out as ${found}; it must be ${wanted}`,
    why: "The value that the expression found cannot be used for this parameter, and values are never silently converted.",
  }),
  "run/missing-parameter": entry<{ step: string; parameter: string }>({
    severity: "error",
    clause: "6.4",
    message: ({ step, parameter }) =>
      `${quoted(parameter)} of step ${quoted(step)} has no value: its path finds nothing in this run`,
    why: "The parameter is required, but the optional value that its path reads was not given.",
  }),
  "run/not-an-object": entry<{ step: string; found: string }>({
    severity: "error",
    clause: "6.4",
    message: ({ step, found }) => `the result of step ${quoted(step)} came out as ${found}; it must be an object`,
    why: "Every step's result is an object, so that paths can name what is in it.",
  }),
  "run/count-conflict": entry<{ step: string; problem: string }>({
    severity: "error",
    clause: "6.4",
    message: ({ step, problem }) => `"count" of step ${quoted(step)} contradicts its schema: ${printable(problem)}`,
    why: "No answer could have the wanted length and match the schema, so a request would only waste money.",
  }),
  "run/unusable-schema": entry<{ step: string; problem: string }>({
    severity: "error",
    clause: "6.4",
    message: ({ step, problem }) =>
      `answers for step ${quoted(step)} cannot be checked, since its schema is unusable: ${printable(problem)}`,
    why: "An answer that cannot be checked is not accepted.",
  }),
  "run/file-failed": entry<{ step: string; name: string; detail: string }>({
    severity: "error",
    clause: "6.8",
    message: ({ step, name, detail }) =>
      `a file of step ${quoted(step)} (${quoted(name)}) could not be read or written${detailed(detail)}`,
    why: "The step's result names its files, so it is worthless without them.",
  }),
  "run/pack-unreadable": entry<{ file: string; reason: string }>({
    severity: "error",
    clause: "1.16",
    message: ({ file, reason }) => `the pack ${quoted(file, 200)} cannot be read: ${printable(reason)}`,
    why: "The images of a pack are requested before the step's own. Without the pack, the step would not draw what it says.",
  }),
  "run/journal-failed": entry<{ detail: string }>({
    severity: "error",
    clause: "6.2",
    message: ({ detail }) => `the run was stopped because its journal could not be written${detailed(detail)}`,
    why: "After a crash only the journal knows what was paid for. Continuing without it would risk paying twice.",
  }),
};
