// An ImageGenerator in, the images that are written out in it out, with the maps around each; and what a field of such an image will
// be after merging (spec 1.15), as far as that is known.

import type { Diagnostic } from "../diagnostic/diagnostic.js";
import type { FlowIr, ImageGeneratorIr, MapIr, ObjectIr, TemplateIr } from "../ir/ir.js";
import type { ImageFieldName } from "../language/image-fields.js";
import type { Span } from "../text/span.js";
import type { Type } from "../types/type.js";

export type WrittenImage = { readonly image: ObjectIr; readonly maps: readonly MapIr[] };

export function imagesOf(step: ImageGeneratorIr): readonly WrittenImage[] {
  return step.images === null ? [] : imagesIn(step.images, []);
}

function imagesIn(template: TemplateIr, maps: readonly MapIr[]): readonly WrittenImage[] {
  switch (template.kind) {
    case "array":
      return template.elements.flatMap((element) => imagesIn(element, maps));
    case "map":
      return imagesIn(template.body, [...maps, template]);
    case "object":
      return [{ image: template, maps }];
    default:
      return [];
  }
}

/** What is found at the images of all steps; at a place that several images share, once. */
export function atImages(
  { steps }: FlowIr,
  find: (written: WrittenImage, step: ImageGeneratorIr) => readonly Diagnostic[],
): readonly Diagnostic[] {
  const found = new Map<number, Diagnostic>();
  for (const step of steps) {
    if (step.type !== "ImageGenerator") continue;
    for (const written of imagesOf(step)) for (const each of find(written, step)) found.set(each.span.start, each);
  }
  return [...found.values()];
}

type Constant = string | number | boolean;

/** Where a field of an image comes from. `template` is null where a merged object gives it; `value` is null where it is not known. */
type FieldSource = {
  readonly from: "image" | "step";
  readonly template: TemplateIr | null;
  readonly value: Constant | null;
  readonly span: Span;
};

/** "nothing" where no one sets the field, or null does; "unknown" where that is not known. */
export function fieldOf(
  { image }: WrittenImage,
  step: ImageGeneratorIr,
  field: ImageFieldName,
): FieldSource | "nothing" | "unknown" {
  const type = image.type.kind === "object" ? image.type : null;
  const property = type?.properties[field];
  if (type === null || (property === undefined && type.rest !== null)) return "unknown";
  if (property === undefined) {
    const shared = step.shared[field];
    return shared === undefined ? "nothing" : sourceOf("step", shared, shared.type, shared.span);
  }
  if (!property.required) return "unknown";
  const own = image.entries.find(({ key }) => key === field)?.value ?? null;
  return sourceOf("image", own, property.type, own?.span ?? image.extends[0]?.span ?? image.span);
}

function sourceOf(
  from: FieldSource["from"],
  template: TemplateIr | null,
  type: Type,
  span: Span,
): FieldSource | "nothing" | "unknown" {
  if (type.kind === "null") return "nothing";
  // A path that may find nothing leaves its field to whoever is next.
  if (template?.kind === "path" && !template.certain) return "unknown";
  return { from, template, value: type.kind === "constant" ? type.value : null, span };
}

/** The value of a field that is known before the run. */
export function constantOf(source: FieldSource | "nothing" | "unknown"): Constant | null {
  return typeof source === "string" ? null : source.value;
}
