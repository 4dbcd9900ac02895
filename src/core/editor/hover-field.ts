// An offset in, what to show for the field, type or operator of the language at that place out (spec 1.6–1.20, 7.13).

import { type Owner, ownerAt, rowAt } from "../flow/flow-place.js";
import { widgetTypes } from "../language/flow-fields.js";
import { imageRules } from "../language/image-fields.js";
import { everyOperator } from "../language/operators/operators.js";
import { isStepType, type ParameterRules, parametersOf, steps } from "../language/steps.js";
import { hasOwn } from "../text/json.js";
import type { Analysis } from "./analysis.js";
import type { Hover } from "./hover-answer.js";
import { code, titled } from "./markdown.js";
import { nodeAtOffset } from "./node-at.js";

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
    if (owner.kind === "step" && isStepType(value)) return { span, text: titled(text, span, steps[value].words) };
    return owner.kind === "widget" && hasOwn(widgetTypes, value)
      ? { span, text: titled(text, span, widgetTypes[value as keyof typeof widgetTypes]) }
      : null;
  }
  const { span } = at.key.member.key;
  if (field === "@Extend" && owner.kind !== "flow") return { span, text: operatorText("Extend") };
  const row = owner.kind === "other" ? null : rowAt(owner, field);
  if (row === null) return null;
  const rules = rulesOf(owner);
  const rule = hasOwn(rules, field) ? rules[field] : undefined;
  const standard = rule?.default == null ? "" : ` Default: ${code(JSON.stringify(rule.default))}.`;
  return {
    span,
    text: [`**${field}**: ${row.takes}`, `${row.words}${standard}`].join("\n\n"),
    ...(rule === undefined ? {} : { type: rule.type }),
  };
}

function rulesOf(owner: Owner): ParameterRules {
  if (owner.kind === "image") return imageRules;
  return owner.kind === "parameters" && owner.type !== null ? parametersOf(owner.type) : {};
}

export function operatorText(name: string): string {
  const help = everyOperator.find((operator) => operator.name === name);
  return help === undefined ? "" : `${code(help.form)}\n\n${help.words}`;
}
