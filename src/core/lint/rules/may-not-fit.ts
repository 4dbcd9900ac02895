// A value that may be of a type that is refused where it goes (spec 3.5, 7.10.22): a list that may be null, a text that may be an object.

import { diagnose } from "../../diagnostic/diagnose.js";
import type { Diagnostic } from "../../diagnostic/diagnostic.js";
import type { StepIr, TemplateIr } from "../../ir/ir.js";
import { itemType } from "../../ir/template-type.js";
import { imageFieldNames, imageFields } from "../../language/image-fields.js";
import { parameterAt, typeOfParameter } from "../../language/operators/operator.js";
import { operatorOf } from "../../language/operators/operators.js";
import { relation } from "../../types/accepts.js";
import { describeType } from "../../types/describe-type.js";
import { type Type, unknownType } from "../../types/type.js";
import { unreachable } from "../../unreachable.js";
import { imagesOf } from "../images.js";
import type { Rule } from "../rule.js";
import { everyPartOf, templatesOf } from "../templates.js";

/** A template, and what takes its value. */
type Use = { readonly value: TemplateIr; readonly type: Type; readonly takes: Type; readonly taker: string };

const string: Type = { kind: "string", minLength: 0, maxLength: null };
const number: Type = { kind: "number", integer: false, minimum: null, maximum: null };
const array: Type = { kind: "array", prefix: [], items: unknownType, minItems: 0, maxItems: null };
const object: Type = { kind: "object", properties: {}, rest: unknownType };

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
      return [use(template.source, array, "@Map")];
    case "object":
      return template.extends.map((source) => ({
        ...use(source, object, "@Extend"),
        type: source.kind === "map" ? itemType(source.type) : source.type,
      }));
    case "call": {
      const row = operatorOf(template);
      return template.arguments.flatMap((argument, i) => {
        const parameter = parameterAt(row, i);
        return parameter === undefined ? [] : [use(argument, typeOfParameter(parameter), `@${row.name}`)];
      });
    }
    default:
      return [];
  }
}

function usesOf(step: StepIr): readonly Use[] {
  switch (step.type) {
    case "ObjectGenerator":
      return [
        use(step.description, string, `"description"`),
        ...(step.amount === null ? [] : [use(step.amount, number, `"amount"`)]),
        ...(step.count === null ? [] : [use(step.count, number, `"count"`)]),
        ...(step.creativity === null ? [] : [use(step.creativity, number, `"creativity"`)]),
      ];
    case "ModelGenerator":
      return [use(step.datasetId, string, `"datasetId"`)];
    case "ImageGenerator": {
      const own = imagesOf(step).flatMap(({ image }) => image.entries.map(({ key, value }) => ({ field: key, value })));
      const shared = Object.entries(step.shared).map(([field, value]) => ({ field, value }));
      return [...own, ...shared].flatMap(({ field, value }) => fieldUse(field, value));
    }
    case "ObjectTransformer":
      return [use(step.result, object, `"result"`)];
    case "Zipper":
      return [use(step.filename, string, `"filename"`)];
    default:
      return unreachable(step);
  }
}

/** null means "none here", which fields without a default cannot do with. */
function fieldUse(field: string, value: TemplateIr): readonly Use[] {
  const name = imageFieldNames.find((known) => known === field);
  if (name === undefined) return [];
  const { type, default: otherwise } = imageFields[name];
  const takes: Type = otherwise === undefined ? type : { kind: "union", members: [type, { kind: "null" }] };
  return [use(value, takes, `"${field}"`)];
}

function use(value: TemplateIr, takes: Type, taker: string): Use {
  return { value, type: value.type, takes, taker };
}

/** Where nothing fits, that is an error and was reported; what is unknown is not judged. */
function checkUse({ value, type, takes, taker }: Use): readonly Diagnostic[] {
  if (type.kind !== "union") return [];
  const misfits = type.members.filter((member) => relation(takes, member) === "no");
  const [first] = misfits;
  if (first === undefined || misfits.length === type.members.length) return [];
  return [
    diagnose("lint/may-not-fit", value.span, { taker, takes: describeType(takes), perhaps: describeType(first) }),
  ];
}
