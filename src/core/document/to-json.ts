// A document node in, its JSON value out, and back: a value in, the document of its JSON text out (spec 1.2).

import { isArray, isObject, type Json, type JsonRecord, setOwn } from "../text/json.js";
import { spanOf } from "../text/span.js";
import { unreachable } from "../unreachable.js";
import type { Document, DocumentNode, Member } from "./tree.js";

/** What is missing is left out; of a key that is written twice the first counts. */
export function toJson(node: DocumentNode): Json | undefined {
  switch (node.kind) {
    case "object":
      return objectToJson(node.members);
    case "array": {
      const values: Json[] = [];
      for (const element of node.elements) {
        const value = toJson(element);
        if (value !== undefined) values.push(value);
      }
      return values;
    }
    case "string":
    case "number":
    case "boolean":
      return node.value;
    case "null":
      return null;
    case "missing":
      return undefined;
    default:
      return unreachable(node);
  }
}

function objectToJson(members: readonly Member[]): Json {
  const object: JsonRecord = {};
  const seen = new Set<string>();
  for (const { key, value } of members) {
    if (seen.has(key.name)) continue;
    seen.add(key.name);
    const json = toJson(value);
    if (json !== undefined) setOwn(object, key.name, json);
  }
  return object;
}

/** The document of `JSON.stringify(value)`: the spans are places in that text. */
export function documentOf(value: Json): Document {
  return { root: nodeOf(value, 0), comments: [] };
}

/**
 * Whether brackets of `JSON.stringify(value)` are open more than `limit` deep. It and `tooDeepAt` go no deeper than that themselves, so
 * that a value of any depth can be refused before `documentOf`, which recurses, is asked.
 */
export function isTooDeep(value: Json, limit: number): boolean {
  if (!isArray(value) && !isObject(value)) return false;
  return limit === 0 || Object.values(value).some((part) => isTooDeep(part as Json, limit - 1));
}

/** Where the first such bracket stands, in a value that is too deep. */
export function tooDeepAt(value: Json, limit: number): number {
  if (limit === 0) return 0;
  let at = 1;
  for (const [name, part] of Object.entries(value as { readonly [name: string]: Json })) {
    if (!isArray(value)) at += JSON.stringify(name).length + 1;
    if (isTooDeep(part, limit - 1)) return at + tooDeepAt(part, limit - 1);
    at += JSON.stringify(part).length + 1;
  }
  return at;
}

function nodeOf(value: Json, start: number): DocumentNode {
  if (value === null) return { kind: "null", span: spanOf(start, start + 4) };
  if (isArray(value)) {
    const elements: DocumentNode[] = [];
    let at = start + 1;
    for (const element of value) {
      const node = nodeOf(element, elements.length === 0 ? at : at + 1);
      elements.push(node);
      at = node.span.end;
    }
    return { kind: "array", span: spanOf(start, at + 1), elements };
  }
  if (isObject(value)) {
    const members: Member[] = [];
    let at = start + 1;
    for (const name of Object.keys(value)) {
      const raw = JSON.stringify(name);
      const keyStart = members.length === 0 ? at : at + 1;
      const key = { name, raw, span: spanOf(keyStart, keyStart + raw.length) };
      const node = nodeOf(value[name] as Json, key.span.end + 1);
      members.push({ key, value: node, span: spanOf(keyStart, node.span.end) });
      at = node.span.end;
    }
    return { kind: "object", span: spanOf(start, at + 1), members };
  }
  const raw = JSON.stringify(value);
  const span = spanOf(start, start + raw.length);
  switch (typeof value) {
    case "string":
      return { kind: "string", span, value, raw };
    case "number":
      return { kind: "number", span, value, raw };
    case "boolean":
      return { kind: "boolean", span, value };
    default:
      return unreachable(value as never);
  }
}
