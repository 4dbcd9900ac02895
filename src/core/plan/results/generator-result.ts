// An ObjectGenerator with what is known of its `amount` and `count` in; what its result can be, and how many objects it writes, out
// (spec 1.12, 5.1.5): sharper than the compiler's type wherever an input or a result decides them.

import { diagnose } from "../../diagnostic/diagnose.js";
import type { ObjectGeneratorIr } from "../../ir/ir.js";
import { boundsOf } from "../../ir/number-bounds.js";
import type { JsonObject } from "../../text/json.js";
import type { Bounds } from "../../types/bounds.js";
import { bindCount, wrapAmount } from "../../types/count-schema.js";
import { schemaType } from "../../types/schema-type.js";
import { mostFacets } from "../../types/shape.js";
import type { Type } from "../../types/type.js";
import { unionOf } from "../../types/union.js";
import { type Environment, report } from "../partial/environment.js";
import { typeOfPartial } from "../partial/partial-type.js";
import type { Found } from "../partial/partial-value.js";

export type GeneratorResult = {
  readonly type: Type;
  /** What one object must match, with `count` bound into it. */
  readonly schema: JsonObject;
  readonly amount: Bounds;
  /** Null: nothing is counted. */
  readonly count: { readonly property: string; readonly bounds: Bounds } | null;
};

/** What is known of the parameters that have a value, by name; those that were refused too. */
export type PlannedParameters = ReadonlyMap<string, Found | "refused">;

export function generatorResult(
  step: ObjectGeneratorIr,
  parameters: PlannedParameters,
  environment: Environment,
): GeneratorResult {
  const amount = readCount("amount", parameters) ?? { bounds: { min: 1, max: 1 }, certain: true };
  const count = readCount("count", parameters);
  const bound = count === null ? null : bindCount(step.schema, count.bounds);
  if (bound !== null && bound.conflict !== null && step.count !== null) {
    report(environment.work, diagnose("plan/count-conflict", step.count.span, { step: step.id, ...bound.conflict }));
  }
  const amounts = amount.certain ? amount.bounds : { min: 1, max: amount.bounds.max };
  if (bound === null || bound.property === null) {
    return { type: wrapAmount(schemaType(step.schema), amounts), schema: step.schema, amount: amounts, count: null };
  }
  const counted = schemaType(bound.schema);
  const certain = count?.certain ?? false;
  // Alternatives stay apart: answers are judged by this type.
  const one = certain ? counted : unionOf([counted, schemaType(step.schema)], 2 * mostFacets);
  return {
    type: wrapAmount(one, amounts),
    schema: certain ? bound.schema : step.schema,
    amount: amounts,
    count: certain && count !== null ? { property: bound.property, bounds: count.bounds } : null,
  };
}

type Count = { readonly bounds: Bounds; readonly certain: boolean };

/** Null where the parameter is not set. */
function readCount(name: "amount" | "count", parameters: PlannedParameters): Count | null {
  const found = parameters.get(name);
  if (found === undefined) return null;
  if (found === "refused") return { bounds: { min: 1, max: null }, certain: false };
  return { bounds: boundsOf(typeOfPartial(found.value)), certain: found.certain };
}
