// A schema in, the same for a server that makes a grammar of it out (spec 6.21.2): what its grammar cannot say is left out, so that it allows
// more, and what it would refuse or skip without a word never reaches it. Answers are checked against the whole schema in any case.

import { hasOwn, isArray, isObject, type Json, type JsonObject } from "../../core/text/json.js";

export type Grammar = {
  /** Bounds of numbers that are not integers. */
  readonly bounds: boolean;
  /** Patterns that match anywhere in the text. */
  readonly patterns: boolean;
};

/** Grammars repeat a rule no more often. */
const mostRepeats = 1000;
const formats = ["date", "time", "date-time", "uuid"];

const shaping = ["allOf", "if", "dependentSchemas", "patternProperties", "prefixItems"];
const alternatives = ["anyOf", "oneOf", "$ref"];

/** Whether its properties or items say all that a value may have, so that nothing beside them is needed. */
function saysAll(schema: JsonObject): boolean {
  if (shaping.some((word) => hasOwn(schema, word))) return false;
  if (!hasOwn(schema, "properties")) return true;
  if (alternatives.some((word) => hasOwn(schema, word))) return false;
  const { properties, required = [] } = schema;
  return isObject(properties) && isArray(required) && required.every((name) => hasOwn(properties, name as string));
}

export function grammarSchema(schema: Json, grammar: Grammar): JsonObject {
  if (!isObject(schema)) return {};
  const inner = (part: Json) => grammarSchema(part, grammar);
  const all = (parts: JsonObject) =>
    Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, inner(part)]));
  const shaped = saysAll(schema);
  const out: { [word: string]: Json } = {};
  for (const [word, value] of Object.entries(schema)) {
    switch (word) {
      case "type":
      case "enum":
      case "const":
        out[word] = value;
        break;
      case "$ref":
        if (shaped) out.$ref = value;
        break;
      case "$defs":
      case "definitions":
        if (isObject(value)) out[word] = all(value);
        break;
      case "anyOf":
      case "oneOf":
        if (shaped && isArray(value)) out.anyOf = value.map(inner);
        break;
      case "properties":
        if (shaped && isObject(value)) out.properties = all(value);
        break;
      case "required":
        if (shaped && hasOwn(schema, "properties")) out.required = value;
        break;
      case "items":
        if (shaped) out.items = inner(value);
        break;
      case "minItems":
      case "maxItems":
      case "minLength":
      case "maxLength":
        if (typeof value === "number" && value <= mostRepeats) out[word] = value;
        break;
      case "minimum":
      case "maximum":
        if (grammar.bounds || (schema.type === "integer" && Number.isSafeInteger(value))) out[word] = value;
        break;
      case "pattern":
        if (typeof value === "string" && (grammar.patterns || isPlain(value))) out.pattern = value;
        break;
      case "format":
        if (formats.includes(value as string)) out.format = value;
        break;
    }
  }
  if (out.properties !== undefined) {
    const { additionalProperties: rest = false } = schema;
    out.additionalProperties = isObject(rest) ? inner(rest) : rest;
  }
  if (shaped && out.properties === undefined && isObject(schema.additionalProperties))
    out.additionalProperties = inner(schema.additionalProperties);
  return out;
}

/** From beginning to end, and without what grammars do not know. */
function isPlain(pattern: string): boolean {
  return /^\^.*\$$/s.test(pattern) && !/\\[pPbBk]|\(\?/.test(pattern);
}
