// An input schema in, the type of the input as steps read it out (spec 1.9, 3.1): like the schema's own type, but a property with a
// default is always there, since defaults are applied before the run.

import { hasOwn, isArray, isObject, type Json, type JsonObject, setOwn } from "../text/json.js";
import { partType, texts } from "./schema-type.js";
import type { Type } from "./type.js";

/** References in it lead to the schema as it was written. */
export function inputType(schema: JsonObject): Type {
  return partType(requireDefaults(schema), schema);
}

/** Through `properties`, `prefixItems` and `items`, as defaults are applied (spec 1.9). */
function requireDefaults(schema: Json): Json {
  if (!isObject(schema)) return schema;
  const { properties, prefixItems, items } = schema;
  const changed: { [keyword: string]: Json } = { ...schema };
  if (items !== undefined) changed.items = requireDefaults(items);
  if (isArray(prefixItems)) changed.prefixItems = prefixItems.map(requireDefaults);
  if (isObject(properties)) {
    const copies: { [name: string]: Json } = {};
    for (const [name, property] of Object.entries(properties)) setOwn(copies, name, requireDefaults(property));
    changed.properties = copies;
    const defaulted = Object.keys(properties).filter((name) => isDefaulted(properties[name]));
    changed.required = [...new Set([...texts(schema.required), ...defaulted])];
  }
  return changed;
}

function isDefaulted(property: Json | undefined): boolean {
  return isObject(property) && hasOwn(property, "default");
}
