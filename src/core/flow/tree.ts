// The flow tree: a document read as a flow (spec 1.6–1.20). Names are known and types are right where values are constants;
// templates are still document nodes. What could not be read was reported and is left out, or is kept as a broken step.

import type { DocumentNode, ObjectNode } from "../document/tree.js";
import type { StepType } from "../language/steps.js";
import type { JsonObject } from "../text/json.js";
import type { Span } from "../text/span.js";

export type FlowTree = {
  readonly title: string;
  readonly description: string;
  readonly span: Span;
  /** The author's input schema; null where the flow has none. */
  readonly input: { readonly schema: JsonObject; readonly node: ObjectNode } | null;
  readonly steps: readonly StepTree[];
  /** No step, and no id of a step, may be among what could not be read. */
  readonly stepsAreWhole: boolean;
  readonly store: { readonly value: JsonObject; readonly node: ObjectNode } | null;
  readonly widgets: readonly WidgetTree[];
  readonly publishing: Publishing;
};

export type WidgetTree = {
  readonly type: "Images" | "Objects" | "Download";
  readonly sources: readonly StepReference[];
  readonly span: Span;
};

export type Publishing = {
  readonly public: boolean;
  /** What a run of a paid flow costs its user; null: free. */
  readonly runPrice: number | null;
  /** ISO 4217; null: US dollars. */
  readonly runPriceCurrency: string | null;
  readonly slug: string | null;
};

/** A plain step id where a step is named: `contextId`, `sources`. */
export type StepReference = { readonly id: string; readonly span: Span };

export type StepTree =
  | ObjectGeneratorTree
  | ModelGeneratorTree
  | ImageGeneratorTree
  | ObjectTransformerTree
  | ZipperTree
  | BrokenStepTree;

type StepTreeBase = { readonly id: string; readonly idSpan: Span; readonly span: Span; readonly type: StepType };

export type ObjectGeneratorTree = StepTreeBase & {
  readonly type: "ObjectGenerator";
  readonly description: DocumentNode;
  readonly schema: { readonly value: JsonObject; readonly node: ObjectNode };
  readonly input: DocumentNode | null;
  readonly amount: DocumentNode | null;
  readonly count: DocumentNode | null;
  readonly creativity: DocumentNode | null;
  readonly contextId: StepReference | null;
};

export type ModelGeneratorTree = StepTreeBase & {
  readonly type: "ModelGenerator";
  readonly datasetId: DocumentNode;
  readonly settings: DocumentNode | null;
};

export type ImageGeneratorTree = StepTreeBase & {
  readonly type: "ImageGenerator";
  readonly images: DocumentNode | null;
  readonly inferencePackId: DocumentNode | null;
  readonly shared: readonly { readonly field: string; readonly keySpan: Span; readonly value: DocumentNode }[];
};

export type ObjectTransformerTree = StepTreeBase & {
  readonly type: "ObjectTransformer";
  readonly result: DocumentNode;
};

export type ZipperTree = StepTreeBase & {
  readonly type: "Zipper";
  readonly sources: readonly StepReference[];
  readonly filename: DocumentNode | null;
};

/** A step with errors of its own: its id still counts, so that references to it are not reported again. Its result is unknown. */
export type BrokenStepTree = {
  readonly type: null;
  readonly id: string | null;
  readonly idSpan: Span;
  readonly span: Span;
};
