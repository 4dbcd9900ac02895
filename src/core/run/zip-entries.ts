// The sources of a Zipper and their results in, the files of its zip out (spec 6.8): names are safe and unique by construction, since
// step ids are letters, digits, "_" and "-", and unique also when case is ignored.

import type { StepIr } from "../ir/ir.js";
import { isArray, isObject, type JsonObject } from "../text/json.js";
import type { ZipEntry } from "./call.js";
import { safeName } from "./safe-name.js";

/** An ImageGenerator gives `img_<position in sources>_<image index>`, with the ending of its file; any other step `<stepId>.json`, once. */
export function zipEntries(
  sources: readonly string[],
  steps: readonly StepIr[],
  results: JsonObject,
): readonly ZipEntry[] {
  const typeOf = new Map(steps.map(({ id, type }) => [id, type]));
  return sources.flatMap((id, position): ZipEntry[] => {
    const result = results[id];
    if (!isObject(result)) return [];
    if (typeOf.get(id) !== "ImageGenerator")
      return sources.indexOf(id) === position ? [{ name: safeName(`${id}.json`, "step.json"), json: result }] : [];
    const images = isArray(result.images) ? result.images : [];
    return images.flatMap((image, index) => {
      const url = isObject(image) ? image.url : undefined;
      return typeof url === "string" ? [{ name: `img_${position}_${index}${endingOf(url)}`, url }] : [];
    });
  });
}

function endingOf(url: string): string {
  return /\.(png|jpg|webp)$/.exec(url)?.[0] ?? ".png";
}
