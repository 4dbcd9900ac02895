// The objects of a flow whose keys the language lists, and their keys (spec 1.6–1.20). grammar/flow.schema.json says the same to
// editors; test/flow-schema.test.ts holds the two together.

import { imageFieldNames } from "./image-fields.js";

export const stepTypes = [
  "ObjectGenerator",
  "ModelGenerator",
  "ImageGenerator",
  "ObjectTransformer",
  "Zipper",
] as const;

export type StepType = (typeof stepTypes)[number];

export const flowFields = [
  "$schema",
  "title",
  "description",
  "input",
  "steps",
  "store",
  "ui",
  "public",
  "runPrice",
  "runPriceCurrency",
  "payoutMethod",
  "slug",
] as const;

export const uiFields = [
  "leftBackgroundAssetId",
  "rightBackgroundAssetId",
  "previewAssetIds",
  "submitLabel",
  "textColor",
  "backgroundShadowColor",
  "bodyBackgroundColor",
  "instructions",
  "deliverables",
  "results",
] as const;

export const resultsFields = ["widgets"] as const;
export const widgetFields = ["type", "sources"] as const;
export const imageKeys: readonly string[] = ["@Extend", ...imageFieldNames];

export const parameterFields: { readonly [type in StepType]: readonly string[] } = {
  ObjectGenerator: ["description", "schema", "input", "amount", "count", "creativity", "contextId"],
  ModelGenerator: ["datasetId", "settings"],
  ImageGenerator: ["images", "inferencePackId", ...imageFieldNames],
  ObjectTransformer: [],
  Zipper: ["sources", "filename"],
};

export function stepFields(type: StepType): readonly string[] {
  return type === "ObjectTransformer" ? ["id", "type", "result"] : ["id", "type", "parameters"];
}

export function isStepType(name: string): name is StepType {
  return (stepTypes as readonly string[]).includes(name);
}
