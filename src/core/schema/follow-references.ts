// A schema in, how many schemas its references lead to when each is followed wherever it appears, and the references that lead back to
// themselves without entering the value (spec 3.3.2, 3.3.4): the first multiply, the second never end.

import { isArray, isObject, type Json, type JsonObject } from "../text/json.js";
import { findReference } from "../types/local-reference.js";
import { childSchemas, type SchemaPart } from "./walk-schema.js";

/** More than this are not counted apart: the number is only compared with limits far below. */
const most = 1e15;

/** A reference that leads back into itself counts once: how deep it goes is up to the value. */
export function countFollowed(root: JsonObject): number {
  const counts = new Map<JsonObject, number>();
  const open = new Set<JsonObject>();
  const targets = targetsIn(root);
  const countOf = (schema: Json | undefined): number => {
    if (!isObject(schema) || open.has(schema)) return 0;
    const known = counts.get(schema);
    if (known !== undefined) return known;
    open.add(schema);
    let count = childSchemas(schema, "")
      .filter(({ pointer }) => !/^\/(\$defs|definitions)\//.test(pointer))
      .reduce((sum, { value }) => sum + countOf(value), 0);
    if (typeof schema.$ref === "string") count += 1 + countOf(targets(schema.$ref));
    open.delete(schema);
    counts.set(schema, Math.min(count, most));
    return Math.min(count, most);
  };
  return countOf(root);
}

/** The schemas of a list whose `$ref` closes such a circle. */
export function findCircles(parts: readonly SchemaPart[], root: JsonObject): readonly SchemaPart[] {
  const targets = targetsIn(root);
  const done = new Set<JsonObject>();
  const open: JsonObject[] = [];
  const circles = new Set<JsonObject>();
  const visit = (schema: Json | undefined): void => {
    if (!isObject(schema) || done.has(schema)) return;
    const start = open.indexOf(schema);
    if (start >= 0) {
      const last = open.slice(start).findLast(({ $ref }) => typeof $ref === "string");
      if (last !== undefined) circles.add(last);
      return;
    }
    open.push(schema);
    for (const part of appliedInPlace(schema)) visit(part);
    if (typeof schema.$ref === "string") visit(targets(schema.$ref));
    open.pop();
    done.add(schema);
  };
  for (const { schema } of parts) visit(schema);
  return parts.filter(({ schema }) => circles.has(schema));
}

/** Those that speak of the very same value. */
function appliedInPlace(schema: JsonObject): readonly Json[] {
  const { allOf, anyOf, oneOf, not, if: condition, then, else: otherwise, dependentSchemas } = schema;
  const listed = [allOf, anyOf, oneOf].flatMap((parts) => (isArray(parts) ? parts : []));
  const single = [not, condition, then, otherwise].filter((part) => part !== undefined);
  return [...listed, ...single, ...(isObject(dependentSchemas) ? Object.values(dependentSchemas) : [])];
}

function targetsIn(root: JsonObject): (reference: string) => Json | undefined {
  const found = new Map<string, Json | undefined>();
  return (reference) => {
    if (!found.has(reference)) found.set(reference, findReference(root, reference));
    return found.get(reference);
  };
}
