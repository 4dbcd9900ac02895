// Messages of the codes graph/…: references from step to step (spec 4.1).

import { quoted } from "../../text/printable.js";
import { entry } from "../entry.js";

export const graphEntries = {
  "graph/forward-reference": entry<{ id: string; from: string; mutual: boolean }>({
    severity: "error",
    clause: "4.1",
    message: ({ id, from, mutual }) =>
      mutual
        ? `step ${quoted(id)} comes after ${quoted(from)} and needs its result, directly or by other steps, so neither can run first: remove one of the two references`
        : `step ${quoted(id)} comes after ${quoted(from)}, which needs its result: move ${quoted(id)} before ${quoted(from)}`,
    why: "Steps may only use results of steps that come before them in the array. That order is what a reader sees, and it makes a cycle impossible.",
    example: {
      bad: `steps: [
  { id: "pack", type: "Zipper", parameters: { sources: ["idea"] } },
  { id: "idea", type: "ObjectTransformer", result: { text: "a fox" } },
]`,
      good: `steps: [
  { id: "idea", type: "ObjectTransformer", result: { text: "a fox" } },
  { id: "pack", type: "Zipper", parameters: { sources: ["idea"] } },
]`,
    },
  }),
  "graph/self-reference": entry<{ id: string }>({
    severity: "error",
    clause: "4.1",
    message: ({ id }) =>
      `step ${quoted(id)} refers to its own result, which does not exist until the step has run: name an earlier step`,
    why: "A step's result is there only after the step has run. To use a value twice inside one step, read it from where it came from.",
    example: {
      bad: `steps: [{ id: "idea", type: "ObjectTransformer", result: { text: "$.results.idea.text" } }]`,
      good: `steps: [{ id: "idea", type: "ObjectTransformer", result: { text: "a fox" } }]`,
    },
  }),
  "graph/unknown-step": entry<{
    id: string;
    near?: string | undefined;
    late?: string | undefined;
    earlier: readonly string[];
    /** Where all steps of the flow may be named. */
    anywhere?: boolean | undefined;
  }>({
    severity: "error",
    clause: "4.1",
    message: ({ id, near, late, earlier, anywhere }) => {
      const said = `no step has the id ${quoted(id)}`;
      if (near !== undefined) return `${said}; did you mean ${quoted(near)}?`;
      if (late !== undefined) return `${said}; ${quoted(late)} is similar, but comes later`;
      if (earlier.length === 0) return anywhere ? `${said}` : `${said}, and no step comes before this one`;
      return `${said}; the steps ${anywhere ? "of this flow" : "before this one"} are ${earlier
        .slice(0, 8)
        .map((name) => quoted(name))
        .join(", ")}`;
    },
    why: "A reference to a step that does not exist can never find anything: the run would fail, or quietly leave the value out, after earlier steps were paid for.",
    example: {
      bad: `steps: [
  { id: "idea", type: "ObjectTransformer", result: { text: "a fox" } },
  { id: "pack", type: "Zipper", parameters: { sources: ["ideas"] } },
]`,
      good: `steps: [
  { id: "idea", type: "ObjectTransformer", result: { text: "a fox" } },
  { id: "pack", type: "Zipper", parameters: { sources: ["idea"] } },
]`,
    },
  }),
};
