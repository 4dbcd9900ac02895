// What other tools replace in a text, and what they mean by a number, as found in a template (spec 7.10.25): here it is sent as it is.

import { diagnose } from "../../diagnostic/diagnose.js";
import type { Diagnostic } from "../../diagnostic/diagnostic.js";
import { placeInString } from "../../document/place.js";
import type { DocumentNode, StringNode } from "../../document/tree.js";
import { findNamed } from "../../expression/named-state.js";
import { looksLikeExpression } from "../../flow/node-words.js";
import { valueIn } from "../../flow/value-in.js";
import type { Rule } from "../rule.js";

type Syntax = { readonly pattern: RegExp; readonly instead: (match: RegExpExecArray) => string };

const format = (name: string) =>
  `put the value in with "@Format('… {} …', $.input.${name.replace(/^(?:inputs?|vars?)\./, "")})"`;

/** Only the first in a text is reported. Every pattern is linear: what may repeat ends at a character that it cannot contain. */
const syntaxes: readonly Syntax[] = [
  {
    pattern: /<(?:lora|lyco|hypernet):[^<>\n]{1,200}>/,
    instead: () => `set "trainingId" to the trained LoRA, and "scale" to its weight`,
  },
  {
    pattern: /\{[^{}|\n]{0,200}(?:\|[^{}|\n]{0,200}){1,50}\}/,
    instead: () => `write an image for each, or a map over a list of them: ["@Map($.store.list)", { … }]`,
  },
  {
    pattern: /(?<!\w)__[A-Za-z][\w/*-]{0,98}?__(?!\w)/,
    instead: () => `put the words in a list and map over it: ["@Map($.store.list)", { … }]`,
  },
  { pattern: /(?<!\w)States\.[A-Z][A-Za-z]{1,30}\(/, instead: () => `write "@Format('…{}…', $.input.name)"` },
  {
    pattern: /\$?\{\{?[ \t]{0,4}([A-Za-z_][\w.]{0,98})[ \t]{0,4}\}\}?/,
    instead: ([, name = ""]) => format(name),
  },
];

export const foreignSyntax: Rule = {
  code: "lint/foreign-syntax",
  check: ({ document: { root } }) => {
    const steps = root === null ? undefined : valueIn(root, "steps");
    if (steps?.kind !== "array") return [];
    return steps.elements.flatMap((step) => {
      const isDrawing = textOf(valueIn(step, "type")) === "ImageGenerator";
      return [valueIn(step, "parameters"), valueIn(step, "result")].flatMap((node) => checkNode(node, isDrawing));
    });
  },
};

function textOf(node: DocumentNode | undefined): string {
  return node?.kind === "string" ? node.value : "";
}

/** Schemas and names of steps are no templates. */
const constants = ["schema", "sources", "contextId"];

function checkNode(node: DocumentNode | undefined, isDrawing: boolean): readonly Diagnostic[] {
  if (node?.kind === "string") return checkText(node);
  if (node?.kind === "array") return node.elements.flatMap((element) => checkNode(element, isDrawing));
  if (node?.kind !== "object") return [];
  return node.members.flatMap(({ key, value }) => {
    if (constants.includes(key.name)) return [];
    if (isDrawing && key.name === "seed" && value.kind === "number" && value.value === -1) {
      const instead = `for a random seed, which other tools write as -1, leave "seed" out`;
      return [diagnose("lint/foreign-syntax", value.span, { piece: "-1", instead })];
    }
    return checkNode(value, isDrawing);
  });
}

/** A path of ours in the braces of others is reported with the expression itself (spec 2.2). */
function checkText(node: StringNode): readonly Diagnostic[] {
  const { value } = node;
  if (looksLikeExpression(value) || !/[<{]|__|States\./.test(value) || findNamed(value).length > 0) return [];
  for (const { pattern, instead } of syntaxes) {
    const match = pattern.exec(value);
    if (match === null) continue;
    const place = placeInString(node);
    const [piece] = match;
    const span = { start: place(match.index), end: place(match.index + piece.length) };
    return [diagnose("lint/foreign-syntax", span, { piece, instead: instead(match) })];
  }
  return [];
}
