// A size far from what the base model was trained on (spec 7.10.14).

import { diagnose } from "../../diagnostic/diagnose.js";
import type { ImageGeneratorIr } from "../../ir/ir.js";
import { imageFields } from "../../language/image-fields.js";
import { baseModelOf } from "../base-models.js";
import { atImages, constantOf, fieldOf, type WrittenImage } from "../images.js";
import type { Rule } from "../rule.js";

export const unusualSize: Rule = {
  code: "lint/unusual-size",
  check: ({ ir }) =>
    atImages(ir, (written, step) => {
      const model = baseModelOf(constantOf(fieldOf(written, step, "baseModel")));
      const [width, height] = [sizeOf(written, step, "width"), sizeOf(written, step, "height")];
      // Without a size of the author's there is no choice to speak of.
      const place = width?.span ?? height?.span;
      if (model === null || width === null || height === null || place === undefined) return [];
      const pixels = width.value * height.value;
      if (pixels >= model.pixels.least && pixels <= model.pixels.most) return [];
      const parameters = {
        width: width.value,
        height: height.value,
        model: model.name,
        size: model.size,
        small: pixels < model.pixels.least,
      };
      return [diagnose("lint/unusual-size", place, parameters)];
    }),
};

/** Null where it is not known; without a span where it is the default. */
function sizeOf(written: WrittenImage, step: ImageGeneratorIr, field: "width" | "height") {
  const source = fieldOf(written, step, field);
  if (source === "nothing") return { value: imageFields[field].default, span: undefined };
  if (source === "unknown" || typeof source.value !== "number") return null;
  return { value: source.value, span: source.span };
}
