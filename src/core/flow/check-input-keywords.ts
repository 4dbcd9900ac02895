// The input's schema in, what is wrong with the keywords that uploads have out (spec 1.8): `dataset` is allowed on strings, `min` and
// `max` go with it and leave room between them. Their own types are judged by the schema of flows.

import { diagnose } from "../diagnostic/diagnose.js";
import type { Diagnostic } from "../diagnostic/diagnostic.js";
import { writeInstead } from "../diagnostic/fix.js";
import { isTorn, memberOf } from "../document/find.js";
import type { DocumentNode, ObjectNode } from "../document/tree.js";
import { describeNode, keyLike } from "./node-words.js";
import { valueIn } from "./value-in.js";

/** Keywords of JSON Schema whose value is a schema, a list of schemas or a table of schemas. Other values are data. */
const one = [
  "items",
  "additionalProperties",
  "not",
  "if",
  "then",
  "else",
  "contains",
  "propertyNames",
  "unevaluatedItems",
  "unevaluatedProperties",
];
const lists = ["prefixItems", "allOf", "anyOf", "oneOf"];
const tables = ["properties", "patternProperties", "$defs", "definitions", "dependentSchemas"];

export function checkInputKeywords(root: DocumentNode | undefined): readonly Diagnostic[] {
  if (root?.kind !== "object") return [];
  return [...checkSchema(root), ...subschemasOf(root).flatMap(checkInputKeywords)];
}

export function subschemasOf(schema: ObjectNode): readonly DocumentNode[] {
  return schema.members.flatMap(({ key, value }) => {
    if (one.includes(key.name)) return [value];
    if (lists.includes(key.name)) return value.kind === "array" ? value.elements : [];
    return tables.includes(key.name) && value.kind === "object" ? value.members.map((member) => member.value) : [];
  });
}

function checkSchema(schema: ObjectNode): readonly Diagnostic[] {
  if (isTorn(schema)) return [];
  const dataset = memberOf(schema, "dataset");
  if (dataset?.value.kind === "missing") return [];
  const isDataset = dataset?.value.kind === "boolean" && dataset.value.value;
  if (!isDataset) return dataset === undefined || dataset.value.kind === "boolean" ? strayKeywords(schema) : [];
  return [...checkDatasetType(schema, dataset.key.span), ...checkRange(schema)];
}

function checkDatasetType(
  schema: ObjectNode,
  span: { readonly start: number; readonly end: number },
): readonly Diagnostic[] {
  const type = valueIn(schema, "type");
  if (type?.kind === "missing" || (type?.kind === "string" && type.value === "string")) return [];
  const found = type === undefined ? `without a "type"` : describeNode(type);
  return [diagnose("flow/dataset-not-string", type?.span ?? span, { found })];
}

function checkRange(schema: ObjectNode): readonly Diagnostic[] {
  const min = valueIn(schema, "min");
  const max = valueIn(schema, "max");
  if (min?.kind !== "number" || max?.kind !== "number" || min.value <= max.value) return [];
  const related = [{ message: `"min" is here`, span: min.span }];
  return [diagnose("flow/dataset-range", max.span, { min: min.value, max: max.value }, { related })];
}

function strayKeywords(schema: ObjectNode): readonly Diagnostic[] {
  const type = valueIn(schema, "type");
  const meant = type?.kind === "string" ? type.value : "";
  return schema.members.flatMap(({ key }) => {
    if (key.name !== "min" && key.name !== "max") return [];
    const instead = insteadOf(key.name, meant);
    const fixes = instead === undefined ? [] : [writeInstead(key.span, keyLike(key, instead))];
    return [diagnose("flow/stray-keyword", key.span, { name: key.name, instead }, { fixes })];
  });
}

function insteadOf(name: "min" | "max", type: string): string | undefined {
  if (type === "integer" || type === "number") return `${name}imum`;
  if (type === "string") return `${name}Length`;
  return type === "array" ? `${name}Items` : undefined;
}
