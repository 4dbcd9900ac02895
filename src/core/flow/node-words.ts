// A node of the document as messages and fixes write it: what it is, and how the author quotes (spec 7.4, 7.5).

import type { Fix } from "../diagnostic/diagnostic.js";
import type { DocumentNode, KeyNode } from "../document/tree.js";
import { cut } from "../text/cut.js";
import { quoted } from "../text/printable.js";

export function describeNode(node: DocumentNode): string {
  switch (node.kind) {
    case "object":
      return "an object";
    case "array":
      return "an array";
    case "string":
      return `the text ${quoted(node.value)}`;
    case "number":
      return quoteless(node.raw);
    case "boolean":
      return `${node.value}`;
    case "null":
      return "null";
    case "missing":
      return "nothing";
  }
}

function quoteless(raw: string): string {
  return cut(raw, 30);
}

/** What an author takes for an expression: a path, or a call of an operator. Text such as "@someone" is not one. */
export function looksLikeExpression(text: string): boolean {
  return /^(?:\$|@[A-Za-z]+\()/.test(text);
}

/** A name in the quotes that the node or key at its place has: none, single or double. */
export function keyLike(node: DocumentNode | KeyNode, name: string): string {
  const raw = "raw" in node ? node.raw : `"`;
  const json = JSON.stringify(name);
  if (raw.startsWith("'")) return `'${json.slice(1, -1).replaceAll(`\\"`, `"`).replaceAll("'", "\\'")}'`;
  return raw.startsWith(`"`) || !/^[A-Za-z_$][\w$]*$/.test(name) ? json : name;
}

/** A number or boolean that was put in quotes, without them. */
export function typedFix(node: DocumentNode, type: unknown): readonly Fix[] {
  if (node.kind !== "string") return [];
  const types = Array.isArray(type) ? type : [type];
  const isNumber = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?$/.test(node.value);
  const isInteger = /^-?(?:0|[1-9]\d{0,14})$/.test(node.value);
  const fits =
    (types.includes("number") && isNumber) ||
    (types.includes("integer") && isInteger) ||
    (types.includes("boolean") && (node.value === "true" || node.value === "false"));
  if (!fits) return [];
  return [{ title: `write ${node.value} without quotes`, safe: false, edits: [{ span: node.span, text: node.value }] }];
}
