// Resolved images in, the requests of a step out, in their order (spec 5.2): counted, held to the limit, seeded by their position.

import { diagnose } from "../../diagnostic/diagnose.js";
import type { ImageGeneratorIr } from "../../ir/ir.js";
import { explainStrange, imageFieldNames } from "../../language/image-fields.js";
import type { Span } from "../../text/span.js";
import { typeSize } from "../../types/bound-type.js";
import { unreachable } from "../../unreachable.js";
import { addBounds } from "../interval.js";
import { chargeWritten, report, type Work } from "../partial/environment.js";
import type { Because } from "../partial/partial-value.js";
import { decidedBy, reasonsOf } from "../partial/why.js";
import {
  isUnknown,
  type PlannedRequest,
  type Repeat,
  type Resolved,
  type ResolvedImage,
  type Unknown,
} from "../plan.js";
import { type SeedSource, seedsOfStep } from "./derive-seed.js";
import type { FieldProblem } from "./resolve-image.js";

export const once: Repeat = { min: 1, max: 1 };

export type WriterOptions = {
  /** Requests without a seed get one that is derived from this. */
  readonly seed?: number | undefined;
  /** Requests of the plan before these. */
  readonly before?: number | undefined;
};

/** Collects requests and knows the position of the next one, as long as that can be known. */
export type Writer = {
  readonly step: ImageGeneratorIr;
  readonly work: Work;
  readonly requests: PlannedRequest[];
  readonly before: number;
  readonly seeds: { readonly seed: number; readonly of: SeedSource } | null;
  position: Repeat;
  /** Whether requests may have an unknown field: a million that have none are not looked through. */
  mayBeOpen: boolean;
  /** What decides the position, where it is not known. */
  readonly open: Because[];
};

export function makeWriter(step: ImageGeneratorIr, work: Work, { seed, before = 0 }: WriterOptions): Writer {
  const seeds = seed === undefined ? null : { seed, of: seedsOfStep(seed, step.id) };
  return { step, work, requests: [], before, seeds, position: { min: 0, max: 0 }, mayBeOpen: false, open: [] };
}

export function write(writer: Writer, repeat: Repeat, because: Because | null, image: ResolvedImage): void {
  if (because !== null && repeat.min !== repeat.max) writer.open.push(because);
  const seeded = writer.seeds === null ? image : withSeed(image, repeat, because, writer);
  if (writer.mayBeOpen || because !== null) chargeUnknowns(seeded, writer);
  const reasons = because === null ? null : reasonsOf(because);
  writer.requests.push({ step: writer.step.id, repeat, because: reasons, image: seeded });
  writer.position = addBounds(writer.position, repeat);
}

/** UTF-16 units of a text, or nodes of a type, that are a unit of work to write. */
const unitsOfWork = 16;

/** Unknowns are shared in memory, and written out for each request. */
function chargeUnknowns(image: ResolvedImage, { work, step }: Writer): void {
  let cost = 0;
  for (const value of Object.values(image)) if (isUnknown(value)) cost += writtenCost(value);
  if (cost > 0) chargeWritten(work, cost, step.span);
}

const costs = new WeakMap<Unknown, number>();

function writtenCost(value: Unknown): number {
  let cost = costs.get(value);
  if (cost === undefined) {
    const units = value.reads.reduce((sum, path) => sum + path.length, value.unknown.length);
    cost = Math.ceil(units / unitsOfWork) + typeSize(value.type);
    costs.set(value, cost);
  }
  return cost;
}

function withSeed(image: ResolvedImage, repeat: Repeat, because: Because | null, writer: Writer): ResolvedImage {
  const { seeds, position, step, open } = writer;
  if (seeds === null || (image.seed !== null && !isUnknown(image.seed))) return image;
  const derived: Resolved<number> =
    repeat.max === 1 && repeat.min === 1 && position.min === position.max
      ? seeds.of(position.min)
      : {
          unknown: `seed ${seeds.seed} of ${step.id}[*]`,
          reads: decidedBy(because === null ? open : [...open, because]),
          type: { kind: "number", integer: true, minimum: 0, maximum: 4_294_967_295 },
          varies: true,
        };
  if (image.seed === null) return { ...image, seed: derived };
  const type = { kind: "number", integer: true, minimum: null, maximum: null } as const;
  return { ...image, seed: { ...image.seed, type } };
}

/** False: too many for certain, which was reported. */
export function fits({ work, position, before }: Writer, more: number, span: Span): boolean {
  const limit = work.limits.requests;
  const actual = before + position.min + more;
  if (actual <= limit) return true;
  report(work, diagnose("limit/requests", span, { limit, actual }));
  return false;
}

export function reportField(
  problem: FieldProblem,
  step: ImageGeneratorIr,
  image: string,
  span: Span,
  work: Work,
): void {
  const { id } = step;
  switch (problem.kind) {
    case "missing":
      report(work, diagnose("plan/missing-field", span, { step: id, image, field: problem.field }));
      break;
    case "wrong":
      report(
        work,
        diagnose("plan/wrong-field", span, {
          step: id,
          image,
          field: problem.field,
          takes: problem.takes,
          found: problem.found,
        }),
      );
      break;
    case "unknown":
      report(
        work,
        diagnose("plan/unknown-field", span, {
          step: id,
          image,
          field: problem.field,
          near: explainStrange(problem.field).near,
          fields: imageFieldNames,
        }),
      );
      break;
    default:
      unreachable(problem);
  }
}
