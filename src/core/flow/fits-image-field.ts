// A value and the name of an image field in, whether the field takes it out (spec 1.14). null is judged by who asks: it is legal
// in images, where it means "none".

import { type ImageFieldName, type ImageFieldRule, imageFields } from "../language/image-fields.js";
import type { Json } from "../text/json.js";
import type { Type } from "../types/type.js";

export function fitsImageField(value: Json, name: ImageFieldName): boolean {
  const { type, multipleOf }: ImageFieldRule = imageFields[name];
  return fits(value, type) && (multipleOf === undefined || (typeof value === "number" && value % multipleOf === 0));
}

function fits(value: Json, type: Type): boolean {
  switch (type.kind) {
    case "string":
      return typeof value === "string" && (type.format !== "uuid" || isUuid(value));
    case "number":
      return (
        typeof value === "number" &&
        (!type.integer || Number.isInteger(value)) &&
        (type.minimum === null || value >= type.minimum) &&
        (type.maximum === null || value <= type.maximum)
      );
    case "constant":
      return value === type.value;
    case "union":
      return type.members.some((member) => fits(value, member));
    default:
      return true;
  }
}

export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text);
}
