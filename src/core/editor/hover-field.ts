// An offset in, what is to be said of the field, type or operator of the language that stands there out (spec 1.6–1.20, 7.13).

import { ownerAt, placeAt } from "../flow/flow-place.js";
import { type ImageFieldRule, imageFields } from "../language/image-fields.js";
import { isStepType } from "../language/known-fields.js";
import { everyOperator } from "../language/operators/operators.js";
import { hasOwn } from "../text/json.js";
import type { Analysis } from "./analysis.js";
import type { Hover } from "./hover.js";
import { code, titled } from "./markdown.js";
import { nodeAtOffset } from "./node-at.js";
import { stepWords, widgetWords, wordsOf } from "./words.js";

/** Names of fields, and the constants that the language lists. */
export function hoverField({ document, text }: Analysis, offset: number): Hover | null {
  const at = nodeAtOffset(document, offset);
  if (at === null || document.root === null) return null;
  const field = at.way.at(-1);
  if (field === undefined) return null;
  const owner = ownerAt(at.way.slice(0, -1), document.root);
  if (at.key === null) {
    const value = at.node.kind === "string" && field === "type" ? at.node.value : null;
    if (value === null) return null;
    const { span } = at.node;
    if (owner.kind === "step" && isStepType(value)) return { span, text: titled(text, span, stepWords[value]) };
    return owner.kind === "widget" && hasOwn(widgetWords, value)
      ? { span, text: titled(text, span, widgetWords[value] ?? "") }
      : null;
  }
  const { span } = at.key.member.key;
  if (field === "@Extend" && owner.kind !== "flow") return { span, text: operatorText("Extend") };
  const words = wordsOf(owner, field);
  if (words === null) return null;
  const { takes } = placeAt(at.way, owner);
  const isImage = owner.kind === "image" || (owner.kind === "parameters" && owner.type === "ImageGenerator");
  const rule: ImageFieldRule | undefined =
    isImage && hasOwn(imageFields, field) ? imageFields[field as keyof typeof imageFields] : undefined;
  const standard = rule?.default == null ? "" : ` Default: ${code(JSON.stringify(rule.default))}.`;
  return {
    span,
    text: [`**${field}**${takes === null ? "" : `: ${takes}`}`, `${words}${standard}`].join("\n\n"),
    ...(rule === undefined ? {} : { type: rule.type }),
  };
}

export function operatorText(name: string): string {
  const help = everyOperator.find((operator) => operator.name === name);
  return help === undefined ? "" : `${code(help.form)}\n\n${help.words}`;
}
