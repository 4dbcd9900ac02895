// An author's schema in, where it is larger than the limits allow out (spec 3.3.4, 7.8).

import { diagnose } from "../diagnostic/diagnose.js";
import type { Diagnostic } from "../diagnostic/diagnostic.js";
import type { Limits } from "../language/limits.js";
import { isArray, isObject, type Json, type JsonObject } from "../text/json.js";
import { pointerTo } from "../text/pointer.js";
import type { Span } from "../text/span.js";
import { countFollowed } from "./follow-references.js";
import { type SchemaPart, walkSchema } from "./walk-schema.js";

/** Schemas that the references lead to together, each followed wherever it stands: what a few of them multiply to. */
const mostFollowed = 10_000;

/** `at`: where a place in the schema stands, by JSON Pointer; the whole schema where nothing is given. */
export function measureSchema(
  schema: JsonObject,
  span: Span,
  limits: Limits,
  at: (pointer: string) => Span = () => span,
): readonly Diagnostic[] {
  const size = jsonLength(schema, limits.schema);
  if (size > limits.schema) return [diagnose("limit/schema", span, { limit: limits.schema, actual: size })];
  const parts = walkSchema(schema);
  const depth = parts.reduce((deepest, part) => Math.max(deepest, part.depth), 0);
  const properties = parts.reduce(
    (sum, part) => sum + (isObject(part.schema.properties) ? Object.keys(part.schema.properties).length : 0),
    0,
  );
  const references = parts.filter((part) => typeof part.schema.$ref === "string").length;
  const found: Diagnostic[] = [];
  if (depth > limits.schemaDepth)
    found.push(diagnose("limit/schema-depth", span, { limit: limits.schemaDepth, actual: depth }));
  if (properties > limits.schemaProperties) {
    found.push(diagnose("limit/schema-properties", span, { limit: limits.schemaProperties, actual: properties }));
  }
  if (references > limits.schemaReferences) {
    found.push(diagnose("limit/schema-references", span, { limit: limits.schemaReferences, actual: references }));
  }
  const followed = depth > limits.schemaDepth ? 0 : countFollowed(schema);
  if (followed > mostFollowed) {
    found.push(diagnose("limit/schema-references", span, { limit: mostFollowed, actual: followed, followed: true }));
  }
  for (const { pointer, length } of parts.flatMap(patternsOf)) {
    if (length > limits.pattern)
      found.push(diagnose("limit/pattern", at(pointer), { limit: limits.pattern, actual: length }));
  }
  return found;
}

function patternsOf({ schema, pointer }: SchemaPart): readonly { readonly pointer: string; readonly length: number }[] {
  const { pattern, patternProperties } = schema;
  const names = isObject(patternProperties) ? Object.keys(patternProperties) : [];
  const named = names.map((name) => ({
    pointer: pointerTo(pointer, "patternProperties", name),
    length: name.length,
  }));
  return typeof pattern === "string"
    ? [{ pointer: pointerTo(pointer, "pattern"), length: pattern.length }, ...named]
    : named;
}

/** The length of the value as compact JSON, counted without writing it and without recursion. */
function jsonLength(value: Json, enough: number): number {
  let length = 0;
  const waiting: Json[] = [value];
  for (let next = waiting.pop(); next !== undefined && length <= enough * 16; next = waiting.pop()) {
    if (isArray(next)) {
      length += Math.max(2, next.length + 1);
      for (const element of next) waiting.push(element);
    } else if (isObject(next)) {
      const names = Object.keys(next);
      length += Math.max(2, names.length + 1) + names.length;
      for (const name of names) {
        length += JSON.stringify(name).length;
        waiting.push(next[name] as Json);
      }
    } else length += JSON.stringify(next).length;
  }
  return length;
}
