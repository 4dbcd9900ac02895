// Messages of the codes document/…: the text itself, before it is read as a flow (spec 1.1–1.4).

import { cut } from "../../text/cut.js";
import { printable, quoted } from "../../text/printable.js";
import { entry } from "../entry.js";

type Nothing = Record<never, never>;
type Shown = { text: string };

const guess = "The rest was read as if it were there, so that every mistake in the text is reported at once.";

/** A token as written: in quotes, unless it has its own. */
function token(text: string): string {
  if (!/^["']/.test(text)) return quoted(text, 40);
  return cut(text, 40, printable);
}

export const documentEntries = {
  "document/empty": entry<Nothing>({
    severity: "error",
    clause: "1.1",
    message: () => `the text is empty: a flow is an object, such as { "title": …, "description": …, "steps": […] }`,
    why: "There is nothing to check or to run. Often the wrong file was given, or it was not saved.",
  }),
  "document/no-value": entry<Nothing>({
    severity: "error",
    clause: "1.1",
    message: () => `the text has no value: a flow is an object, such as { "title": …, "description": …, "steps": […] }`,
    why: "There are commas, colons or closing brackets, but nothing that starts a value.",
  }),
  "document/not-text": entry<Nothing>({
    severity: "error",
    clause: "1.1",
    message: () => "this does not look like text: give a file with JSON, JSON with comments or JSON5, in UTF-8",
    why: "Pictures, archives and text in another encoding contain characters that no flow has. Usually this means the wrong file was given.",
  }),
  "document/markdown": entry<Nothing>({
    severity: "error",
    clause: "1.3",
    message: () => "this is Markdown around a flow: remove the lines with ```",
    why: "Language models and documents put code between lines of three backticks. A flow is the text between them.",
  }),
  "document/yaml": entry<Nothing>({
    severity: "error",
    clause: "1.3",
    message: () => "this looks like YAML, but a flow is written in JSON, JSON with comments or JSON5: convert it first",
    why: "In YAML, indentation takes the place of brackets. Reading it as JSON would report a mistake for almost every line.",
  }),
  "document/digit-groups": entry<{ written: string; number: string }>({
    severity: "error",
    clause: "1.3",
    message: ({ written, number }) => `numbers have no commas between their digits: write ${number}, not ${written}`,
    why: "A comma ends a value, so what follows it would be read as the next member.",
  }),
  "document/missing-comma": entry<{ before: string }>({
    severity: "error",
    clause: "1.3",
    message: ({ before }) => `a comma is missing before ${token(before)}: write "," here`,
    why: `Members and elements are separated by commas. ${guess}`,
  }),
  "document/missing-colon": entry<{ key: string }>({
    severity: "error",
    clause: "1.3",
    message: ({ key }) => `a colon is missing after the key ${quoted(key)}: write ":" here`,
    why: `A key and its value are separated by a colon. ${guess}`,
  }),
  "document/wrong-colon": entry<Shown>({
    severity: "error",
    clause: "1.3",
    message: ({ text }) => `a key and its value are separated by a colon: write ":" instead of ${quoted(text)}`,
    why: `A key and its value are separated by a colon. ${guess}`,
  }),
  "document/missing-value": entry<{ key: string }>({
    severity: "error",
    clause: "1.3",
    message: ({ key }) => `the key ${quoted(key)} has no value: write one after the colon, or remove the key`,
    why: "A key alone says nothing. To say that there is deliberately no value, write null.",
  }),
  "document/missing-key": entry<Shown>({
    severity: "error",
    clause: "1.3",
    message: ({ text }) =>
      `${token(text)} is in an object but has no key: write "key": before it, or use [ ] for a list`,
    why: "Every value in an object has a name. Nothing can read a value without one, so it is left out.",
  }),
  "document/missing-closer": entry<{ closer: string; opener: string }>({
    severity: "error",
    clause: "1.3",
    message: ({ closer, opener }) => `"${closer}" is missing here, to close the earlier "${opener}"`,
    why: `Every bracket must be closed. The place of the missing one is inferred from what follows and from the indentation. ${guess}`,
  }),
  "document/unclosed": entry<{ closers: string; count: number }>({
    severity: "error",
    clause: "1.3",
    message: ({ closers, count }) =>
      count === 1
        ? `the text ends too early: "${closers}" is missing here`
        : `the text ends too early: ${count} brackets are still open; write ${quoted(closers)} here`,
    why: "The text was cut off, or a bracket was forgotten. More than brackets may be missing.",
  }),
  "document/missing-opener": entry<Nothing>({
    severity: "error",
    clause: "1.3",
    message: () => `a flow is an object: write "{" before its first key`,
    why: "Keys must be inside an object. The members were read as if the braces were there.",
  }),
  "document/wrong-closer": entry<{ found: string; closer: string; opener: string }>({
    severity: "error",
    clause: "1.3",
    message: ({ found, closer, opener }) => `"${found}" cannot close "${opener}": write "${closer}" instead`,
    why: "Objects are { } and lists are [ ].",
  }),
  "document/stray-closer": entry<{ closer: string }>({
    severity: "error",
    clause: "1.3",
    message: ({ closer }) => `"${closer}" closes nothing here: remove it, or write the bracket that it closes`,
    why: "An extra bracket ends something earlier than it looks. It was ignored.",
  }),
  "document/extra-comma": entry<Nothing>({
    severity: "error",
    clause: "1.3",
    message: () => `there is nothing before this comma: remove it`,
    why: "One comma separates two members or elements, and one may follow the last. A second one may mean that something was forgotten.",
  }),
  "document/unexpected": entry<Shown>({
    severity: "error",
    clause: "1.3",
    message: ({ text }) => `${token(text)} cannot be here: remove it, or put text in quotes`,
    why: "No form of JSON allows this. Everything up to the next comma or bracket was ignored.",
  }),
  "document/after-root": entry<Shown>({
    severity: "error",
    clause: "1.3",
    message: ({ text }) =>
      `the flow ends before ${token(text)}: remove what follows, or the closing bracket that comes too early`,
    why: "A file contains one value. Anything after it would be silently ignored.",
  }),
  "document/unknown-word": entry<{ word: string; near?: string | undefined }>({
    severity: "error",
    clause: "1.1",
    message: ({ word, near }) =>
      near === undefined
        ? `${quoted(word, 40)} is not a value: put text in quotes`
        : `${quoted(word, 40)} is not a value; did you mean ${near}? Put text in quotes`,
    why: "Without quotes only true, false, null and numbers are values.",
  }),
  "document/typographic-quotes": entry<Nothing>({
    severity: "error",
    clause: "1.1",
    message: () => `these are curly quotes: write straight ones, " or '`,
    why: "Word processors and chat programs turn quotes into curly ones, which JSON does not allow.",
  }),
  "document/backticks": entry<Nothing>({
    severity: "error",
    clause: "1.1",
    message: () => `backticks are not quotes here: write " or ', and \\n for a line break inside`,
    why: "Text in backticks is JavaScript. JSON5 allows double and single quotes only.",
  }),
  "document/inner-quotes": entry<{ quote: string; isCall: boolean }>({
    severity: "error",
    clause: "1.1",
    message: ({ quote, isCall }) =>
      isCall
        ? `this ${quote} ends the string too early: inside an expression write ${quote === '"' ? "single quotes, as in \"@Format('{} x', …)\"" : `\\', or put the whole in double quotes`}`
        : `this ${quote} ends the string too early: write \\${quote} inside it, or put the whole in ${quote === '"' ? "single" : "double"} quotes`,
    why: "A string ends at the first quote of the kind that it starts with. An apostrophe counts as a single quote.",
  }),
  "document/parentheses": entry<Nothing>({
    severity: "error",
    clause: "1.1",
    message: () => "a list is written in square brackets: write [ ] instead of ( )",
    why: "Parentheses mean nothing in JSON. Their content was read as a list.",
  }),
  "document/hash-comment": entry<Nothing>({
    severity: "error",
    clause: "1.1",
    message: () => "comments start with // here: write // instead of #",
    why: "Comments that start with # belong to other formats. This one was ignored.",
  }),
  "document/unquoted-key": entry<{ key: string }>({
    severity: "error",
    clause: "1.1",
    message: ({ key }) =>
      `the key ${quoted(key)} needs quotes: without them, a key may have only letters, digits, "_" and "$"`,
    why: "JSON5 allows a key without quotes only if it is a JavaScript name.",
  }),
  "document/unterminated-string": entry<{ quote: string }>({
    severity: "error",
    clause: "1.3",
    message: ({ quote }) =>
      quote === '"'
        ? `this string does not end on its line: write a closing ", and \\n for a line break inside`
        : `this string does not end on its line: write a closing ', and \\n for a line break inside`,
    why: "A string must end on the line where it starts, unless the line ends with a backslash. It was read up to the end of the line.",
  }),
  "document/unterminated-comment": entry<Nothing>({
    severity: "error",
    clause: "1.3",
    message: () => "this comment never ends: write */ at its end",
    why: "Everything after /* up to the next */ is a comment. Without one, the rest of the file is lost.",
  }),
  "document/invalid-escape": entry<Shown>({
    severity: "error",
    clause: "1.1",
    message: ({ text }) =>
      text.startsWith("\\u")
        ? "\\u needs four hexadecimal digits, such as \\u00e9; for a backslash itself, write \\\\"
        : text.startsWith("\\x")
          ? "\\x needs two hexadecimal digits, such as \\xe9; for a backslash itself, write \\\\"
          : `${quoted(text)} is not an escape: a digit cannot follow a backslash; for a backslash itself, write \\\\`,
    why: "The meaning of a string should not be guessed: a Windows path or a pattern written with single backslashes would silently change its meaning.",
  }),
  "document/control-character": entry<{ written: string }>({
    severity: "error",
    clause: "1.1",
    message: ({ written }) => `this string contains an invisible control character: write ${written}, or remove it`,
    why: "Control characters come from damaged files and copied terminal output. People do not see them, but models read them.",
  }),
  "document/malformed-number": entry<{ text: string; zero: boolean }>({
    severity: "error",
    clause: "1.4",
    message: ({ text, zero }) =>
      zero
        ? `${quoted(text, 40)} starts with a zero: remove the zero, or put the text in quotes`
        : `${quoted(text, 40)} is not a number: write a number such as 12, 0.5 or 1e3, or put the text in quotes`,
    why: "A number that could be read in two ways is an error.",
  }),
  "document/not-a-number": entry<Shown>({
    severity: "error",
    clause: "1.4",
    message: ({ text }) => `${quoted(text)} is not a JSON value: write a finite number, or null for none`,
    why: "JSON5 can write infinity and not-a-number, but no flow, plan or backend can carry them.",
  }),
  "document/number-too-large": entry<Shown>({
    severity: "error",
    clause: "1.4",
    message: ({ text }) => `${quoted(text, 40)} is too large for a number: the largest is about 1.8e308`,
    why: "The number would become infinity, which JSON cannot carry.",
  }),
  "document/unsafe-integer": entry<{ text: string; read: string }>({
    severity: "error",
    clause: "1.4",
    message: ({ text, read }) =>
      `${quoted(text, 40)} is beyond 2^53 and would be read as ${read}: put it in quotes, or write a smaller number`,
    why: "Integers beyond 2^53 silently lose digits, and an id or a seed with different digits is a different one.",
  }),
  "document/duplicate-key": entry<{ key: string }>({
    severity: "error",
    clause: "1.4",
    message: ({ key }) => `the key ${quoted(key)} is written twice in this object: remove one, or rename it`,
    why: "Readers of JSON disagree on which of the two counts. Here the first does, and the second is an error.",
  }),
  "document/too-many-mistakes": entry<{ told: number }>({
    severity: "note",
    clause: "1.3",
    message: ({ told }) =>
      told === 1
        ? "so much of the text after this is wrong that the rest is not shown: fix this and check again"
        : `there are more mistakes than these ${told}: fix them and check again`,
    why: "Mistakes beyond the first hundred usually follow from earlier ones.",
  }),
};
