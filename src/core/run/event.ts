// What happens in a run, reported as it happens (spec 6.3; grammar/event.schema.json). Plain JSON.

import type { StepType } from "../language/steps.js";
import type { PrintedBill } from "../plan/cost/bill.js";
import type { JsonObject } from "../text/json.js";
import type { FailureKind, Micros } from "./server.js";

export type RunStatus = "succeeded" | "failed" | "interrupted";
export type CallKind = "generation" | "training" | "images" | "zip";
export type EventModel = {
  readonly baseModel: string;
  readonly trainingId: string | null;
  readonly precision: "fp16" | "bf16";
};

/** What each event begins with: `sequence` counts from 0 without a gap, `at` is milliseconds since 1970 by the host's clock. */
export type EventHeader = { readonly run: string; readonly sequence: number; readonly at: number };

/** `count`: answers, trainings, images or files of the call; `call` is its key. */
export type CallFacts = {
  readonly call: string;
  readonly what: CallKind;
  readonly steps: readonly string[];
  readonly count: number;
  readonly model: EventModel | null;
};

/** A picture: the `index`th of its step. */
export type DrawnPlace = {
  readonly step: string;
  readonly index: number;
  readonly url: string;
  readonly seed: number | null;
};

export type Happening =
  | {
      readonly kind: "run-started";
      readonly title: string;
      readonly backend: string;
      /** True: nothing in this run was made by a model. */
      readonly synthetic: boolean;
      readonly steps: readonly string[];
      /** The run goes on where an earlier process left it. */
      readonly resumed?: true;
    }
  | { readonly kind: "step-started"; readonly step: string; readonly type: StepType }
  | ({ readonly kind: "call-started" } & CallFacts)
  /** It did not succeed, and is tried again after so many milliseconds. */
  | {
      readonly kind: "call-retried";
      readonly call: string;
      readonly attempt: number;
      readonly failure: FailureKind;
      readonly detail: string;
      readonly afterMs: number;
    }
  /** Pictures that earlier runs had drawn: they are not drawn again. */
  | { readonly kind: "images-kept"; readonly step: string; readonly images: readonly DrawnPlace[] }
  /** `cost`: in millionths of a US dollar; `images`: the pictures that came with it. */
  | ({
      readonly kind: "call-finished";
      readonly ok: boolean;
      readonly cost: Micros;
      readonly images?: readonly DrawnPlace[];
    } & CallFacts)
  /** `given`: the result was there before the run, and no call was made for it. */
  | {
      readonly kind: "step-finished";
      readonly step: string;
      readonly type: StepType;
      readonly result: JsonObject;
      readonly given?: true;
    }
  | {
      readonly kind: "step-failed";
      readonly step: string;
      readonly type: StepType;
      readonly code: string;
      readonly message: string;
      readonly data: JsonObject;
      /** The file whose text the span is in, as a pack; null: the flow. */
      readonly file: string | null;
      /** null: no place in a text. */
      readonly span: { readonly start: number; readonly end: number } | null;
    }
  /** `because`: a step or the run itself failed, or the run was interrupted; `failed` names the first step that failed. */
  | {
      readonly kind: "step-skipped";
      readonly step: string;
      readonly because: "failure" | "interruption";
      readonly failed: string | null;
    }
  | {
      readonly kind: "run-finished";
      readonly status: RunStatus;
      readonly synthetic: boolean;
      /** The results of the steps that finished, in the flow's order. */
      readonly results: JsonObject;
      readonly kept: Kept;
      /** What made the run itself fail, not a step: code and message; null mostly. */
      readonly failure: { readonly code: string; readonly message: string } | null;
      /** What was planned and what was spent, line by line. */
      readonly bill: PrintedBill;
    };

/** What is there after the run, whatever its status: ids of finished steps, and the URLs of all files, those of unfinished steps included. */
export type Kept = { readonly steps: readonly string[]; readonly files: readonly string[] };

export type RunEvent = EventHeader & Happening;
