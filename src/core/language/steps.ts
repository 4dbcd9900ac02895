// The types of steps and their parameters (spec 1.10–1.18): one row says what a parameter takes and what it is for.

import { type Type, unknownType } from "../types/type.js";
import { alsoCalledByWord, meantRow, named, type StrangeNames } from "./also-called.js";
import { imageFieldNames, imageRules, strangeFields } from "./image-fields.js";
import { anyArray, anyObject, atLeastOne, number, type ParameterRule, text, uuid } from "./parameter-rule.js";

export type ParameterRules = { readonly [name: string]: ParameterRule };

export type StepRule = {
  /** What it does, and what its result is, for editors and `explain`. */
  readonly words: string;
  readonly clause: string;
  readonly parameters: ParameterRules;
  /** What other tools, and beginners, call it: in small letters, without _ and -. */
  readonly alsoCalled: readonly string[];
  readonly strange?: StrangeNames;
};

/** Schemas are data: nothing in them is an expression. */
const answerSchema: ParameterRule = {
  type: anyObject,
  required: true,
  constantOnly: true,
  takes: "a JSON Schema, which is an object",
  title: "Answer schema",
  words: "The JSON Schema that the answer must match; its root is an object. Data, never an expression.",
  alsoCalled: [
    "jsonschema",
    "outputschema",
    "responseschema",
    "responseformat",
    "outputformat",
    "format",
    "output",
    "structure",
    "type",
  ],
};

const trainingSettings: Type = {
  kind: "object",
  properties: { baseModel: { type: text, required: false } },
  rest: unknownType,
};

export const steps = {
  ObjectGenerator: {
    words:
      "A language model writes JSON that matches a schema. Result: the object, or `{ list }` where `amount` is above 1.",
    clause: "1.12",
    alsoCalled: [
      "llm",
      "languagemodel",
      "gpt",
      "chat",
      "chatcompletion",
      "completion",
      "text",
      "textgenerator",
      "textgeneration",
      "generatetext",
      "generateobject",
      "json",
      "jsongenerator",
      "object",
      "objects",
      "openai",
      "claude",
      "ai",
      "agent",
      "prompt",
      "promptgenerator",
      "model",
      "generator",
      "generate",
    ],
    strange: {
      temperature: `write "creativity", which is ten times the temperature`,
      ...named("the backend chooses the model that writes, so remove it", "model modelId engine provider"),
      ...named(
        "the backend limits the answer, so remove it",
        "maxTokens maxOutputTokens maxCompletionTokens topP topK stop",
      ),
    },
    parameters: {
      description: {
        type: text,
        required: true,
        title: "Description",
        words: "The system prompt: what the model is to write.",
        alsoCalled: [
          "prompt",
          "system",
          "systemprompt",
          "systemmessage",
          "instructions",
          "instruction",
          "task",
          "role",
        ],
      },
      schema: answerSchema,
      input: {
        type: unknownType,
        takes: "a text, a path or any template",
        title: "Input",
        words: "The user message: text, a path or any template; what is not a string is sent as compact JSON.",
        alsoCalled: [
          "message",
          "messages",
          "user",
          "userprompt",
          "usermessage",
          "question",
          "query",
          "content",
          "text",
        ],
      },
      amount: {
        type: atLeastOne,
        default: 1,
        title: "Amount",
        words: "How many objects to write. Above 1 the result is `{ list: [ … ] }`.",
        alsoCalled: ["n", "num", "numobjects", "numberofobjects", "numresults", "objects", "repeat", "times"],
      },
      count: {
        type: atLeastOne,
        title: "Count",
        words: "How many items the only top-level array of the schema must have.",
        alsoCalled: ["length", "size", "numitems", "itemcount", "items", "numberofitems"],
      },
      creativity: {
        type: number(0, 20),
        default: 10,
        title: "Creativity",
        words: "Sent as temperature 0.0 to 2.0.",
      },
      contextId: {
        type: text,
        constantOnly: true,
        takes: "the id of an earlier step, as a string",
        title: "Context",
        words: "The id of an earlier ObjectGenerator whose result becomes context. A constant.",
        alsoCalled: ["context", "contextstep", "history"],
      },
    },
  },
  ModelGenerator: {
    words: "Trains a LoRA. Result: `{ id }`, to be used as a `trainingId`; it expires after 7 days.",
    clause: "1.13",
    alsoCalled: [
      "train",
      "trainer",
      "training",
      "trainlora",
      "lora",
      "loratrainer",
      "loratraining",
      "finetune",
      "finetuning",
      "dreambooth",
      "trainmodel",
      "modeltrainer",
      "modeltraining",
    ],
    strange: named(
      `training settings belong in "settings"`,
      "baseModel model epochs steps rank learningRate batchSize resolution triggerWord network_dim",
    ),
    parameters: {
      datasetId: {
        type: text,
        required: true,
        takes: "the id of a dataset, as a string",
        title: "Dataset",
        words: "The pictures to train on; often an upload, `$.input.<property>`.",
        alsoCalled: ["dataset", "images", "trainingdata", "data", "trainingimages", "upload", "photos"],
      },
      settings: {
        type: trainingSettings,
        default: {},
        takes: `an object whose "baseModel", if set, is a string`,
        title: "Settings",
        words: "Training settings. Only `baseModel` has a meaning here; all others are passed on.",
        alsoCalled: ["config", "configuration", "options", "params", "parameters", "hyperparameters", "trainingconfig"],
      },
    },
  },
  ImageGenerator: {
    words: "Draws images. Result: `{ images: [{ url, width, height, seed }] }`, in the order of the requests.",
    clause: "1.14",
    alsoCalled: [
      "image",
      "images",
      "imagegen",
      "imagegeneration",
      "generateimage",
      "generateimages",
      "picture",
      "pictures",
      "txt2img",
      "text2img",
      "text2image",
      "texttoimage",
      "img2img",
      "diffusion",
      "stablediffusion",
      "sd",
      "sdxl",
      "flux",
      "ksampler",
      "draw",
      "render",
      "photo",
    ],
    strange: strangeFields,
    parameters: {
      images: {
        type: anyArray,
        nullIsAbsent: true,
        takes: "an array of images",
        title: "Images",
        words: `The images to make: objects, paths to images, and maps \`["@Map(path)", image]\`.`,
        alsoCalled: ["prompts", "pictures", "image", "picture", "requests", "jobs", "list"],
      },
      inferencePackId: {
        type: uuid,
        nullIsAbsent: true,
        takes: "the UUID of an inference pack",
        title: "Inference pack",
        words: "A saved list of images. They come before the step's own.",
        alsoCalled: ["pack", "packid", "inferencepack", "preset", "presetid"],
      },
      ...imageRules,
    },
  },
  ObjectTransformer: {
    words: "Builds an object from what is known. It has no parameters, only a `result`, which becomes its result.",
    clause: "1.17",
    alsoCalled: [
      "transform",
      "transformer",
      "template",
      "set",
      "merge",
      "map",
      "mapper",
      "mapping",
      "formatter",
      "merger",
      "combine",
      "format",
      "compose",
      "pass",
      "data",
      "object2object",
      "assign",
      "code",
      "function",
    ],
    parameters: {},
  },
  Zipper: {
    words: "Packs what earlier steps made into one file. Result: `{ url }`.",
    clause: "1.18",
    alsoCalled: ["zip", "zipfile", "archive", "compress", "pack", "bundle", "download", "output", "save", "export"],
    parameters: {
      sources: {
        type: anyArray,
        required: true,
        constantOnly: true,
        takes: "an array of step ids",
        title: "Sources",
        words: "The steps whose results go into the file, one string each. Constants.",
        alsoCalled: ["files", "inputs", "steps", "from", "source", "input", "include", "items", "results"],
      },
      filename: {
        type: text,
        default: "result.zip",
        title: "File name",
        words: "The name of the zip.",
        alsoCalled: ["name", "file", "output", "zipname", "archivename", "outputfile", "outputname", "path"],
      },
    },
  },
} as const satisfies { readonly [type: string]: StepRule };

export type StepType = keyof typeof steps;
export const stepTypes = Object.keys(steps) as readonly StepType[];

/** By what it is called elsewhere, by what it looks like, or by its last word. */
export function meantType(name: string): StepType | undefined {
  const meant = meantRow(name, steps) ?? alsoCalledByWord(name, steps);
  return meant === undefined || !isStepType(meant) ? undefined : meant;
}

export function isStepType(name: string): name is StepType {
  return Object.hasOwn(steps, name);
}

/** The one thing that an ObjectTransformer is made of. */
export const resultRule: ParameterRule = {
  type: anyObject,
  required: true,
  title: "Result",
  words: "A template of the object that becomes the step's result.",
};

export function parametersOf(type: StepType): ParameterRules {
  return steps[type].parameters;
}

/** The keys of a step. */
export function stepFields(type: StepType): readonly string[] {
  return type === "ObjectTransformer" ? ["id", "type", "result"] : ["id", "type", "parameters"];
}

export const imageKeys: readonly string[] = ["@Extend", ...imageFieldNames];

/** Parameters of other tools that the step does not have, each with what to do instead. */
export function strangeIn(type: StepType): StrangeNames {
  const row: StepRule = steps[type];
  return row.strange ?? {};
}
