// What a run asks of servers, and what they answer (spec 6.9): the contract that an adapter implements.

import type { Capabilities } from "../plan/backend/capabilities.js";
import type { Json, JsonObject } from "../text/json.js";
import type { Signal } from "./signal.js";

/** Whole millionths of a US dollar. */
export type Micros = number;

/**
 * Why a call gave nothing: `invalid` and `content` will never succeed as asked; `setup`: the server cannot be used as it is configured (its
 * address, key or credit); `unresolvedModel`: the server has no such model; `oom`: too much at once; `rateLimited` and `transient` may succeed
 * later with the same key; `unknownOutcome`: it may have been done, and paid.
 */
export type FailureKind =
  | "invalid"
  | "setup"
  | "unresolvedModel"
  | "oom"
  | "rateLimited"
  | "transient"
  | "unknownOutcome"
  | "content"
  | "cancelled";

export type Failed = {
  readonly kind: FailureKind;
  readonly retryAfterMs?: number;
  readonly detail: string;
  /** Whether the server took money for it; absent: "maybe" for `unknownOutcome`, "no" for everything else. */
  readonly charged?: "no" | "maybe" | "yes";
};

/** What a call used, as far as its server says: tokens read and written, seconds of computing (predict time). */
export type Usage = {
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly seconds?: number;
};

/**
 * `cost`: what the server charged; absent: the price book says it. `amount`: what the price depends on, in the unit of the price book (tokens
 * read and written, minutes of training), or what was used of each kind.
 */
export type Reply<A> =
  | { readonly ok: true; readonly value: A; readonly cost?: Micros; readonly amount?: number | Usage }
  | { readonly ok: false; readonly failure: Failed };

/** The server has taken the call: `handle` is enough to ask for its reply, also from another process. */
export type Accepted = { readonly accepted: Json };

/** `key` is the same for every attempt at one call: same key, same effect. */
export type CallContext = {
  readonly key: string;
  /** The run was interrupted: give up as soon as it costs nothing more. */
  readonly signal: Signal;
  /** How much of it is done, 0 to 1. */
  progress(done: number): void;
};

/**
 * One kind of work of one server. It never throws for what may happen: a failure is a value.
 *
 * `recovery` says how a call whose reply was lost is settled: `resend`, sending it again with its key charges it once; `find`, the server
 * can be asked what became of the key; `none`, a person must look.
 */
export interface Server<Q, A> {
  /** Names it in messages, events and the journal; absent: the backend's id. */
  readonly name?: string;
  /** As the backend's, for this server alone. */
  readonly identity?: string;
  /** As the backend's, for this server alone. */
  readonly synthetic?: boolean;
  readonly recovery: "resend" | "find" | "none";
  /** How long after a call was sent `find` may still miss it. Default 0. */
  readonly findSettlesAfterMs?: number;
  /** Calls in progress at once; absent: what the capabilities say. */
  readonly concurrency?: number;
  start(request: Q, context: CallContext): Promise<Reply<A> | Accepted>;
  /** Waits for what `start` or `find` has accepted. */
  follow?(handle: Json, context: CallContext): Promise<Reply<A>>;
  /** "none": the server never had the key. */
  find?(key: string, context: CallContext): Promise<Reply<A> | Accepted | "none" | "unknown">;
  cancel?(handle: Json): Promise<"cancelled" | "tooLate" | "unknown">;
}

export type GenerationRequest = {
  /** The system prompt. */
  readonly description: string;
  readonly schema: JsonObject;
  /** The result of the step that `contextId` names. */
  readonly context: Json | null;
  /** The user message. */
  readonly input: string | null;
  /** 0.0 to 2.0. */
  readonly temperature: number;
  /** The most tokens that may be written (spec 5.7.5): the server is told, as with `max_tokens`, and stops there. */
  readonly maxTokens: number;
  /** An answer to the same request that did not match, to be shown with its mistakes and written anew; absent: the first attempt. */
  readonly repair?: Repair;
};

/** Both are cut to what the plan has room for (spec 6.4.9). */
export type Repair = { readonly answer: string; readonly mistakes: readonly string[] };

export type TrainingRequest = {
  readonly datasetId: string;
  readonly settings: JsonObject;
  /** The server ends a longer training: it is sent with it, as a time to cancel after. */
  readonly maxMinutes: number;
};
export type Training = { readonly id: string };

/** Images that one model draws at once: what they share, and what is each one's own. */
export type PassRequest = {
  readonly baseModel: string;
  readonly trainingId: string | null;
  readonly precision: "fp16" | "bf16";
  readonly width: number;
  readonly height: number;
  readonly steps: number;
  readonly guidanceScale: number;
  readonly scale: number;
  readonly prompts: readonly PassPrompt[];
};
export type PassPrompt = {
  readonly prompt: string;
  readonly negativePrompt: string | null;
  /** Of the first image: the flow's, or made from the run and the place where the flow gives none. */
  readonly seed: number;
  readonly batchSize: number;
};

export type DrawnImage = {
  readonly bytes: Uint8Array;
  readonly mime: string;
  readonly width: number;
  readonly height: number;
  /** The seed that was used; null where the server does not say. */
  readonly seed: number | null;
};

export type ObjectServer = Server<GenerationRequest, Json>;
export type TrainingServer = Server<TrainingRequest, Training>;
/** One list per prompt, in the order of the prompts, each of `batchSize` images. */
export type ImageServer = Server<PassRequest, readonly (readonly DrawnImage[])[]>;

/** The servers of a run. One that lacks a role has null there: steps that need it fail before anything is sent. */
export interface Backend {
  /** Names it in plans, events and the journal. */
  readonly id: string;
  /** True where something of what it gives was made by no model: events and files of such a run say so. */
  readonly synthetic: boolean;
  /** What tells its answers from those of another backend of that id, as its address and the versions of its models; absent: the id. */
  readonly identity?: string;
  readonly capabilities: Capabilities;
  readonly objects: ObjectServer | null;
  readonly training: TrainingServer | null;
  readonly images: ImageServer | null;
}
