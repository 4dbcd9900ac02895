// A value that stands in the place of an array in, the array that was meant out (spec 7.4): shells take quotes away, so `["red"]` arrives
// as `[red]`, and a list is often written `red,blue`.

import { isArray, isObject, type Json } from "../text/json.js";
import { relation } from "../types/accepts.js";
import type { Type } from "../types/type.js";
import { valueType } from "../types/value-type.js";
import { unreachable } from "../unreachable.js";

/** Undefined: the items are of a type that the value cannot be written as. */
export function meantArray(value: Json, items: Type): readonly Json[] | undefined {
  if (isArray(value) || value === null) return undefined;
  const elements = typeof value === "string" ? splitList(value).map((part) => readItem(part, items)) : [value];
  const written = elements.map((element) =>
    items.kind === "string" && !isObject(element) ? String(element) : element,
  );
  return written.some((element) => relation(items, valueType(element)) === "no") ? undefined : written;
}

function splitList(text: string): readonly string[] {
  const inside = text.trim().replace(/^\[(.*)\]$/s, "$1");
  if (inside.trim() === "") return [];
  return inside.split(",").map((part) => part.trim().replace(/^(["'])(.*)\1$/s, "$2"));
}

/** As the options are read: a text where the schema says so, else JSON if it is JSON. */
function readItem(text: string, items: Type): Json {
  if (mayBeText(items) && items.kind !== "unknown") return text;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

function mayBeText(type: Type): boolean {
  switch (type.kind) {
    case "string":
    case "unknown":
      return true;
    case "constant":
      return typeof type.value === "string";
    case "union":
      return type.members.some(mayBeText);
    case "number":
    case "boolean":
    case "null":
    case "object":
    case "array":
    case "never":
      return false;
    default:
      return unreachable(type);
  }
}
