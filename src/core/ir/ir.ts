// The typed IR: a flow whose every reference is resolved (spec 3.2; grammar/ir.schema.json). Plain JSON: what `flowplan compile`
// prints, and what a program can be made from. Every node keeps its span in the flow's text and carries its type.

import type { Publishing, WidgetTree } from "../flow/tree.js";
import type { Comparable, Condition, FunctionCall, Segment, Selector } from "../path/path.js";
import type { JsonObject } from "../text/json.js";
import type { Span } from "../text/span.js";
import type { Type } from "../types/type.js";

export const irVersion = 2;

export type FlowIr = {
  readonly version: typeof irVersion;
  readonly title: string;
  readonly description: string;
  readonly input: InputIr;
  readonly store: { readonly value: JsonObject; readonly type: Type };
  readonly steps: readonly StepIr[];
  readonly widgets: readonly WidgetIr[];
  readonly publishing: Publishing;
};

export type InputIr = {
  /** The author's JSON Schema; `{ "type": "object" }` where the flow has none. */
  readonly schema: JsonObject;
  readonly type: Type;
  readonly span: Span;
  /** Where each property is declared, by JSON Pointer into the input's value ("/style/name"), for messages about input. */
  readonly places: { readonly [pointer: string]: Span };
};

export type WidgetIr = {
  readonly type: WidgetTree["type"];
  readonly sources: readonly string[];
  readonly sourceSpans: readonly Span[];
  readonly span: Span;
};

export type StepIr = ObjectGeneratorIr | ModelGeneratorIr | ImageGeneratorIr | ObjectTransformerIr | ZipperIr;

type StepBase = {
  readonly id: string;
  readonly span: Span;
  readonly idSpan: Span;
  /** Earlier steps this one needs, in the flow's order, each once, with the place of the first reference. */
  readonly dependsOn: readonly { readonly step: string; readonly span: Span }[];
  /** What `$.results.<id>` is. */
  readonly resultType: Type;
};

export type ObjectGeneratorIr = StepBase & {
  readonly type: "ObjectGenerator";
  readonly description: TemplateIr;
  /** The author's schema, and the one answers must match: with `count` bound into it where count is a constant. */
  readonly schema: JsonObject;
  readonly answerSchema: JsonObject;
  /** The one top-level array property that `count` binds; null where there is none. */
  readonly countProperty: string | null;
  readonly input: TemplateIr | null;
  readonly amount: TemplateIr | null;
  readonly count: TemplateIr | null;
  readonly creativity: TemplateIr | null;
  readonly contextId: string | null;
};

export type ModelGeneratorIr = StepBase & {
  readonly type: "ModelGenerator";
  readonly datasetId: TemplateIr;
  readonly settings: TemplateIr;
};

export type ImageGeneratorIr = StepBase & {
  readonly type: "ImageGenerator";
  /** A template of an array of images; null where only a pack is used. */
  readonly images: TemplateIr | null;
  readonly inferencePackId: TemplateIr | null;
  /** Step-wide values of image fields, `trainingId` and `baseModel` included. */
  readonly shared: { readonly [field: string]: TemplateIr };
};

export type ObjectTransformerIr = StepBase & { readonly type: "ObjectTransformer"; readonly result: TemplateIr };

export type ZipperIr = StepBase & {
  readonly type: "Zipper";
  readonly sources: readonly string[];
  readonly filename: TemplateIr;
};

/** A template of JSON. Nothing is folded: constants keep the structure and the spans that the author wrote. */
export type TemplateIr = ConstantIr | ObjectIr | ArrayIr | MapIr | PathIr | CallIr | IndexIr;

/** null, a boolean, a number or a text. */
export type ConstantIr = {
  readonly kind: "constant";
  readonly value: null | boolean | number | string;
  readonly type: Type;
  readonly span: Span;
};

/** `extends` are the sources of `@Extend`, in their order, later ones winning; a map among them stands for a sequence of sources. */
export type ObjectIr = {
  readonly kind: "object";
  readonly extends: readonly TemplateIr[];
  readonly entries: readonly EntryIr[];
  readonly type: Type;
  readonly span: Span;
};
export type EntryIr = { readonly key: string; readonly keySpan: Span; readonly value: TemplateIr };

/** A map among the elements is spliced in its place. */
export type ArrayIr = {
  readonly kind: "array";
  readonly elements: readonly TemplateIr[];
  readonly type: Type;
  readonly span: Span;
};

/**
 * A sequence: the body once per item of the source. As an array's element it is spliced, as another map's body it is
 * flattened, elsewhere it is the array. `level` counts the enclosing maps, from 0 at the outermost: items are addressed by it.
 * `type` is the type of the array that the map gives as a property's value.
 */
export type MapIr = {
  readonly kind: "map";
  readonly level: number;
  readonly name: string | null;
  readonly source: PathIr;
  readonly body: TemplateIr;
  readonly type: Type;
  readonly span: Span;
};

/** A root with its map resolved: `$$` outside every map is the state. `node` (`@`) stands in filters only. */
export type RootIr =
  | { readonly kind: "state" }
  | { readonly kind: "item"; readonly level: number }
  | { readonly kind: "node" };

export type PathIr = {
  readonly kind: "path";
  readonly root: RootIr;
  readonly segments: readonly SegmentIr[];
  readonly type: Type;
  /** False where the type says that the path may find nothing. */
  readonly certain: boolean;
  readonly span: Span;
};

export type SegmentIr = Segment<QueryIr> & { readonly span: Span };
export type SelectorIr = Selector<QueryIr>;
export type ConditionIr = Condition<QueryIr>;
export type ComparableIr = Comparable<QueryIr>;
export type FunctionCallIr = FunctionCall<QueryIr>;

/** A query inside a filter: like a path, with neither type nor span of its own. */
export type QueryIr = { readonly root: RootIr; readonly segments: readonly SegmentIr[] };

/** A call of an operator of language/operators/, by its name without the @; its arguments are as many as its row takes. */
export type CallIr = {
  readonly kind: "call";
  readonly operator: string;
  readonly arguments: readonly TemplateIr[];
  readonly type: Type;
  readonly span: Span;
};

/** The position in the map of that level, from 0. */
export type IndexIr = { readonly kind: "index"; readonly level: number; readonly type: Type; readonly span: Span };
