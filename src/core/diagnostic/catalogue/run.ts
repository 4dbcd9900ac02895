// Messages of the codes run/….

import { cut } from "../../text/cut.js";
import { printable, quoted } from "../../text/printable.js";
import { entry } from "../entry.js";

const kinds: { readonly [kind: string]: string } = {
  invalid: "it refused the request",
  setup: "it cannot be used as it is configured",
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
      `backend ${quoted(backend)} was asked to ${works[what] ?? what}, but the answer was lost, so it is unknown whether it did. It may have been paid for. Look at the backend, then say with "flowplan runs settle" what happened${detailed(detail)}`,
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
      `step ${quoted(step)} needs a backend that can ${works[what] ?? what}, and ${quoted(backend)} cannot: choose another one, or name a server for it under "routes" in flowplan.json`,
    why: "Backends differ in what they can do. The run is refused before anything is sent or paid for.",
  }),
  "run/not-a-backend": entry<{ from: string; place: string; wanted: string; found: string }>({
    severity: "error",
    clause: "6.17.3",
    message: ({ from, place, wanted, found }) =>
      `${printable(from)} does not make a backend: ${place === "it" ? "it" : quoted(place)} must be ${wanted}, but is ${printable(found)}`,
    why: "A backend is called with money at stake, so what can be seen to be wrong with it is reported before anything is planned.",
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
  "run/host-failed": entry<{ port: string; detail: string }>({
    severity: "error",
    clause: "6.2",
    message: ({ port, detail }) => `the program that embeds flowplan could not supply ${port}${detailed(detail)}`,
    why: "A run takes its id from the chance that its host supplies. Without an id, its calls could not be told from those of other runs.",
  }),
  "run/unusable-plan": entry<{ problem: string }>({
    severity: "error",
    clause: "6.2.2",
    message: ({ problem }) =>
      `the run was given a plan that was not made by planning: ${printable(problem)}. Plan the flow again, and change the flow rather than its plan`,
    why: "A run spends at most what its plan says, and draws as the plan says. A plan that was edited by hand would make both worthless.",
  }),
  "run/journal-failed": entry<{ detail: string }>({
    severity: "error",
    clause: "6.2",
    message: ({ detail }) => `the run was stopped because its journal could not be written${detailed(detail)}`,
    why: "After a crash only the journal knows what was paid for. Continuing without it would risk paying twice.",
  }),
  "run/journal-damaged": entry<{ file: string; record: number; problem: string }>({
    severity: "error",
    clause: "6.10.4",
    message: ({ file, record, problem }) =>
      `the journal ${quoted(file, 200)} is damaged at record ${record} (${printable(problem)}), so the run cannot be resumed as it is: ${record === 0 ? "restore the file from a copy, or start a new run" : '"flowplan runs verify" with --repair keeps what is before the damage'}`,
    why: "Only the journal knows what was paid for. What comes after damage cannot be trusted, and resuming without it could pay for something twice.",
  }),
  "run/journal-version": entry<{ file: string; found: string; known: number }>({
    severity: "error",
    clause: "6.10.4",
    message: ({ file, found, known }) =>
      `the journal ${quoted(file, 200)} has version ${printable(found)}, and this flowplan reads version ${known}: use the flowplan that wrote it, or a newer one`,
    why: "A journal of another version may hold records that this flowplan would misread, and so pay for something twice.",
  }),
  "run/locked": entry<{ folder: string }>({
    severity: "error",
    clause: "6.10.3",
    message: ({ folder }) =>
      `another process has the run in ${quoted(folder, 200)} open: wait until it ends, or stop it`,
    why: "Two processes that carry out one run would each make its calls, and each would be paid for.",
  }),
  "run/changed-since": entry<{ changed: readonly string[] }>({
    severity: "error",
    clause: "6.12.4",
    message: ({ changed }) =>
      `the run cannot be resumed, since it was started with something else: ${changed.map((what) => printable(what)).join("; ")}. Undo the change, or start a new run`,
    why: "A run is the run of one plan. With another flow, input or price book its results would be a mixture, and its bill would not be that of any plan.",
  }),
  "run/changed-request": entry<{ step: string; position: number }>({
    severity: "error",
    clause: "6.12.4",
    message: ({ step, position }) =>
      `step ${quoted(step)} now asks for something else at position ${position + 1} than when the run was started, although it was answered already. Start a new run`,
    why: "The answer that was paid for belongs to another request. Asking again would pay twice for one place of the run, and keeping the old answer would be wrong.",
  }),
  "run/over-budget": entry<{ step: string; what: string; wanted: string | undefined; left: string; cap: string }>({
    severity: "error",
    clause: "6.13.1",
    message: ({ step, what, wanted, left, cap }) => {
      const work = works[what] ?? what;
      const need =
        wanted === undefined ? `nothing limits what it costs to ${work}` : `to ${work} may cost $${wanted} more`;
      return `step ${quoted(step)} was stopped before it spent anything: ${need}, and $${left} of $${cap} is left. Raise --max-cost, or plan again`;
    },
    why: "A run never spends more than the maximum of its plan, nor more than its budget. So the call was not sent.",
  }),
  "run/over-assumption": entry<{ step: string; assumption: string; assumed: string; used: string; cost: string }>({
    severity: "error",
    clause: "6.13.2",
    message: ({ step, assumption, assumed, used, cost }) =>
      `step ${quoted(step)} used ${printable(used)}, and the plan assumes at most ${assumption}=${printable(assumed)}: its result is refused; it cost $${cost}. Plan again with --assume ${assumption}=${printable(used)} or more`,
    why: "The maximum of the plan rests on what was assumed. A result beyond it would make every budget above it meaningless.",
  }),
};
