// An input schema in, the type of the input as steps read it out (spec 1.9, 3.1): like the schema's own type, but a property with a
// default is always there, since defaults are applied before the run.

import { hasOwn, isObject, type Json, type JsonObject } from "../text/json.js";
import { schemaType } from "./schema-type.js";
import type { Property, Type } from "./type.js";

export function inputType(schema: JsonObject): Type {
  return withDefaults(schemaType(schema), schema);
}

function withDefaults(type: Type, schema: Json | undefined): Type {
  if (!isObject(schema)) return type;
  if (type.kind === "object" && isObject(schema.properties)) {
    const declared = schema.properties;
    const properties: { [name: string]: Property } = { ...type.properties };
    for (const [name, property] of Object.entries(type.properties)) {
      const below = hasOwn(declared, name) ? declared[name] : undefined;
      const always = isObject(below) && hasOwn(below, "default");
      properties[name] = { type: withDefaults(property.type, below), required: property.required || always };
    }
    return { ...type, properties };
  }
  if (type.kind === "array" && isObject(schema.items)) return { ...type, items: withDefaults(type.items, schema.items) };
  return type;
}
