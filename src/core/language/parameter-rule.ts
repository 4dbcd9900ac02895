// What one parameter of a step, or one field of an image, takes (spec 1.12–1.18): a row of the tables in steps.ts and image-fields.ts. Check,
// plan, run, editors, `explain` and the published schema read these rows; the rule itself is applied in check-parameter.ts.

import type { Json } from "../text/json.js";
import { type Type, unknownType } from "../types/type.js";

/** Which values are taken. */
export type Takes = {
  readonly type: Type;
  readonly multipleOf?: number;
  /** null is taken, and is as absent (spec 1.15). */
  readonly nullIsAbsent?: true;
  /** What messages say it takes, where its type says less. */
  readonly takes?: string;
};

export type ParameterRule = Takes & {
  /** Must be written; image fields without a default are required after merging instead (spec 1.15). */
  readonly required?: true;
  /** What stands where nothing is set. null: nothing stands there. */
  readonly default?: Json | undefined;
  /** Must be written out: an expression there is an error (spec 1.10), or is data. */
  readonly constantOnly?: true;
  readonly title: string;
  /** What it is for, in one line, for editors and `explain`. */
  readonly words: string;
  readonly example?: Json;
  /** What other tools call it: in small letters, without _ and -. */
  readonly alsoCalled?: readonly string[];
};

export const text = { kind: "string", minLength: 0, maxLength: null } as const;
export const uuid = { kind: "string", minLength: 36, maxLength: 36, format: "uuid" } as const;
export const anyObject: Type = { kind: "object", properties: {}, rest: unknownType };
export const anyArray: Type = { kind: "array", prefix: [], items: unknownType, minItems: 0, maxItems: null };
export const atLeastOne = integer(1, null);

export function integer<Bound extends number | null>(minimum: Bound, maximum: Bound) {
  return { kind: "number", integer: true, minimum, maximum } as const;
}

export function number(minimum: number, maximum: number) {
  return { kind: "number", integer: false, minimum, maximum } as const;
}

export function oneOf<const Value extends string>(...values: readonly Value[]) {
  return { kind: "union", members: values.map((value) => ({ kind: "constant", value }) as const) } as const;
}
