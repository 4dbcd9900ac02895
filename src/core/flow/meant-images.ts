// A value in the place of images, or of a field of one, in; the shape that was meant out, in words and as a fix (spec 7.4): `"a fox"`,
// `{ "prompt": … }`, `["@Map(…)", "$$"]` as a prompt.

import { wrapping } from "../diagnostic/fix.js";
import type { ArrayNode, DocumentNode } from "../document/tree.js";
import { cut } from "../text/cut.js";
import { isPosition, type Owner } from "./flow-place.js";
import type { Meant } from "./schema-fix.js";

/** `field`: the key of the object, or the position in the list, where the value stands. */
export function meantImages(node: DocumentNode, field: string, owner: Owner): Meant {
  if (owner.kind === "parameters" && field === "images") return meantList(node);
  if (owner.kind !== "image") return { fixes: [] };
  if (node.kind === "array") return meantField(node, field);
  const isElement = node.kind === "string" && isPosition(field);
  return isElement ? wrap(node, `{ "prompt": `, " }", cut(node.raw, 40)) : { fixes: [] };
}

function meantList(node: DocumentNode): Meant {
  if (node.kind === "string") return wrap(node, `[{ "prompt": `, " }]", cut(node.raw, 40));
  if (node.kind !== "object" || node.members.some(({ key }) => key.name.startsWith("@Map"))) return { fixes: [] };
  return wrap(node, "[", "]", "{ … }");
}

/** A list of texts, or a map, in the place of one: there is one image for each of them. */
function meantField(node: ArrayNode, field: string): Meant {
  const [first] = node.elements;
  if (first?.kind !== "string" || isPosition(field)) return { fixes: [] };
  const instead = first.value.startsWith("@Map(")
    ? `for an image of each item, put the map around the image: [${first.raw}, { "${field}": "$$" }]`
    : `for several images, write an image for each: { "${field}": ${cut(first.raw, 40)} }, …`;
  return { instead, fixes: [] };
}

function wrap(node: DocumentNode, before: string, after: string, shown: string): Meant {
  const fix = wrapping(`put ${before}…${after} around it`, node.span, before, after);
  return { instead: `write ${before}${shown}${after}`, fixes: [fix] };
}
