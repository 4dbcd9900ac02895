// An author's schema in, the parts of it out that nothing can satisfy, each at the keyword that makes it so (spec 1.8). A part that is unsatisfiable
// because of another part is not reported again.

import { isArray, isObject, type Json, type JsonObject } from "../text/json.js";
import { pointerTo } from "../text/pointer.js";
import { quoted } from "../text/printable.js";
import { findReference } from "../types/local-reference.js";
import { isUnsatisfiable, texts } from "../types/schema-type.js";
import { crossedBounds } from "./crossed-bounds.js";
import { judgeParts } from "./judge-parts.js";
import type { SchemaProblem, Validator } from "./validator.js";
import { childSchemas, type SchemaPart, walkSchema } from "./walk-schema.js";

export function findContradictions(root: JsonObject, validator: Validator): readonly SchemaProblem[] {
  const parts = walkSchema(root);
  const refused = refusedValues(parts, root, validator);
  const empty = new Set(
    parts.filter(({ schema }) => refused.has(schema) || isUnsatisfiable(schema, root)).map(({ schema }) => schema),
  );
  return parts.flatMap((part) => {
    const bounds = crossedBounds(part);
    if (bounds !== null) return [bounds];
    if (!empty.has(part.schema) || partsOf(part, root).some((other) => explains(other, empty))) return [];
    return [refused.get(part.schema) ?? contradiction(part, root)];
  });
}

function partsOf({ schema }: SchemaPart, root: JsonObject): readonly Json[] {
  const target = typeof schema.$ref === "string" ? findReference(root, schema.$ref) : undefined;
  return [...childSchemas(schema, "").map(({ value }) => value), ...(target === undefined ? [] : [target])];
}

function explains(part: Json, empty: ReadonlySet<JsonObject>): boolean {
  return isObject(part) && (empty.has(part) || crossedBounds({ schema: part, pointer: "", depth: 0 }) !== null);
}

/** The schema and those that hold for the same value without a condition. */
function inPlace(part: SchemaPart, root: JsonObject): readonly SchemaPart[] {
  const found = new Map([[part.schema, part]]);
  for (const { schema, pointer, depth } of found.values()) {
    const { $ref, allOf } = schema;
    const target = typeof $ref === "string" ? findReference(root, $ref) : undefined;
    if (isObject(target) && !found.has(target))
      found.set(target, { schema: target, pointer: decodeURIComponent(String($ref).slice(1)), depth });
    for (const [i, each] of (isArray(allOf) ? allOf : []).entries())
      if (isObject(each) && !found.has(each))
        found.set(each, { schema: each, pointer: pointerTo(pointer, "allOf", i), depth });
  }
  return [...found.values()];
}

/** What types tell exactly of listed values, and what says nothing of a value. */
const knownToTypes: ReadonlySet<string> = new Set(
  (
    "$anchor $comment $defs $id $ref $schema allOf const dataset default definitions deprecated description enum examples max maxLength " +
    "maximum min minLength minimum nullable placeholder readOnly title type writeOnly"
  ).split(" "),
);

/** The schemas that list values of which they allow none themselves: each value is tried. */
function refusedValues(
  parts: readonly SchemaPart[],
  root: JsonObject,
  validator: Validator,
): ReadonlyMap<JsonObject, SchemaProblem> {
  const listing = parts.flatMap((part) => {
    const held = inPlace(part, root);
    const list = held.find(({ schema }) => valuesOf(schema) !== null);
    const asked = held.some(({ schema }) => Object.keys(schema).some((keyword) => !knownToTypes.has(keyword)));
    return list === undefined || !asked ? [] : [{ part, list }];
  });
  if (listing.length === 0) return new Map();
  const judge = judgeParts(
    root,
    listing.map(({ part }) => part.pointer),
    validator,
  );
  return new Map(
    listing.flatMap(({ part, list }) => {
      const { keyword, values } = valuesOf(list.schema) ?? { keyword: "enum", values: [] };
      const refusals = values.map((value) => judge?.(part.pointer, value)[0]);
      const [first] = refusals;
      // What costs too much to check is not known to be wrong.
      if (first === undefined || !refusals.every((issue) => issue !== undefined && issue.keyword !== "$ref")) return [];
      const which = keyword === "const" ? `"const" is a value that` : `"enum" lists only values that`;
      const message = `${which} the other keywords refuse: ${shown(values[0])} ${first.message}${first.pointer === "" ? "" : ` at ${quoted(first.pointer)}`}`;
      return [[part.schema, { pointer: pointerTo(list.pointer, keyword), message }] as const];
    }),
  );
}

function valuesOf(schema: JsonObject): { readonly keyword: "const" | "enum"; readonly values: readonly Json[] } | null {
  if (schema.const !== undefined) return { keyword: "const", values: [schema.const] };
  return isArray(schema.enum) ? { keyword: "enum", values: schema.enum } : null;
}

function shown(value: Json | undefined): string {
  if (typeof value === "string") return quoted(value, 40);
  return isArray(value) ? "the array" : isObject(value) ? "the object" : String(value);
}

function contradiction(part: SchemaPart, root: JsonObject): SchemaProblem {
  const { schema, pointer } = part;
  const at = (keyword: string, message: string) => ({ pointer: pointerTo(pointer, keyword), message });
  const without = (keyword: string) =>
    schema[keyword] !== undefined &&
    !isUnsatisfiable(Object.fromEntries(Object.entries(schema).filter(([name]) => name !== keyword)), root);
  if (isArray(schema.enum) && schema.enum.length === 0) return at("enum", `"enum" lists no values`);
  for (const keyword of ["const", "enum"])
    if (without(keyword)) return at(keyword, `${quoted(keyword)} allows only values that the other keywords refuse`);
  const barred = barredProperty(part, root);
  if (barred !== null) return barred;
  for (const keyword of [
    "not",
    "allOf",
    "$ref",
    "anyOf",
    "oneOf",
    "if",
    "dependentSchemas",
    "required",
    "minProperties",
    "contains",
    "minItems",
    "multipleOf",
    "minimum",
    "exclusiveMinimum",
    "minLength",
    "type",
  ])
    if (without(keyword)) return at(keyword, `${quoted(keyword)} contradicts the other keywords`);
  return { pointer, message: "its keywords contradict each other" };
}

/** The property that one of the schemas for the value requires, and that they do not allow, or of which they allow no value. */
function barredProperty(part: SchemaPart, root: JsonObject): SchemaProblem | null {
  const parts = inPlace(part, root);
  const optional: readonly JsonObject[] = parts.map(
    ({ schema: { required: _, allOf: __, $ref: ___, ...rest } }) => rest,
  );
  if (isUnsatisfiable({ allOf: optional }, root)) return null;
  for (const { schema, pointer } of parts) {
    for (const [i, name] of texts(schema.required).entries()) {
      const needed = { required: [name] };
      if (!isUnsatisfiable({ allOf: [...optional, needed] }, root)) continue;
      const closed = optional.some(
        (other) =>
          (other.additionalProperties === false || other.unevaluatedProperties === false) &&
          isUnsatisfiable({ allOf: [other, needed] }, root),
      );
      return {
        pointer: pointerTo(pointer, "required", i),
        message: closed
          ? `${quoted(name)} is required, but only the properties listed beside "additionalProperties": false are allowed; list it there too`
          : `${quoted(name)} is required, but no value is allowed there`,
      };
    }
  }
  return null;
}
