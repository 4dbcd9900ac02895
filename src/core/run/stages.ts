// What a run takes from the stages before it, as narrow as it needs them (spec 6.2): so the scheduler can be tried without them.

import type { Outcome } from "../diagnostic/diagnostic.js";
import type { RunState } from "../evaluate/state.js";
import type { GraphStep } from "../graph/build-graph.js";
import type { ImageGeneratorIr, TemplateIr } from "../ir/ir.js";
import type { Capabilities } from "../plan/backend/capabilities.js";
import type { ResolvedImage, Unknown } from "../plan/plan.js";
import type { Packs } from "../plan/requests/pack-images.js";
import type { Json, JsonObject } from "../text/json.js";
import type { RunJob } from "./planned-jobs.js";

/** An image of which everything is known. */
export type KnownImage = { readonly [field in keyof ResolvedImage]: Exclude<ResolvedImage[field], Unknown> };

export type BoundAnswer =
  | { readonly ok: true; readonly schema: JsonObject }
  | { readonly ok: false; readonly problem: string };

export type Stages = {
  evaluate(template: TemplateIr, state: RunState): Outcome<Json>;
  /** Refused where the backend cannot draw them as they are. */
  requestsOf(
    step: ImageGeneratorIr,
    state: RunState,
    packs: Packs,
    capabilities: Capabilities,
  ): Outcome<readonly KnownImage[]>;
  /** Which requests of a step have the images of which, by their places: those that the plan does not ask (spec 5.4.5). */
  sharesOf(step: string): ReadonlyMap<number, number>;
  /** The jobs of the run, in their order. */
  jobsOf(graph: readonly GraphStep[]): readonly RunJob[];
  /** The schema with the wanted length of its one array bound into it (spec 1.12). */
  bindCount(schema: JsonObject, count: number): BoundAnswer;
  /** The most tokens of an answer to that schema, and of its prompt; null: the plan does not say (spec 5.7.5). */
  generationCap(step: string, schema: JsonObject): { readonly maxTokens: number; readonly promptTokens: number | null };
  /** The most minutes of a training. */
  maxMinutes(step: string): number;
  /** The most bytes of a zip; null: nothing limits them. */
  zipBytes(step: string): number | null;
};
