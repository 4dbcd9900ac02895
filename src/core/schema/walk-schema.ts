// A schema in, every schema in it out, with its pointer and depth (spec 3.3). Keywords that hold data (`enum`, `default`, …) are not
// entered, so that what looks like a schema there stays data; what a `$ref` names is, wherever it is.

import { isArray, isObject, type Json, type JsonObject } from "../text/json.js";
import { pointerTo } from "../text/pointer.js";
import { findReference } from "../types/local-reference.js";

export type SchemaPart = { readonly schema: JsonObject; readonly pointer: string; readonly depth: number };

export const holdsSchema: ReadonlySet<string> = new Set([
  "additionalProperties",
  "contains",
  "else",
  "if",
  "items",
  "not",
  "propertyNames",
  "then",
  "unevaluatedItems",
  "unevaluatedProperties",
]);
export const holdsSchemas: ReadonlySet<string> = new Set(["allOf", "anyOf", "oneOf", "prefixItems"]);
export const holdsNamedSchemas: ReadonlySet<string> = new Set([
  "$defs",
  "definitions",
  "dependencies",
  "dependentSchemas",
  "patternProperties",
  "properties",
]);

export function walkSchema(root: JsonObject): readonly SchemaPart[] {
  const parts: SchemaPart[] = [];
  const seen = new Set<JsonObject>();
  const waiting: { value: Json; pointer: string; depth: number }[] = [{ value: root, pointer: "", depth: 1 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value: schema, pointer, depth } = next;
    if (!isObject(schema) || seen.has(schema)) continue;
    seen.add(schema);
    parts.push({ schema, pointer, depth });
    const below = childSchemas(schema, pointer).map((child) => ({ ...child, depth: depth + 1 }));
    waiting.push(...below.reverse());
    const target =
      typeof schema.$ref === "string" && /^#\//.test(schema.$ref) ? findReference(root, schema.$ref) : undefined;
    // Targets among the keywords that hold schemas are found anyway, at their own depth: they are entered last.
    if (isObject(target))
      waiting.unshift({ value: target, pointer: decodeURIComponent(schema.$ref as string).slice(1), depth: 2 });
  }
  return parts;
}

export function childSchemas(
  schema: JsonObject,
  pointer: string,
): readonly { readonly value: Json; readonly pointer: string }[] {
  return Object.entries(schema).flatMap(([keyword, value]) => {
    const at = pointerTo(pointer, keyword);
    if (holdsSchema.has(keyword)) return [{ value, pointer: at }];
    if (holdsSchemas.has(keyword) && isArray(value))
      return value.map((part, i) => ({ value: part, pointer: pointerTo(at, i) }));
    if (!holdsNamedSchemas.has(keyword) || !isObject(value)) return [];
    return Object.entries(value).map(([name, part]) => ({ value: part, pointer: pointerTo(at, name) }));
  });
}
