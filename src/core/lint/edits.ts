// A text and the place of the string that it is to replace in, the string as the flow writes strings out (spec 7.5).

import type { Document, DocumentNode } from "../document/tree.js";
import type { Span } from "../text/span.js";

/** In single quotes where the string at that place is. */
export function quotedLike({ root }: Document, span: Span, text: string): string {
  const json = JSON.stringify(text);
  const node = root === null ? undefined : nodeOfSpan(root, span);
  if (node?.kind !== "string" || !node.raw.startsWith("'")) return json;
  return `'${json.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

function nodeOfSpan(node: DocumentNode, span: Span): DocumentNode | undefined {
  if (node.span.start === span.start && node.span.end === span.end) return node;
  const children =
    node.kind === "object" ? node.members.map(({ value }) => value) : node.kind === "array" ? node.elements : [];
  const around = children.find((child) => child.span.start <= span.start && span.end <= child.span.end);
  return around === undefined ? undefined : nodeOfSpan(around, span);
}
