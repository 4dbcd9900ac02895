// A valid flow in, the places where a mistake can be planted out: names of fields, references, operators, values of enums, values that
// have a type, and steps that are named. Free text, the author's own data and settings that pass through are no such places.

import type { DocumentNode, ObjectNode, StringNode } from "../../src/core/document/tree.js";
import type { Analysis } from "../../src/core/editor/analysis.js";
import { referencesIn } from "../../src/core/editor/references-in.js";
import { stepsIn, templateStrings } from "../../src/core/editor/template-strings.js";
import { looksLikeMapHead } from "../../src/core/expression/parse-expression.js";
import { valueIn } from "../../src/core/flow/value-in.js";
import { imageKeys } from "../../src/core/language/steps.js";
import type { Span } from "../../src/core/text/span.js";
import { expressionSites } from "./expression-sites.js";

export type Site =
  /** A word that is one of a list: `word` stands in the text at `span`. */
  | { readonly kind: "field" | "reference" | "operator" | "enum"; readonly word: string; readonly span: Span }
  /** A value whose JSON type is fixed. */
  | { readonly kind: "constant"; readonly node: DocumentNode; readonly span: Span; readonly field: string }
  /** A path whose value has to have a type. */
  | { readonly kind: "path"; readonly wants: Wanted; readonly step: number; readonly span: Span }
  /** A step that is named, in the step at `step` (the number of steps where it is a widget), and what may be named there. */
  | {
      readonly kind: "step";
      readonly id: string;
      readonly step: number;
      readonly by: "path" | "contextId" | "sources" | "Images" | "Objects" | "Download";
      readonly span: Span;
      /** What a report has to meet: the whole path, where a path names the step. */
      readonly place: Span;
    };

/** `text` is what can be put into one: strings, numbers, true and false. */
export type Wanted = "object" | "array" | "string" | "number" | "text";

type Sites = Site[];

export function sitesIn(analysis: Analysis): readonly Site[] {
  const { root } = analysis.document;
  if (root?.kind !== "object") return [];
  const sites: Sites = [];
  const steps = stepsIn(analysis);
  for (const { key, value } of root.members) {
    note(key, "field", sites);
    noteConstant(value, key.name, sites);
    if (key.name === "input") schemaSites(value, sites);
    if (key.name === "ui") uiSites(value, steps.length, sites);
    if (key.name === "payoutMethod") noteEnum(value, sites);
  }
  steps.forEach((step, index) => {
    stepSites(step, index, sites);
  });
  for (const template of templateStrings(analysis)) {
    sites.push(...expressionSites(template, steps.indexOf(template.step), analysis.text));
  }
  const named = new Set(sites.map(({ span }) => span.start));
  for (const { name, span, written } of referencesIn(analysis).references) {
    if (!named.has(span.start) && written.kind !== "bare") sites.push({ kind: "reference", word: name, span });
  }
  return sites.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

function note(key: { readonly name: string; readonly span: Span }, kind: "field" | "operator", sites: Sites): void {
  sites.push({ kind, word: key.name, span: key.span });
}

function noteEnum(value: DocumentNode, sites: Sites): void {
  if (value.kind === "string") sites.push({ kind: "enum", word: value.value, span: value.span });
  if (value.kind === "array") for (const element of value.elements) noteEnum(element, sites);
}

/** Fields that take a value of any type. */
const anyType = ["input of ObjectGenerator", "default", "const", "examples", "enum"];

function noteConstant(node: DocumentNode, field: string, sites: Sites): void {
  if (node.kind === "null" || node.kind === "missing" || anyType.includes(field)) return;
  if (node.kind === "string" && /^[$@]/.test(node.value)) return;
  sites.push({ kind: "constant", node, span: node.span, field });
}

function uiSites(ui: DocumentNode, steps: number, sites: Sites): void {
  listed(ui, sites);
  const results = valueIn(ui, "results");
  listed(results, sites);
  const widgets = valueIn(results, "widgets");
  for (const widget of widgets?.kind === "array" ? widgets.elements : []) {
    noteConstant(widget, "widget", sites);
    listed(widget, sites);
    const type = valueIn(widget, "type");
    if (type?.kind !== "string") continue;
    noteEnum(type, sites);
    stepNames(valueIn(widget, "sources"), steps, type.value as "Images", sites);
  }
}

function listed(node: DocumentNode | undefined, sites: Sites): void {
  for (const { key, value } of node?.kind === "object" ? node.members : []) {
    note(key, "field", sites);
    noteConstant(value, key.name, sites);
  }
}

function stepNames(
  node: DocumentNode | undefined,
  step: number,
  by: Extract<Site, { kind: "step" }>["by"],
  sites: Sites,
): void {
  if (node?.kind === "array") for (const element of node.elements) stepNames(element, step, by, sites);
  if (node?.kind === "string")
    sites.push({ kind: "step", id: node.value, step, by, span: node.span, place: node.span });
}

const subSchema = ["items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames"];
const subSchemas = ["allOf", "anyOf", "oneOf", "prefixItems"];
const namedSchemas = ["properties", "$defs", "definitions", "patternProperties", "dependentSchemas"];

function schemaSites(schema: DocumentNode, sites: Sites): void {
  if (schema.kind !== "object") return;
  for (const { key, value } of schema.members) {
    note(key, "field", sites);
    noteConstant(value, key.name, sites);
    if (key.name === "type" || key.name === "format") noteEnum(value, sites);
    if (subSchema.includes(key.name)) schemaSites(value, sites);
    if (subSchemas.includes(key.name) && value.kind === "array")
      for (const one of value.elements) schemaSites(one, sites);
    if (namedSchemas.includes(key.name) && value.kind === "object") {
      for (const member of value.members) {
        noteConstant(member.value, "schema", sites);
        schemaSites(member.value, sites);
      }
    }
  }
}

function stepSites(step: DocumentNode, index: number, sites: Sites): void {
  if (step.kind !== "object") return;
  noteConstant(step, "step", sites);
  listed(step, sites);
  const type = valueIn(step, "type");
  if (type?.kind === "string") noteEnum(type, sites);
  const result = valueIn(step, "result");
  if (result !== undefined) extendSites(result, index, sites);
  const parameters = valueIn(step, "parameters");
  if (parameters?.kind !== "object" || type?.kind !== "string") return;
  for (const { key, value } of parameters.members) {
    note(key, "field", sites);
    const free = type.value === "ObjectGenerator" && key.name === "input";
    if (!free) typed(value, key.name, index, wantedBy(key.name), sites);
    extendSites(value, index, sites);
    if (key.name === "schema") schemaSites(value, sites);
    if (key.name === "settings") settingsSites(value, index, sites);
    if (key.name === "images") imagesSites(value, index, sites);
    if (key.name === "precision" && !isExpression(value)) noteEnum(value, sites);
    if (key.name === "contextId" || key.name === "sources") stepNames(value, index, key.name, sites);
  }
}

/** `baseModel` is the only setting that is known by name. */
function settingsSites(settings: DocumentNode, step: number, sites: Sites): void {
  for (const { key, value } of settings.kind === "object" ? settings.members : []) {
    if (key.name !== "baseModel") continue;
    note(key, "field", sites);
    typed(value, key.name, step, wantedBy(key.name), sites);
  }
}

function imagesSites(node: DocumentNode, step: number, sites: Sites): void {
  if (node.kind === "array") {
    for (const element of node.elements) {
      if (element.kind === "string" && looksLikeMapHead(element.value)) continue;
      if (element.kind === "string") typed(element, "image", step, "object", sites);
      imagesSites(element, step, sites);
    }
  }
  if (node.kind === "object") imageSites(node, step, sites);
}

function imageSites(node: ObjectNode, step: number, sites: Sites): void {
  noteConstant(node, "image", sites);
  for (const { key, value } of node.members) {
    if (key.name === "@Extend" || !imageKeys.includes(key.name)) continue;
    note(key, "field", sites);
    typed(value, key.name, step, wantedBy(key.name), sites);
    if (key.name === "precision" && !isExpression(value)) noteEnum(value, sites);
  }
}

function isExpression(node: DocumentNode): node is StringNode {
  return node.kind === "string" && /^[$@]/.test(node.value);
}

const numbers = [
  "amount",
  "count",
  "creativity",
  "steps",
  "width",
  "height",
  "scale",
  "guidanceScale",
  "seed",
  "batchSize",
];

function wantedBy(field: string): Wanted {
  if (field === "settings") return "object";
  if (field === "images") return "array";
  return numbers.includes(field) ? "number" : "string";
}

/** A value that has to have a type, by a constant or by a path alone. */
function typed(node: DocumentNode, field: string, step: number, wants: Wanted, sites: Sites): void {
  noteConstant(node, field, sites);
  if (isExpression(node) && /^\$|^@Item/.test(node.value)) sites.push({ kind: "path", wants, step, span: node.span });
}

/** `@Extend` anywhere in a template, and its sources. */
function extendSites(node: DocumentNode, step: number, sites: Sites): void {
  if (node.kind === "array") for (const element of node.elements) extendSites(element, step, sites);
  for (const { key, value } of node.kind === "object" ? node.members : []) {
    extendSites(value, step, sites);
    if (key.name !== "@Extend") continue;
    note(key, "operator", sites);
    for (const source of value.kind === "array" ? value.elements : [value])
      typed(source, "@Extend", step, "object", sites);
  }
}
