// A partial value in, how large it is at least and how deep it nests out (spec 5.1.7): what is not known takes no room yet.

import { type Measure, measure } from "../../evaluate/measure.js";
import type { PartialValue, Segment } from "./partial-value.js";

const measures = new WeakMap<PartialValue, Measure>();

export function measurePartial(value: PartialValue): Measure {
  if (value.kind === "unknown") return { size: 0, depth: 0 };
  if (value.kind === "known") return measure(value.value);
  const known = measures.get(value);
  if (known !== undefined) return known;
  const whole = { size: 2, depth: 0 };
  for (const { size, depth } of partsOf(value)) {
    whole.size += size;
    whole.depth = Math.max(whole.depth, depth);
  }
  const measured = { size: whole.size, depth: whole.depth + 1 };
  measures.set(value, measured);
  return measured;
}

function* partsOf(value: Extract<PartialValue, { kind: "object" | "array" }>): Iterable<Measure> {
  if (value.kind === "array") for (const segment of value.segments) yield* partsOfSegment(segment);
  else {
    for (const layer of value.layers) {
      if (layer.kind === "source") continue;
      for (const [key, field] of layer.fields) {
        const { size, depth } = measurePartial(field.value);
        yield { size: field.certain ? size + key.length + 4 : 0, depth };
      }
    }
  }
}

function* partsOfSegment(segment: Segment): Iterable<Measure> {
  if (segment.kind === "items") for (const value of segment.values) yield measure(value);
  else {
    const { size, depth } = measurePartial(segment.value);
    yield { size: size * (segment.kind === "group" ? segment.repeat.min : 1), depth };
  }
}
