// @Format: a template with braces and values in, the text out (spec 2.10).

import { diagnose } from "../../diagnostic/diagnose.js";
import { presume } from "../../unreachable.js";
import { printFormatTemplate, readFormatTemplate, readFormatText } from "./format-template.js";
import type { Operator } from "./operator.js";

export const format: Operator = {
  name: "Format",
  form: "@Format('template with {}', parameter, …)",
  words: "The template with its braces filled in.",
  clause: "2.10",
  parameters: [{ name: "template", takes: ["string"], written: true }],
  rest: {
    name: "parameter",
    takes: ["string", "number", "boolean"],
    misfit: (found, span, at) => diagnose("evaluate/format-type", span, { found, at }),
  },
  result: { kind: "string", minLength: 0, maxLength: null },
  read: ([template, ...given]) => {
    const { value, at } = presume(template, "a template");
    const { parts, mistakes } = readFormatTemplate(String(value), given, at);
    return { mistakes, literals: [printFormatTemplate(parts), ...given.map((each) => each.value)] };
  },
  evaluate: ([template]) => {
    const parts = readFormatText(String(template));
    return ([, ...given], room) => {
      // Numbers and booleans as JSON writes them; String(-0) is "0", as JSON's is.
      const pieces = parts.map((part) => (typeof part === "string" ? part : String(given[part])));
      let length = 0;
      for (const piece of pieces) length += piece.length;
      room(length);
      return pieces.join("");
    };
  },
  examples: [
    { expression: "@Format('{} in {}', 'a fox', 'snow')", value: "a fox in snow" },
    { expression: "@Format('{1}-{0} {{}}', 7, true)", value: "true-7 {}" },
  ],
};
