// A node and a name or a JSON Pointer in, what is there out (spec 1.2).

import { pointerSegments } from "../text/pointer.js";
import type { DocumentNode, Member, ObjectNode } from "./tree.js";

/** The member of that name; of a key that is written twice, the first. */
export function memberOf(node: ObjectNode, name: string): Member | undefined {
  return node.members.find(({ key }) => key.name === name);
}

/** The node at a JSON Pointer (RFC 6901): "" is the root itself. Undefined if nothing is there. */
export function nodeAt(root: DocumentNode, pointer: string): DocumentNode | undefined {
  if (pointer === "") return root;
  if (!pointer.startsWith("/")) return undefined;
  let node: DocumentNode | undefined = root;
  for (const name of pointerSegments(pointer)) {
    if (node?.kind === "object") node = memberOf(node, name)?.value;
    else if (node?.kind === "array" && /^(0|[1-9]\d*)$/.test(name)) node = presentElements(node.elements)[Number(name)];
    else return undefined;
  }
  return node;
}

/** It may have more than is known, or other than is known, since not all of it could be read. */
export function isTorn(node: DocumentNode | undefined): boolean {
  if (node?.kind === "object") return node.torn === true;
  return node?.kind === "array" && (node.torn === true || node.elements.some(({ kind }) => kind === "missing"));
}

/** Besides, a value in it could not be read, and may have been a bracket that what follows it stood in. */
export function isDoubtful(node: DocumentNode | undefined): boolean {
  return isTorn(node) || (node?.kind === "object" && node.members.some(({ value }) => value.kind === "missing"));
}

/** All of it was read. */
export function isWhole(node: DocumentNode): boolean {
  if (node.kind === "missing" || isTorn(node)) return false;
  if (node.kind === "object") return node.members.every(({ value }) => isWhole(value));
  return node.kind !== "array" || node.elements.every(isWhole);
}

/** The tree with nothing in the place of keys and strings that were not read for sure. */
export function withoutBroken(node: DocumentNode): DocumentNode {
  switch (node.kind) {
    case "string":
      return node.broken === true ? { kind: "missing", span: node.span } : node;
    case "object":
      return {
        ...node,
        members: node.members
          .filter(({ key }) => key.broken !== true)
          .map((member) => ({ ...member, value: withoutBroken(member.value) })),
      };
    case "array":
      return { ...node, elements: node.elements.map(withoutBroken) };
    default:
      return node;
  }
}

/** The elements as `toJson` counts them: what is missing is no element. */
function presentElements(elements: readonly DocumentNode[]): readonly DocumentNode[] {
  return elements.every(({ kind }) => kind !== "missing")
    ? elements
    : elements.filter(({ kind }) => kind !== "missing");
}
