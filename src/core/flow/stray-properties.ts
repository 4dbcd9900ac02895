// The node of a schema in, the properties that it lists directly, and not in "properties", out (spec 7.4): `{ "topic": "string" }`,
// `{ "topic": { "type": "string" } }`.

import type { Edit, Fix } from "../diagnostic/diagnostic.js";
import { isTorn, memberOf } from "../document/find.js";
import type { DocumentNode, Member, ObjectNode } from "../document/tree.js";
import { inputKeywordNames, schemaKeywordNames } from "../schema/keywords.js";
import { cut } from "../text/cut.js";
import { keyLike } from "./node-words.js";
import { schemaOf, writeLike } from "./schema-fix.js";

/** A schema of an object, and one that has properties where they belong may have keywords of other tools beside them. */
export function strayProperties(schema: ObjectNode, isInput: boolean): readonly Member[] {
  if (isTorn(schema) || memberOf(schema, "properties") !== undefined || !isOfObject(schema)) return [];
  return schema.members.filter(({ key, value }) => !isKeyword(key.name) && isSchemaLike(value, isInput));
}

function isKeyword(name: string): boolean {
  return schemaKeywordNames.includes(name) || inputKeywordNames.includes(name);
}

const ofAnySchema = ["$schema", "$id", "title", "description", "required", "additionalProperties"];

/** It says so, or says nothing of what it is. */
function isOfObject(schema: ObjectNode): boolean {
  const type = memberOf(schema, "type")?.value;
  if (type !== undefined) return type.kind === "string" && type.value === "object";
  return schema.members.every(({ key: { name } }) => !isKeyword(name) || ofAnySchema.includes(name));
}

/** What says a type, or is put together of what does. */
function isSchemaLike(node: DocumentNode, isInput: boolean): boolean {
  if (schemaOf(node, isInput) !== undefined) return true;
  if (node.kind !== "object") return false;
  const type = memberOf(node, "type")?.value;
  if (type?.kind === "string" && schemaOf(type, isInput) !== undefined) return true;
  const says = ["properties", "items", "enum", "$ref", "anyOf", "oneOf", "allOf"];
  return says.some((keyword) => memberOf(node, keyword) !== undefined) || strayProperties(node, isInput).length > 0;
}

/** How the schema is written with its properties where they belong, cut to what a message can show. */
export function properSchema(schema: ObjectNode, strays: readonly Member[]): string {
  const [first] = strays;
  if (first === undefined) return "";
  const { key, value } = first;
  const shown = `${keyLike(key, key.name)}: ${value.kind === "object" && value.members.length > 1 ? "{ … }" : properValue(value, true)}`;
  const all = strays.length > 1 ? `${shown}, …` : shown;
  return `{ ${keyLike(key, "type")}: ${keyLike(schema, "object")}, ${keyLike(key, "properties")}: { ${cut(all, 80)} } }`;
}

function properValue(node: DocumentNode, isInput: boolean): string {
  const schema = schemaOf(node, isInput);
  if (schema !== undefined) return writeLike(node, schema);
  if (node.kind !== "object") return "{ … }";
  const [only] = node.members;
  return only?.value.kind === "string" ? `{ ${keyLike(only.key, only.key.name)}: ${only.value.raw} }` : "{ … }";
}

/** Wraps them, if nothing else stands between them. */
export function wrapFix(schema: ObjectNode, strays: readonly Member[], isInput: boolean): readonly Fix[] {
  const [first, last] = [strays[0], strays.at(-1)];
  if (first === undefined || last === undefined) return [];
  const from = schema.members.indexOf(first);
  if (schema.members.indexOf(last) - from !== strays.length - 1) return [];
  const { key } = first;
  const type =
    memberOf(schema, "type") === undefined ? `${keyLike(key, "type")}: ${quotedLike(key.raw, "object")}, ` : "";
  const start = key.span.start;
  const end = last.value.span.end;
  const inside = strays.flatMap(({ value }): readonly Edit[] => {
    const meant = schemaOf(value, isInput);
    return meant === undefined ? [] : [{ span: value.span, text: writeLike(value, meant) }];
  });
  const closing = inside.find(({ span }) => span.end === end);
  const edits = [
    { span: { start, end: start }, text: `${type}${keyLike(key, "properties")}: { ` },
    ...inside.filter((edit) => edit !== closing),
    closing === undefined ? { span: { start: end, end }, text: " }" } : { ...closing, text: `${closing.text} }` },
  ];
  return [
    { title: `put ${strays.length === 1 ? "the property" : "the properties"} into "properties"`, safe: false, edits },
  ];
}

/** A value, which needs quotes where a key does not. */
function quotedLike(raw: string, text: string): string {
  return raw.startsWith("'") ? `'${text}'` : `"${text}"`;
}
