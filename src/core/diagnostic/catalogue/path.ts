// Messages of the codes path/…: paths that are not well-formed or not well-typed (spec 2.4, 2.15, RFC 9535).

import { printable, quoted } from "../../text/printable.js";
import { entry } from "../entry.js";
import { expectedHere } from "./expression.js";

const whyTyped =
  "A filter compares single values, tests whether a path finds anything, and calls five functions. What mixes these up has no meaning in the standard, and libraries differ.";

export const pathEntries = {
  "path/unexpected": entry<{ expected: string; found: string; hint: string }>({
    severity: "error",
    clause: "2.4",
    message: ({ expected, found, hint }) => expectedHere(expected, found, hint),
    why: "Paths follow RFC 9535 to the letter, so that they mean the same to every tool that reads the flow.",
  }),
  "path/unquoted-name": entry<{ name: string; written: string }>({
    severity: "error",
    clause: "2.4.1",
    message: ({ name, written }) =>
      `${quoted(name)} needs quotes as a name in a path: write ${printable(written)}, without the dot before it`,
    why: "A name after a dot has only letters, digits and _, and does not start with a digit. Other names need brackets and quotes.",
  }),
  "path/space": entry<{ before: string; after: string }>({
    severity: "error",
    clause: "2.12",
    message: ({ before, after }) => `there must be no space between ${quoted(before)} and ${quoted(after)}: remove it`,
    why: "A dot must touch the name after it, and the name of a function or operator must touch its parenthesis.",
  }),
  "path/space-in-singular": entry<Record<never, never>>({
    severity: "error",
    clause: "2.15.1",
    message: () =>
      "there must be no space inside these brackets: a path that is compared, or passed to a function as a value, has no spaces around its names and indices",
    why: "RFC 9535 writes a path to a single value without spaces inside its brackets, and other tools refuse them.",
  }),
  "path/wrong-root": entry<{ root: string; inFilter: boolean }>({
    severity: "error",
    clause: "2.3",
    message: ({ root, inFilter }) =>
      inFilter
        ? `a path in a filter starts with @, $, $$ or @Item(name), not with ${quoted(root)}`
        : `${quoted(root)} has a meaning only in a flow: a path on its own starts with $, and in its filters with @ or $`,
    why: "A path needs a place to start from. Operators give values, not places.",
  }),
  "path/lone-surrogate": entry<Record<never, never>>({
    severity: "error",
    clause: "2.4.3",
    message: () =>
      "this is half of a character: a high surrogate (\\uD800–\\uDBFF) must be followed by a low one (\\uDC00–\\uDFFF), and neither may be alone",
    why: "Half a character is not text, so it cannot be part of a key.",
  }),
  "path/control-character": entry<{ code: number }>({
    severity: "error",
    clause: "2.4.3",
    message: ({ code }) => {
      const written = `\\u${code.toString(16).padStart(4, "0")}`;
      return `this string contains a control character: write it as an escape of the path, ${written} (in JSON, \\${written})`;
    },
    why: "In paths, invisible characters are written as escapes.",
  }),
  "path/bad-index": entry<{ written: string; advice: string }>({
    severity: "error",
    clause: "2.4.2",
    message: ({ written, advice }) => `${quoted(written)} is not an index: ${advice}`,
    why: "Indices and slices are whole numbers, written in one way only; negative ones count from the end.",
  }),
  "path/index-too-large": entry<{ written: string }>({
    severity: "error",
    clause: "2.4.2",
    message: ({ written }) =>
      `${quoted(written)} is out of range: indices are between -9007199254740991 and 9007199254740991`,
    why: "Beyond this range numbers are not exact, and no array is that long.",
  }),
  "path/bare-word": entry<{ word: string }>({
    severity: "error",
    clause: "2.15.2",
    message: ({ word }) => {
      const lower = word.toLowerCase();
      if (lower === "true" || lower === "false" || lower === "null") return `write ${lower} in lower case`;
      return `${quoted(word)} alone means nothing in a filter: write @.${printable(word)} for a property of the current node, or '${printable(word)}' for a text`;
    },
    why: "In a filter, properties start with @. and texts are in quotes; the only bare words are true, false and null.",
  }),
  "path/unknown-function": entry<{ name: string; near?: string | undefined; names: readonly string[] }>({
    severity: "error",
    clause: "2.15.3",
    message: ({ name, near, names }) =>
      `there is no function ${quoted(name)}; ${near === undefined ? `the functions are ${names.join(", ")}` : `did you mean ${near}?`}`,
    why: "RFC 9535 has five functions. Others exist only in some libraries.",
  }),
  "path/wrong-count": entry<{ form: string; given: number; takes: number }>({
    severity: "error",
    clause: "2.15.3",
    message: ({ form, given, takes }) =>
      `${given < takes ? "an argument is missing" : "one argument too many"}: write ${form}`,
    why: whyTyped,
  }),
  "path/not-singular": entry<{ form?: string | undefined }>({
    severity: "error",
    clause: "2.15.1",
    message: ({ form }) =>
      form === undefined
        ? "this path may match several values, but only a single value can be compared: use only names and indices, or put value(…) or count(…) around it"
        : `this path may match several values, but ${form} takes one: use only names and indices, or put value(…) around it`,
    why: whyTyped,
  }),
  "path/not-nodes": entry<{ form: string }>({
    severity: "error",
    clause: "2.15.3",
    message: ({ form }) => `${form} takes a path here, such as @.tags[*]`,
    why: whyTyped,
  }),
  "path/not-a-value": entry<{ name: string }>({
    severity: "error",
    clause: "2.15.3",
    message: ({ name }) =>
      `${name}(…) is already a test: it cannot be compared or be an argument; write ${name}(…) or !${name}(…) alone`,
    why: whyTyped,
  }),
  "path/not-a-test": entry<{ what: string }>({
    severity: "error",
    clause: "2.15.2",
    message: ({ what }) =>
      `${what} alone is not a test: compare it, as in ${what === "a literal" ? "@.name == 'fox'" : `${what} == 1`}`,
    why: whyTyped,
  }),
  "path/not-before-comparison": entry<Record<never, never>>({
    severity: "error",
    clause: "2.15.2",
    message: () => 'a comparison after "!" needs parentheses, as in !(@.legs == 4); or turn the comparison around',
    why: "It would be unclear whether ! means the value on the left or the whole comparison.",
  }),
  "path/no-pattern": entry<{ name: string }>({
    severity: "warning",
    clause: "2.15",
    message: ({ name }) =>
      `${name}() cannot read this regular expression, so it never matches: write it as an I-Regexp (RFC 9485), without \\d, \\w, lookahead or back-references`,
    why: "Both match() and search() read only the regular expressions that all languages share. By the standard, anything else is not an error: it silently matches nothing.",
  }),
};
