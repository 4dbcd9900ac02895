// The objects of a flow beside steps' parameters and images whose keys the language lists, and their keys (spec 1.6–1.20): what each
// takes, as messages say it, and what it is for.

import { named, type StrangeNames } from "./also-called.js";

export type FieldRow = {
  readonly takes: string;
  readonly words: string;
  /** What other tools call it: in small letters, without _ and -. */
  readonly alsoCalled?: readonly string[];
};
export type FieldRows = { readonly [field: string]: FieldRow };

const colour = `a hex colour, such as "#1a2b3c"`;

export const flowFields = {
  $schema: { takes: "a string, the address of a schema", words: "The schema of this file, for editors." },
  title: { takes: "a string", words: "What the flow is called.", alsoCalled: ["name", "label", "heading"] },
  description: { takes: "a string", words: "What the flow does.", alsoCalled: ["summary", "about", "desc"] },
  input: {
    takes: "a JSON Schema, which is an object",
    words: "A JSON Schema of the input of a run, which is read as `$.input`.",
    alsoCalled: ["inputs", "inputschema", "variables", "parameters", "params", "args", "arguments", "properties"],
  },
  steps: {
    takes: "an array of steps",
    words: "What the flow does. A step may only refer to steps before it.",
    alsoCalled: ["nodes", "tasks", "stages", "jobs", "pipeline", "actions", "flow", "workflow", "blocks"],
  },
  store: {
    takes: "an object",
    words: "Static data that every step can read as `$.store`.",
    alsoCalled: ["data", "constants", "vars", "variablesstore", "globals", "state", "values", "static", "env"],
  },
  ui: {
    takes: "an object",
    words: "How the flow is shown. It changes no result.",
    alsoCalled: ["interface", "view", "widgets", "outputs", "output"],
  },
  public: { takes: "true or false", words: "Whether anyone may run the flow." },
  runPrice: { takes: "a number from 4 to 200", words: "What a run costs its user.", alsoCalled: ["price", "cost"] },
  runPriceCurrency: {
    takes: `a currency code of ISO 4217 in capitals, such as "USD"`,
    words: "The currency of the run price.",
    alsoCalled: ["currency"],
  },
  payoutMethod: { takes: `"Wallet" or "Connect"`, words: "Where earnings go." },
  slug: { takes: "a string of 1 to 64 letters, digits, _ or -", words: "The unique name in the flow's address." },
} as const satisfies FieldRows;

export const uiFields = {
  leftBackgroundAssetId: { takes: "the UUID of an asset", words: "The picture on the left." },
  rightBackgroundAssetId: { takes: "the UUID of an asset", words: "The picture on the right." },
  previewAssetIds: { takes: "an array of UUIDs", words: "Pictures that show what the flow makes." },
  submitLabel: { takes: "a string", words: "The text of the button that starts a run." },
  textColor: { takes: colour, words: "Colour of the text." },
  backgroundShadowColor: { takes: colour, words: "Colour of the shadow over the backgrounds." },
  bodyBackgroundColor: { takes: colour, words: "Colour of the page." },
  instructions: { takes: "an array of texts", words: "What a user should know, in order." },
  deliverables: { takes: "an array of texts", words: "What a user gets, in order." },
  results: { takes: "an object", words: "How results are shown." },
} as const satisfies FieldRows;

export const resultsFields = {
  widgets: { takes: "an array of widgets", words: "Where results are shown, in order." },
} as const satisfies FieldRows;

export const widgetFields = {
  type: { takes: "the name of a type", words: "How the results are shown." },
  sources: { takes: "an array of step ids", words: "The steps whose results are shown. Constants." },
} as const satisfies FieldRows;

export const widgetTypes = {
  Images: "Shows the pictures of steps whose result has `images`.",
  Objects: "Shows results as JSON.",
  Download: "Offers the files of steps whose result has `url`.",
} as const;

export const stepKeys = {
  id: {
    takes: "a string of 1 to 64 letters, digits, _ or -",
    words: "The name by which other steps refer to this one. A constant.",
    alsoCalled: ["name", "key", "stepid", "label", "title", "uid"],
  },
  type: {
    takes: "the name of a type",
    words: "What the step does. A constant.",
    alsoCalled: [
      "kind",
      "classtype",
      "operation",
      "op",
      "action",
      "uses",
      "component",
      "task",
      "tool",
      "nodetype",
      "steptype",
    ],
  },
  parameters: {
    takes: "an object",
    words: "What the step needs.",
    alsoCalled: [
      "params",
      "inputs",
      "input",
      "with",
      "config",
      "configuration",
      "args",
      "arguments",
      "options",
      "settings",
      "properties",
      "data",
    ],
  },
  result: {
    takes: "a template of an object",
    words: "A template of the object that becomes the step's result.",
    alsoCalled: ["output", "outputs", "template", "value", "object", "returns", "return"],
  },
} as const satisfies FieldRows;

/** Keys of steps in other tools, each with what to do instead. */
export const strangeStepKeys: StrangeNames = {
  ...named("every step runs, so remove it", "if when condition unless enabled disabled skip skipIf runIf"),
  ...named(
    "a step waits for the steps that its paths refer to, so remove it",
    "dependsOn depends dependencies needs after requires next goto then end start parallel runAfter waitFor",
  ),
  ...named(
    `to repeat something, use a map inside the parameters: ["@Map(path)", template]`,
    "forEach foreach for loop repeat each withItems matrix iterate",
  ),
  ...named(
    "the backend decides how often a call is tried, so remove it",
    "retry retries retryPolicy maxRetries timeout onError catch fallback continueOnError",
  ),
  ...named("write a comment instead: // …", "description comment comments note notes doc docs summary"),
};

/** Keywords of schemas that are judged beside those of JSON Schema (spec 1.8). */
export const schemaKeywords: FieldRows = {
  placeholder: { takes: "a string", words: "Shown in the empty field." },
  dataset: { takes: "true or false", words: "Marks an upload of images; the value is the dataset's id." },
  min: { takes: "an integer of 0 or more", words: "The fewest images that an upload may have." },
  max: { takes: "an integer of 0 or more", words: "The most images that an upload may have." },
  type: { takes: "the name of a type", words: "The JSON type of the value." },
  properties: { takes: "an object of schemas", words: "The properties of the object, each with its schema." },
  items: { takes: "a schema", words: "The schema of every element." },
};

/** What each element of a list is. */
export const elements: { readonly [list: string]: string } = {
  steps: "a step, which is an object",
  images: "an image, which is an object",
  sources: "the id of a step, as a string",
  widgets: "a widget, which is an object",
  previewAssetIds: "the UUID of an asset",
  instructions: "a text",
  deliverables: "a text",
};
