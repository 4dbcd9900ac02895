// A schema and a value in, the value with the schema's defaults out (spec 1.9): top-down through `properties`, `prefixItems` and `items`. A parent
// that is absent is not created, unless it has a default itself. And the defaults that fail their own schema.

import { hasOwn, isArray, isObject, type Json, type JsonObject, type JsonRecord, setOwn } from "../text/json.js";
import { pointerTo } from "../text/pointer.js";
import { quoted } from "../text/printable.js";
import { judgeParts } from "./judge-parts.js";
import type { Issue, SchemaProblem, Validator } from "./validator.js";
import { walkSchema } from "./walk-schema.js";

export function applyDefaults(schema: Json, value: Json): Json {
  if (!isObject(schema)) return value;
  if (isArray(value)) {
    const { prefixItems, items = true } = schema;
    const prefix = isArray(prefixItems) ? prefixItems : [];
    return value.map((element, i) => applyDefaults(prefix[i] ?? items, element));
  }
  if (!isObject(value) || !isObject(schema.properties)) return value;
  const { properties } = schema;
  const filled: JsonRecord = {};
  for (const [name, member] of Object.entries(value)) {
    setOwn(filled, name, hasOwn(properties, name) ? applyDefaults(properties[name] as Json, member) : member);
  }
  for (const [name, property] of Object.entries(properties)) {
    if (hasOwn(value, name) || !isObject(property) || !hasOwn(property, "default")) continue;
    setOwn(filled, name, applyDefaults(property, property.default as Json));
  }
  return filled;
}

/** `pointer` is the place of the default in the schema. A default counts with the defaults inside it. */
export function findBadDefaults(schema: JsonObject, validator: Validator): readonly SchemaProblem[] {
  const parts = walkSchema(schema).filter((part) => hasOwn(part.schema, "default"));
  if (parts.length === 0) return [];
  const judge = judgeParts(
    schema,
    parts.map(({ pointer }) => pointer),
    validator,
  );
  return parts.flatMap((part) => {
    const issue = judge?.(part.pointer, applyDefaults(part.schema, part.schema.default as Json))[0];
    return issue === undefined ? [] : [{ pointer: pointerTo(part.pointer, "default"), message: sentence(issue) }];
  });
}

function sentence({ pointer, message }: Issue): string {
  return pointer === "" ? message : `${message} at ${quoted(pointer)}`;
}
