// --input and --input-file in, the flow's input as JSON out (spec 7.9): `k=v` is a string where the schema says string, JSON otherwise.

import type { FlowIr, Json, JsonObject } from "../../core/index.js";
import { hasOwn, setOwn } from "../../core/text/json.js";
import type { Type } from "../../core/types/type.js";
import type { InputPair } from "./read-words.js";

/** `fromFile`: what --input-file holds; --input adds to it. */
export function readInput(ir: FlowIr, pairs: readonly InputPair[], fromFile: JsonObject): JsonObject {
  const input: { [name: string]: Json } = {};
  for (const [name, value] of Object.entries(fromFile)) setOwn(input, name, value);
  for (const { name, value } of pairs) setOwn(input, name, readValue(value, propertyType(ir.input.type, name)));
  return input;
}

function propertyType(type: Type, name: string): Type | undefined {
  return type.kind === "object" && hasOwn(type.properties, name) ? type.properties[name]?.type : undefined;
}

/** Text that is not JSON stays text: the schema then says what is wrong with it. */
function readValue(text: string, type: Type | undefined): Json {
  if (type !== undefined && isStringType(type)) return text;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

function isStringType(type: Type): boolean {
  if (type.kind === "union") return type.members.every(isStringType);
  return type.kind === "string" || (type.kind === "constant" && typeof type.value === "string");
}
