// The plan: everything a run will ask for, before it is asked (spec 5; grammar/plan.schema.json). Plain JSON.
// Written out exactly as it is here: field names are fixed, other people's checks read them.

import type { GraphStep } from "../graph/build-graph.js";
import type { ImageFieldName, ImageFieldValue } from "../language/image-fields.js";
import type { Json, JsonObject } from "../text/json.js";
import type { Bounds } from "../types/bounds.js";
import type { Type } from "../types/type.js";
import type { AssumptionName, CostKind } from "./cost/cost-kinds.js";

export const planVersion = 1;

/** `max: null`: nothing bounds it. `exact`: min and max are the same and will be met. */
export type Interval = { readonly min: number; readonly max: number | null; readonly exact: boolean };

export type Repeat = Bounds;

/**
 * A value that only a run can know. `unknown` is its canonical expression, map items written as [*]; `reads` are the absolute paths
 * behind it; `varies`: it may be another value for each item of a map. Two of one expression that do not vary are one value.
 */
export type Unknown = {
  readonly unknown: string;
  readonly reads: readonly string[];
  readonly type: Type;
  readonly varies?: true;
};

/** Why there are as many items as there are. `step` is the step whose number decides it; `expression` is the array in question. */
export type Reason = { readonly items: Repeat } & (
  | { readonly kind: "count" | "amount" | "images"; readonly step: string; readonly value: Repeat }
  /** It has, or may have, as many; or nothing bounds how many it has. */
  | { readonly kind: "length" | "unbounded"; readonly expression: string }
  /** It may be missing. */
  | { readonly kind: "optional" }
  /** Which pack it is, only the run can tell. */
  | { readonly kind: "pack"; readonly expression: string }
);

export function isUnknown(value: Json | Unknown | undefined): value is Unknown {
  return typeof value === "object" && value !== null && !Array.isArray(value) && "unknown" in value && "reads" in value;
}

/** A field of a request: its value, or what is known of it. A field that is absent and has no default is null. */
export type Resolved<T extends Json = Json> = T | Unknown;

export type ResolvedImage = { readonly [field in ImageFieldName]: Resolved<ImageFieldValue<field>> };
export type ImageField = keyof ResolvedImage;

/** One known request (repeat 1), or a group whose length or content is not known yet. In request order of its step. */
export type PlannedRequest = {
  readonly step: string;
  readonly repeat: Repeat;
  /** Why it repeats as it does: a reason for each map, outermost first; null where it does not. */
  readonly because: readonly Reason[] | null;
  readonly image: ResolvedImage;
  /** Position of the request whose images it has: it is not asked itself (spec 5.4.5). */
  readonly sharedWith?: number;
};

export type PlannedStep = GraphStep;

export type Model = {
  readonly baseModel: Resolved<string>;
  readonly trainingId: Resolved<string | null>;
  readonly precision: Resolved<"fp16" | "bf16">;
};

/** Neighbouring passes of one shape, run-length encoded: `repeat` passes, each drawing `sizes` images of as many requests. */
export type PlannedPass = {
  readonly repeat: Repeat;
  /** What its requests share besides the model. */
  readonly shares: {
    readonly width: Resolved<number>;
    readonly height: Resolved<number>;
    readonly steps: Resolved<number>;
    readonly guidanceScale: Resolved<number>;
    readonly scale: Resolved<number>;
  };
  /** For passes of known content: positions in `requests[]`, in pass order. Empty for groups. */
  readonly requests: readonly number[];
  /** Images of one such pass. */
  readonly images: { readonly min: number; readonly max: number | null };
};

export type PlannedJob = {
  readonly model: Model;
  readonly wave: number;
  readonly steps: readonly string[];
  readonly passes: readonly PlannedPass[];
};

/** Decimal strings in US dollars, at least two places ("0.80", "0.000025"). */
export type Cost = {
  readonly kind: CostKind;
  readonly min: string;
  readonly max: string | null;
  readonly exact: boolean;
  /** Why nothing bounds it, and what would. Null where it is bounded. */
  readonly why: string | null;
};

export type Totals = {
  readonly requests: Interval;
  readonly images: Interval;
  readonly modelLoads: Interval;
  readonly loraSwaps: Interval;
  readonly passes: Interval;
};

/** What the totals are measured against (spec 5.6.5). */
export type TotalBounds = {
  /** What no plan of these requests can go below. */
  readonly lower: { readonly modelLoads: number; readonly loraSwaps: number; readonly passes: number };
  /** Every request by itself: a load and a pass each. */
  readonly naive: { readonly modelLoads: Interval; readonly loraSwaps: Interval; readonly passes: Interval };
};

/** What each call of one step may use at most (spec 5.7.5). */
export type StepCap =
  /** `tokens`: read and written for one object, with the second attempt. */
  | {
      readonly kind: "generation";
      readonly step: string;
      readonly promptTokens: number;
      readonly answerTokens: number;
      readonly tokens: number;
    }
  /** A decimal. */
  | { readonly kind: "training"; readonly step: string; readonly minutes: string }
  /** Null: nothing limits what is packed. */
  | { readonly kind: "zip"; readonly step: string; readonly bytes: number | null };

export type Plan = {
  readonly version: typeof planVersion;
  readonly title: string;
  readonly backend: string;
  /** Validated, with the defaults of its schema: a run of this plan is given it. */
  readonly input: JsonObject;
  /** Seeds of requests without one are derived from it; null: the backend draws them. */
  readonly seed: number | null;
  /** Equal requests with a seed are asked once; absent: each is asked. */
  readonly share?: true;
  /** What it was assumed that one call uses at most, as decimals: a run is held to it. Absent: nothing was assumed. */
  readonly assume?: { readonly [name in AssumptionName]?: string };
  readonly steps: readonly PlannedStep[];
  readonly requests: readonly PlannedRequest[];
  readonly jobs: readonly PlannedJob[];
  readonly totals: Totals;
  readonly bounds: TotalBounds;
  /** What each call of a step may use at most: it is sent with the call, or the run holds to it. */
  readonly caps: readonly StepCap[];
  readonly costs: readonly Cost[];
  /** The sum of `costs`. */
  readonly total: { readonly min: string; readonly max: string | null; readonly why: string | null };
};
