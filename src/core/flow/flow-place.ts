// A JSON Pointer into a flow in; which object of the language it is in, which field, and what that field takes out (spec 1.6–1.20).

import type { DocumentNode } from "../document/tree.js";
import { type ImageFieldName, imageFieldNames } from "../language/image-fields.js";
import {
  flowFields,
  imageKeys,
  isStepType,
  parameterFields,
  resultsFields,
  type StepType,
  stepFields,
  uiFields,
  widgetFields,
} from "../language/known-fields.js";
import { hasOwn } from "../text/json.js";
import { describeImageField } from "./describe-image-field.js";
import { valueIn } from "./value-in.js";

/** An object whose keys the language lists; `other` are schemas, stores and everything else whose keys are the author's. */
export type Owner =
  | { readonly kind: "flow" | "ui" | "results" | "widget" | "image" | "other" }
  | { readonly kind: "step" | "parameters"; readonly type: StepType | null };

/** What JSON Pointers are made of: names of keys and positions of elements. */
export function pointerSegments(pointer: string): readonly string[] {
  if (pointer === "") return [];
  return pointer
    .slice(1)
    .split("/")
    .map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** The object that the segments lead to. */
export function ownerAt(segments: readonly string[], root: DocumentNode): Owner {
  const [first, second, third, fourth] = segments;
  const { length } = segments;
  if (first === undefined) return { kind: "flow" };
  if (first === "ui") {
    if (length === 1) return { kind: "ui" };
    if (second === "results" && length === 2) return { kind: "results" };
    return second === "results" && third === "widgets" && length === 4 ? { kind: "widget" } : { kind: "other" };
  }
  if (first !== "steps" || second === undefined) return { kind: "other" };
  if (length === 2) return { kind: "step", type: stepTypeAt(second, root) };
  if (third !== "parameters") return { kind: "other" };
  if (length === 3) return { kind: "parameters", type: stepTypeAt(second, root) };
  return fourth === "images" && segments.slice(4).every(isPosition) ? { kind: "image" } : { kind: "other" };
}

function stepTypeAt(position: string, root: DocumentNode): StepType | null {
  const steps = valueIn(root, "steps");
  const step =
    steps?.kind === "array" ? steps.elements.filter(({ kind }) => kind !== "missing")[Number(position)] : undefined;
  const type = step === undefined ? undefined : valueIn(step, "type");
  return type?.kind === "string" && isStepType(type.value) ? type.value : null;
}

export function fieldsOf(owner: Owner): readonly string[] {
  switch (owner.kind) {
    case "flow":
      return flowFields;
    case "ui":
      return uiFields;
    case "results":
      return resultsFields;
    case "widget":
      return widgetFields;
    case "image":
      return imageKeys;
    case "step":
      return owner.type === null ? ["id", "type", "parameters", "result"] : stepFields(owner.type);
    case "parameters":
      return owner.type === null ? [] : parameterFields[owner.type];
    case "other":
      return [];
  }
}

/** The object as a message names it, with its article. */
export function nameOwner(owner: Owner): string {
  switch (owner.kind) {
    case "flow":
      return "a flow";
    case "ui":
      return `"ui"`;
    case "results":
      return `"results" of "ui"`;
    case "widget":
      return "a widget";
    case "image":
      return "an image";
    case "step":
      return owner.type === null ? "a step" : `${article(owner.type)} step`;
    case "parameters":
      return owner.type === null ? `"parameters"` : `"parameters" of ${article(owner.type)}`;
    case "other":
      return "this object";
  }
}

export function article(noun: string): string {
  return `${/^[AEIOUaeiou]/.test(noun) ? "an" : "a"} ${noun}`;
}

const takes: { readonly [field: string]: string } = {
  $schema: "a string, the address of a schema",
  title: "a string",
  description: "a string",
  input: "a JSON Schema, which is an object",
  steps: "an array of steps",
  store: "an object",
  ui: "an object",
  public: "true or false",
  runPrice: "a number from 4 to 200",
  runPriceCurrency: `a currency code of ISO 4217 in capitals, as "USD"`,
  payoutMethod: `"Wallet" or "Connect"`,
  slug: "a string of 1 to 64 letters, digits, _ or -",
  leftBackgroundAssetId: "the UUID of an asset",
  rightBackgroundAssetId: "the UUID of an asset",
  previewAssetIds: "an array of UUIDs",
  submitLabel: "a string",
  textColor: `a hex colour, as "#1a2b3c"`,
  backgroundShadowColor: `a hex colour, as "#1a2b3c"`,
  bodyBackgroundColor: `a hex colour, as "#1a2b3c"`,
  instructions: "an array of texts",
  deliverables: "an array of texts",
  results: "an object",
  widgets: "an array of widgets",
  id: "a string of 1 to 64 letters, digits, _ or -",
  type: "the name of a type",
  parameters: "an object",
  result: "a template of an object",
  schema: "a JSON Schema, which is an object",
  amount: "an integer of 1 or more",
  count: "an integer of 1 or more",
  creativity: "a number from 0 to 20",
  contextId: "the id of an earlier step, as a string",
  datasetId: "the id of a dataset, as a string",
  settings: "an object",
  images: "an array of images",
  inferencePackId: "the UUID of an inference pack",
  sources: "an array of step ids",
  filename: "a string",
  placeholder: "a string",
  dataset: "true or false",
  min: "an integer of 0 or more",
  max: "an integer of 0 or more",
  properties: "an object of schemas",
  items: "a schema",
  baseModel: "a string",
};

const takesElement: { readonly [field: string]: string } = {
  steps: "a step, which is an object",
  images: "an image, which is an object",
  sources: "the id of a step, as a string",
  widgets: "a widget, which is an object",
  previewAssetIds: "the UUID of an asset",
  instructions: "a text",
  deliverables: "a text",
};

/** A value as messages speak of it: its name, and what may stand there. `null` where the language does not say. */
export type Place = { readonly name: string; readonly takes: string | null };

/** The place that the segments lead to; `owner` is the object it is a field of. */
export function placeAt(segments: readonly string[], owner: Owner): Place {
  const last = segments.at(-1);
  if (last === undefined) return { name: "a flow", takes: "an object" };
  if (isPosition(last)) {
    const holder = segments.findLast((segment) => !isPosition(segment)) ?? "";
    return { name: `each of "${holder}"`, takes: own(takesElement, holder) };
  }
  const isImageField = owner.kind === "image" || (owner.kind === "parameters" && owner.type === "ImageGenerator");
  if (isImageField && (imageFieldNames as readonly string[]).includes(last)) {
    return { name: `"${last}"`, takes: describeImageField(last as ImageFieldName) };
  }
  return { name: `"${last}"`, takes: own(takes, last) };
}

function own(table: { readonly [field: string]: string }, field: string): string | null {
  return hasOwn(table, field) ? (table[field] ?? null) : null;
}

export function isPosition(segment: string): boolean {
  return /^\d+$/.test(segment);
}
