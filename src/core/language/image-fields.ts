// The fields of an image (spec 1.14): one row says what a field takes, its default, and what it is for. grammar/*.schema.json is made
// from the rows (scripts/build-schemas.ts), so a new field is a row here and whatever makes use of it.

import { integer, number, oneOf, type ParameterRule, text, uuid } from "./parameter-rule.js";

/** `default`: used when neither the image nor the step sets the field. null: none; undefined: the field is required after merging. */
export const imageFields = {
  prompt: {
    type: text,
    default: undefined,
    title: "Prompt",
    words: "What to draw. Every image needs one, its own or the step's.",
    example: "a fox in the snow, soft light",
  },
  baseModel: {
    type: text,
    default: undefined,
    title: "Base model",
    words: "The Hugging Face model id to draw with. Every image needs one, its own or the step's.",
    example: "stable-diffusion-v1-5/stable-diffusion-v1-5",
  },
  trainingId: {
    type: uuid,
    default: null,
    title: "Training",
    words: "A trained LoRA, put on top of the base model; often the `id` of a ModelGenerator's result.",
  },
  negativePrompt: {
    type: text,
    default: null,
    title: "Negative prompt",
    words: "What to avoid in the picture.",
    example: "ugly, blurry",
  },
  steps: {
    type: integer(1, 60),
    default: 25,
    title: "Diffusion steps",
    words: "Diffusion steps: more is more detailed and slower.",
  },
  width: { type: integer(8, 2048), multipleOf: 8, default: 1024, title: "Width", words: "Width in pixels." },
  height: { type: integer(8, 2048), multipleOf: 8, default: 1024, title: "Height", words: "Height in pixels." },
  scale: { type: number(0, 1), default: 0.9, title: "LoRA weight", words: "How much of the trained LoRA shows." },
  guidanceScale: {
    type: number(0, 10),
    default: 7.5,
    title: "Guidance scale",
    words: "How strictly the prompt is followed.",
  },
  seed: {
    type: integer(null, null),
    default: null,
    title: "Seed",
    words: "The same seed draws the same picture. Absent: random.",
  },
  batchSize: {
    type: integer(1, 4),
    default: 1,
    title: "Batch size",
    words: "Pictures from this one prompt in one pass. Each is paid for.",
  },
  precision: { type: oneOf("fp16", "bf16"), default: "fp16", title: "Precision", words: "Number format of the model." },
} as const satisfies { readonly [field: string]: ParameterRule };

type Rows = typeof imageFields;
export type ImageFieldName = keyof Rows;
export const imageFieldNames = Object.keys(imageFields) as readonly ImageFieldName[];

/** What a field is after merging, when it is known: null where it may be none. */
export type ImageFieldValue<Name extends ImageFieldName> =
  | ValueOf<Rows[Name]["type"]>
  | (Rows[Name] extends { readonly default: null } ? null : never);

type ValueOf<T> = T extends { readonly kind: "number" }
  ? number
  : T extends { readonly kind: "string" }
    ? string
    : T extends { readonly members: readonly { readonly value: infer Value }[] }
      ? Value
      : never;

export function isImageField(name: string): name is ImageFieldName {
  return Object.hasOwn(imageFields, name);
}

/** null in an image means "none here" (spec 1.15). */
export const imageRules = Object.fromEntries(
  imageFieldNames.map((name) => [name, { ...imageFields[name], nullIsAbsent: true }]),
) as { readonly [name in ImageFieldName]: ParameterRule };
