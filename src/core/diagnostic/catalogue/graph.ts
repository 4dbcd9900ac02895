// Messages of the codes graph/…: references from step to step (spec 4.1).

import { quoted } from "../../text/printable.js";
import { entry } from "../entry.js";

export const graphEntries = {
  "graph/forward-reference": entry<{
    id: string;
    from: string;
    /** The steps from `id` back to `from`, each of which needs the next; empty if `id` does not need `from`. */
    circle: readonly string[];
    /** There are more of them. */
    isCut: boolean;
  }>({
    severity: "error",
    clause: "4.1",
    message: ({ id, from, circle, isCut }) => {
      if (circle.length === 0)
        return `step ${quoted(id)} comes after ${quoted(from)}, which needs its result: move ${quoted(id)} before ${quoted(from)}`;
      const needs = [id, ...circle].map((step) => quoted(step)).join(", which needs ");
      const rest = isCut ? `, and so on back to ${quoted(from)}` : "";
      const [neither, which] = circle.length === 1 ? ["neither", "the two"] : ["none of them", "these"];
      return `step ${quoted(from)} needs ${needs}${rest}, so ${neither} can run first: remove one of ${which} references`;
    },
    why: "Steps may only use results of steps that come before them in the array. That order is what a reader sees, and it makes a cycle impossible.",
  }),
  "graph/self-reference": entry<{ id: string }>({
    severity: "error",
    clause: "4.1",
    message: ({ id }) =>
      `step ${quoted(id)} refers to its own result, which does not exist until the step has run: name an earlier step`,
    why: "A step's result is there only after the step has run. To use a value twice inside one step, read it from where it came from.",
  }),
  "graph/unknown-step": entry<{
    id: string;
    near?: string | undefined;
    late?: string | undefined;
    earlier: readonly string[];
    /** A path that exists: what is named is not a step, but a property of the input or the store. */
    elsewhere?: string | undefined;
    /** Where all steps of the flow may be named. */
    anywhere?: boolean | undefined;
  }>({
    severity: "error",
    clause: "4.1",
    message: ({ id, near, late, elsewhere, earlier, anywhere }) => {
      const said = `no step has the id ${quoted(id)}`;
      if (near !== undefined) return `${said}; did you mean ${quoted(near)}?`;
      if (elsewhere !== undefined) return `${said}; did you mean ${elsewhere}?`;
      if (late !== undefined) return `${said}; ${quoted(late)} is similar, but comes later`;
      if (earlier.length === 0) return anywhere ? `${said}` : `${said}, and no step comes before this one`;
      return `${said}; the steps ${anywhere ? "of this flow" : "before this one"} are ${earlier
        .slice(0, 8)
        .map((name) => quoted(name))
        .join(", ")}`;
    },
    why: "A reference to a step that does not exist can never find anything: the run would fail, or quietly leave the value out, after earlier steps were paid for.",
  }),
};
