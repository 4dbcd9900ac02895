// A partial value and a property or position in, what is there out (spec 5.1): certain, perhaps, or nothing (null).

import { segmentOf } from "../../path/path.js";
import { typeOfPath } from "../../path/path-type.js";
import { printKey } from "../../path/print-path.js";
import { canonicalJson } from "../../text/json.js";
import type { Type } from "../../types/type.js";
import { unionOf } from "../../types/union.js";
import { unreachable } from "../../unreachable.js";
import { typeOfPartial } from "./partial-type.js";
import {
  childOf,
  type Found,
  found,
  known,
  type Layer,
  type PartialArray,
  type PartialValue,
  type UnknownValue,
} from "./partial-value.js";

export function lookUp(value: PartialValue, key: string): Found | null {
  switch (value.kind) {
    case "known": {
      const child = childOf(value.value, key);
      return child === undefined ? null : found(known(child));
    }
    case "unknown":
      return childOfUnknown(value, key);
    case "object": {
      const candidates: Found[] = [];
      for (let i = value.layers.length - 1; i >= 0; i--) {
        const candidate = lookUpInLayer(value.layers[i] as Layer, key);
        if (candidate !== null) candidates.push(candidate);
        if (candidate?.certain) break;
      }
      return firstOf(candidates);
    }
    case "array":
      return null;
    default:
      return unreachable(value);
  }
}

function lookUpInLayer(layer: Layer, key: string): Found | null {
  switch (layer.kind) {
    case "known":
      return lookUp(known(layer.value), key);
    case "fields":
      return layer.fields.get(key) ?? null;
    case "source": {
      const child = childOfUnknown(layer.value, key);
      return child === null || layer.certain ? child : { value: child.value, certain: false };
    }
    default:
      return unreachable(layer);
  }
}

/** Each shows only where all before it are missing. */
export function firstOf(candidates: readonly Found[]): Found | null {
  const first = candidates[0];
  if (first === undefined || candidates.length === 1) return first ?? null;
  return {
    value: {
      kind: "unknown",
      text: candidates.map(({ value }) => textOf(value)).join(" else "),
      reads: joinReads(candidates.map(({ value }) => readsOf(value))),
      type: unionOf(candidates.map(({ value }) => typeOfPartial(value))),
      path: false,
    },
    certain: candidates.some(({ certain }) => certain),
  };
}

/** The element at a position, from the end where it is negative; "somewhere" where groups before it hide which one it is. */
export function elementAt(value: PartialValue, index: number): Found | null | "somewhere" {
  switch (value.kind) {
    case "known": {
      const child = childOf(value.value, index);
      return child === undefined ? null : found(known(child));
    }
    case "unknown":
      return childOfUnknown(value, index);
    case "object":
      return null;
    case "array":
      return elementOfArray(value, index);
    default:
      return unreachable(value);
  }
}

function elementOfArray({ segments }: PartialArray, index: number): Found | null | "somewhere" {
  const forward = index >= 0;
  let left = forward ? index : -index - 1;
  for (const segment of forward ? segments : [...segments].reverse()) {
    switch (segment.kind) {
      case "items": {
        const { length } = segment.values;
        if (left < length) return found(known(segment.values[forward ? left : length - 1 - left] ?? null));
        left -= length;
        break;
      }
      case "one":
        if (left === 0) return found(segment.value);
        left -= 1;
        break;
      case "group":
        return "somewhere";
      default:
        unreachable(segment);
    }
  }
  return null;
}

export function childOfUnknown(value: UnknownValue, key: string | number): Found | null {
  const typing = typeOfPath(value.type, [segmentOf(key)]);
  if (typing.dead !== null) return null;
  const holder = value.text.includes(" else ") ? `(${value.text})` : value.text;
  const text = `${holder}${printKey(key)}`;
  return {
    value: { kind: "unknown", text, reads: value.path ? [text] : value.reads, type: typing.type, path: value.path },
    certain: typing.certain,
  };
}

/** How a partial value is written inside a longer expression. */
export function textOf(value: PartialValue): string {
  switch (value.kind) {
    case "known":
      return canonicalJson(value.value);
    case "unknown":
      return value.text;
    case "object":
    case "array":
      return partsOf(value).map(textOf).join(" with ") || (value.kind === "object" ? "{}" : "[]");
    default:
      return unreachable(value);
  }
}

export function readsOf(value: PartialValue): readonly string[] {
  switch (value.kind) {
    case "known":
      return [];
    case "unknown":
      return value.reads;
    case "object":
    case "array":
      return joinReads(partsOf(value).map(readsOf));
    default:
      return unreachable(value);
  }
}

/** The parts of a structured value that are not known. */
function partsOf(value: Exclude<PartialValue, { kind: "known" | "unknown" }>): readonly PartialValue[] {
  if (value.kind === "array")
    return value.segments.flatMap((segment) => (segment.kind === "items" ? [] : [segment.value]));
  return value.layers.flatMap((layer): readonly PartialValue[] => {
    if (layer.kind === "known") return [];
    return layer.kind === "source" ? [layer.value] : fieldsInOrder(layer.fields);
  });
}

/** In the order of their names: the order of writing changes no text (spec 5.1.3). */
function fieldsInOrder(fields: ReadonlyMap<string, Found>): readonly PartialValue[] {
  return [...fields].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, field]) => field.value);
}

/** Each path once, in the order of reading. */
export function joinReads(lists: readonly (readonly string[])[]): readonly string[] {
  return lists.length === 1 ? (lists[0] as readonly string[]) : [...new Set(lists.flat())];
}

/** The unknown that stands for a value where it must be one. */
export function asUnknown(value: PartialValue, type: Type = typeOfPartial(value)): UnknownValue {
  return value.kind === "unknown"
    ? value
    : { kind: "unknown", text: textOf(value), reads: readsOf(value), type, path: false };
}
