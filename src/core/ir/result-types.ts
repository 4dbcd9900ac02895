// What the results of steps are whose shape the language fixes (spec 1.13, 1.14, 1.18).

import { imageFields } from "../language/image-fields.js";
import type { Property, Type } from "../types/type.js";
import type { TemplateIr } from "./ir.js";
import { boundsOf } from "./number-bounds.js";
import { lengthOf } from "./template-type.js";

const string: Type = { kind: "string", minLength: 0, maxLength: null };
const integer: Type = { kind: "number", integer: true, minimum: null, maximum: null };

function closed(properties: { readonly [name: string]: Type }): Type {
  const required: { [name: string]: Property } = {};
  for (const [name, type] of Object.entries(properties)) required[name] = { type, required: true };
  return { kind: "object", properties: required, rest: null };
}

export const modelResult: Type = closed({ id: string });
export const downloadResult: Type = closed({ url: string });
const image: Type = closed({
  url: string,
  width: imageFields.width.type,
  height: imageFields.height.type,
  seed: integer,
});

/** `{ images }` with as many images as the templates bound: a pack, and a batch size that is not said, may add any. */
export function imagesResult(
  images: TemplateIr | null,
  inferencePackId: TemplateIr | null,
  shared: { readonly [field: string]: TemplateIr },
): Type {
  const requests = images === null ? { min: 0, max: 0 } : lengthOf(images.type);
  const batch = batchBounds(images, shared);
  const max = inferencePackId !== null || requests.max === null ? null : requests.max * batch.max;
  return closed({
    images: { kind: "array", prefix: [], items: image, minItems: requests.min * batch.min, maxItems: max },
  });
}

function batchBounds(
  images: TemplateIr | null,
  shared: { readonly [field: string]: TemplateIr },
): { min: number; max: number } {
  const common = shared.batchSize === undefined ? { min: 1, max: 1 } : clamp(boundsOf(shared.batchSize.type));
  return images === null || everyImageIsPlain(images) ? common : { min: 1, max: 4 };
}

/** No image sets a batch size of its own, as far as the template shows. */
function everyImageIsPlain(template: TemplateIr): boolean {
  switch (template.kind) {
    case "array":
      return template.elements.every(everyImageIsPlain);
    case "map":
      return everyImageIsPlain(template.body);
    case "object":
      return template.extends.length === 0 && template.entries.every((entry) => entry.key !== "batchSize");
    default:
      return false;
  }
}

function clamp({ min, max }: { readonly min: number; readonly max: number | null }): { min: number; max: number } {
  return { min: Math.min(Math.max(min, 1), 4), max: Math.min(max ?? 4, 4) };
}
