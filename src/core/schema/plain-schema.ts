// An author's schema in, one that ajv reads as draft 2020-12 does out (spec 3.3.2): known keywords only, each reference to a table of its own,
// and what ajv overlooks (properties named `__proto__`, keywords beside `prefixItems`) described in other keywords.

import { hasOwn, isArray, isObject, type Json, type JsonObject, type JsonRecord, setOwn } from "../text/json.js";
import { findReference } from "../types/local-reference.js";
import { compilePattern } from "./pattern.js";
import { holdsNamedSchemas, holdsSchema, holdsSchemas } from "./walk-schema.js";

/** A keyword that no author can write: it is put beside every `$ref`, and counts. */
export const spendKeyword = "flowplan:follows";
/**
 * Which properties were evaluated ajv notes in an object, where `__proto__` cannot be noted. This name stands for it: it is put beside every
 * schema that evaluates `__proto__`.
 */
export const protoMark = "flowplan:evaluates __proto__";
/** Beside those that hold schemas. All other keywords say nothing of values, or are read by nobody. */
const asserting: ReadonlySet<string> = new Set(
  (
    "const dependentRequired enum exclusiveMaximum exclusiveMinimum format maxContains maxItems maxLength maxProperties maximum minContains " +
    "minItems minLength minProperties minimum multipleOf nullable pattern required type uniqueItems"
  ).split(" "),
);
const elsewhere: ReadonlySet<string> = new Set(["$defs", "definitions"]);

/** The schemas that are referred to, each under a number. */
type Table = {
  readonly root: JsonObject;
  readonly isMarked: boolean;
  readonly numbers: Map<Json, number>;
  readonly targets: Json[];
};

/** `isMarked`: it is asked which properties were evaluated. */
export function plainSchema(root: JsonObject, isMarked: boolean): JsonObject {
  const table: Table = { root, isMarked, numbers: new Map(), targets: [] };
  const plain = plainPart(root, table);
  const $defs: JsonRecord = {};
  // Reading a target may name further ones.
  for (let i = 0; i < table.targets.length; i++) $defs[String(i)] = plainAny(table.targets[i] as Json, table);
  return { ...plain, $defs };
}

function plainAny(part: Json, table: Table): Json {
  return isObject(part) ? plainPart(part, table) : part;
}

function plainPart(schema: JsonObject, table: Table): JsonObject {
  const plain: JsonRecord = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (elsewhere.has(keyword)) continue;
    // Without a type null is allowed anyway, and ajv would refuse to say so.
    if (keyword === "nullable" && schema.type === undefined) continue;
    if (holdsSchema.has(keyword)) plain[keyword] = plainAny(value, table);
    else if (holdsSchemas.has(keyword) && isArray(value)) plain[keyword] = value.map((part) => plainAny(part, table));
    else if (holdsNamedSchemas.has(keyword) && isObject(value)) plain[keyword] = plainNamed(value, table);
    else if (asserting.has(keyword)) plain[keyword] = value;
  }
  if (typeof schema.$ref === "string") {
    plain.$ref = plainReference(schema.$ref, table);
    plain[spendKeyword] = true;
  }
  return sayOtherwise(plain, table.isMarked);
}

function plainNamed(parts: JsonObject, table: Table): JsonObject {
  const plain: JsonRecord = {};
  for (const [name, part] of Object.entries(parts)) setOwn(plain, name, plainAny(part, table));
  return plain;
}

function plainReference(reference: string, { root, numbers, targets }: Table): string {
  const target = findReference(root, reference);
  if (target === root || target === undefined) return "#";
  // Two places that hold `true` are one.
  const number = numbers.get(target) ?? targets.length;
  if (number === targets.length) targets.push(target);
  numbers.set(target, number);
  return `#/$defs/${number}`;
}

const proto = "__proto__";
/** What ajv does not look at where an array is shorter than the `prefixItems` beside it. */
const skippedOnShortArrays: ReadonlySet<string> = new Set(["contains", "uniqueItems", "unevaluatedItems"]);

function evaluatesProto(patternProperties: Json | undefined): boolean {
  return Object.keys(isObject(patternProperties) ? patternProperties : {}).some((source) => {
    const compiled = compilePattern(source);
    return compiled.ok && compiled.pattern.test(proto);
  });
}

function sayOtherwise(plain: JsonObject, isMarked: boolean): JsonObject {
  const { properties, dependentSchemas, patternProperties, prefixItems, items, ...others } = plain;
  const changed: JsonRecord = { ...plain };
  const also: Json[] = [];
  if (prefixItems !== undefined && Object.keys(others).some((keyword) => skippedOnShortArrays.has(keyword))) {
    also.push(items === undefined ? { prefixItems } : { prefixItems, items });
    delete changed.prefixItems;
    delete changed.items;
  }
  if (isObject(properties) && hasOwn(properties, proto)) {
    const patterns = isObject(patternProperties) ? patternProperties : {};
    changed.patternProperties = { ...patterns, [`^${proto}$`]: properties[proto] as Json };
  }
  if (isMarked && evaluatesProto(changed.patternProperties))
    changed.properties = { ...(isObject(properties) ? properties : {}), [protoMark]: true };
  if (isObject(dependentSchemas) && hasOwn(dependentSchemas, proto)) {
    also.push({ if: { not: { required: [proto] } }, else: dependentSchemas[proto] as Json });
  }
  if (also.length > 0) changed.allOf = [...(isArray(others.allOf) ? others.allOf : []), ...also];
  return changed;
}
