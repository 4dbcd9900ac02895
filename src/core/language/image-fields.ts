// The fields of an image (spec 1.14): one row says what a field takes, its default, and what it is for. grammar/*.schema.json is made
// from the rows (scripts/build-schemas.ts), so a new field is a row here and whatever makes use of it.

import { alsoCalled, insteadOf, meantRow, named, type StrangeNames } from "./also-called.js";
import { integer, number, oneOf, type ParameterRule, text, uuid } from "./parameter-rule.js";

/** `default`: used when neither the image nor the step sets the field. null: none; undefined: the field is required after merging. */
export const imageFields = {
  prompt: {
    type: text,
    default: undefined,
    title: "Prompt",
    words: "What to draw. Every image needs one, its own or the step's.",
    example: "a fox in the snow, soft light",
    alsoCalled: ["text", "textprompt", "positive", "positiveprompt", "caption"],
  },
  baseModel: {
    type: text,
    default: undefined,
    title: "Base model",
    words: "The Hugging Face model id to draw with. Every image needs one, its own or the step's.",
    example: "stable-diffusion-v1-5/stable-diffusion-v1-5",
    alsoCalled: [
      "model",
      "modelid",
      "modelname",
      "checkpoint",
      "ckpt",
      "ckptname",
      "sdmodelcheckpoint",
      "sdmodel",
      "basemodelid",
      "engine",
    ],
  },
  trainingId: {
    type: uuid,
    default: null,
    title: "Training",
    words: "A trained LoRA, applied on top of the base model; often the `id` of a ModelGenerator's result.",
    alsoCalled: [
      "lora",
      "loras",
      "loraid",
      "loraname",
      "lorapath",
      "loraurl",
      "lorapaths",
      "loraweights",
      "adapter",
      "training",
      "trainedmodel",
      "finetune",
      "finetunedmodel",
    ],
  },
  negativePrompt: {
    type: text,
    default: null,
    title: "Negative prompt",
    words: "What to avoid in the picture.",
    example: "ugly, blurry",
    alsoCalled: ["negative", "negativetext", "negprompt", "undesired", "unwanted", "exclude"],
  },
  steps: {
    type: integer(1, 60),
    default: 25,
    title: "Diffusion steps",
    words: "Diffusion steps: more is more detailed and slower.",
    alsoCalled: [
      "numinferencesteps",
      "inferencesteps",
      "numsteps",
      "stepcount",
      "samplingsteps",
      "samplesteps",
      "diffusionsteps",
      "numdiffusionsteps",
      "ksamplersteps",
      "iterations",
    ],
  },
  width: {
    type: integer(8, 2048),
    multipleOf: 8,
    default: 1024,
    title: "Width",
    words: "Width in pixels.",
    alsoCalled: ["w", "imagewidth", "outputwidth"],
  },
  height: {
    type: integer(8, 2048),
    multipleOf: 8,
    default: 1024,
    title: "Height",
    words: "Height in pixels.",
    alsoCalled: ["h", "imageheight", "outputheight"],
  },
  scale: {
    type: number(0, 1),
    default: 0.9,
    title: "LoRA weight",
    words: "How strongly the trained LoRA is applied.",
    alsoCalled: [
      "lorascale",
      "loraweight",
      "lorastrength",
      "strengthmodel",
      "adapterscale",
      "adapterweight",
      "loramodelstrength",
    ],
  },
  guidanceScale: {
    type: number(0, 10),
    default: 7.5,
    title: "Guidance scale",
    words: "How strictly the prompt is followed.",
    alsoCalled: [
      "cfg",
      "cfgscale",
      "guidance",
      "guidancevalue",
      "promptstrength",
      "promptguidance",
      "classifierfreeguidance",
    ],
  },
  seed: {
    type: integer(null, null),
    default: null,
    title: "Seed",
    words: "The same seed draws the same picture. Absent: random.",
    alsoCalled: ["noiseseed", "randomseed", "rngseed", "generatorseed", "seeds"],
  },
  batchSize: {
    type: integer(1, 4),
    default: 1,
    title: "Batch size",
    words: "How many pictures to draw from this prompt in one pass. Each is paid for.",
    alsoCalled: [
      "n",
      "num",
      "numimages",
      "numberofimages",
      "imagecount",
      "numimagesperprompt",
      "imagesperprompt",
      "numoutputs",
      "numsamples",
      "samples",
      "batch",
      "niter",
      "batchcount",
      "count",
      "amount",
    ],
  },
  precision: {
    type: oneOf("fp16", "bf16"),
    default: "fp16",
    title: "Precision",
    words: "Number format of the model.",
    alsoCalled: ["dtype", "torchdtype", "weightdtype", "variant"],
  },
} as const satisfies { readonly [field: string]: ParameterRule };

/** What images of other tools have and these do not, and what to do instead. */
export const strangeFields: StrangeNames = {
  ...named(
    "the backend chooses the sampler, so remove it",
    "sampler samplername samplerindex samplermethod scheduler schedulername scheduletype",
  ),
  ...named('write "width" and "height" in pixels', "size imagesize resolution aspectratio ratio format"),
  ...named(
    "images are drawn from text alone, so remove it",
    "image initimage initimages inputimage imageurl image_url mask maskimage controlnet ipadapter referenceimage strength denoise denoisingstrength imagestrength",
  ),
  ...named(
    "the backend chooses how images are stored, so remove it",
    "outputformat outputquality responseformat fileformat quality",
  ),
  ...named(
    "there is no such setting here, so remove it",
    "clipskip hiresfix enablehr hrscale refiner vae karras eta restorefaces tiling safetychecker enablesafetychecker disablesafetychecker safetytolerance goFast style user",
  ),
};

/** Between which numbers a field lies, whatever gives it. */
export const imageRanges = {
  width: rangeOf(imageFields.width.type),
  height: rangeOf(imageFields.height.type),
  steps: rangeOf(imageFields.steps.type),
  guidanceScale: rangeOf(imageFields.guidanceScale.type),
};

function rangeOf({ minimum, maximum }: { readonly minimum: number; readonly maximum: number }) {
  return { min: minimum, max: maximum };
}

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
  imageFieldNames.map((name): [string, ParameterRule] => [name, { ...imageFields[name], nullIsAbsent: true }]),
) as { readonly [name in ImageFieldName]: ParameterRule };

/** What a key that no image has is meant to be, or what to do instead. */
export function explainStrange(name: string): StrangeField {
  const instead = alsoCalled(name, imageRules) === undefined ? insteadOf(name, strangeFields) : undefined;
  return { near: instead === undefined ? meantRow(name, imageRules) : undefined, instead };
}

export type StrangeField = { readonly near: string | undefined; readonly instead: string | undefined };
