// A template as written (document nodes) in, a template of the IR out (spec 2.1–2.13): strings parsed, maps and merges
// recognised, every path bound and typed. What is wrong is reported and becomes an unknown constant, so that the walk goes on.

import { diagnose } from "../diagnostic/diagnose.js";
import type { Diagnostic, Fix } from "../diagnostic/diagnostic.js";
import type { ArrayNode, DocumentNode, KeyNode, ObjectNode, StringNode } from "../document/tree.js";
import { readKey } from "../expression/key.js";
import { looksLikeMapHead, parseExpression, parseMapHead } from "../expression/parse-expression.js";
import type { Argument, CallExpression, MapHead } from "../expression/tree.js";
import { kindsInWords, type Operator, parameterAt, typeOfParameter } from "../language/operators/operator.js";
import { operatorOf } from "../language/operators/operators.js";
import type { Span } from "../text/span.js";
import { relation } from "../types/accepts.js";
import { describeType } from "../types/describe-type.js";
import { type Type, unknownType } from "../types/type.js";
import { presume, unreachable } from "../unreachable.js";
import type { ConstantIr, EntryIr, MapIr, TemplateIr } from "./ir.js";
import { findMap, type LoweredPath, lowerPath, reportUnknownMap } from "./lower-path.js";
import { meantProperty } from "./meant-value.js";
import { insideMap, type Scope } from "./scope.js";
import { namedInFormat, namedInText } from "./template-text.js";
import { arrayType, constantType, itemType, mapType, objectType } from "./template-type.js";

const anyArray: Type = { kind: "array", prefix: [], items: unknownType, minItems: 0, maxItems: null };
const anyObject: Type = { kind: "object", properties: {}, rest: unknownType };
/** Where a template stands: only a property's value can be left out when its path finds nothing (spec 2.5). */
export type Standing = "property" | "element" | "source" | "whole";

const needs: { readonly [standing in Exclude<Standing, "property">]: string } = {
  element: "an element of an array",
  source: "@Extend",
  whole: "a template with nothing else in it",
};

export function lowerTemplate(node: DocumentNode, standing: Standing, scope: Scope): TemplateIr {
  const { span } = node;
  scope.found.nodes += 1;
  if (scope.found.nodes > scope.limits.irNodes) return tooMany(span, scope);
  switch (node.kind) {
    case "missing":
      return broken(span);
    case "null":
      return constant(null, span);
    case "boolean":
    case "number":
      return constant(node.value, span);
    case "string":
      return lowerString(node, standing, scope);
    case "array":
      return lowerArray(node, scope);
    case "object":
      return lowerObject(node, scope);
    default:
      return unreachable(node);
  }
}

function lowerString(node: StringNode, standing: Standing, scope: Scope): TemplateIr {
  const place = scope.placeOf(node);
  const { expression, diagnostics } = parseExpression(node.value, place, scope.limits);
  tell(diagnostics, node, scope);
  if (expression === null) return broken(node.span);
  switch (expression.kind) {
    case "text":
      if (diagnostics.length === 0) tell([namedInText(node.value, place, scope)], node, scope);
      return constant(expression.value, node.span);
    case "path": {
      const lowered = lowerPath(expression, scope);
      if (standing !== "property") requireValue(lowered, needs[standing], scope);
      return lowered.path;
    }
    case "map":
      scope.found.diagnostics.push(diagnose("template/lone-map", expression.span, {}));
      return broken(node.span);
    case "call":
      tell([namedInFormat(expression, node.value, place, scope)], node, scope);
      return lowerCall(expression, scope);
    case "index":
      return lowerCall(expression, scope);
    default:
      return unreachable(expression);
  }
}

/** Fixes of expressions are written as JSON has them in double quotes; in single ones the single quote is escaped as well. */
function tell(diagnostics: readonly (Diagnostic | null)[], { raw }: StringNode | KeyNode, scope: Scope): void {
  for (const diagnostic of diagnostics) {
    if (diagnostic === null) continue;
    const fixes = raw.startsWith("'") ? diagnostic.fixes.map(inSingleQuotes) : diagnostic.fixes;
    scope.found.diagnostics.push({ ...diagnostic, fixes });
  }
}

function inSingleQuotes(fix: Fix): Fix {
  return { ...fix, edits: fix.edits.map(({ span, text }) => ({ span, text: text.replaceAll("'", "\\'") })) };
}

function lowerCall(call: CallExpression, scope: Scope): TemplateIr {
  switch (call.kind) {
    case "call": {
      const row = operatorOf(call);
      const given = call.arguments.map((argument, position) => lowerArgument(argument, row, position, scope));
      return { kind: "call", operator: row.name, arguments: given, type: row.result, span: call.span };
    }
    case "index": {
      const map = findMap(call.name, scope);
      if (map === undefined) {
        reportUnknownMap(call.name, call.nameSpan, scope);
        return broken(call.span);
      }
      const type: Type = { kind: "number", integer: true, minimum: 0, maximum: null };
      return { kind: "index", level: map.level, type, span: call.span };
    }
    default:
      return unreachable(call);
  }
}

function lowerArgument(argument: Argument, row: Operator, position: number, scope: Scope): TemplateIr {
  const operator = `@${row.name}`;
  const lowered = lowerAnyArgument(argument, operator, scope);
  const parameter = presume(parameterAt(row, position), `parameter ${position}`);
  const fits = (type: Type) => relation(typeOfParameter(parameter), type) !== "no";
  if (!fits(lowered.type)) {
    const meant = lowered.kind === "path" ? meantProperty(lowered, fits) : null;
    const found = describeType(lowered.type);
    const said = { operator, takes: kindsInWords(parameter), found, at: "", instead: meant?.instead };
    scope.found.diagnostics.push(
      diagnose("template/wrong-argument", argument.span, said, { fixes: meant?.fixes ?? [] }),
    );
  }
  return lowered;
}

function lowerAnyArgument(argument: Argument, operator: string, scope: Scope): TemplateIr {
  switch (argument.kind) {
    case "literal":
      return constant(argument.value, argument.span);
    case "path": {
      const lowered = lowerPath(argument, scope);
      requireValue(lowered, operator, scope);
      return lowered.path;
    }
    case "call":
    case "index":
      return lowerCall(argument, scope);
    default:
      return unreachable(argument);
  }
}

function lowerArray(node: ArrayNode, scope: Scope): TemplateIr {
  const first = node.elements[0];
  const isPair = node.elements.length === 2;
  // What is lost may have been the head of a map, whose item the rest would be about.
  if (first?.kind === "missing" || node.torn === true) return broken(node.span);
  if (first?.kind === "string" && (looksLikeMapHead(first.value) || (isPair && isMeantAsMap(first, scope))))
    return lowerMap(node, first, scope);
  const elements = node.elements.map((element) => lowerTemplate(element, "element", scope));
  return { kind: "array", elements, type: arrayType(elements), span: node.span };
}

/** `["map($.input.list)", …]`: it is reported once, and the template is read as that of a map. */
function isMeantAsMap(first: StringNode, scope: Scope): boolean {
  if (!/^@?map\(/i.test(first.value)) return false;
  const { diagnostics } = parseExpression(first.value, scope.placeOf(first), scope.limits);
  return diagnostics.some(({ code }) => code === "expression/missing-at" || code === "expression/unknown-operator");
}

function readHead(first: StringNode, scope: Scope): ReturnType<typeof parseMapHead> {
  if (looksLikeMapHead(first.value)) return parseMapHead(first.value, scope.placeOf(first), scope.limits);
  const { diagnostics } = parseExpression(first.value, scope.placeOf(first), scope.limits);
  return { head: null, diagnostics: diagnostics.map((diagnostic) => ({ ...diagnostic, severity: "error" })) };
}

function lowerMap(node: ArrayNode, first: StringNode, scope: Scope): TemplateIr {
  const { head, diagnostics } = readHead(first, scope);
  tell(diagnostics, first, scope);
  if (node.elements.length !== 2) {
    scope.found.diagnostics.push(diagnose("template/not-a-pair", first.span, { length: node.elements.length }));
  }
  const body = node.elements[1];
  if (body === undefined) return broken(node.span);
  if (head === null) {
    // A head that could not be read may still say its name: uses of it are not reported as well.
    const name = /,\s*([A-Za-z_][\w-]*)\s*\)\s*$/.exec(first.value)?.[1] ?? null;
    lowerTemplate(body, "element", insideMap(scope, { name, level: scope.maps.length, item: unknownType }));
    return broken(node.span);
  }
  return lowerPair(node.span, head, body, scope);
}

function lowerPair(span: Span, head: MapHead, bodyNode: DocumentNode, scope: Scope): MapIr {
  const lowered = lowerPath(head.source, scope);
  requireValue(lowered, "the source of @Map", scope);
  const source = lowered.path;
  const isArrayType = (type: Type) => relation(anyArray, type) !== "no";
  if (!isArrayType(source.type)) {
    const meant = meantProperty(source, isArrayType);
    const said = { found: describeType(source.type), instead: meant?.instead };
    scope.found.diagnostics.push(diagnose("template/not-an-array", source.span, said, { fixes: meant?.fixes ?? [] }));
  }
  const { name } = head;
  if (name !== null && findMap(name, scope) !== undefined) {
    scope.found.diagnostics.push(
      diagnose("template/shadowed-map-name", presume(head.nameSpan, "the name's span"), { name }),
    );
  }
  const level = scope.maps.length;
  const body = lowerTemplate(bodyNode, "element", insideMap(scope, { name, level, item: itemType(source.type) }));
  return { kind: "map", level, name, source, body, type: mapType(source.type, body), span };
}

function lowerObject(node: ObjectNode, scope: Scope): TemplateIr {
  const entries: EntryIr[] = [];
  const sources: TemplateIr[] = [];
  const written = new Map<string, KeyNode>();
  for (const member of node.members) {
    const read = readKey(member.key.name, scope.placeOf(member.key));
    tell(read.diagnostics, member.key, scope);
    const first = written.get(read.key);
    if (read.extend) sources.push(...lowerSources(member.value, scope));
    else if (first !== undefined) reportTwice(first, member.key, read.key, scope);
    else if (read.diagnostics.some((diagnostic) => diagnostic.severity === "error"))
      lowerTemplate(member.value, "property", scope);
    else {
      written.set(read.key, member.key);
      entries.push({ key: read.key, keySpan: member.key.span, value: lowerTemplate(member.value, "property", scope) });
    }
  }
  const type = objectType(sources, entries);
  const known = node.torn === true && type.kind === "object" ? { ...type, rest: unknownType } : type;
  return { kind: "object", extends: sources, entries, type: known, span: node.span };
}

/** A key written twice in the same way was reported by the document's parser; this one says it with and without its escape. */
function reportTwice(first: KeyNode, second: KeyNode, key: string, scope: Scope): void {
  if (first.name === second.name) return;
  const related = [{ message: "it is first written here", span: first.span }];
  scope.found.diagnostics.push(diagnose("document/duplicate-key", second.span, { key }, { related }));
}

/** The sources of `@Extend`: an array written in the template is a list of them, later ones winning; a map stands for a sequence of them. */
function lowerSources(node: DocumentNode, scope: Scope): readonly TemplateIr[] {
  const whole = lowerTemplate(node, "source", scope);
  const sources = node.kind === "array" && whole.kind === "array" ? whole.elements : [whole];
  for (const source of sources) {
    const type = source.kind === "map" ? itemType(source.type) : source.type;
    if (relation(anyObject, type) === "no") {
      scope.found.diagnostics.push(diagnose("template/not-an-object", source.span, { found: describeType(type) }));
    }
  }
  return sources;
}

function requireValue({ path, gap }: LoweredPath, where: string, scope: Scope): void {
  if (gap === null) return;
  const related = [{ message: "this is what may be missing", span: gap.segment.span }];
  scope.found.diagnostics.push(diagnose("path/may-be-missing", path.span, { where, ...gap.lack }, { related }));
}

function constant(value: ConstantIr["value"], span: Span): ConstantIr {
  return { kind: "constant", value, type: constantType(value), span };
}

/** Reported once, at the first node too many. */
function tooMany(span: Span, scope: Scope): ConstantIr {
  const limit = scope.limits.irNodes;
  if (scope.found.nodes === limit + 1) scope.found.diagnostics.push(diagnose("limit/ir-nodes", span, { limit }));
  return broken(span);
}

/** Stands for what was reported: it checks nothing, and no program is made of it. */
function broken(span: Span): ConstantIr {
  return { kind: "constant", value: null, type: unknownType, span };
}
