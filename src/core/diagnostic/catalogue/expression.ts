// Messages of the codes expression/…: strings of a template that are not well-formed expressions, and keys (spec 2.2, 2.7–2.13).

import { printable, quoted } from "../../text/printable.js";
import { entry } from "../entry.js";

const whyForms =
  "Each operator takes the arguments that its form shows, in that order. Guessing at anything else would not be safe.";

export const expressionEntries = {
  "expression/unneeded-escape": entry<Record<never, never>>({
    severity: "warning",
    clause: "2.2.2",
    message: () =>
      "this backslash is dropped because nothing here needs it: only text that starts with \\, $ or @ does; to start a text with a backslash, write two",
    why: "A leading backslash makes the rest of a string literal text. Before any other character it just disappears, which is rarely what was meant.",
  }),
  "expression/not-a-path": entry<{ text: string; found: string; instead?: string | undefined }>({
    severity: "error",
    clause: "2.2.3",
    message: ({ text, found, instead }) =>
      `a string that starts with $ is a path, but ${quoted(found)} cannot follow here: ${instead === undefined ? "a segment such as .name or [0] can; to" : `did you mean ${quoted(instead, 120)}? To`} keep it as text, put a backslash before it, in JSON ${shownAsJson(text)}`,
    why: "Text that starts with $ looks like a path. It must be escaped, so that a mistyped path is never sent as a prompt.",
  }),
  "expression/unexpected": entry<{ expected: string; found: string; hint: string }>({
    severity: "error",
    clause: "2.12",
    message: ({ expected, found, hint }) => expectedHere(expected, found, hint),
    why: "A string that starts with @name( is a call. What follows must be its arguments, separated by commas, and one closing parenthesis.",
  }),
  "expression/blank-around": entry<{ where: string }>({
    severity: "error",
    clause: "2.12",
    message: ({ where }) => `there must be no space ${where} an expression: remove it`,
    why: "A string is either an expression or text, so a path or a call must be the whole string.",
  }),
  "expression/space-before-parenthesis": entry<{ operator: string }>({
    severity: "warning",
    clause: "2.12",
    message: ({ operator }) =>
      `this is text, not a call: for a call of ${operator}, remove the space before the parenthesis`,
    why: "A call is @name( with no space in between. With a space, the whole string is text and would be sent as it is.",
  }),
  "expression/missing-at": entry<{ written: string; operator: string }>({
    severity: "warning",
    clause: "2.2.4",
    message: ({ written, operator }) =>
      `${quoted(written)} is text, which is sent as it is: did you forget the @ of ${operator}?`,
    why: "A call starts with @. Without it the whole string is text, and the mistake would show in the pictures.",
  }),
  "expression/path-in-format": entry<{ piece: string; instead: string }>({
    severity: "warning",
    clause: "2.10",
    message: ({ piece, instead }) =>
      `${quoted(piece)} inside the text of @Format is not replaced: write ${quoted(instead, 120)}`,
    why: "Only {} takes a value. A path in quotes is text, and would be sent as it is.",
  }),
  "expression/unknown-operator": entry<{ name: string; near?: string | undefined; names: readonly string[] }>({
    severity: "error",
    clause: "2.2.4",
    message: ({ name, near, names }) =>
      near === undefined
        ? `there is no operator @${printable(name)}; the operators are ${names.map((other) => `@${other}`).join(", ")}; if this is text, put a backslash before the @`
        : `there is no operator @${printable(name)}; did you mean @${near}?`,
    why: "A string that starts with @name( is a call. Otherwise an unknown name would be sent as text, and the mistake would show in the pictures.",
  }),
  "expression/wrong-count": entry<{ operator: string; form: string; given: number; tooMany: boolean }>({
    severity: "error",
    clause: "2.12",
    message: ({ operator, form, given, tooMany }) =>
      tooMany
        ? `too many arguments for ${operator}: write ${form}`
        : `${operator} has ${counted(given)} and needs more: write ${form}`,
    why: whyForms,
  }),
  "expression/wrong-argument": entry<{ operator: string; takes: string; found: string }>({
    severity: "error",
    clause: "2.12",
    message: ({ operator, takes, found }) => `this argument of ${operator} must be ${takes}, but it is ${found}`,
    why: whyForms,
  }),
  "expression/segment-after-call": entry<{ operator: string }>({
    severity: "error",
    clause: "2.12",
    message: ({ operator }) =>
      `nothing may follow the closing ")" of ${operator}; only a path and @Item(name) can have segments`,
    why: "@Format and @Replace give a string, @Index a number, and a map's source is named inside its parentheses, so there is nothing to select from.",
  }),
  "expression/extend-value": entry<{ source: string }>({
    severity: "error",
    clause: "2.9",
    message: ({ source }) =>
      `@Extend is a key, not a call: write { "@Extend": ${quoted(source)}, … } in the object to extend`,
    why: "A merge needs an object to merge into. That object is the one that has the key @Extend.",
  }),
  "expression/extend-key": entry<{ source: string }>({
    severity: "error",
    clause: "2.9",
    message: ({ source }) =>
      `the key must be @Extend alone, with the source as its value: write "@Extend": ${quoted(source)}`,
    why: "Keys are not expressions. The source of a merge is the value of the key @Extend, so it may be a path, an object or an array of them.",
  }),
  "expression/operator-as-key": entry<{ operator: string }>({
    severity: "error",
    clause: "2.13",
    message: ({ operator }) =>
      `${operator} cannot be a key; only @Extend can${operator === "@Map" ? ': a map is a pair in an array, ["@Map(path)", template]' : ""}; for a key of this name, put a backslash before the @`,
    why: "Keys are not expressions, except for @Extend. A key that looks like an operator would silently be sent as an ordinary name.",
  }),
  "expression/unknown-key-operator": entry<{ name: string; near?: string | undefined }>({
    severity: "error",
    clause: "2.13",
    message: ({ name, near }) =>
      `${quoted(name)} is not an operator${near === undefined ? "" : `; did you mean "@${near}"?`}; for a key of this name, put a backslash before the @, in JSON ${shownAsJson(name)}`,
    why: "A mistyped @Extend must not become an ordinary key. A name that really starts with @ needs a backslash before it.",
  }),
  "expression/reserved-key": entry<Record<never, never>>({
    severity: "error",
    clause: "2.13",
    message: () => '"__proto__" cannot be a key here: choose another name',
    why: "In JavaScript this key changes what an object is, and many tools read flows. In data it is a key like any other.",
  }),
  "expression/unclosed-string": entry<{ quote: string }>({
    severity: "error",
    clause: "2.12.2",
    message: ({ quote }) => `this string is not closed: write ${quote} at its end`,
    why: "Without a closing quote, a string swallows what follows it.",
  }),
  "expression/bad-escape": entry<{ written: string; quote: string }>({
    severity: "error",
    clause: "2.12.2",
    message: ({ written, quote }) =>
      written.startsWith("\\u")
        ? `${quoted(written)} is not an escape: \\u needs four hexadecimal digits`
        : `${quoted(written)} is not an escape in this string: the escapes are \\${quote} \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four hexadecimal digits`,
    why: "The meaning of an unknown escape could only be guessed. For a backslash itself, write two.",
  }),
  "expression/bad-number": entry<{ written: string; advice: string }>({
    severity: "error",
    clause: "2.12.2",
    message: ({ written, advice }) => `${quoted(written)} is not a JSON number: ${advice}`,
    why: "Numbers are written as in JSON, so that they mean the same everywhere.",
  }),
  "expression/number-too-large": entry<{ written: string }>({
    severity: "error",
    clause: "2.12.2",
    message: ({ written }) =>
      `${quoted(written)} is too large: whole numbers are exact up to 9007199254740991; write it in quotes to keep its digits`,
    why: "A larger number would silently become a different one.",
  }),
  "expression/format-brace": entry<{ brace: string }>({
    severity: "error",
    clause: "2.10",
    message: ({ brace }) =>
      `a lone "${brace}" in a template: write "${brace}${brace}" for the brace itself, {} for the next parameter, or {0} for one by its number`,
    why: "Braces mark where parameters go. A brace in the text itself is doubled.",
  }),
  "expression/format-mixed": entry<{ piece: string }>({
    severity: "error",
    clause: "2.10",
    message: ({ piece }) => `${piece} mixes two styles: use {} for all parameters, or number all of them`,
    why: "When some places are numbered and some are not, it is unclear which parameter the next {} takes.",
  }),
  "expression/format-too-few": entry<{ piece: string; given: number; needed: number }>({
    severity: "error",
    clause: "2.10",
    message: ({ piece, given, needed }) =>
      `there is no parameter for this ${piece}: ${counted(given)} given, but ${needed} needed`,
    why: "Each {} takes one parameter after the template. Without it there would be a hole in the text.",
  }),
  "expression/format-unused": entry<{ piece: string }>({
    severity: "error",
    clause: "2.10",
    message: ({ piece }) => `the template does not use this parameter: put ${piece} where it belongs, or remove it`,
    why: "A parameter that appears nowhere was usually meant to appear.",
  }),
  "expression/empty-search": entry<Record<never, never>>({
    severity: "error",
    clause: "2.11",
    message: () => "@Replace cannot search for an empty text: write the text to replace",
    why: "An empty text occurs everywhere, so it is unclear what to replace.",
  }),
  "expression/embedded": entry<{ piece: string; wrapped: string; whole: boolean; instead: string | undefined }>({
    severity: "warning",
    clause: "2.2.5",
    message: ({ piece, wrapped, whole, instead }) => {
      if (instead === undefined)
        return `${quoted(piece)} inside a longer text is not replaced: a map is a pair in an array of its own`;
      if (!whole) return `${quoted(piece)} inside a longer text is not replaced: write ${quoted(instead, 120)}`;
      if (instead === wrapped)
        return `the space around ${quoted(piece)} makes this text, which is sent as it is: remove it`;
      return `${quoted(wrapped)} is text, which is sent as it is: write ${quoted(instead, 120)}`;
    },
    why: "A string is either an expression or text. What looks like a path inside a text would be sent as it is.",
  }),
};

export function expectedHere(expected: string, found: string, hint: string): string {
  return `expected ${expected} here, but ${found === "" ? "the expression ends" : `found ${quoted(found)}`}${printable(hint)}`;
}

function counted(arguments_: number): string {
  return arguments_ === 0 ? "no arguments" : arguments_ === 1 ? "1 argument" : `${arguments_} arguments`;
}

function shownAsJson(text: string): string {
  return quoted(`\\\\${text}`);
}
