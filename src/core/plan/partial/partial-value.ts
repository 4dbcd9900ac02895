// What is known of a value before the run (spec 5.1): all of it, nothing but its type, or some of its properties and elements.

import type { TemplateIr } from "../../ir/ir.js";
import { hasOwn, isArray, isObject, type Json, type JsonObject } from "../../text/json.js";
import type { Type } from "../../types/type.js";
import type { Repeat } from "../plan.js";

export type PartialValue = KnownValue | UnknownValue | PartialObject | PartialArray;

export type KnownValue = { readonly kind: "known"; readonly value: Json };

/** `text` is the canonical expression, its identity: the same text means the same value, unless it varies by item (`[*]`). */
export type UnknownValue = {
  readonly kind: "unknown";
  readonly text: string;
  readonly reads: readonly string[];
  readonly type: Type;
  /** The text is a path from the run state, so what a longer path reads is that longer path; an item reads its map's source. */
  readonly path: boolean;
};

/** A merge of layers, later ones winning key by key. */
export type PartialObject = { readonly kind: "object"; readonly layers: readonly Layer[] };
export type Layer =
  | { readonly kind: "known"; readonly value: JsonObject }
  | { readonly kind: "fields"; readonly fields: ReadonlyMap<string, Found> }
  /** An object of unknown content; `certain: false`: it may not be there at all. */
  | { readonly kind: "source"; readonly value: UnknownValue; readonly certain: boolean };

/** `origin` is the template that made it, for messages. A sequence: runs of known elements, single elements, and groups of which only the bounds of their number are known. */
export type PartialArray = { readonly kind: "array"; readonly segments: readonly Segment[] };
export type Segment =
  | { readonly kind: "items"; readonly values: readonly Json[]; readonly origin: TemplateIr }
  | { readonly kind: "one"; readonly value: PartialValue; readonly origin: TemplateIr }
  | Group;
export type Group = {
  readonly kind: "group";
  readonly repeat: Repeat;
  readonly because: string;
  /** The absolute paths that decide how often it repeats. */
  readonly reads: readonly string[];
  readonly value: PartialValue;
  readonly origin: TemplateIr;
};

/** A value that was found; `certain: false`: a run may find nothing there. */
export type Found = { readonly value: PartialValue; readonly certain: boolean };

export function known(value: Json): KnownValue {
  return { kind: "known", value };
}

export function found(value: PartialValue): Found {
  return { value, certain: true };
}

/** Stands for what has failed and was reported: nothing follows from it. */
export const broken: UnknownValue = { kind: "unknown", text: "?", reads: [], type: { kind: "unknown" }, path: false };

/**
 * Known through and through, written as such: what looks at a value afterwards has one case less. A key keeps the place of the
 * layer that had it first, as in a merge (spec 2.9).
 */
export function objectOf(layers: readonly Layer[]): PartialValue {
  const entries: [string, Json][] = [];
  for (const layer of layers) {
    if (layer.kind === "source") return { kind: "object", layers };
    if (layer.kind === "known") {
      for (const entry of Object.entries(layer.value)) entries.push(entry);
    } else {
      for (const [key, { value, certain }] of layer.fields) {
        if (!certain || value.kind !== "known") return { kind: "object", layers };
        entries.push([key, value.value]);
      }
    }
  }
  return known(Object.fromEntries(entries));
}

export function arrayOf(segments: readonly Segment[]): PartialValue {
  const values: Json[] = [];
  for (const segment of segments) {
    if (segment.kind === "items") for (const value of segment.values) values.push(value);
    else if (segment.kind === "one" && segment.value.kind === "known") values.push(segment.value.value);
    else return { kind: "array", segments };
  }
  return known(values);
}

/** How many elements a segment stands for. */
export function lengthOfSegment(segment: Segment): Repeat {
  if (segment.kind === "group") return segment.repeat;
  const length = segment.kind === "items" ? segment.values.length : 1;
  return { min: length, max: length };
}

/** An own property of a known value, or an element of it: undefined where there is none. */
export function childOf(value: Json, key: string | number): Json | undefined {
  if (typeof key === "string") return isObject(value) && hasOwn(value, key) ? value[key] : undefined;
  return isArray(value) ? value.at(key) : undefined;
}
