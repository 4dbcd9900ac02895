// The calls of a run and their keys (spec 6.2): same run, same place, same request – same key, whatever the order things happen in.

import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { CheckValue, Validator } from "../schema/validator.js";
import { canonicalJson, type Json } from "../text/json.js";
import { schemaType } from "../types/schema-type.js";
import type { Type } from "../types/type.js";
import { unreachable } from "../unreachable.js";
import type { CallFacts } from "./event.js";
import type { CallSpec } from "./journal.js";
import type { PassRequest } from "./server.js";

/** `group`: calls of a later group wait until those of an earlier one are back; so a model is loaded once. */
export type Call = { readonly key: string; readonly group: number } & Work;

/** What a server is asked for. */
export type ServerWork =
  | Exclude<CallSpec, { readonly what: "generation" }>
  | (Extract<CallSpec, { readonly what: "generation" }> & {
      readonly check: CheckValue;
      /** What the schema declares: nothing else of the answer is kept. */
      readonly type: Type;
    });

export type Work =
  | ServerWork
  | {
      readonly what: "zip";
      readonly step: string;
      readonly name: string;
      readonly entries: readonly ZipEntry[];
      /** Null: nothing limits its size. */
      readonly mostBytes: number | null;
    };

export type ServerCall = Exclude<Call, { what: "zip" }>;

export type ZipEntry =
  | { readonly name: string; readonly url: string; readonly json?: never }
  | { readonly name: string; readonly json: Json; readonly url?: never };

export function callOf<W extends Work>(
  run: string,
  group: number,
  work: W,
): W & { readonly key: string; readonly group: number } {
  return { ...work, group, key: keyOf(run, work) };
}

/** What a key is made of. */
type Asked = CallSpec | (Work & { readonly what: "zip" });

function keyOf(run: string, asked: Asked): string {
  return hashOf({ run, places: placesOf(asked), request: requestOf(asked) });
}

/** Nobody makes a call again more often, each time with the key after the one before. */
const mostKeys = 32;

/** Whether the call may have been made with that key: what a journal says of it is then what was sent. */
export function isKeyOf(key: string, run: string, spec: CallSpec): boolean {
  let own = keyOf(run, spec);
  for (let i = 0; i < mostKeys && own !== key; i++) own = keyAfter(own);
  return own === key;
}

/** The key of a call that is made again although it was charged: another one, since the server would only repeat what it said. */
export function keyAfter(key: string): string {
  return hashOf(["again", key]);
}

export function stepsOf(work: Work | CallSpec): readonly string[] {
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

export function imagesIn({ prompts }: PassRequest): number {
  return prompts.reduce((sum, { batchSize }) => sum + batchSize, 0);
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
      const { baseModel, trainingId, precision } = call.request;
      return { ...facts, count: imagesIn(call.request), model: { baseModel, trainingId, precision } };
    }
    default:
      return unreachable(call);
  }
}

/** What the journal keeps of a call. */
export function specOf(call: ServerCall): CallSpec {
  switch (call.what) {
    case "generation": {
      const { what, step, position, request } = call;
      return { what, step, position, request };
    }
    case "training": {
      const { what, step, request } = call;
      return { what, step, request };
    }
    case "images": {
      const { what, parts, request } = call;
      return { what, parts, request };
    }
    default:
      return unreachable(call);
  }
}

/** The call that the journal kept, under its own key. What checks an answer follows from its schema. */
export function callFrom(spec: CallSpec, key: string, validator: Validator): ServerCall {
  if (spec.what !== "generation") return { ...spec, key, group: 0 };
  const { schema } = spec.request;
  const compiled = validator.compile(schema);
  const refuse: CheckValue = () => [
    { pointer: "", keyword: "", message: "cannot be checked any more", parameters: {} },
  ];
  const check = compiled.ok ? compiled.check : refuse;
  return { ...spec, key, group: 0, check, type: schemaType(schema) };
}

function requestOf(work: Asked): Json {
  if (work.what === "zip") {
    return { what: work.what, name: work.name, entries: work.entries.map((entry) => ({ ...entry })) as Json[] };
  }
  return { what: work.what, ...work.request };
}

function placesOf(work: Asked): Json {
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

export function hashOf(value: Json): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(value))));
}
