// What is asked of a model in, the most tokens that its prompt can have out (spec 5.7.5): a byte-level tokenizer never makes more tokens than bytes.
// The run measures what it is about to send, and the plan what it can be.

import { utf8ToBytes } from "@noble/hashes/utils.js";
import type { Json, JsonObject } from "../../text/json.js";
import { jsonBytes, longestIndentedJson } from "../../types/longest-json.js";
import { measurePartial } from "../partial/measure-partial.js";
import { typeOfPartial } from "../partial/partial-type.js";
import type { PartialValue } from "../partial/partial-value.js";

/** What servers add: the words around each part, the marks of messages. */
const around = 512;
/** A schema is told in words and enforced besides, which writes it anew with `required` and `additionalProperties`. */
const schemaCopies = 4;
/** Numbers that only the run puts into a schema: `minItems` and `maxItems` from `count`. */
const countRoom = 64;

/** Bytes of all mistakes that a second attempt shows. */
export const mistakesBytes = 2_048;

type Asked = {
  readonly description: string;
  readonly context: Json | null;
  readonly input: string | null;
  readonly schema: JsonObject;
  readonly repair?: { readonly answer: string; readonly mistakes: readonly string[] };
};

export function promptTokens({ description, context, input, schema, repair }: Asked): number {
  const told = bytesOf(description) + (context === null ? 0 : jsonBytes(context)) + bytesOf(input ?? "");
  const shown = repair === undefined ? 0 : repairTokens(bytesOf(repair.answer));
  return told + schemaTokens(schema) + shown;
}

/** What the second attempt has besides the first: an answer of so many bytes, and its mistakes. */
export function repairTokens(answerBytes: number): number {
  return answerBytes + mistakesBytes + around;
}

/** `parts`: what is known of description, context and input. Of what only the run knows, at most `promptBytes` are sent. */
export function mostPromptTokens(parts: readonly PartialValue[], schema: JsonObject, promptBytes: number): number {
  const known = parts.reduce((sum, part) => sum + leastBytes(part), 0);
  const longest = parts.reduce((sum, part) => sum + mostBytes(part), 0);
  return Math.min(longest, known + promptBytes) + schemaTokens(schema) + schemaCopies * countRoom;
}

function schemaTokens(schema: JsonObject): number {
  return schemaCopies * jsonBytes(schema) + around;
}

/** A text is sent as it is, and anything else as JSON. */
function mostBytes(part: PartialValue): number {
  if (part.kind === "known") return bytesOfValue(part.value);
  return longestIndentedJson(typeOfPartial(part)) ?? Number.POSITIVE_INFINITY;
}

/** A part of which little is known counts with what is known: three bytes for each of its characters. */
function leastBytes(part: PartialValue): number {
  return part.kind === "known" ? bytesOfValue(part.value) : 3 * measurePartial(part).size;
}

function bytesOfValue(value: Json): number {
  return typeof value === "string" ? bytesOf(value) : jsonBytes(value);
}

function bytesOf(text: string): number {
  return utf8ToBytes(text).length;
}
