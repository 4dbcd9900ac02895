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
import { type Environment, type MapItem, report, withItem } from "./environment.js";
import { evaluateKnown, isKnown } from "./evaluate-known.js";
import { evaluateElements, requireFound } from "./evaluate-partially.js";
import { followPath, pathReads, pathText } from "./follow-path.js";
import { joinReads } from "./look-up.js";
import {
  broken,
  type Group,
  known,
  lengthOfSegment,
  type PartialValue,
  type Segment,
  type UnknownValue,
} from "./partial-value.js";

export function evaluateMap(map: MapIr, environment: Environment): readonly Segment[] {
  const source = sourceOf(map, environment);
  const text = pathText(map.source, environment);
  const reads = pathReads(map.source, environment);
  switch (source.kind) {
    case "known": {
      if (!Array.isArray(source.value)) return notAnArray(map, typeInWords(source.value), environment);
      if (!fits(source.value.length, source.value.length, map, environment)) return [];
      return (source.value as readonly Json[]).flatMap((value, position) => {
        const item = itemAt(map, known(value), { min: position, max: position }, { text, reads });
        return evaluateElements(map.body, withItem(environment, item));
      });
    }
    case "unknown": {
      const group = groupOf(source, map, environment);
      if (!fits(group.repeat.min, 1, map, environment)) return [];
      return scale(group, map, environment, { text: source.text, reads: source.reads });
    }
    case "array":
      return overSegments(map, source.segments, { text, reads }, environment);
    case "object":
      return notAnArray(map, "an object", environment);
    default:
      return unreachable(source);
  }
}

type Origin = { readonly text: string; readonly reads: readonly string[] };

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

/** Units of work that an item costs here, whatever the body. */
const workOfItem = 10;

/** What is certain to go over a limit fails before the run: the items of this map, those of all maps of its level, the work. */
function fits(length: number, walked: number, map: MapIr, { work, times }: Environment): boolean {
  const { limits, passed, budget } = work;
  const { span } = map.source;
  const together = map.level === 0 ? length : (passed[map.level] ?? 0) + length * times;
  if (map.level === 0) passed.length = 0;
  passed[map.level] = together;
  budget.work += walked * workOfItem;
  if (length > limits.mapItems)
    report(work, diagnose("limit/map-items", span, { limit: limits.mapItems, actual: length }));
  else if (map.level > 0 && together > limits.mapProduct) {
    report(work, diagnose("limit/map-product", span, { limit: limits.mapProduct, actual: together }));
  } else if (budget.work > limits.work)
    report(work, diagnose("limit/work", span, { limit: limits.work, actual: budget.work }));
  else return true;
  return false;
}

function groupOf(source: UnknownValue, map: MapIr, { work }: Environment): Group {
  const repeat = lengthOf(source.type);
  const value: UnknownValue = { ...source, text: `${source.text}[*]`, type: itemType(source.type), path: false };
  return {
    kind: "group",
    repeat,
    because: becauseOf(source, repeat, work.reasons),
    reads: source.reads,
    value,
    origin: map,
  };
}

/** "40 items, because count is 40". */
export function becauseOf(source: UnknownValue, repeat: Repeat, reasons: ReadonlyMap<string, string>): string {
  const counted = reasons.get(source.text.replace(/\[\d+\]/g, "[*]"));
  const said = itemsText(repeat);
  if (counted !== undefined) return `${said}, because ${counted}`;
  if (repeat.max === null)
    return `${said}, because nothing bounds ${source.text}: add maxItems to it where its schema declares it`;
  return `${said}, because ${source.text} ${repeat.min === repeat.max ? "has" : "may have"} as many`;
}

export function itemsText({ min, max }: Repeat): string {
  if (max === null) return min === 0 ? "any number of items" : `${min} items or more`;
  return min === max ? `${min} ${min === 1 ? "item" : "items"}` : `${min} to ${max} items`;
}

function overSegments(
  map: MapIr,
  segments: readonly Segment[],
  origin: Origin,
  environment: Environment,
): readonly Segment[] {
  const least = segments.map(lengthOfSegment).reduce(addBounds, { min: 0, max: 0 }).min;
  if (!fits(least, segments.length, map, environment)) return [];
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

function itemAt({ name }: MapIr, value: PartialValue, at: Repeat, { text, reads }: Origin): MapItem {
  if (at.min === at.max) return { name, value, text: `${text}[${at.min}]`, reads, position: at.min };
  return { name, value, text: `${text}[*]`, reads, position: positionWithin(at, { text, reads }) };
}

function positionWithin({ min, max }: Repeat, { text, reads }: Origin): UnknownValue {
  const type = { kind: "number", integer: true, minimum: min, maximum: max } as const;
  return { kind: "unknown", text: `@Index(${text}[*])`, reads, type, path: false };
}

/** The body of a map for all items of a group at once. */
function scale(
  group: Group,
  map: MapIr,
  environment: Environment,
  origin: Origin,
  before: Repeat = { min: 0, max: 0 },
): readonly Segment[] {
  if (group.repeat.max === 0) return [];
  const last = addBounds(before, group.repeat);
  const position = positionWithin({ min: before.min, max: last.max === null ? null : last.max - 1 }, origin);
  const item = { name: map.name, value: group.value, text: `${origin.text}[*]`, reads: origin.reads, position };
  const body = evaluateElements(map.body, withItem(environment, item, group.repeat.min));
  return body.flatMap((segment): readonly Segment[] => {
    const { because, repeat, reads } = group;
    switch (segment.kind) {
      case "items":
        return segment.values.map((value) => ({
          kind: "group",
          repeat,
          because,
          reads,
          value: known(value),
          origin: segment.origin,
        }));
      case "one":
        return [{ kind: "group", repeat, because, reads, value: segment.value, origin: segment.origin }];
      case "group": {
        const product = multiplyBounds(repeat, segment.repeat);
        const open = product.max === null && repeat.max !== null && segment.repeat.max !== null;
        if (open) report(environment.work, diagnose("plan/uncountable", map.source.span, {}));
        const both = `${because}; for each of them ${segment.because}${open ? "; together more than can be counted" : ""}`;
        return [{ ...segment, repeat: product, because: both, reads: joinReads([reads, segment.reads]) }];
      }
      default:
        return unreachable(segment);
    }
  });
}
