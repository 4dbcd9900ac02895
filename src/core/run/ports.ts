// What a run needs from its host, each port as small as it can be (spec 6.2). The core has no clock, no randomness and no network of its own.

import type { Outcome } from "../diagnostic/diagnostic.js";
import type { Capabilities } from "../plan/backend/capabilities.js";
import type { PackContent } from "../plan/requests/pack-images.js";
import type { Json, JsonObject } from "../text/json.js";
import type { RunEvent } from "./event.js";

/** Milliseconds since 1970. */
export interface Clock {
  now(): number;
}

/** Chance, for the id of a run alone: everything else follows from it. */
export interface Random {
  bytes(length: number): Uint8Array;
}

/** Whether the person asked to stop. The listener is called once; the function given back forgets it. */
export interface Signal {
  readonly aborted: boolean;
  onAbort(listener: () => void): () => void;
}

/** Where what a run makes is kept. Names are relative, "/" between folders; a name is put once, and never over something else. */
export interface FileStore {
  put(name: string, bytes: Uint8Array): Promise<string>;
  /** Reads what this store gave the URL of, and nothing else. */
  read(url: string): Promise<Uint8Array>;
}

export type ArchiveEntry = { readonly name: string; readonly bytes: Uint8Array };

/** The same entries give the same bytes. */
export interface Archive {
  pack(entries: readonly ArchiveEntry[]): Promise<Uint8Array>;
}

/** Saved lists of images by id (spec 1.16). */
export interface Packs {
  read(id: string): Promise<Outcome<PackContent>>;
}

/** The book of a run: every event, and every call that costs before it is sent and after it came back (spec 6.2). */
export interface Journal {
  append(event: RunEvent): Promise<void>;
  /** Durable when it resolves. `hash` is of the request alone; `worst` the most it can cost in US dollars, null where nothing bounds it. */
  intent(key: string, hash: string, worst: string | null): Promise<void>;
  result(key: string, result: CallResult): Promise<void>;
}
export type CallResult =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly kind: FailureKind | "unsent"; readonly detail: string };

/**
 * Why a call gave nothing: `invalid` and `content` will never succeed as asked; `unresolvedModel`: the server has no such model; `oom`:
 * too much at once; `rateLimited` and `transient` may succeed later with the same key; `unknownOutcome`: it may have been done, and paid.
 */
export type FailureKind =
  | "invalid"
  | "unresolvedModel"
  | "oom"
  | "rateLimited"
  | "transient"
  | "unknownOutcome"
  | "content"
  | "cancelled";

export type Failed = { readonly kind: FailureKind; readonly retryAfterMs?: number; readonly detail: string };
export type Reply<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failed };

/** `key` is the same for every attempt at one call: same key, same effect. */
export type CallContext = { readonly key: string };

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
};

export type TrainingRequest = { readonly datasetId: string; readonly settings: JsonObject };

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
  /** null: the backend draws it. */
  readonly seed: number | null;
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

export interface ObjectBackend {
  generate(request: GenerationRequest, context: CallContext): Promise<Reply<Json>>;
}
export interface TrainingBackend {
  train(request: TrainingRequest, context: CallContext): Promise<Reply<{ readonly id: string }>>;
}
export interface ImageBackend {
  /** One list per prompt, in the order of the prompts, each of `batchSize` images. */
  draw(pass: PassRequest, context: CallContext): Promise<Reply<readonly (readonly DrawnImage[])[]>>;
}

/** A backend that lacks a port has null there: steps that need it fail before anything is sent. */
export interface Backend {
  readonly id: string;
  /** True where nothing it gives was made by a model: every event and file of such a run says so. */
  readonly synthetic: boolean;
  readonly capabilities: Capabilities;
  readonly objects: ObjectBackend | null;
  readonly training: TrainingBackend | null;
  readonly images: ImageBackend | null;
}

export type RunPorts = {
  readonly backend: Backend;
  readonly files: FileStore;
  readonly archive: Archive;
  readonly packs: Packs;
  readonly clock: Clock;
  readonly random: Random;
  readonly signal?: Signal;
  readonly journal?: Journal;
};
