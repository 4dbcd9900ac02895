// The node of a value in, its type out, as exact as types are (spec 3.1): what could not be read is of an unknown type, and where
// something was lost there may be more than is known (spec 1.7).

import { isDoubtful, isWhole } from "../document/find.js";
import { toJson } from "../document/to-json.js";
import type { DocumentNode } from "../document/tree.js";
import { setOwn } from "../text/json.js";
import { type Property, type Type, unknownType } from "../types/type.js";
import { valueType } from "../types/value-type.js";

export function nodeType(node: DocumentNode): Type {
  const value = isWhole(node) ? toJson(node) : undefined;
  if (value !== undefined) return valueType(value);
  if (node.kind === "object") {
    const properties: { [name: string]: Property } = {};
    for (const member of [...node.members].reverse())
      setOwn(properties, member.key.name, { type: node.torn ? unknownType : nodeType(member.value), required: true });
    return { kind: "object", properties, rest: isDoubtful(node) ? unknownType : null };
  }
  if (node.kind !== "array" || node.torn === true) return unknownType;
  const prefix = node.elements.map(nodeType);
  return { kind: "array", prefix, items: { kind: "never" }, minItems: prefix.length, maxItems: prefix.length };
}
