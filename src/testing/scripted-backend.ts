// A backend that answers as a script says and keeps a book of what it was asked: what was under way at once, and what it would charge.

import type {
  Backend,
  Capabilities,
  DrawnImage,
  Failed,
  GenerationRequest,
  PassRequest,
  Reply,
  Server,
  TrainingRequest,
} from "../backends/contract.js";
import { profiles } from "../core/plan/backend/profiles.js";
import type { Json } from "../core/text/json.js";

export type Asked = {
  readonly key: string;
  readonly what: "generation" | "training" | "images";
  readonly request: GenerationRequest | TrainingRequest | PassRequest;
};

export type Script = {
  readonly capabilities?: Partial<Capabilities>;
  /** Awaited before each answer: with a fake clock, calls come back in any order wanted. */
  readonly delay?: (asked: Asked) => Promise<void>;
  /** A failure instead of an answer. */
  readonly fail?: (asked: Asked) => Failed | null;
  /** How lost replies are settled; "resend" if not given. */
  readonly recovery?: Server<unknown, unknown>["recovery"];
  readonly generate?: (request: GenerationRequest, key: string) => Json;
  readonly draw?: (pass: PassRequest, key: string) => readonly (readonly DrawnImage[])[];
};

export type ScriptedBackend = Backend & {
  /** Every call, in the order they came. */
  readonly asked: readonly Asked[];
  /** The most calls of one kind that were under way at once. */
  readonly most: number;
  readonly underway: number;
};

export const plainCapabilities: Capabilities = {
  ...profiles.reference,
  maxBatch: 8,
  splitsExactly: false,
  cancel: "none",
};

export function scriptedBackend(script: Script = {}): ScriptedBackend {
  const asked: Asked[] = [];
  const underway = { generation: 0, training: 0, images: 0 };
  let most = 0;

  const { recovery = "resend" } = script;
  const answer = async <T>(call: Asked, make: () => T): Promise<Reply<T>> => {
    asked.push(call);
    underway[call.what]++;
    most = Math.max(most, underway[call.what]);
    await script.delay?.(call);
    underway[call.what]--;
    const failure = script.fail?.(call) ?? null;
    return failure === null ? { ok: true, value: make() } : { ok: false, failure };
  };

  return {
    id: "scripted",
    synthetic: true,
    capabilities: { ...plainCapabilities, ...script.capabilities },
    objects: {
      recovery,
      start: (request, { key }) =>
        answer({ key, what: "generation", request }, () => script.generate?.(request, key) ?? {}),
    },
    training: {
      recovery,
      start: (request, { key }) =>
        answer({ key, what: "training", request }, () => ({ id: `00000000-0000-4000-8000-${key.slice(0, 12)}` })),
    },
    images: {
      recovery,
      start: (request, { key }) =>
        answer({ key, what: "images", request }, () => (script.draw ?? drawnAsAsked)(request, key)),
    },
    asked,
    get most() {
      return most;
    },
    get underway() {
      return underway.generation + underway.training + underway.images;
    },
  };
}

/** Images without pixels, of the size and number asked for. */
export function drawnAsAsked({ prompts, width, height }: PassRequest): readonly (readonly DrawnImage[])[] {
  return prompts.map(({ seed, batchSize }) =>
    Array.from({ length: batchSize }, (_, i) => ({
      bytes: new Uint8Array([0x89, 0x50, 0x4e, 0x47]),
      mime: "image/png",
      width,
      height,
      seed: seed + i,
    })),
  );
}
