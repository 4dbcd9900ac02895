// What a beginner or another tool calls a type in, the schema that is meant out (spec 7.4): "str", "string[]", "date", "file".

import type { JsonObject } from "../text/json.js";

const types: readonly (readonly [type: string, names: string])[] = [
  ["string", "string str text char varchar textarea longtext multiline markdown html password"],
  ["integer", "integer int int32 int64 long whole"],
  ["number", "number num float double decimal real numeric"],
  ["boolean", "boolean bool checkbox switch toggle"],
  ["array", "array list tuple set vector"],
  ["object", "object obj dict dictionary map record struct hash json"],
  ["null", "null none nil undefined void"],
];
export const typeNames = types.map(([type]) => type);

const formats = ["date", "time", "date-time", "datetime", "email", "uri", "url", "uuid"];
const uploads = ["file", "files", "image", "images", "photo", "photos", "picture", "pictures", "upload", "dataset"];
const choices = ["select", "enum", "choice", "choices", "dropdown", "radio", "option", "options"];

const names: ReadonlyMap<string, JsonObject> = new Map([
  ...types.flatMap(([type, words]) => words.split(" ").map((name) => [name, { type }] as const)),
  ...formats.map((name) => [name, { type: "string", format: formatOf(name) }] as const),
  ...uploads.map((name) => [name, { type: "string", dataset: true }] as const),
  ...choices.map((name) => [name, { type: "string", enum: ["…"] }] as const),
]);

function formatOf(name: string): string {
  if (name === "datetime") return "date-time";
  return name === "url" ? "uri" : name;
}

const longest = 60;

/** Undefined: nobody calls a type so. An enum that contains only "…" is to be filled in by the author. */
export function meantSchema(word: string): JsonObject | undefined {
  if (word.length > longest) return undefined;
  const name = word.trim().toLowerCase();
  const known = names.get(name);
  if (known !== undefined) return known;
  const optional = /^(.+?)\s*(?:\?|\|\s*null)$/.exec(name)?.[1];
  if (optional !== undefined) {
    const inside = meantSchema(optional);
    return typeof inside?.type === "string" ? { ...inside, type: [inside.type, "null"] } : undefined;
  }
  const element =
    /^(.+)\[\]$/.exec(name) ??
    /^(?:array|list)\s*[<[(](.+)[>\])]$/.exec(name) ??
    /^(?:array|list) of (.+?)s?$/.exec(name);
  const items = element === null ? undefined : meantSchema(element[1] as string);
  return items === undefined ? undefined : { type: "array", items };
}
