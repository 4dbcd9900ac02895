// What editors say of the words of the language (spec 1.6–1.20, 2.7–2.11, 7.13): one line each. What a field takes is said by
// flow-place.ts, defaults of images by image-fields.ts; here is what they are for, as grammar/flow.schema.json says it.

import type { Owner } from "../flow/flow-place.js";
import type { StepType } from "../ir/ir.js";
import { hasOwn } from "../text/json.js";

type Words = { readonly [name: string]: string };

export const stepWords: { readonly [type in StepType]: string } = {
  ObjectGenerator: "A language model writes JSON that matches a schema.",
  ModelGenerator: "Trains a LoRA. Result: `{ id }`, to be used as a `trainingId`.",
  ImageGenerator: "Draws images. Result: `{ images: [{ url, width, height, seed }] }`.",
  ObjectTransformer: "Builds an object from what is known. Result: that object.",
  Zipper: "Packs what earlier steps made into one file. Result: `{ url }`.",
};

export const widgetWords: Words = {
  Images: "Shows the pictures of steps whose result has `images`.",
  Objects: "Shows results as JSON.",
  Download: "Offers the files of steps whose result has `url`.",
};

const flow: Words = {
  $schema: "The schema of this file, for editors.",
  title: "What the flow is called.",
  description: "What the flow does.",
  input: "A JSON Schema of what a run is given, read as `$.input`.",
  steps: "What is done. A step may only refer to steps before it.",
  store: "Static data that every step can read as `$.store`.",
  ui: "How the flow is shown. It changes no result.",
  public: "Whether everybody may run the flow.",
  runPrice: "What a run costs its user.",
  runPriceCurrency: "The currency of the run price.",
  payoutMethod: "Where earnings go.",
  slug: "The unique name in the flow's address.",
};

const ui: Words = {
  leftBackgroundAssetId: "The picture on the left.",
  rightBackgroundAssetId: "The picture on the right.",
  previewAssetIds: "Pictures that show what the flow gives.",
  submitLabel: "The text of the button that starts a run.",
  textColor: "Colour of the text.",
  backgroundShadowColor: "Colour of the shadow over the backgrounds.",
  bodyBackgroundColor: "Colour behind everything.",
  instructions: "What a user should know, in order.",
  deliverables: "What a user gets, in order.",
  results: "How results are shown.",
};

const image: Words = {
  "@Extend": "Objects to merge into this image, later ones winning; its own keys win over all.",
  prompt: "What to draw. Every image needs one, its own or the step's.",
  baseModel: "The model to draw with. Every image needs one, its own or the step's.",
  trainingId: "A trained LoRA, put on top of the base model; often the `id` of a ModelGenerator's result.",
  negativePrompt: "What to avoid in the picture.",
  steps: "Diffusion steps: more is more detailed and slower.",
  width: "Width in pixels.",
  height: "Height in pixels.",
  scale: "How much of the trained LoRA shows.",
  guidanceScale: "How strictly the prompt is followed.",
  seed: "The same seed draws the same picture. Absent: random.",
  batchSize: "Pictures from this one prompt in one pass. Each is paid for.",
  precision: "Number format of the model.",
};

const step: Words = {
  id: "The name by which other steps refer to this one.",
  type: "What the step does. A constant.",
  parameters: "What the step is given.",
  result: "A template of the object that the step gives.",
};

const parameters: { readonly [type in StepType]: Words } = {
  ObjectGenerator: {
    description: "The system prompt: what the model is to write.",
    schema: "The JSON Schema that the answer must match. Data, never an expression.",
    input: "The user message: text, a path or any template.",
    amount: "How many objects to write. Above 1 the result is `{ list: [ … ] }`.",
    count: "How many items the schema's one top-level array gets.",
    creativity: "Sent as temperature 0.0 to 2.0.",
    contextId: "An earlier ObjectGenerator whose result becomes context. A constant.",
  },
  ModelGenerator: {
    datasetId: "The pictures to train on; often an upload, `$.input.<property>`.",
    settings: "Training settings; `baseModel` is the one known by name.",
  },
  ImageGenerator: {
    images: `The images to make: objects, paths to images, and maps \`["@Map(path)", image]\`.`,
    inferencePackId: "A saved list of images. They come before the step's own.",
    ...image,
  },
  ObjectTransformer: {},
  Zipper: {
    sources: "The steps whose results go into the file, one string each. Constants.",
    filename: "The name of the zip; `result.zip` where it is absent.",
  },
};

/** What a field of that object is for; null for keys that are the author's own. */
export function wordsOf(owner: Owner, field: string): string | null {
  const words = tableOf(owner);
  return hasOwn(words, field) ? (words[field] ?? null) : null;
}

function tableOf(owner: Owner): Words {
  switch (owner.kind) {
    case "flow":
      return flow;
    case "ui":
      return ui;
    case "results":
      return { widgets: "Where results are shown, in order." };
    case "widget":
      return { type: "How the results are shown.", sources: "The steps whose results are shown. Constants." };
    case "image":
      return image;
    case "step":
      return step;
    case "parameters":
      return owner.type === null ? {} : parameters[owner.type];
    case "other":
      return {};
  }
}
