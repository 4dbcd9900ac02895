// Two flows in, which of their steps say something else out (spec 5.11.2), apart from those of which only types and schemas do.

import type { FlowIr } from "../../ir/ir.js";
import { hasOwn, isArray, isObject, type Json, type JsonRecord, jsonEquals, setOwn } from "../../text/json.js";
import { canonicalIr } from "./canonical-ir.js";

export type ChangedTypes = { readonly input: boolean; readonly steps: readonly string[] };
export type ChangedFlow = { readonly steps: readonly string[]; readonly types: ChangedTypes };

export const unchangedFlow: ChangedFlow = { steps: [], types: { input: false, steps: [] } };

export function diffFlows(before: FlowIr, after: FlowIr): ChangedFlow {
  const [old, now] = [canonicalIr(before), canonicalIr(after)];
  const stepsOf = ({ steps }: FlowIr) => new Map(steps.map((step) => [step.id, step]));
  const [was, is] = [stepsOf(old), stepsOf(now)];
  const changed = [...new Set([...was.keys(), ...is.keys()])].filter(
    (id) => !jsonEquals(was.get(id) ?? null, is.get(id) ?? null),
  );
  const retyped = changed.filter((id) => {
    const [a, b] = [was.get(id), is.get(id)];
    return a !== undefined && b !== undefined && jsonEquals(withoutTypes(a), withoutTypes(b));
  });
  return {
    steps: changed.filter((id) => !retyped.includes(id)),
    types: { input: !jsonEquals(old.input.schema, now.input.schema), steps: retyped },
  };
}

const schemas = new Set(["schema", "answerSchema", "resultType"]);

/** Of steps, templates, requests and models alike. Data of authors is not looked into: a key in it that is called "type" is theirs. */
export function withoutTypes(value: unknown): Json {
  const json = value as Json;
  if (isArray(json)) return json.map(withoutTypes);
  if (!isObject(json)) return json;
  if (json.kind === "constant") return { kind: "constant", value: json.value as Json };
  const bare: JsonRecord = {};
  for (const key of Object.keys(json)) {
    // The type of a step is its name.
    const isType = schemas.has(key) || (key === "type" && isObject(json.type) && hasOwn(json.type, "kind"));
    if (!isType) setOwn(bare, key, withoutTypes(json[key]));
  }
  return bare;
}
