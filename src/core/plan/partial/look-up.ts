// A partial value and a property or position in, what is there out (spec 5.1): certain, perhaps, or nothing (null).

import { type Key, segmentOf } from "../../path/path.js";
import { typeOfPath } from "../../path/path-type.js";
import { unionOf } from "../../types/union.js";
import { unreachable } from "../../unreachable.js";
import { childExpression, type Expression, firstExpression, joined, literal, objectExpression } from "./expression.js";
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
  unknownOf,
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
  const certain = candidates.some((candidate) => candidate.certain);
  const values = [...new Set(candidates.map(({ value }) => value))];
  if (values.length === 1) return { value: first.value, certain };
  const expression = firstExpression(values.map(expressionOf));
  return { value: unknownOf(expression, unionOf(values.map(typeOfPartial))), certain };
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
  for (let i = 0; i < segments.length; i++) {
    const segment = (forward ? segments[i] : segments.at(-i - 1)) as PartialArray["segments"][number];
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

const children = new WeakMap<UnknownValue, Map<Key, Found | null>>();

/** The same place of the same unknown is the same unknown, made once. */
function childOfUnknown(value: UnknownValue, key: Key): Found | null {
  const made = children.get(value) ?? new Map<Key, Found | null>();
  children.set(value, made);
  let child = made.get(key);
  if (child === undefined) {
    child = makeChild(value, key);
    made.set(key, child);
  }
  return child;
}

function makeChild({ expression, type }: UnknownValue, key: Key): Found | null {
  const typing = typeOfPath(type, [segmentOf(key)]);
  if (typing.dead !== null) return null;
  return { value: unknownOf(childExpression(expression, key), typing.type), certain: typing.certain };
}

const expressions = new WeakMap<PartialValue, Expression>();

/** What gives the value, its known parts included. */
export function expressionOf(value: PartialValue): Expression {
  if (value.kind === "unknown") return value.expression;
  let expression = expressions.get(value);
  if (expression === undefined) {
    expression = express(value);
    expressions.set(value, expression);
  }
  return expression;
}

function express(value: Exclude<PartialValue, UnknownValue>): Expression {
  switch (value.kind) {
    case "known":
      return literal(value.value);
    case "object": {
      const layers = value.layers.map((layer) =>
        layer.kind === "source"
          ? layer.value.expression
          : objectExpression([...layer.fields].map(([key, field]) => [key, expressionOf(field.value)])),
      );
      const [only] = layers;
      return layers.length === 1 && only !== undefined ? only : joined("merge", layers);
    }
    case "array":
      return joined(
        "array",
        value.segments.flatMap((segment) =>
          segment.kind === "items" ? segment.values.map(literal) : [expressionOf(segment.value)],
        ),
      );
    default:
      return unreachable(value);
  }
}
