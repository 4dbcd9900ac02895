// The name of an image field in, what it takes as messages say it out (spec 1.14).

import { type ImageFieldName, type ImageFieldRule, imageFields } from "../language/image-fields.js";
import type { Type } from "../types/type.js";

/** What a field takes, as messages say it: "an integer from 8 to 2048, a multiple of 8". */
export function describeImageField(name: ImageFieldName): string {
  const { type, multipleOf }: ImageFieldRule = imageFields[name];
  const base = describeFieldType(type);
  return multipleOf === undefined ? base : `${base}, a multiple of ${multipleOf}`;
}

function describeFieldType(type: Type): string {
  if (type.kind === "number") {
    const noun = type.integer ? "an integer" : "a number";
    return type.minimum === null || type.maximum === null ? noun : `${noun} from ${type.minimum} to ${type.maximum}`;
  }
  if (type.kind === "string") return type.format === "uuid" ? "a UUID" : "a string";
  if (type.kind === "union") return type.members.map(describeFieldType).join(" or ");
  return type.kind === "constant" ? JSON.stringify(type.value) : "a value";
}
