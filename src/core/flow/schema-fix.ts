// A value that a schema cannot have in, what was probably meant out, in words and as a fix (spec 7.4): `"product": "string"`,
// `"type": "str"`, `"required": true` inside a property, `"enum": "a, b"`.

import type { Fix } from "../diagnostic/diagnostic.js";
import { writeInstead } from "../diagnostic/fix.js";
import { memberOf, nodeAt } from "../document/find.js";
import type { DocumentNode, ObjectNode, StringNode } from "../document/tree.js";
import { wantsSchema } from "../schema/inspect-schema.js";
import { meantSchema, typeNames } from "../schema/meant-schema.js";
import type { SchemaProblem } from "../schema/validator.js";
import { isArray, isObject, type Json, type JsonObject } from "../text/json.js";
import { nearest } from "../text/nearest.js";
import { pointerSegments, pointerTo } from "../text/pointer.js";
import { keyLike, typedFix } from "./node-words.js";
import { valueIn } from "./value-in.js";

export type Meant = { readonly instead?: string; readonly fixes: readonly Fix[] };

const nothing: Meant = { fixes: [] };
const named: Meant = { instead: `it lists the names of the required properties, as in ["topic"]`, fixes: [] };

/** `isInput`: uploads exist in the schema of the input only. */
export function meantInSchema(problem: SchemaProblem, root: ObjectNode, isInput: boolean): Meant {
  const { pointer, wants = "" } = problem;
  const node = nodeAt(root, pointer);
  if (node === undefined) return nothing;
  const segments = pointerSegments(pointer);
  const keyword = segments.at(-1);
  if (wantsSchema(wants)) return { fixes: schemaFix(node, isInput) };
  const schema = nodeAt(root, pointerTo("", ...segments.slice(0, -1)));
  if (keyword === "type" && node.kind === "string" && schema?.kind === "object")
    return meantType(node, schema, isInput);
  if (keyword === "required" && node.kind === "boolean") return meantRequired(node.value, segments, root);
  if (wants === "array" && node.kind === "string" && (keyword === "required" || keyword === "enum"))
    return meantList(node, keyword, schema);
  return { fixes: typedFix(node, wants.split(",")) };
}

/** The name of a type, or a list of one schema, in the place of a schema. */
export function schemaFix(node: DocumentNode, isInput: boolean): readonly Fix[] {
  const schema = schemaOf(node, isInput);
  return schema === undefined ? [] : replaced(node, schema).fixes;
}

/** The schema that a text or a list stands for: `"string"`, `["string"]`. Undefined: it does not. */
export function schemaOf(node: DocumentNode, isInput: boolean): JsonObject | undefined {
  if (node.kind === "array" && node.elements.length === 1) {
    const items = schemaOf(node.elements[0] as DocumentNode, isInput);
    return items === undefined ? undefined : { type: "array", items };
  }
  const schema = node.kind === "string" ? meantSchema(node.value) : undefined;
  return schema?.dataset === true && !isInput ? { type: "string" } : schema;
}

function meantType(node: StringNode, holder: ObjectNode, isInput: boolean): Meant {
  const schema = schemaOf(node, isInput);
  if (schema === undefined) {
    const near = nearest(node.value, typeNames);
    return near === undefined ? nothing : meantType({ ...node, value: near }, holder, isInput);
  }
  const { type = "", ...rest } = schema;
  const more = Object.entries(rest).filter(([key]) => memberOf(holder, key) === undefined);
  // What the choices are only the author knows.
  if (more.some(([key]) => key === "enum"))
    return { instead: `write ${keyLike(node, "string")}, and list the choices in "enum", as in ["a", "b"]`, fixes: [] };
  const members = more.map(([key, value]) => `, ${keyLike(node, key)}: ${writeLike(node, value)}`).join("");
  const text = `${writeLike(node, type)}${members}`;
  const fixes = [writeInstead(node.span, text)];
  if (members === "" && typeof type === "string") return { instead: `did you mean ${text}?`, fixes };
  const upload = rest.dataset === true ? ", which is an upload of images" : "";
  return { instead: `write ${keyLike(node, "type")}: ${text}${upload}`, fixes };
}

/** Inside a property, `required` says something of the property in other schema languages; here the object lists the names. */
function meantRequired(isRequired: boolean, segments: readonly string[], root: ObjectNode): Meant {
  const name = segments.at(-2);
  const isProperty = name !== undefined && segments.at(-3) === "properties";
  if (!isRequired)
    return { instead: `remove it, since only what an object lists in "required" is required`, fixes: [] };
  if (isProperty)
    return {
      instead: `instead, write "required": ${JSON.stringify([name])} beside "properties"`,
      fixes: moveUp(segments, root),
    };
  const schema = nodeAt(root, pointerTo("", ...segments.slice(0, -1)));
  const properties = schema === undefined ? undefined : valueIn(schema, "properties");
  const names = properties?.kind === "object" ? properties.members.map(({ key }) => key.name) : [];
  const node = nodeAt(root, pointerTo("", ...segments));
  return names.length === 0 || node === undefined ? named : replaced(node, names);
}

/** Values joined by commas; names are those of properties. */
function meantList(node: StringNode, keyword: string, schema: DocumentNode | undefined): Meant {
  const values = node.value.split(",").map((part) => part.trim());
  const properties = schema === undefined ? undefined : valueIn(schema, "properties");
  const isDeclared = (name: string) => properties?.kind === "object" && memberOf(properties, name) !== undefined;
  if (keyword === "required" && !values.every(isDeclared)) return named;
  return replaced(node, values);
}

/** Takes `required: true` out of a property, and lists the property in the `required` of the object. */
function moveUp(segments: readonly string[], root: ObjectNode): readonly Fix[] {
  const property = nodeAt(root, pointerTo("", ...segments.slice(0, -1)));
  const holder = nodeAt(root, pointerTo("", ...segments.slice(0, -3)));
  if (property?.kind !== "object" || holder?.kind !== "object") return [];
  const at = property.members.findIndex(({ key }) => key.name === "required");
  const [before, here, after] = [property.members[at - 1], property.members[at], property.members[at + 1]];
  const properties = memberOf(holder, "properties");
  const required = valueIn(holder, "required");
  if (here === undefined || properties === undefined) return [];
  const name = keyLike({ ...properties.key, raw: `"` }, segments.at(-2) as string);
  // With the comma on the side where there is one.
  const gone = {
    start: before === undefined ? here.key.span.start : before.value.span.end,
    end: before === undefined && after !== undefined ? after.key.span.start : here.value.span.end,
  };
  const listed = (): { start: number; text: string } | null => {
    if (required === undefined)
      return { start: properties.key.span.start, text: `${keyLike(properties.key, "required")}: [${name}], ` };
    if (required.kind !== "array") return null;
    const last = required.elements.at(-1);
    return last === undefined
      ? { start: required.span.start + 1, text: name }
      : { start: last.span.end, text: `, ${name}` };
  };
  const insert = listed();
  if (insert === null) return [];
  const edits = [
    { span: { start: insert.start, end: insert.start }, text: insert.text },
    { span: gone, text: "" },
  ].sort((a, b) => a.span.start - b.span.start);
  return [{ title: `list ${name} in "required" of the object`, safe: false, edits }];
}

function replaced(node: DocumentNode, value: Json): Meant {
  const text = writeLike(node, value);
  return { instead: `write ${text}`, fixes: [writeInstead(node.span, text)] };
}

/** A value on one line, in the quotes of the author. */
export function writeLike(node: DocumentNode, value: Json): string {
  if (typeof value === "string") return keyLike(node, value);
  if (isArray(value)) return `[${value.map((element) => writeLike(node, element)).join(", ")}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, member]) => `${keyLike(node, key)}: ${writeLike(node, member)}`);
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}
