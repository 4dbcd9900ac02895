// What a Zipper packs in, the most bytes that its file can have out (spec 5.7.5).

import { utf8ToBytes } from "@noble/hashes/utils.js";
import { imageFields } from "../../language/image-fields.js";
import type { Limits } from "../../language/limits.js";
import type { Json } from "../../text/json.js";
import type { Bounds } from "../../types/bounds.js";
import { longestIndentedJson } from "../../types/longest-json.js";
import { numberRange } from "../../types/values-of-type.js";
import { sizeOf } from "../batch/group-requests.js";
import { typeOfPartial } from "../partial/partial-type.js";
import type { PartialValue } from "../partial/partial-value.js";
import { isUnknown, type PlannedRequest, type Resolved } from "../plan.js";

/** What a zip says of a file beside its bytes: name, size and place, twice. */
const eachFile = 512;
const ending = 128;

/** A picture of that size that takes more is refused: three bytes a pixel, uncompressed, and what else a file may say. */
export function mostPictureBytes({ width, height }: { readonly width: number; readonly height: number }): number {
  return width * height * 3 + height + 262_144;
}

/** JSON as it stands in a zip: indented by two, unless the white space would be more than the rest. */
export function packedJson(value: Json): string {
  const plain = JSON.stringify(value);
  const indented = JSON.stringify(value, null, 2);
  return `${indented.length <= 2 * plain.length ? indented : plain}\n`;
}

/** Of the pictures of these requests. Infinity: nothing limits their number. */
export function mostBytesOfImages(requests: readonly PlannedRequest[]): number {
  return requests.reduce((sum, { repeat, image }) => {
    const count = repeat.max === null ? Number.POSITIVE_INFINITY : repeat.max * sizeOf(image.batchSize).max;
    const size = {
      width: greatest(image.width, imageFields.width.type),
      height: greatest(image.height, imageFields.height.type),
    };
    return count === 0 ? sum : sum + count * (mostPictureBytes(size) + eachFile);
  }, 0);
}

function greatest(
  value: Resolved<number>,
  { minimum, maximum }: { readonly minimum: number; readonly maximum: number },
): number {
  return isUnknown(value) ? numberRange(value.type, { min: minimum, max: maximum }).max : value;
}

/** Of a result as JSON, deflated: that may take a little more than the text. `objects`: how many replies it was made of, if a model wrote it. */
export function mostBytesOfJson(result: PartialValue, objects: Bounds | null, limits: Limits): number {
  const text =
    result.kind === "known" ? utf8ToBytes(packedJson(result.value)).length : unknownText(result, objects, limits);
  return text + Math.ceil(text / 1000) + eachFile;
}

/** What its type does not bound, the limits of the run do, in UTF-16 units: three bytes each, twice as many with white space. */
function unknownText(result: PartialValue, objects: Bounds | null, { reply, result: whole }: Limits): number {
  const longest = longestIndentedJson(typeOfPartial(result));
  if (longest !== null) return longest + 1;
  const replies = objects === null || objects.max === null ? Number.POSITIVE_INFINITY : objects.max * (reply + 1) + 16;
  return 6 * Math.min(whole, replies) + 1;
}

export function zipBytes(files: number): number {
  return files + ending;
}
