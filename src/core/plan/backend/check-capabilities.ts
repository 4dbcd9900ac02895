// Requests and what the backend can do in, a diagnostic for each thing that it cannot do as asked out (spec 5.5): one a field, with
// how many requests it concerns, so that nothing is silently dropped and nothing drowns the rest.

import { diagnose } from "../../diagnostic/diagnose.js";
import type { AnyDiagnostic } from "../../diagnostic/diagnostic.js";
import { imageFields, imageRanges } from "../../language/image-fields.js";
import { counted } from "../../text/counted.js";
import type { Bounds } from "../../types/bounds.js";
import { numberRange } from "../../types/values-of-type.js";
import { unreachable } from "../../unreachable.js";
import { sizeOf } from "../batch/group-requests.js";
import { identity } from "../batch/identity.js";
import { addBounds } from "../interval.js";
import { isUnknown, type PlannedRequest, type PlannedStep, type Resolved, type ResolvedImage } from "../plan.js";
import { isAsked } from "../requests/share-requests.js";
import type { Capabilities, CapabilityField, Fidelity } from "./capabilities.js";

export function checkCapabilities(
  planned: readonly PlannedRequest[],
  steps: readonly PlannedStep[],
  capabilities: Capabilities,
): readonly AnyDiagnostic[] {
  const isDrawn = (request: PlannedRequest) => request.repeat.max !== 0 && isAsked(request);
  const requests = planned.every(isDrawn) ? planned : planned.filter(isDrawn);
  return [
    ...checkRoles(steps, capabilities),
    ...checkBatches(requests, capabilities),
    ...checkLimits(requests, capabilities),
    ...checkSeeds(requests, capabilities),
    ...checkFields(requests, capabilities),
  ];
}

/** What the backend has no server for. */
function checkRoles(
  steps: readonly PlannedStep[],
  { training, objects, images }: Capabilities,
): readonly AnyDiagnostic[] {
  return steps.flatMap(({ id: step, type }) => {
    if (type === "ModelGenerator" && !training) return [diagnose("plan/backend-cannot-train", null, { step })];
    if (type === "ObjectGenerator" && objects === false)
      return [diagnose("plan/backend-cannot-generate", null, { step })];
    if (type === "ImageGenerator" && images === false) return [diagnose("plan/backend-cannot-draw", null, { step })];
    return [];
  });
}

/** What a diagnostic says of many: how many there are, and the first of them. */
type Tally = { count: Bounds; readonly step: string; readonly value: string };

function tally(tallies: Map<string, Tally>, name: string, { step, repeat }: PlannedRequest, value: Resolved): void {
  const found = tallies.get(name);
  if (found === undefined)
    tallies.set(name, { count: repeat, step, value: isUnknown(value) ? value.unknown : identity(value) });
  else found.count = addBounds(found.count, repeat);
}

function checkBatches(
  requests: readonly PlannedRequest[],
  { maxBatch, splitsExactly }: Capabilities,
): readonly AnyDiagnostic[] {
  if (splitsExactly || maxBatch >= imageFields.batchSize.type.maximum) return [];
  const tallies = new Map<string, Tally>();
  for (const request of requests) {
    const size = sizeOf(request.image.batchSize);
    if (size.min > maxBatch) tally(tallies, "must", request, request.image.batchSize);
    else if (size.max > maxBatch) tally(tallies, "may", request, request.image.batchSize);
  }
  return [...tallies].map(([name, { count, step, value }]) => {
    const parameters = { step, value, capacity: maxBatch, count: printCount(count) };
    return diagnose(name === "must" ? "plan/batch-too-large" : "plan/batch-may-be-too-large", null, parameters);
  });
}

type LimitedField = keyof typeof imageRanges;
const limited = Object.keys(imageRanges) as readonly LimitedField[];

function checkLimits(requests: readonly PlannedRequest[], { limits }: Capabilities): readonly AnyDiagnostic[] {
  const outside = new Map<string, Tally>();
  const maybe = new Map<string, Tally>();
  const uneven = new Map<string, Tally>();
  for (const request of requests) {
    for (const field of limited) {
      const value = request.image[field];
      const { min, max } = limits[field];
      if (isUnknown(value)) {
        const range = numberRange(value.type, imageRanges[field]);
        if (range.max < min || range.min > max) tally(outside, field, request, value);
        else if (range.min < min || range.max > max) tally(maybe, field, request, value);
      } else if (value < min || value > max) tally(outside, field, request, value);
      else if ((field === "width" || field === "height") && value % limits.multipleOf !== 0)
        tally(uneven, field, request, value);
    }
  }
  const report =
    (code: "plan/outside-backend-limits" | "plan/may-be-outside-backend-limits") => (entry: [string, Tally]) => {
      const [field, { count, step, value }] = entry;
      const { min, max } = limits[field as LimitedField];
      return diagnose(code, null, { field, step, value, min, max, count: printCount(count) });
    };
  return [
    ...[...outside].map(report("plan/outside-backend-limits")),
    ...[...uneven].map(([field, { count, step, value }]) => {
      const parameters = { field, step, value, multipleOf: limits.multipleOf, count: printCount(count) };
      return diagnose("plan/not-a-multiple", null, parameters);
    }),
    ...[...maybe].map(report("plan/may-be-outside-backend-limits")),
  ];
}

/** Known seeds that the backend does not take as seeds, the later ones of a batch included. */
function checkSeeds(requests: readonly PlannedRequest[], { seedRange, seed }: Capabilities): readonly AnyDiagnostic[] {
  if (seedRange === undefined) return [];
  const { min, max, outside } = seedRange;
  const tallies = new Map<string, Tally>();
  for (const request of requests) {
    const first = request.image.seed;
    if (typeof first !== "number") continue;
    const last = seed === "increment" ? first + sizeOf(request.image.batchSize).max - 1 : first;
    if (first < min || last > max) tally(tallies, "seed", request, first < min ? first : last);
  }
  return [...tallies.values()].map(({ count, step, value }) => {
    const about = { field: "seed", step, count: printCount(count) };
    return outside === "refused"
      ? diagnose("plan/outside-backend-limits", null, { ...about, value, min, max })
      : diagnose("plan/field-not-exact", null, {
          ...about,
          how: `${value} means a random seed; only seeds from ${min} to ${max} are used as given`,
        });
  });
}

/** Fields in the order in which they are reported. */
const fields: readonly CapabilityField[] = [
  "trainingId",
  "scale",
  "precision",
  "width",
  "height",
  "steps",
  "guidanceScale",
  "negativePrompt",
  "seed",
];

function checkFields(requests: readonly PlannedRequest[], capabilities: Capabilities): readonly AnyDiagnostic[] {
  const diagnostics: AnyDiagnostic[] = [];
  for (const field of fields) {
    const how = shortfall(field, capabilities);
    if (how === null) continue;
    const tallies = new Map<string, Tally>();
    for (const request of requests)
      if (asksFor(field, request.image, capabilities)) tally(tallies, field, request, request.image[field]);
    for (const { count, step } of tallies.values()) {
      diagnostics.push(diagnose("plan/field-not-exact", null, { field, how, step, count: printCount(count) }));
    }
  }
  return diagnostics;
}

function shortfall(field: CapabilityField, { fields: fidelities, seed }: Capabilities): string | null {
  const fidelity: Fidelity = field === "seed" && seed === "none" ? "ignored" : fidelities[field];
  switch (fidelity) {
    case "approx":
      return "is followed only approximately";
    case "worker":
      return "is fixed when the server is started, whatever a request says";
    case "ignored":
      return "has no effect";
    case "exact":
      return field === "seed" ? batchSeeds(seed) : null;
    default:
      return unreachable(fidelity);
  }
}

/** Seeds of a batch's later images, where they are not the first one's plus 1, 2, 3. */
function batchSeeds(seed: Capabilities["seed"]): string | null {
  switch (seed) {
    case "increment":
    case "perImage":
    case "none":
      return null;
    case "stream":
      return "draws all images of a batch from one stream, so a later image of a batch has no seed of its own";
    case "opaque":
      return "can repeat a batch only as a whole: how its later images are seeded is not known";
    default:
      return unreachable(seed);
  }
}

/** Whether the request says something that the backend would have to honour. */
function asksFor(field: CapabilityField, image: ResolvedImage, { fields: fidelities, seed }: Capabilities): boolean {
  switch (field) {
    case "negativePrompt":
    case "trainingId":
      return image[field] !== null;
    case "seed":
      // An exact seed falls short in batches alone.
      return image.seed !== null && (fidelities.seed !== "exact" || seed === "none" || sizeOf(image.batchSize).max > 1);
    case "scale":
      return image.trainingId !== null;
    case "steps":
    case "guidanceScale":
    case "precision":
    case "width":
    case "height":
      return true;
    default:
      return unreachable(field);
  }
}

/** "1 request", "40 requests", "2 to 5 requests", "2 requests or more". */
function printCount({ min, max }: Bounds): string {
  if (max === null) return min === 0 ? "any number of requests" : `${counted(min, "request")} or more`;
  return `${min === max ? max : `${min} to ${max}`} request${max === 1 ? "" : "s"}`;
}
