// A node and a name or a JSON Pointer in, what stands there out (spec 1.2).

import type { DocumentNode, Member, ObjectNode } from "./tree.js";

/** The member of that name; of a key that is written twice, the first. */
export function memberOf(node: ObjectNode, name: string): Member | undefined {
  return node.members.find(({ key }) => key.name === name);
}

/** The node at a JSON Pointer (RFC 6901): "" is the root itself. Undefined where nothing stands. */
export function nodeAt(root: DocumentNode, pointer: string): DocumentNode | undefined {
  if (pointer === "") return root;
  if (!pointer.startsWith("/")) return undefined;
  let node: DocumentNode | undefined = root;
  for (const part of pointer.slice(1).split("/")) {
    const name = part.replaceAll("~1", "/").replaceAll("~0", "~");
    if (node?.kind === "object") node = memberOf(node, name)?.value;
    else if (node?.kind === "array" && /^(0|[1-9]\d*)$/.test(name)) node = presentElements(node.elements)[Number(name)];
    else return undefined;
  }
  return node;
}

/** The elements as `toJson` counts them: what is missing is no element. */
function presentElements(elements: readonly DocumentNode[]): readonly DocumentNode[] {
  return elements.every(({ kind }) => kind !== "missing")
    ? elements
    : elements.filter(({ kind }) => kind !== "missing");
}
