// Messages of the codes input/…: what a run is given, against what the flow asks for (spec 3.3.3).

import { printable, quoted } from "../../text/printable.js";
import { entry } from "../entry.js";

export const inputEntries = {
  "input/missing": entry<{ path: string; takes: string; written?: string | undefined }>({
    severity: "error",
    clause: "3.3.3",
    message: ({ path, takes, written }) =>
      `the input has no ${path}, which is required (${takes})${written === undefined ? "" : `; did you mean it instead of ${quoted(written)}?`}`,
    why: "A flow says which inputs it needs. All missing inputs are listed at once, before anything starts or is paid for.",
  }),
  "input/invalid": entry<{
    path: string;
    expected: string;
    given?: string;
    written?: string;
    /** What is refused is the name of a property of the object at the path. */
    property?: string;
  }>({
    severity: "error",
    clause: "3.3.3",
    message: ({ path, expected, given, written, property }) =>
      property !== undefined
        ? `the property name ${quoted(property, 40)} in ${path} ${expected}`
        : `${path} ${expected}, but is ${given}${written === undefined ? "" : `; the array is written ${printable(written)}`}`,
    why: 'The input is checked against the flow\'s schema before the run. Types are never converted: the text "5" is not the number 5.',
  }),
  "input/unknown": entry<{ path: string; near?: string | undefined; names: readonly string[] }>({
    severity: "warning",
    clause: "3.3.3",
    message: ({ path, near, names }) => {
      const said = `the flow does not declare ${path}, so nothing reads it`;
      if (near !== undefined) return `${said}; did you mean ${quoted(near)}?`;
      if (names.length === 0) return said;
      return `${said}; it declares ${names
        .slice(0, 8)
        .map((name) => quoted(name))
        .join(", ")}${names.length > 8 ? ", …" : ""}`;
    },
    why: "An input that the flow does not declare is usually a misspelling: its value would be silently lost, or a default would be used instead.",
  }),
};
