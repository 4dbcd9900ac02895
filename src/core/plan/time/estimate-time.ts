// A plan, how long earlier calls took and how many calls may be under way at once in; how long the run takes at least and at most out (spec
// 5.13.2).
//
//   least   the longer of two: the busiest server's work, spread over all its lanes; the longest chain of steps that wait for each other
//   most    every server's work, spread over its lanes, and beside it one call of each step or job, which the rest may have to wait for; or
//           all calls one after another, if that is less

import { groupBy } from "../../group-by.js";
import { imageFields } from "../../language/image-fields.js";
import type { Bounds } from "../../types/bounds.js";
import { numberRange } from "../../types/values-of-type.js";
import { sizeOf } from "../batch/group-requests.js";
import { multiplyBounds } from "../interval.js";
import { isUnknown, type Plan, type ResolvedImage } from "../plan.js";
import { isAsked } from "../requests/share-requests.js";
import { type Rate, type Rates, rateOf, type TimedCall, workOf } from "./rates.js";

/** Calls of a kind; `model`: the base model of images, null where only the run can know it, and for everything else. */
export type Kind = { readonly what: TimedCall; readonly model: string | null };

/** In milliseconds. `max: null`: nothing bounds it, or something was never measured. */
export type TimeEstimate = {
  readonly min: number;
  readonly max: number | null;
  /** How many earlier calls it rests on. */
  readonly from: number;
  readonly measured: readonly (Kind & { readonly calls: number })[];
  /** What the plan asks for, or may ask for, and was never measured on this server. */
  readonly missing: readonly Kind[];
};

/** Calls under way at once, and images in one call at most. */
export type Capacity = {
  readonly lanes: { readonly [what in TimedCall]: number };
  readonly maxBatch: number;
};

export type TimedPlan = Pick<Plan, "backend" | "steps" | "requests">;

/**
 * Answers, trainings or images of a step, each so much work at one rate. What is of one `group` is asked for at once, unless it is `open`: with a
 * model that is not known whole, it may come in any number of parts.
 */
type Work = Kind & {
  /** Names the rate. */
  readonly rate: string;
  readonly step: string;
  readonly group: string;
  readonly open: boolean;
  readonly count: Bounds;
  readonly each: { readonly min: number; readonly max: number };
};

/** `objects`: how many answers each ObjectGenerator asks for; `given`: steps that are not carried out. */
export function estimateTime(
  plan: TimedPlan,
  objects: ReadonlyMap<string, Bounds>,
  rates: Rates,
  capacity: Capacity,
  given: ReadonlySet<string> = new Set(),
): TimeEstimate {
  const all = worksOf(plan, objects).filter(({ step, count }) => !given.has(step) && count.max !== 0);
  const kinds = new Map(all.map(({ rate, what, model }): [string, Kind] => [rate, { what, model }]));
  const known = new Map<string, Rate>();
  for (const [key, { what, model }] of kinds) {
    const rate = what === "images" && model === null ? null : rateOf(rates, plan.backend, what, model);
    if (rate !== null) known.set(key, rate);
  }
  const measured = [...kinds].flatMap(([key, kind]) => {
    const calls = known.get(key)?.calls;
    return calls === undefined ? [] : [{ ...kind, calls }];
  });
  const max = most(all, known, capacity);
  const min = least(plan, all, known, capacity);
  const greatest = max === null ? null : Math.ceil(exact(max));
  return {
    min: Math.min(Math.floor(exact(min)), greatest ?? Number.POSITIVE_INFINITY),
    max: greatest,
    from: measured.reduce((sum, { calls }) => sum + calls, 0),
    measured,
    missing: [...kinds].flatMap(([key, kind]) => (known.has(key) ? [] : [kind])),
  };
}

function worksOf({ steps, requests }: TimedPlan, objects: ReadonlyMap<string, Bounds>): readonly Work[] {
  const waves = new Map(steps.map(({ id, wave }) => [id, wave]));
  const calls = steps.flatMap(({ id: step, type }): Work[] => {
    if (type !== "ObjectGenerator" && type !== "ModelGenerator") return [];
    const what = type === "ObjectGenerator" ? "generation" : "training";
    const count = what === "generation" ? (objects.get(step) ?? { min: 0, max: null }) : { min: 1, max: 1 };
    const each = { min: 1, max: 1 };
    return [{ what, model: null, rate: what, step, group: JSON.stringify(step), open: false, count, each }];
  });
  const images = requests.filter(isAsked).map((request): Work => {
    const { step, image } = request;
    const { baseModel, precision, trainingId } = image;
    const model = isUnknown(baseModel) ? null : baseModel;
    const open = model === null || isUnknown(precision) || isUnknown(trainingId);
    // Jobs come one after another, each of one wave and one model (spec 5.3).
    const group = JSON.stringify([waves.get(step), ...(open ? [model] : [model, precision, trainingId])]);
    const count = multiplyBounds(request.repeat, sizeOf(image.batchSize));
    const rate = `images with ${model === null ? "an unknown model" : JSON.stringify(model)}`;
    return { what: "images", model, rate, step, group, open, count, each: unitsOf(image) };
  });
  return [...calls, ...images];
}

function unitsOf(image: ResolvedImage): Work["each"] {
  const [steps, width, height] = [boundsOf("steps", image), boundsOf("width", image), boundsOf("height", image)];
  return { min: workOf(1, steps.min, width.min, height.min), max: workOf(1, steps.max, width.max, height.max) };
}

function boundsOf(field: "steps" | "width" | "height", image: ResolvedImage) {
  const value = image[field];
  if (!isUnknown(value)) return { min: value, max: value };
  const { minimum, maximum } = imageFields[field].type;
  return numberRange(value.type, { min: minimum ?? 0, max: maximum ?? Number.POSITIVE_INFINITY });
}

function least({ steps }: TimedPlan, all: readonly Work[], known: ReadonlyMap<string, Rate>, capacity: Capacity) {
  const own = groupBy(all, ({ step }) => step);
  const ends = new Map<string, number>();
  for (const { id, dependsOn } of steps) {
    const begins = Math.max(0, ...dependsOn.map((need) => ends.get(need) ?? 0));
    ends.set(id, begins + longestPool(own.get(id) ?? [], known, capacity));
  }
  return Math.max(longestPool(all, known, capacity), ...ends.values());
}

/** How long the work takes at least if nothing of it waits for anything else: what is alike comes in full rounds. */
function longestPool(all: readonly Work[], known: ReadonlyMap<string, Rate>, { lanes }: Capacity): number {
  let longest = 0;
  for (const [what, works] of groupBy(all, (work) => work.what)) {
    const counts = new Map<number, number>();
    for (const work of works) {
      const time = work.each.min * (known.get(work.rate)?.fastest ?? 0);
      counts.set(time, (counts.get(time) ?? 0) + work.count.min);
    }
    let sum = 0;
    for (const [time, count] of counts) {
      sum += time * count;
      longest = Math.max(longest, time * Math.ceil(count / lanes[what]));
    }
    longest = Math.max(longest, sum / lanes[what]);
  }
  return longest;
}

/** null: nothing bounds it. */
function most(all: readonly Work[], known: ReadonlyMap<string, Rate>, { lanes, maxBatch }: Capacity): number | null {
  let alone = 0;
  let together = 0;
  for (const group of groupBy(all, ({ group }) => group).values()) {
    let time = 0;
    let longest = 0;
    for (const work of group) {
      const rate = known.get(work.rate);
      if (rate === undefined || work.count.max === null) return null;
      const one = work.each.max * rate.slowest;
      const atOnce = work.what === "images" ? maxBatch : 1;
      time += work.count.max * one;
      longest = work.open ? Number.POSITIVE_INFINITY : Math.max(longest, atOnce * one);
      together += (work.count.max * one) / lanes[work.what];
    }
    alone += time;
    together += Math.min(time, longest);
  }
  const time = Math.min(alone, together);
  return Number.isFinite(time) ? time : null;
}

/** Sums of fractions are wrong in their last digits, which must not become a millisecond. */
function exact(milliseconds: number): number {
  return Number(milliseconds.toPrecision(12));
}
