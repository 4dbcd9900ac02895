// The IR of a flow in, the IR that every writing of the same flow has out (spec 5.10.1): without places and names of maps, keys of
// templates in one order. What a plan is bound to; a run of it gives what a run of the flow gives.

import { type FlowIr, irVersion } from "../../ir/ir.js";
import { isArray, isObject, type Json, type JsonObject, type JsonRecord, setOwn } from "../../text/json.js";
import { nowhere } from "../../text/span.js";

/** Data of authors and types: a key "span" in them is not a span of the IR. */
const data = new Set(["schema", "answerSchema", "type", "resultType"]);
const places = new Set(["span", "idSpan", "keySpan"]);

export function canonicalIr(ir: FlowIr): FlowIr {
  const { version: _, store, input, ...rest } = ir;
  return {
    version: irVersion,
    ...(canonical(rest) as typeof rest),
    input: { schema: input.schema, type: input.type, span: nowhere, places: {} },
    store,
  };
}

function canonical(value: Json): Json {
  if (isArray(value)) return value.map(canonical);
  if (!isObject(value)) return value;
  const copy: JsonRecord = {};
  for (const key of Object.keys(value)) setOwn(copy, key, memberOf(value, key));
  return copy;
}

function memberOf(owner: JsonObject, key: string): Json {
  const value = owner[key] as Json;
  if (places.has(key)) return nowhere;
  if (key === "sourceSpans" && isArray(value)) return value.map(() => nowhere);
  if (data.has(key)) return value;
  if (key === "name" && owner.kind === "map") return null;
  if (key === "entries" && isArray(value)) return value.map(canonical).sort(byKey);
  return canonical(value);
}

function byKey(a: Json, b: Json): number {
  const [first, second] = [a, b].map((entry) => (isObject(entry) ? String(entry.key) : ""));
  return first === second ? 0 : String(first) < String(second) ? -1 : 1;
}
