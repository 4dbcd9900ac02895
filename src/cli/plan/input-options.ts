// --input and --input-file in, the flow's input as JSON out (spec 7.9): `k=v` is a string where the schema says string, JSON otherwise.

import type { FlowIr, Json, JsonObject } from "../../core/index.js";
import { isObject, setOwn } from "../../core/text/json.js";
import { printable } from "../../core/text/printable.js";
import type { Type } from "../../core/types/type.js";
import { readJson } from "../source/read-json.js";
import { UsageError } from "../terminal/exit.js";
import type { InputPair } from "./read-words.js";

export function readInput(ir: FlowIr, pairs: readonly InputPair[], file: string | undefined): JsonObject {
  const input: { [name: string]: Json } = {};
  if (file !== undefined) {
    const read = readJson(file);
    if (!isObject(read)) throw new UsageError(`${printable(file)} does not hold an input: it must be a JSON object`);
    for (const [name, value] of Object.entries(read)) setOwn(input, name, value);
  }
  for (const { name, value } of pairs) setOwn(input, name, readValue(value, propertyType(ir.input.type, name)));
  return input;
}

function propertyType(type: Type, name: string): Type | undefined {
  return type.kind === "object" ? type.properties[name]?.type : undefined;
}

/** Text that is no JSON stays text: the schema then says what is wrong with it. */
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
