// The calls of a run and their keys (spec 6.2): same run, same place, same request – same key, whatever the order things happen in.

import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { CheckValue } from "../schema/validator.js";
import { canonicalJson, type Json } from "../text/json.js";
import type { Type } from "../types/type.js";
import { unreachable } from "../unreachable.js";
import type { CallFacts } from "./event.js";
import type { GenerationRequest, PassRequest, TrainingRequest } from "./ports.js";

/** `group`: calls of a later group wait until those of an earlier one are back; so a model is loaded once. */
export type Call = { readonly key: string; readonly hash: string; readonly group: number } & Work;

export type Work =
  | {
      readonly what: "generation";
      readonly step: string;
      readonly position: number;
      readonly request: GenerationRequest;
      readonly check: CheckValue;
      /** What the schema declares: nothing else of the answer is kept. */
      readonly type: Type;
    }
  | { readonly what: "training"; readonly step: string; readonly request: TrainingRequest }
  | { readonly what: "images"; readonly parts: readonly PassPart[]; readonly request: PassRequest }
  | {
      readonly what: "zip";
      readonly step: string;
      readonly name: string;
      readonly entries: readonly ZipEntry[];
    };

/** Whose the prompt of the same position is: the `request`th request of a step, whose images stand from `first` on in the step's result. */
export type PassPart = { readonly step: string; readonly request: number; readonly first: number };

export type ZipEntry =
  | { readonly name: string; readonly url: string; readonly json?: never }
  | { readonly name: string; readonly json: Json; readonly url?: never };

export function callOf(run: string, group: number, work: Work): Call {
  const request = requestOf(work);
  const key = canonicalJson({ run, places: placesOf(work), request });
  return { ...work, group, key: hashOf(key), hash: hashOf(canonicalJson(request)) };
}

export function stepsOf(work: Work): readonly string[] {
  return work.what === "images" ? [...new Set(work.parts.map((part) => part.step))] : [work.step];
}

/** The call without what belongs to other steps than these; null where nothing is left. The key is made anew: it is another request. */
export function narrowed(run: string, call: Call, alive: (step: string) => boolean): Call | null {
  if (stepsOf(call).every(alive)) return call;
  if (call.what !== "images") return null;
  const kept = call.parts.flatMap((part, i) => (alive(part.step) ? [i] : []));
  if (kept.length === 0) return null;
  const parts = kept.flatMap((i) => call.parts[i] ?? []);
  const prompts = kept.flatMap((i) => call.request.prompts[i] ?? []);
  return callOf(run, call.group, { what: "images", parts, request: { ...call.request, prompts } });
}

export function factsOf(call: Call): CallFacts {
  const facts = { call: call.key, what: call.what, steps: stepsOf(call), model: null };
  switch (call.what) {
    case "generation":
    case "training":
      return { ...facts, count: 1 };
    case "zip":
      return { ...facts, count: call.entries.length };
    case "images": {
      const { baseModel, trainingId, precision, prompts } = call.request;
      const count = prompts.reduce((sum, prompt) => sum + prompt.batchSize, 0);
      return { ...facts, count, model: { baseModel, trainingId, precision } };
    }
    default:
      return unreachable(call);
  }
}

function requestOf(work: Work): Json {
  switch (work.what) {
    case "generation":
      return { what: work.what, ...work.request };
    case "training":
      return { what: work.what, ...work.request };
    case "images":
      return { what: work.what, ...work.request };
    case "zip":
      return { what: work.what, name: work.name, entries: work.entries.map((entry) => ({ ...entry })) as Json[] };
    default:
      return unreachable(work);
  }
}

function placesOf(work: Work): Json {
  switch (work.what) {
    case "generation":
      return [[work.step, work.position]];
    case "images":
      return work.parts.map((part) => [part.step, part.request, part.first]);
    case "training":
    case "zip":
      return [[work.step, 0]];
    default:
      return unreachable(work);
  }
}

function hashOf(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}
