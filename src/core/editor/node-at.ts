// A document and an offset in, the innermost value or key that holds the offset out, with the way to it (spec 7.13).

import type { Document, DocumentNode, Member, ObjectNode } from "../document/tree.js";
import type { Span } from "../text/span.js";

export type NodeAt = {
  /** Names of keys and positions of elements, down to `node`. */
  readonly way: readonly string[];
  readonly node: DocumentNode;
  /** The member whose key holds the offset; `node` is then its value, and `owner` the object that it stands in. */
  readonly key: { readonly member: Member; readonly owner: ObjectNode } | null;
};

/** An offset at either end counts as inside: that is where a cursor stands after a word. */
export function touches({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}

export function nodeAtOffset({ root }: Document, offset: number): NodeAt | null {
  if (root === null || !touches(root.span, offset)) return null;
  const way: string[] = [];
  let node: DocumentNode = root;
  for (;;) {
    if (node.kind === "object") {
      const owner: ObjectNode = node;
      const keyed = owner.members.find(({ key }) => touches(key.span, offset));
      if (keyed !== undefined)
        return { way: [...way, keyed.key.name], node: keyed.value, key: { member: keyed, owner } };
      const held: Member | undefined = owner.members.find(({ value }) => holds(value, offset));
      if (held === undefined) return { way, node, key: null };
      way.push(held.key.name);
      node = held.value;
    } else if (node.kind === "array") {
      const position = node.elements.findIndex((element) => holds(element, offset));
      const element = node.elements[position];
      if (element === undefined) return { way, node, key: null };
      way.push(String(position));
      node = element;
    } else return { way, node, key: null };
  }
}

function holds(node: DocumentNode, offset: number): boolean {
  return node.kind !== "missing" && touches(node.span, offset);
}
