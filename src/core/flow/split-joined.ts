// One string that names several steps, as "a, b", in; the ids with their places out (spec 1.18).

import type { StringNode } from "../document/tree.js";
import type { StepReference } from "./tree.js";

export function splitJoined(node: StringNode): readonly StepReference[] {
  // Escapes would move the places: then every part has the place of the whole.
  const plain = node.raw.length === node.value.length + 2;
  const references: StepReference[] = [];
  let offset = 0;
  for (const part of node.value.split(",")) {
    const id = part.trim();
    const start = node.span.start + 1 + offset + part.indexOf(id);
    if (id !== "") references.push({ id, span: plain ? { start, end: start + id.length } : node.span });
    offset += part.length + 1;
  }
  return references;
}
