// A text in the place of a schema in, the schema that is meant out where the text is the name of a type: `"product": "string"` (spec 7.4).

import type { Fix } from "../diagnostic/diagnostic.js";
import type { DocumentNode } from "../document/tree.js";
import { keyLike } from "./node-words.js";

/** The names of types, and what other languages call them. */
const types: ReadonlyMap<string, string> = new Map([
  ...["string", "number", "integer", "boolean", "array", "object", "null"].map((name) => [name, name] as const),
  ["text", "string"],
  ["str", "string"],
  ["int", "integer"],
  ["float", "number"],
  ["double", "number"],
  ["bool", "boolean"],
  ["list", "array"],
  ["dict", "object"],
]);

export function schemaFix(node: DocumentNode): readonly Fix[] {
  const type = node.kind === "string" ? types.get(node.value.toLowerCase()) : undefined;
  if (type === undefined) return [];
  const text = `{ ${keyLike(node, "type")}: ${keyLike(node, type)} }`;
  return [{ title: `write ${text}`, safe: false, edits: [{ span: node.span, text }] }];
}
