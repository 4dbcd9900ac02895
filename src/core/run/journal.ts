// The book of a run (spec 6.10): what was going to be sent, what was sent, what came back, and what was reported, in one order.

import type { Json } from "../text/json.js";
import type { RunEvent } from "./event.js";
import type { Failed, GenerationRequest, Micros, PassRequest, TrainingRequest } from "./server.js";

/** Where one answer belongs: the `image`th image of the step's result, drawn by its `request`th request; `image` is 0 for what is no image. */
export type Place = { readonly step: string; readonly request: number; readonly image: number };

/**
 * Whose the prompt of the same position is: of the `request`th request of a step, the images from `first` on in the step's result. `hash`
 * is of the whole request.
 */
export type PassPart = {
  readonly step: string;
  readonly request: number;
  readonly first: number;
  readonly hash: string;
  /** What its images are kept under for later runs, and where the first image of the whole request stands; absent: they are not kept. */
  readonly answer?: { readonly base: string; readonly first: number };
};

/** A whole call: it can be sent, or asked for, from the journal alone. */
export type CallSpec =
  | {
      readonly what: "generation";
      readonly step: string;
      readonly position: number;
      readonly request: GenerationRequest;
    }
  | { readonly what: "training"; readonly step: string; readonly request: TrainingRequest }
  | { readonly what: "images"; readonly parts: readonly PassPart[]; readonly request: PassRequest };

/** `request`: the hash of what was asked for this one place; `blob`: SHA-256 of the bytes of the file that the value names. */
export type PlacedValue = {
  readonly place: Place;
  readonly request: string;
  readonly value: Json;
  readonly blob?: string;
  /** The server did not say which seed it used: the one in the value is the one that was sent. */
  readonly seedUnsaid?: true;
};

export type RunHeader = {
  readonly kind: "header";
  readonly version: 1;
  readonly run: string;
  /** The hash of the plan file that the run carries out; null where its host has none. */
  readonly plan: string | null;
  readonly backend: string;
  /** The template of the pictures' names (spec 6.16.2); absent: they have none. */
  readonly names?: string;
  readonly at: number;
};

/** All times are milliseconds since 1970 by the host's clock. */
export type JournalRecord =
  | RunHeader
  | {
      readonly kind: "intent";
      readonly key: string;
      readonly attempt: number;
      /** The name of the server that it is sent to. */
      readonly server: string;
      /** What tells the server from others of that name; absent: its name. */
      readonly identity?: string;
      /** The most that the call can cost; null where nothing bounds it. */
      readonly worst: Micros | null;
      readonly call: CallSpec;
      readonly at: number;
    }
  | { readonly kind: "accepted"; readonly key: string; readonly handle: Json; readonly at: number }
  | {
      readonly kind: "result";
      readonly key: string;
      readonly cost: Micros;
      /** Nobody said what it cost: it is the most that it can have cost. */
      readonly estimated?: true;
      readonly values: readonly PlacedValue[];
      readonly at: number;
    }
  /** `cost`: what was charged all the same. Without such a record an intent is open: nobody knows what became of it. */
  | {
      readonly kind: "failed";
      readonly key: string;
      readonly failure: Failed;
      readonly cost: Micros;
      readonly estimated?: true;
      readonly at: number;
    }
  /** Answers of earlier runs that were used again. */
  | { readonly kind: "kept"; readonly values: readonly PlacedValue[]; readonly at: number }
  | { readonly kind: "told"; readonly event: RunEvent };

/** First in, first out. After one failure it rejects for ever: what came after could not be trusted. */
export interface Journal {
  /** With `durable`, it resolves when nothing short of a broken disk can lose the records. */
  append(records: readonly JournalRecord[], durable: boolean): Promise<void>;
  /** What stood in it when it was opened. */
  read(): AsyncIterable<JournalRecord>;
  close(): Promise<void>;
}
