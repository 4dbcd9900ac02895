// What is said about the codes document/…: the text itself, before it is read as a flow (spec 1.1–1.4).

import { printable, quoted } from "../../text/printable.js";
import { entry } from "../entry.js";

type Nothing = Record<never, never>;
type Shown = { text: string };

const guess = "The rest was read as if it stood there, so that every mistake of the text is told at once.";

/** A token as written: in quotes, unless it has its own. */
function token(text: string): string {
  if (!/^["']/.test(text)) return quoted(text, 40);
  return text.length > 40 ? `${printable(text.slice(0, 39))}…` : printable(text);
}

export const documentEntries = {
  "document/empty": entry<Nothing>({
    severity: "error",
    clause: "1.1",
    message: () => `the text is empty: a flow is an object, as { "title": …, "description": …, "steps": […] }`,
    why: "There is nothing to check or to run. Often the wrong file was given, or it was not saved.",
  }),
  "document/no-value": entry<Nothing>({
    severity: "error",
    clause: "1.1",
    message: () => `the text holds no value: a flow is an object, as { "title": …, "description": …, "steps": […] }`,
    why: "What was found belongs to JSON, but no value begins anywhere.",
  }),
  "document/not-text": entry<Nothing>({
    severity: "error",
    clause: "1.1",
    message: () => "this does not look like text: give a file with JSON, JSON with comments or JSON5, in UTF-8",
    why: "Pictures, archives and text in another encoding hold characters that no flow has. Mostly the wrong file was given.",
  }),
  "document/missing-comma": entry<{ before: string }>({
    severity: "error",
    clause: "1.3",
    message: ({ before }) => `a comma is missing before ${token(before)}: write "," here`,
    why: `Members and elements are parted by commas. ${guess}`,
    example: { bad: `store: { mood: "calm" colour: "blue" }`, good: `store: { mood: "calm", colour: "blue" }` },
  }),
  "document/missing-colon": entry<{ key: string }>({
    severity: "error",
    clause: "1.3",
    message: ({ key }) => `a colon is missing after the key ${quoted(key)}: write ":" here`,
    why: `A key and its value are parted by a colon. ${guess}`,
    example: { bad: `store: { mood "calm" }`, good: `store: { mood: "calm" }` },
  }),
  "document/wrong-colon": entry<Shown>({
    severity: "error",
    clause: "1.3",
    message: ({ text }) => `a key and its value are parted by a colon: write ":" instead of ${quoted(text)}`,
    why: `A key and its value are parted by a colon. ${guess}`,
    example: { bad: `store: { mood = "calm" }`, good: `store: { mood: "calm" }` },
  }),
  "document/missing-value": entry<{ key: string }>({
    severity: "error",
    clause: "1.3",
    message: ({ key }) => `the key ${quoted(key)} has no value: write one after its colon, or take the key out`,
    why: "A key alone says nothing. For a value that is deliberately none, write null.",
    example: { bad: `store: { mood: , colour: "blue" }`, good: `store: { mood: "calm", colour: "blue" }` },
  }),
  "document/missing-key": entry<Shown>({
    severity: "error",
    clause: "1.3",
    message: ({ text }) =>
      `${token(text)} stands in an object without a key: write "key": before it, or use [ ] for a list`,
    why: "Every value of an object has a name. A value without one cannot be read by anything, and is left out.",
    example: { bad: `store: { { mood: "calm" } }`, good: `store: { style: { mood: "calm" } }` },
  }),
  "document/missing-closer": entry<{ closer: string; opener: string }>({
    severity: "error",
    clause: "1.3",
    message: ({ closer, opener }) => `"${closer}" is missing here: it closes the "${opener}" before`,
    why: `Every bracket is closed. Where it is missing is read off what follows and off the indentation. ${guess}`,
    example: {
      bad: `store: { moods: ["calm", "wild", colour: "blue" }`,
      good: `store: { moods: ["calm", "wild"], colour: "blue" }`,
    },
  }),
  "document/unclosed": entry<{ closers: string; count: number }>({
    severity: "error",
    clause: "1.3",
    message: ({ closers, count }) =>
      count === 1
        ? `the text ends too early: "${closers}" is missing here`
        : `the text ends too early: ${count} brackets are still open; write ${quoted(closers)} here`,
    why: "The text was cut off, or a bracket was forgotten. What is there was read; what is missing may be more than brackets.",
    example: { bad: `store: { mood: "calm"`, good: `store: { mood: "calm" }` },
  }),
  "document/missing-opener": entry<Nothing>({
    severity: "error",
    clause: "1.3",
    message: () => `a flow is an object: write "{" before its first key`,
    why: "Keys stand in an object. The members were read as if the braces were there.",
  }),
  "document/wrong-closer": entry<{ found: string; closer: string; opener: string }>({
    severity: "error",
    clause: "1.3",
    message: ({ found, closer, opener }) => `"${found}" cannot close "${opener}": write "${closer}" instead`,
    why: "Objects are { } and lists are [ ].",
    example: { bad: `store: { moods: ["calm", "wild"} }`, good: `store: { moods: ["calm", "wild"] }` },
  }),
  "document/stray-closer": entry<{ closer: string }>({
    severity: "error",
    clause: "1.3",
    message: ({ closer }) => `"${closer}" closes nothing here: take it out, or write what it closes`,
    why: "A bracket too many ends something earlier than it looks. It was passed over.",
  }),
  "document/extra-comma": entry<Nothing>({
    severity: "error",
    clause: "1.3",
    message: () => `there is nothing before this comma: take it out`,
    why: "One comma parts two members or elements, and one may follow the last. A second one may stand for something forgotten.",
    example: { bad: `store: { moods: ["calm",, "wild"] }`, good: `store: { moods: ["calm", "wild"] }` },
  }),
  "document/unexpected": entry<Shown>({
    severity: "error",
    clause: "1.3",
    message: ({ text }) => `${token(text)} cannot stand here: take it out, or put text in quotes`,
    why: "This belongs to no form of JSON. It was passed over up to the next comma or bracket.",
    example: { bad: `store: { mood: "calm" * }`, good: `store: { mood: "calm" }` },
  }),
  "document/after-root": entry<Shown>({
    severity: "error",
    clause: "1.3",
    message: ({ text }) =>
      `the flow ends before ${token(text)}: take out what follows, or a closing bracket that stands too early`,
    why: "A text holds one value. What follows it would be ignored in silence.",
  }),
  "document/unknown-word": entry<{ word: string; near?: string | undefined }>({
    severity: "error",
    clause: "1.1",
    message: ({ word, near }) =>
      near === undefined
        ? `${quoted(word, 40)} is no value: put text in quotes`
        : `${quoted(word, 40)} is no value; did you mean ${near}? Put text in quotes`,
    why: "Without quotes only true, false, null and numbers are values.",
    example: { bad: `store: { mood: calm }`, good: `store: { mood: "calm" }` },
  }),
  "document/typographic-quotes": entry<Nothing>({
    severity: "error",
    clause: "1.1",
    message: () => `these are the quotes of a word processor: write straight ones, " or '`,
    why: "Word processors and chats turn quotes into curly ones, which JSON does not know.",
    example: { bad: `store: { mood: “calm” }`, good: `store: { mood: "calm" }` },
  }),
  "document/backticks": entry<Nothing>({
    severity: "error",
    clause: "1.1",
    message: () => `backticks are no quotes here: write " or ', and \\n for a line end inside`,
    why: "Text in backticks belongs to JavaScript. JSON and JSON5 know double and single quotes.",
    example: { bad: "store: { mood: `calm` }", good: `store: { mood: "calm" }` },
  }),
  "document/inner-quotes": entry<{ quote: string; isCall: boolean }>({
    severity: "error",
    clause: "1.1",
    message: ({ quote, isCall }) =>
      isCall
        ? `this ${quote} ends the text too early: inside an expression write ${quote === '"' ? "single quotes, as in \"@Format('{} x', …)\"" : `\\', or put the whole in double quotes`}`
        : `this ${quote} ends the text too early: write \\${quote} inside it, or put the whole in ${quote === '"' ? "single" : "double"} quotes`,
    why: "A text ends at the first quote of the kind that it begins with. An apostrophe is such a quote.",
    example: { bad: `store: { cake: 'mum's cake' }`, good: `store: { cake: "mum's cake" }` },
  }),
  "document/parentheses": entry<Nothing>({
    severity: "error",
    clause: "1.1",
    message: () => "a list stands in square brackets: write [ ] instead of ( )",
    why: "Parentheses mean nothing in JSON. What stands in them was read as a list.",
    example: { bad: `store: { moods: ("calm", "wild") }`, good: `store: { moods: ["calm", "wild"] }` },
  }),
  "document/hash-comment": entry<Nothing>({
    severity: "error",
    clause: "1.1",
    message: () => "comments begin with // here: write // instead of #",
    why: "Comments that begin with # belong to other formats. This one was passed over.",
    example: { bad: `# a fox\nstore: {}`, good: `// a fox\nstore: {}` },
  }),
  "document/unquoted-key": entry<{ key: string }>({
    severity: "error",
    clause: "1.1",
    message: ({ key }) => `the key ${quoted(key)} needs quotes: only letters, digits, "_" and "$" may stand without`,
    why: "JSON5 allows keys without quotes where they are names as in JavaScript.",
    example: { bad: `store: { main-mood: "calm" }`, good: `store: { "main-mood": "calm" }` },
  }),
  "document/unterminated-string": entry<{ quote: string }>({
    severity: "error",
    clause: "1.3",
    message: ({ quote }) =>
      quote === '"'
        ? `this string does not end in its line: write a closing " , and \\n for a line end inside`
        : `this string does not end in its line: write a closing ' , and \\n for a line end inside`,
    why: "A string ends in the line where it begins, or the line ends with a backslash. It was read up to the end of the line.",
  }),
  "document/unterminated-comment": entry<Nothing>({
    severity: "error",
    clause: "1.3",
    message: () => "this comment never ends: write */ where it does",
    why: "Everything after /* is comment up to the next */. Without one, the rest of the text is lost.",
  }),
  "document/invalid-escape": entry<Shown>({
    severity: "error",
    clause: "1.1",
    message: ({ text }) =>
      text.startsWith("\\u")
        ? "\\u takes four hexadecimal digits, as \\u00e9; for a backslash itself write \\\\"
        : text.startsWith("\\x")
          ? "\\x takes two hexadecimal digits, as \\xe9; for a backslash itself write \\\\"
          : `${quoted(text)} is no escape: a digit cannot follow a backslash; for a backslash itself write \\\\`,
    why: "What a string means should not be guessed: a path of Windows or a pattern written with single backslashes changes its meaning in silence.",
    example: { bad: String.raw`store: { mood: "\u00zz" }`, good: String.raw`store: { mood: "\u00e9" }` },
  }),
  "document/control-character": entry<{ written: string }>({
    severity: "error",
    clause: "1.1",
    message: ({ written }) => `an invisible control character stands in this string: write ${written}, or take it out`,
    why: "Control characters come from damaged files and copied terminals. Nobody sees them, and models read them.",
  }),
  "document/malformed-number": entry<{ text: string; zero: boolean }>({
    severity: "error",
    clause: "1.4",
    message: ({ text, zero }) =>
      zero
        ? `${quoted(text, 40)} begins with a zero: take the zero out, or put the text in quotes`
        : `${quoted(text, 40)} is no number: write it as 12, 0.5 or 1e3, or put the text in quotes`,
    why: "A number that can be read in two ways is read in neither.",
    example: { bad: `store: { version: 1.2.3 }`, good: `store: { version: "1.2.3" }` },
  }),
  "document/not-a-number": entry<Shown>({
    severity: "error",
    clause: "1.4",
    message: ({ text }) => `${quoted(text)} is no value of JSON: write a finite number, or null for none`,
    why: "JSON5 can write infinity and not-a-number, but no flow, plan or backend can carry them.",
    example: { bad: `store: { most: Infinity }`, good: `store: { most: null }` },
  }),
  "document/number-too-large": entry<Shown>({
    severity: "error",
    clause: "1.4",
    message: ({ text }) => `${quoted(text, 40)} is too large for a number: the largest is about 1.8e308`,
    why: "The number would become infinity, which JSON cannot carry.",
    example: { bad: `store: { most: 1e999 }`, good: `store: { most: 1e99 }` },
  }),
  "document/unsafe-integer": entry<{ text: string; read: string }>({
    severity: "error",
    clause: "1.4",
    message: ({ text, read }) =>
      `${quoted(text, 40)} is beyond 2^53 and would be read as ${read}: put it in quotes, or write a smaller number`,
    why: "Integers beyond 2^53 lose digits without notice, and an id or a seed with other digits is another one.",
    example: { bad: `store: { id: 9007199254740993 }`, good: `store: { id: "9007199254740993" }` },
  }),
  "document/duplicate-key": entry<{ key: string }>({
    severity: "error",
    clause: "1.4",
    message: ({ key }) => `the key ${quoted(key)} is written twice in this object: take one out, or rename it`,
    why: "Readers of JSON disagree on which of the two counts. Here the first does, and the second is an error.",
    example: { bad: `store: { mood: "calm", mood: "wild" }`, good: `store: { mood: "calm", moods: ["wild"] }` },
  }),
  "document/too-many-mistakes": entry<{ told: number }>({
    severity: "note",
    clause: "1.3",
    message: ({ told }) =>
      told === 1
        ? "so much of the text is wrong after this that the rest is not shown: mend this and check again"
        : `there are more mistakes than these ${told}: mend them and check again`,
    why: "Mistakes beyond the first hundred are mostly echoes of earlier ones.",
  }),
};
