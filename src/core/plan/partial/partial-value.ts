// What is known of a value before the run (spec 5.1): all of it, nothing but its type, or some of its properties and elements.

import type { TemplateIr } from "../../ir/ir.js";
import { hasOwn, isArray, isObject, type Json } from "../../text/json.js";
import type { Type } from "../../types/type.js";
import type { Reason, Repeat } from "../plan.js";
import { brokenExpression, type Expression } from "./expression.js";

export type PartialValue = KnownValue | UnknownValue | PartialObject | PartialArray;

export type KnownValue = { readonly kind: "known"; readonly value: Json };

export type UnknownValue = { readonly kind: "unknown"; readonly expression: Expression; readonly type: Type };

/** A merge of layers, later ones winning key by key. Fields never stand next to fields, and a source stands once (layers.ts). */
export type PartialObject = { readonly kind: "object"; readonly layers: readonly Layer[] };
export type Layer =
  | { readonly kind: "fields"; readonly fields: Fields }
  /** An object of unknown content; `certain: false`: it may not be there at all. */
  | { readonly kind: "source"; readonly value: UnknownValue; readonly certain: boolean };
export type Fields = ReadonlyMap<string, Found>;

/** `origin` is the template that made it, for messages. A sequence: runs of known elements, single elements, and groups of which only the bounds of their number are known. */
export type PartialArray = { readonly kind: "array"; readonly segments: readonly Segment[] };
export type Segment =
  | { readonly kind: "items"; readonly values: readonly Json[]; readonly origin: TemplateIr }
  | { readonly kind: "one"; readonly value: PartialValue; readonly origin: TemplateIr }
  | Group;
export type Group = {
  readonly kind: "group";
  readonly repeat: Repeat;
  readonly because: Because;
  readonly value: PartialValue;
  readonly origin: TemplateIr;
};

/** Why a group repeats as it does, and the expressions that decide it. Maps within maps share what they have in common. */
export type Because =
  | { readonly kind: "reason"; readonly reason: Reason; readonly decidedBy: readonly Expression[] }
  | { readonly kind: "each"; readonly outer: Because; readonly inner: Because };

/** A value that was found; `certain: false`: a run may find nothing there. */
export type Found = { readonly value: PartialValue; readonly certain: boolean };

export function known(value: Json): KnownValue {
  return { kind: "known", value };
}

export function found(value: PartialValue): Found {
  return { value, certain: true };
}

/** Stands for what has failed and was reported: nothing follows from it. */
export const broken: UnknownValue = { kind: "unknown", expression: brokenExpression, type: { kind: "unknown" } };

export function unknownOf(expression: Expression, type: Type): UnknownValue {
  return { kind: "unknown", expression, type };
}

/** Known through and through, it is written as such: what looks at a value afterwards has one case less. */
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
