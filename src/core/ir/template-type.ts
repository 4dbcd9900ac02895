// The type of a template from the types of its parts (spec 3.2).

import { hasOwn } from "../text/json.js";
import type { Property, Type } from "../types/type.js";
import { unknownType } from "../types/type.js";
import { unionOf } from "../types/union.js";
import type { EntryIr, TemplateIr } from "./ir.js";

export function constantType(value: null | boolean | number | string): Type {
  return value === null ? { kind: "null" } : { kind: "constant", value };
}

/** Whether the template always gives a value: only a path, alone, may find nothing. */
export function alwaysGives(template: TemplateIr): boolean {
  return template.kind !== "path" || template.certain;
}

export function objectType(sources: readonly TemplateIr[], entries: readonly EntryIr[]): Type {
  const properties = new Map<string, Property>();
  let rest: Type | null = null;
  for (const source of sources) {
    const type = source.kind === "map" ? unknownType : source.type;
    if (type.kind !== "object") {
      for (const [name, { required }] of properties) properties.set(name, { type: unknownType, required });
      rest = unknownType;
      continue;
    }
    for (const [name, { type: below, required }] of properties) {
      if (type.rest !== null && !hasOwn(type.properties, name))
        properties.set(name, { type: unionOf([below, type.rest]), required });
    }
    for (const [name, property] of Object.entries(type.properties))
      properties.set(name, laid(properties.get(name), property, rest));
    rest = type.rest === null ? rest : rest === null ? type.rest : unionOf([rest, type.rest]);
  }
  for (const { key, value } of entries) {
    const own = { type: value.type, required: alwaysGives(value) };
    properties.set(key, laid(properties.get(key), own, rest));
  }
  return { kind: "object", properties: Object.fromEntries(properties), rest };
}

/** A property laid over one that may be there already: an optional one lets the lower value show. */
function laid(below: Property | undefined, above: Property, rest: Type | null): Property {
  if (above.required) return above;
  const lower = below?.type ?? rest;
  return { type: lower === null ? above.type : unionOf([lower, above.type]), required: below?.required ?? false };
}

export function arrayType(elements: readonly TemplateIr[]): Type {
  if (!elements.some((element) => element.kind === "map")) {
    const prefix = elements.map((element) => element.type);
    return { kind: "array", prefix, items: { kind: "never" }, minItems: prefix.length, maxItems: prefix.length };
  }
  let minItems = 0;
  let maxItems: number | null = 0;
  const items: Type[] = [];
  for (const element of elements) {
    const length = element.kind === "map" ? lengthOf(element.type) : { min: 1, max: 1 };
    minItems += length.min;
    maxItems = maxItems === null || length.max === null ? null : maxItems + length.max;
    items.push(element.kind === "map" ? itemType(element.type) : element.type);
  }
  return { kind: "array", prefix: [], items: unionOf(items), minItems, maxItems };
}

/** The type of the array that a map gives: its body once per item of the source, flattened where the body is a map. */
export function mapType(source: Type, body: TemplateIr): Type {
  const outer = lengthOf(source);
  const inner = body.kind === "map" ? lengthOf(body.type) : { min: 1, max: 1 };
  return {
    kind: "array",
    prefix: [],
    items: body.kind === "map" ? itemType(body.type) : body.type,
    minItems: safe(outer.min * inner.min) ?? 0,
    maxItems: outer.max === 0 ? 0 : outer.max === null || inner.max === null ? null : safe(outer.max * inner.max),
  };
}

/** What the items of an array of this type are; unknown where it is no array type. */
export function itemType(type: Type): Type {
  if (type.kind === "array")
    return unionOf([...type.prefix, ...(type.maxItems === type.prefix.length ? [] : [type.items])]);
  if (type.kind === "union")
    return unionOf(type.members.filter((member) => member.kind === "array" || member.kind === "unknown").map(itemType));
  return unknownType;
}

export function lengthOf(type: Type): { readonly min: number; readonly max: number | null } {
  if (type.kind === "array") return { min: type.minItems, max: type.maxItems };
  if (type.kind !== "union") return { min: 0, max: null };
  const lengths = type.members.filter((member) => member.kind === "array" || member.kind === "unknown").map(lengthOf);
  if (lengths.length === 0) return { min: 0, max: null };
  return {
    min: Math.min(...lengths.map((length) => length.min)),
    max: lengths.some((length) => length.max === null) ? null : Math.max(...lengths.map((length) => length.max ?? 0)),
  };
}

function safe(product: number): number | null {
  return Number.isSafeInteger(product) ? product : null;
}
