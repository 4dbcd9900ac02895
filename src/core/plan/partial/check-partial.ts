// What is known of a value, and what takes it, in; whether it is refused for certain out (spec 3.5, 5.1): by the rules that the check and
// the run apply.

import { checkType, checkValue, describeParameter, type Misfit } from "../../language/check-parameter.js";
import type { Takes } from "../../language/parameter-rule.js";
import type { Type } from "../../types/type.js";
import { typeOfPartial } from "./partial-type.js";
import type { PartialValue } from "./partial-value.js";

export function checkPartial(rule: Takes, value: PartialValue): Misfit | null {
  // Whatever it is, it is taken: its type, which may be large, is not asked for.
  if (rule.type.kind === "unknown") return null;
  if (value.kind === "known") return checkValue(rule, value.value);
  if (value.kind === "unknown") return checkType(rule, value.type);
  if (value.kind !== rule.type.kind) return { takes: describeParameter(rule), found: `an ${value.kind}` };
  return isAnyObject(rule.type) ? null : checkType(rule, typeOfPartial(value));
}

function isAnyObject(type: Type): boolean {
  return type.kind === "object" && type.rest?.kind === "unknown" && Object.keys(type.properties).length === 0;
}
