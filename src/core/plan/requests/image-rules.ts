// The table of image fields in, for each field a test of values that is fast enough for a million requests, and how to say what
// it takes, out (spec 1.14).

import { describeImageField } from "../../flow/describe-image-field.js";
import { isUuid } from "../../flow/fits-image-field.js";
import { type ImageFieldName, type ImageFieldRule, imageFieldNames, imageFields } from "../../language/image-fields.js";
import type { Json } from "../../text/json.js";
import type { Type } from "../../types/type.js";

export type ImageRule = {
  readonly field: ImageFieldName;
  readonly type: Type;
  /** Undefined: the field must come from somewhere. */
  readonly none: Json | undefined;
  readonly fits: (value: Json) => boolean;
  /** "an integer from 1 to 60". */
  readonly takes: string;
};

export const imageRules: { readonly [field in ImageFieldName]: ImageRule } = Object.fromEntries(
  imageFieldNames.map((field) => [field, ruleOf(field, imageFields[field])]),
) as { [field in ImageFieldName]: ImageRule };

function ruleOf(field: ImageFieldName, rule: ImageFieldRule): ImageRule {
  return { field, type: rule.type, none: rule.default, fits: fitsOf(rule), takes: describeImageField(field) };
}

function fitsOf({ type, multipleOf }: ImageFieldRule): (value: Json) => boolean {
  if (type.kind === "string") {
    const uuid = type.format === "uuid";
    return (value) => typeof value === "string" && (!uuid || isUuid(value));
  }
  if (type.kind === "number") {
    const low = type.minimum ?? (type.integer ? Number.MIN_SAFE_INTEGER : -Infinity);
    const high = type.maximum ?? (type.integer ? Number.MAX_SAFE_INTEGER : Infinity);
    const step = multipleOf ?? (type.integer ? 1 : 0);
    return (value) => typeof value === "number" && value >= low && value <= high && (step === 0 || value % step === 0);
  }
  const values = constantsOf(type);
  return (value) => values.includes(value);
}

function constantsOf(type: Type): readonly Json[] {
  if (type.kind === "union") return type.members.flatMap(constantsOf);
  return type.kind === "constant" ? [type.value] : [];
}
