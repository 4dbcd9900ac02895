// A schema and a value in, the value with the schema's defaults out (spec 1.9): top-down through `properties`, `prefixItems` and `items`. A parent
// that is absent is not created, unless it has a default itself. And the defaults that fail their own schema.

import { hasOwn, isArray, isObject, type Json, type JsonObject, type JsonRecord, setOwn } from "../text/json.js";
import { quoted } from "../text/printable.js";
import { pointerTo } from "../types/local-reference.js";
import type { Issue, SchemaProblem, Validator } from "./validator.js";
import { holdsNamedSchemas, walkSchema } from "./walk-schema.js";

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
  // The schema with a property for each default is compiled once, whatever the number of defaults. What references name stays in its place.
  const places = Object.fromEntries(
    parts.map(({ pointer }, i) => [`d${i}`, { $ref: `#/$defs/whole${asFragment(pointer)}` }]),
  );
  const compiled = validator.compile({ $defs: { whole: moved(schema, false) }, properties: places });
  if (!compiled.ok) return [];
  const values = Object.fromEntries(
    parts.map((part, i) => [`d${i}`, applyDefaults(part.schema, part.schema.default as Json)]),
  );
  const issues = compiled.check(values);
  return parts.flatMap((part, i) => {
    const own = issues.filter(({ pointer }) => pointer === `/d${i}` || pointer.startsWith(`/d${i}/`));
    const issue = own[0];
    if (issue === undefined) return [];
    return [{ pointer: pointerTo(part.pointer, "default"), message: sentence(issue, `/d${i}`.length) }];
  });
}

function asFragment(pointer: string): string {
  return pointer.split("/").map(encodeURIComponent).join("/");
}

/** The schema where it stands one level deeper; data is not entered, so that only references change. */
function moved(value: Json, named: boolean): Json {
  if (isArray(value)) return value.map((part) => moved(part, false));
  if (!isObject(value)) return value;
  const changed: JsonRecord = {};
  for (const [name, part] of Object.entries(value)) {
    const isData = !named && ["const", "enum", "default", "examples"].includes(name);
    const refers = !named && name === "$ref" && typeof part === "string" && /^#(\/|$)/.test(part);
    const tabled = !named && holdsNamedSchemas.has(name);
    setOwn(
      changed,
      name,
      isData ? part : refers ? `#/$defs/whole${(part as string).slice(1).replace(/^\/$/, "")}` : moved(part, tabled),
    );
  }
  return changed;
}

function sentence({ pointer, message }: Issue, prefix: number): string {
  const inside = pointer.slice(prefix);
  return inside === "" ? message : `${message} at ${quoted(inside)}`;
}
