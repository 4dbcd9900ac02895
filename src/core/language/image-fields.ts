// The fields of an image with their types and defaults (spec 1.14): the one table that checking and planning read.
// grammar/flow.schema.json says the same to editors; test/image-fields.test.ts holds the two together.

import type { Json } from "../text/json.js";
import type { Type } from "../types/type.js";

export type ImageFieldRule = {
  readonly type: Type;
  /** Used when neither the image nor the step sets the field. null: none; undefined: the field is required after merging. */
  readonly default: Json | undefined;
  readonly multipleOf?: number;
};

const string: Type = { kind: "string", minLength: 0, maxLength: null };
const uuid: Type = { kind: "string", minLength: 36, maxLength: 36, format: "uuid" };
const integer = (minimum: number | null, maximum: number | null): Type => ({
  kind: "number",
  integer: true,
  minimum,
  maximum,
});
const number = (minimum: number, maximum: number): Type => ({ kind: "number", integer: false, minimum, maximum });
const oneOf = (...values: string[]): Type => ({
  kind: "union",
  members: values.map((value) => ({ kind: "constant", value })),
});

export const imageFields = {
  prompt: { type: string, default: undefined },
  baseModel: { type: string, default: undefined },
  trainingId: { type: uuid, default: null },
  negativePrompt: { type: string, default: null },
  steps: { type: integer(1, 60), default: 25 },
  width: { type: integer(8, 2048), default: 1024, multipleOf: 8 },
  height: { type: integer(8, 2048), default: 1024, multipleOf: 8 },
  scale: { type: number(0, 1), default: 0.9 },
  guidanceScale: { type: number(0, 10), default: 7.5 },
  seed: { type: integer(null, null), default: null },
  batchSize: { type: integer(1, 4), default: 1 },
  precision: { type: oneOf("fp16", "bf16"), default: "fp16" },
} as const satisfies { readonly [field: string]: ImageFieldRule };

export type ImageFieldName = keyof typeof imageFields;
export const imageFieldNames = Object.keys(imageFields) as readonly ImageFieldName[];
