// A map of which something is not known in, the sequence it stands for out (spec 5.1.4): an element for each known item, a group
// where the source is not known, groups multiplied where maps nest.

import { diagnose } from "../../diagnostic/diagnose.js";
import { typeInWords } from "../../evaluate/scope.js";
import type { MapIr } from "../../ir/ir.js";
import { itemType, lengthOf } from "../../ir/template-type.js";
import type { Json } from "../../text/json.js";
import { unreachable } from "../../unreachable.js";
import { addBounds, multiplyBounds } from "../interval.js";
import type { Repeat } from "../plan.js";
import { chargeParts, type Environment, type MapItem, partsOfGroup, report, withItem } from "./environment.js";
import { evaluateKnown, isKnown } from "./evaluate-known.js";
import { evaluateElements, requireFound } from "./evaluate-partially.js";
import { type Expression, indexExpression, itemExpression } from "./expression.js";
import { expressionOfPath, followPath, pathText } from "./follow-path.js";
import {
  type Because,
  broken,
  type Group,
  known,
  lengthOfSegment,
  type PartialValue,
  type Segment,
  type UnknownValue,
  unknownOf,
} from "./partial-value.js";
import { becauseOf } from "./why.js";

export function evaluateMap(map: MapIr, environment: Environment): readonly Segment[] {
  const source = sourceOf(map, environment);
  if (source === broken) return [];
  switch (source.kind) {
    case "known": {
      if (!Array.isArray(source.value)) return notAnArray(map, typeInWords(source.value), environment);
      if (!fits(source.value.length, source.value.length, map, environment)) return [];
      const origin = expressionOfPath(map.source, environment);
      const made: Segment[] = [];
      for (const [position, value] of (source.value as readonly Json[]).entries()) {
        const item = itemAt(map, known(value), { min: position, max: position }, origin);
        for (const each of evaluateElements(map.body, withItem(environment, item))) made.push(each);
      }
      return made;
    }
    case "unknown": {
      const group = groupOf(source, map, environment);
      if (!fits(group.repeat.min, 1, map, environment)) return [];
      return scale(group, map, environment, source.expression);
    }
    case "array":
      return overSegments(map, source.segments, expressionOfPath(map.source, environment), environment);
    case "object":
      return notAnArray(map, "an object", environment);
    default:
      return unreachable(source);
  }
}

function sourceOf(map: MapIr, environment: Environment): PartialValue {
  if (!isKnown(map.source, environment))
    return requireFound(map.source, followPath(map.source, environment), environment);
  return evaluateKnown(map.source, false, environment) ?? broken;
}

function notAnArray(map: MapIr, found: string, environment: Environment): readonly Segment[] {
  const path = pathText(map.source, environment);
  report(environment.work, diagnose("evaluate/not-an-array", map.source.span, { path, found, at: "" }));
  return [];
}

/** What is certain to go over a limit fails before the run: the items of this map, those of all maps of its level, the work. */
function fits(length: number, walked: number, map: MapIr, { work, times }: Environment): boolean {
  const { limits, passed } = work;
  const { span } = map.source;
  const together = map.level === 0 ? length : (passed[map.level] ?? 0) + length * times;
  if (map.level === 0) passed.length = 0;
  passed[map.level] = together;
  if (length > limits.mapItems)
    report(work, diagnose("limit/map-items", span, { limit: limits.mapItems, actual: length }));
  else if (map.level > 0 && together > limits.mapProduct) {
    report(work, diagnose("limit/map-product", span, { limit: limits.mapProduct, actual: together }));
  } else return chargeParts(work, walked, span);
  return false;
}

function groupOf(source: UnknownValue, map: MapIr, { work }: Environment): Group {
  const repeat = lengthOf(source.type);
  const value = unknownOf(itemExpression(source.expression, null), itemType(source.type));
  return { kind: "group", repeat, because: becauseOf(source.expression, repeat, work.reasons), value, origin: map };
}

function overSegments(
  map: MapIr,
  segments: readonly Segment[],
  origin: Expression,
  environment: Environment,
): readonly Segment[] {
  const least = segments.map(lengthOfSegment).reduce(addBounds, { min: 0, max: 0 }).min;
  const groups = segments.reduce((count, { kind }) => (kind === "group" ? count + 1 : count), 0);
  if (!fits(least, segments.length + groups * partsOfGroup, map, environment)) return [];
  const found: Segment[] = [];
  let before: Repeat = { min: 0, max: 0 };
  for (const segment of segments) {
    if (segment.kind === "group")
      for (const scaled of scale(segment, map, environment, origin, before)) found.push(scaled);
    else {
      const values = segment.kind === "items" ? segment.values.map(known) : [segment.value];
      for (const [offset, value] of values.entries()) {
        const item = itemAt(map, value, addBounds(before, { min: offset, max: offset }), origin);
        for (const made of evaluateElements(map.body, withItem(environment, item))) found.push(made);
      }
    }
    before = addBounds(before, lengthOfSegment(segment));
  }
  return found;
}

function itemAt({ name }: MapIr, value: PartialValue, at: Repeat, origin: Expression): MapItem {
  const position = at.min === at.max ? at.min : null;
  const expression = itemExpression(origin, position);
  return { name, value, expression, position: position ?? positionWithin(at, origin) };
}

function positionWithin({ min, max }: Repeat, origin: Expression): UnknownValue {
  return unknownOf(indexExpression(origin), { kind: "number", integer: true, minimum: min, maximum: max });
}

/** The body of a map for all items of a group at once. */
function scale(
  group: Group,
  map: MapIr,
  environment: Environment,
  origin: Expression,
  before: Repeat = { min: 0, max: 0 },
): readonly Segment[] {
  if (group.repeat.max === 0) return [];
  const last = addBounds(before, group.repeat);
  const position = positionWithin({ min: before.min, max: last.max === null ? null : last.max - 1 }, origin);
  const item = { name: map.name, value: group.value, expression: itemExpression(origin, null), position };
  const body = evaluateElements(map.body, withItem(environment, item, group.repeat.min));
  return body.flatMap((segment): readonly Segment[] => {
    const { because, repeat } = group;
    const one = (value: PartialValue): Group => ({ kind: "group", repeat, because, value, origin: segment.origin });
    switch (segment.kind) {
      case "items":
        return segment.values.map((value) => one(known(value)));
      case "one":
        return [one(segment.value)];
      case "group": {
        const product = multiplyBounds(repeat, segment.repeat);
        if (product.max === null && repeat.max !== null && segment.repeat.max !== null)
          report(environment.work, diagnose("plan/uncountable", map.source.span, {}));
        const both: Because = { kind: "each", outer: because, inner: segment.because };
        return [{ ...segment, repeat: product, because: both }];
      }
      default:
        return unreachable(segment);
    }
  });
}
