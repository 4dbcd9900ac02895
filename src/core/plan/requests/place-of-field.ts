// The template that made an image and a field of it in, the narrowest place that decides the field out (spec 7.2).

import type { TemplateIr } from "../../ir/ir.js";
import type { Span } from "../../text/span.js";

/** Without a field, or where the field comes from a merge or from data: the image, the last source of the merge, the path. */
export function placeOfField(origin: TemplateIr, field: string | null): Span {
  if (origin.kind === "map") return placeOfField(origin.body, field);
  if (origin.kind !== "object" || field === null) return origin.span;
  const entry = origin.entries.find(({ key }) => key === field);
  return entry?.value.span ?? origin.extends.at(-1)?.span ?? origin.span;
}
