// The node of a schema in, what is known of the schema out (spec 1.7): where a part of it was not read, that part allows everything.
// A keyword that was not read could be any, so the schema that contains it is not known either.

import { isDoubtful, isTorn, isWhole } from "../document/find.js";
import { toJson } from "../document/to-json.js";
import type { DocumentNode, Member } from "../document/tree.js";
import { holdsNamedSchemas, holdsSchema, holdsSchemas } from "../schema/walk-schema.js";
import { isObject, type Json, type JsonObject, type JsonRecord, setOwn } from "../text/json.js";

/** `{}` where nothing of it is known. */
export function knownSchema(node: DocumentNode): JsonObject {
  const schema = isWhole(node) ? toJson(node) : partOf(node);
  return isObject(schema) ? schema : {};
}

const anything: Json = true;

function partOf(node: DocumentNode): Json {
  if (node.kind !== "object") return isWhole(node) ? (toJson(node) ?? anything) : anything;
  if (isTorn(node)) return anything;
  const schema: JsonRecord = {};
  for (const member of node.members) {
    const value = keywordOf(member);
    if (value === undefined) return anything;
    setOwn(schema, member.key.name, value);
  }
  return schema;
}

/** undefined: it was not read. */
function keywordOf({ key: { name }, value }: Member): Json | undefined {
  if (isWhole(value)) return toJson(value);
  if (holdsSchema.has(name)) return partOf(value);
  if (isDoubtful(value)) return undefined;
  if (holdsSchemas.has(name) && value.kind === "array") return value.elements.map(partOf);
  if (!holdsNamedSchemas.has(name) || value.kind !== "object") return undefined;
  const named: JsonRecord = {};
  for (const { key, value: schema } of value.members) setOwn(named, key.name, partOf(schema));
  return named;
}
