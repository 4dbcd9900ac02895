// A value that nearly matches its schema in, the value with its small faults repaired out: what is too much goes, what is out of range moves in.

import type { CheckValue, Issue } from "../../core/schema/validator.js";
import { isArray, isObject, type Json, type JsonRecord, setOwn } from "../../core/text/json.js";
import { pointerSegments } from "../../core/text/pointer.js";

const rounds = 40;

export function repair(value: Json, check: CheckValue): Json {
  let mended = value;
  for (let round = 0; round < rounds; round++) {
    const next = check(mended).reduce<Json>((now, issue) => mend(now, pointerSegments(issue.pointer), issue), mended);
    if (next === mended) return mended;
    mended = next;
  }
  return mended;
}

/** The value with the place at `way` repaired; the very same value if there is nothing to repair. */
function mend(value: Json, way: readonly string[], issue: Issue): Json {
  const [step, ...rest] = way;
  if (step === undefined) return mendHere(value, issue);
  if (isArray(value)) {
    const at = Number(step);
    const old = value[at];
    if (old === undefined) return value;
    const made = mend(old, rest, issue);
    return made === old ? value : value.with(at, made);
  }
  if (!isObject(value) || !Object.hasOwn(value, step)) return value;
  const old = value[step] as Json;
  const made = mend(old, rest, issue);
  return made === old ? value : withKeys(value, (key) => (key === step ? made : value[key]));
}

function mendHere(value: Json, { keyword, parameters }: Issue): Json {
  const { limit, additionalProperty, unevaluatedProperty, allowedValues, allowedValue } = parameters;
  switch (keyword) {
    case "additionalProperties":
    case "unevaluatedProperties": {
      const extra = additionalProperty ?? unevaluatedProperty;
      return isObject(value) ? withKeys(value, (key) => (key === extra ? undefined : value[key])) : value;
    }
    case "enum":
      return isArray(allowedValues) ? (allowedValues[0] ?? value) : value;
    case "const":
      return allowedValue ?? value;
    case "minimum":
    case "maximum":
      return typeof limit === "number" ? limit : value;
    case "maxItems":
      return isArray(value) && typeof limit === "number" ? value.slice(0, limit) : value;
    case "maxLength":
      return typeof value === "string" && typeof limit === "number" ? [...value].slice(0, limit).join("") : value;
    default:
      return value;
  }
}

function withKeys(value: { readonly [key: string]: Json }, valueFor: (key: string) => Json | undefined): Json {
  const made: JsonRecord = {};
  for (const key of Object.keys(value)) {
    const kept = valueFor(key);
    if (kept !== undefined) setOwn(made, key, kept);
  }
  return made;
}
