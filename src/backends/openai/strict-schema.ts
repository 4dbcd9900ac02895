// A schema in, the same for a server that demands every property of every object out (spec 6.21.2): a property that may be absent may be
// null there instead. null: it cannot be said in that way.

import { hasOwn, isArray, isObject, type Json, type JsonObject } from "../../core/text/json.js";

const most = { properties: 5000, levels: 10, choices: 1000 };
const kept = ["description", "format", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"];
const alsoKept = ["multipleOf", "minItems", "maxItems"];
const formats = ["date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid"];

/** Those that say more of the same value: without them, or with a closed object, it would be another value. */
const shaping = [
  "allOf",
  "if",
  "dependentSchemas",
  "patternProperties",
  "prefixItems",
  "$dynamicRef",
  "$id",
  "$anchor",
];

type Count = { properties: number; choices: number };

export function strictSchema(schema: JsonObject): JsonObject | null {
  if (schema.type !== "object" || schema.anyOf !== undefined || schema.oneOf !== undefined) return null;
  const count = { properties: 0, choices: 0 };
  const whole = lowered(schema, 1, count);
  if (whole === null) return null;
  const defs = hasOwn(schema, "$defs") && isObject(schema.$defs) ? loweredAll(schema.$defs, 1, count) : {};
  if (defs === null || count.properties > most.properties || count.choices > most.choices) return null;
  return Object.keys(defs).length === 0 ? whole : { ...whole, $defs: defs };
}

function lowered(schema: Json | undefined, level: number, count: Count): JsonObject | null {
  if (!isObject(schema) || level > most.levels || shaping.some((word) => hasOwn(schema, word))) return null;
  const words = kept.concat(alsoKept).filter((word) => hasOwn(schema, word));
  const facts = Object.fromEntries(words.map((word) => [word, schema[word] as Json]));
  if (!formats.includes(schema.format as string)) delete facts.format;
  if (schema.$ref !== undefined) return referred(schema.$ref);
  const choices = hasOwn(schema, "const") ? [schema.const as Json] : schema.enum;
  if (isArray(choices)) {
    count.choices += choices.length;
    return choices.some((choice) => typeof choice === "object" && choice !== null) ? null : { ...facts, enum: choices };
  }
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives !== undefined) return anyOf(schema, alternatives, level, count);
  const types = isArray(schema.type) ? schema.type : [schema.type];
  if (types.includes(undefined as never) || types.length === 0) return null;
  if (types.includes("object")) return types.length > 1 ? null : closedObject(schema, facts, level, count);
  if (!types.includes("array")) return { ...facts, type: schema.type as Json };
  const items = lowered(schema.items, level + 1, count);
  return items === null ? null : { ...facts, type: schema.type as Json, items };
}

function referred(reference: Json): JsonObject | null {
  const known = reference === "#" || (typeof reference === "string" && /^#\/\$defs\/[^/]+$/.test(reference));
  return known ? { $ref: reference } : null;
}

function anyOf(schema: JsonObject, alternatives: Json, level: number, count: Count): JsonObject | null {
  if (hasOwn(schema, "properties") || hasOwn(schema, "items") || !isArray(alternatives)) return null;
  const each = alternatives.map((alternative) => lowered(alternative, level + 1, count));
  return each.includes(null) ? null : { anyOf: each as JsonObject[] };
}

/** What is open on purpose, as a map from any name, stays open: it is not for this form. */
function closedObject(schema: JsonObject, facts: JsonObject, level: number, count: Count): JsonObject | null {
  const { properties, additionalProperties = false, required = [] } = schema;
  if (!isObject(properties) || additionalProperties !== false || !isArray(required)) return null;
  const names = Object.keys(properties);
  if (names.length === 0 || required.some((name) => !names.includes(name as string))) return null;
  count.properties += names.length;
  const inner = loweredAll(properties, level, count);
  if (inner === null) return null;
  const open = Object.entries(inner).map(([name, property]) => [
    name,
    required.includes(name) ? property : orNull(property),
  ]);
  return {
    ...facts,
    type: "object",
    properties: Object.fromEntries(open),
    required: names,
    additionalProperties: false,
  };
}

function loweredAll(schemas: JsonObject, level: number, count: Count): JsonObject | null {
  const all = Object.entries(schemas).map(([name, schema]) => [name, lowered(schema, level + 1, count)] as const);
  return all.some(([, schema]) => schema === null) ? null : (Object.fromEntries(all) as JsonObject);
}

function orNull(schema: Json): JsonObject {
  return { anyOf: [schema, { type: "null" }] };
}
