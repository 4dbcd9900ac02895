// A value that may be of a type that is refused where it goes (spec 3.5, 7.10.22): a list that may be null, a text that may be an object.

import { diagnose } from "../../diagnostic/diagnose.js";
import type { Diagnostic } from "../../diagnostic/diagnostic.js";
import type { StepIr, TemplateIr } from "../../ir/ir.js";
import { parametersIn } from "../../ir/parameters-in.js";
import { everyPartOf } from "../../ir/parts-of.js";
import { itemType } from "../../ir/template-type.js";
import { checkType } from "../../language/check-parameter.js";
import { imageRules, isImageField } from "../../language/image-fields.js";
import { parameterAt, typeOfParameter } from "../../language/operators/operator.js";
import { operatorOf } from "../../language/operators/operators.js";
import { anyArray, anyObject, type ParameterRule, type Takes } from "../../language/parameter-rule.js";
import type { Type } from "../../types/type.js";
import { imagesOf } from "../images.js";
import type { Rule } from "../rule.js";
import { templatesOf } from "../templates.js";

/** A template, and what takes its value. */
type Use = { readonly value: TemplateIr; readonly type: Type; readonly takes: Takes; readonly taker: string };

export const mayNotFit: Rule = {
  code: "lint/may-not-fit",
  check: ({ ir }) =>
    ir.steps
      .flatMap((step) => [...templatesOf(step).flatMap(everyPartOf).flatMap(usesIn), ...usesOf(step)])
      .flatMap(checkUse),
};

function usesIn(template: TemplateIr): readonly Use[] {
  switch (template.kind) {
    case "map":
      return [use(template.source, { type: anyArray }, "@Map")];
    case "object":
      return template.extends.map((source) => ({
        ...use(source, { type: anyObject }, "@Extend"),
        type: source.kind === "map" ? itemType(source.type) : source.type,
      }));
    case "call": {
      const row = operatorOf(template);
      return template.arguments.flatMap((argument, i) => {
        const parameter = parameterAt(row, i);
        return parameter === undefined ? [] : [use(argument, { type: typeOfParameter(parameter) }, `@${row.name}`)];
      });
    }
    default:
      return [];
  }
}

function usesOf(step: StepIr): readonly Use[] {
  const set = parametersIn(step).map(({ name, rule, template }) => fieldUse(name, rule, template));
  if (step.type !== "ImageGenerator") return set;
  const entries = imagesOf(step).flatMap(({ image }) => image.entries);
  return [
    ...set,
    ...entries.flatMap(({ key, value }) => (isImageField(key) ? [fieldUse(key, imageRules[key], value)] : [])),
  ];
}

/** null means "none here", which fields without a default cannot do with. */
function fieldUse(name: string, { type, multipleOf, takes, ...rule }: ParameterRule, value: TemplateIr): Use {
  const isNeeded = isImageField(name) && rule.default === undefined;
  const taken: Takes = {
    type,
    ...(multipleOf === undefined ? {} : { multipleOf }),
    ...(takes === undefined ? {} : { takes }),
  };
  return use(value, rule.nullIsAbsent === true && !isNeeded ? { ...taken, nullIsAbsent: true } : taken, `"${name}"`);
}

function use(value: TemplateIr, takes: Takes, taker: string): Use {
  return { value, type: value.type, takes, taker };
}

/** Where nothing fits, that is an error and was reported; what is unknown is not judged. */
function checkUse({ value, type, takes, taker }: Use): readonly Diagnostic[] {
  if (type.kind !== "union") return [];
  const misfits = type.members.flatMap((member) => checkType(takes, member) ?? []);
  const [first] = misfits;
  if (first === undefined || misfits.length === type.members.length) return [];
  return [diagnose("lint/may-not-fit", value.span, { taker, takes: first.takes, perhaps: first.found })];
}
