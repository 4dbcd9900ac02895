// An author's schema in, the parts of it out that nothing can satisfy, each at the keyword that makes it so (spec 1.8). A part that is unsatisfiable
// because of another part is not reported again.

import { isArray, isObject, type Json, type JsonObject } from "../text/json.js";
import { quoted } from "../text/printable.js";
import { findReference, pointerTo } from "../types/local-reference.js";
import { isUnsatisfiable, texts } from "../types/schema-type.js";
import type { SchemaProblem } from "./validator.js";
import { childSchemas, type SchemaPart, walkSchema } from "./walk-schema.js";

export function findContradictions(root: JsonObject): readonly SchemaProblem[] {
  const parts = walkSchema(root);
  const empty = new Set(parts.filter(({ schema }) => isUnsatisfiable(schema, root)).map(({ schema }) => schema));
  return parts.flatMap((part) => {
    const bounds = crossedBounds(part);
    if (bounds !== null) return [bounds];
    if (!empty.has(part.schema) || partsOf(part, root).some((other) => explains(other, empty))) return [];
    return [contradiction(part, root)];
  });
}

function partsOf({ schema }: SchemaPart, root: JsonObject): readonly Json[] {
  const target = typeof schema.$ref === "string" ? findReference(root, schema.$ref) : undefined;
  return [...childSchemas(schema, "").map(({ value }) => value), ...(target === undefined ? [] : [target])];
}

function explains(part: Json, empty: ReadonlySet<JsonObject>): boolean {
  return isObject(part) && (empty.has(part) || crossedBounds({ schema: part, pointer: "", depth: 0 }) !== null);
}

const bounds = [
  ["minItems", "maxItems"],
  ["minLength", "maxLength"],
  ["minimum", "maximum"],
  ["minProperties", "maxProperties"],
] as const;

function crossedBounds({ schema, pointer }: SchemaPart): SchemaProblem | null {
  for (const [low, high] of bounds) {
    const [least, most] = [schema[low], schema[high]];
    if (typeof least === "number" && typeof most === "number" && least > most)
      return {
        pointer: pointerTo(pointer, low),
        message: `${quoted(low)} is ${least}, above ${quoted(high)}, which is ${most}`,
      };
  }
  return null;
}

function contradiction({ schema, pointer }: SchemaPart, root: JsonObject): SchemaProblem {
  const at = (keyword: string, message: string) => ({ pointer: pointerTo(pointer, keyword), message });
  const without = (keyword: string) =>
    schema[keyword] !== undefined &&
    !isUnsatisfiable(Object.fromEntries(Object.entries(schema).filter(([name]) => name !== keyword)), root);
  if (isArray(schema.enum) && schema.enum.length === 0) return at("enum", `"enum" lists no values`);
  for (const keyword of ["const", "enum"])
    if (without(keyword)) return at(keyword, `${quoted(keyword)} allows only values that the other keywords refuse`);
  const required = texts(schema.required);
  if (without("required")) {
    const { required: _, ...rest } = schema;
    const barred = required.findIndex((name) => isUnsatisfiable({ ...rest, required: [name] }, root));
    const name = required[barred];
    if (name !== undefined)
      return {
        pointer: pointerTo(pointer, "required", barred),
        message: `${quoted(name)} is required, but no value is allowed there`,
      };
  }
  for (const keyword of [
    "allOf",
    "$ref",
    "anyOf",
    "oneOf",
    "if",
    "dependentSchemas",
    "minItems",
    "minimum",
    "exclusiveMinimum",
    "minLength",
    "type",
  ])
    if (without(keyword)) return at(keyword, `${quoted(keyword)} contradicts the other keywords`);
  return { pointer, message: "its keywords contradict each other" };
}
