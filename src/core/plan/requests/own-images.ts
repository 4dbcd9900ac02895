// The images that a step writes or finds in, its requests out (spec 5.2.1): each known image one request, each group one entry.

import { diagnose } from "../../diagnostic/diagnose.js";
import { typeInWords } from "../../evaluate/scope.js";
import type { ImageGeneratorIr, TemplateIr } from "../../ir/ir.js";
import { itemType, lengthOf } from "../../ir/template-type.js";
import { describeParameter } from "../../language/check-parameter.js";
import { steps } from "../../language/steps.js";
import { isArray, isObject } from "../../text/json.js";
import { unreachable } from "../../unreachable.js";
import { type Environment, report } from "../partial/environment.js";
import { evaluateElements, evaluateProperty } from "../partial/evaluate-partially.js";
import { itemExpression } from "../partial/expression.js";
import { expressionOf } from "../partial/look-up.js";
import {
  type Because,
  type Found,
  type Group,
  known,
  lengthOfSegment,
  type PartialValue,
  type Segment,
  unknownOf,
} from "../partial/partial-value.js";
import { becauseOf } from "../partial/why.js";
import type { Repeat } from "../plan.js";
import { placeOfField } from "./place-of-field.js";
import { fits, once, reportField, type Writer, write } from "./request-writer.js";
import { type Resolver, resolveImage, resolveKnownImage } from "./resolve-image.js";

/** False where there are no images. */
export function addOwnImages(
  step: ImageGeneratorIr,
  environment: Environment,
  resolver: Resolver,
  writer: Writer,
): boolean {
  const segments = step.images === null ? null : segmentsOfImages(step.images, step, environment);
  if (segments === null) return false;
  let position = 0;
  for (const segment of segments) {
    if (!fits(writer, lengthOfSegment(segment).min, segment.origin.span)) break;
    addSegment(segment, position, resolver, writer);
    position += lengthOfSegment(segment).min;
  }
  return true;
}

/** The elements of an array are taken one by one, so that each keeps the template that made it. Null: there are none. */
function segmentsOfImages(
  images: TemplateIr,
  step: ImageGeneratorIr,
  environment: Environment,
): readonly Segment[] | null {
  if (images.kind === "array") return images.elements.flatMap((element) => evaluateElements(element, environment));
  if (images.kind === "map") return evaluateElements(images, environment);
  const value = evaluateProperty(images, environment);
  if (value === null) return null;
  return segmentsOfValue(value, images, step, environment);
}

function segmentsOfValue(
  { value, certain }: Found,
  images: TemplateIr,
  step: ImageGeneratorIr,
  environment: Environment,
): readonly Segment[] | null {
  switch (value.kind) {
    case "array":
      return certain ? value.segments : value.segments.flatMap(perhaps);
    case "unknown": {
      const length = lengthOf(value.type);
      const repeat = certain ? length : { min: 0, max: length.max };
      const item = unknownOf(itemExpression(value.expression, null), itemType(value.type));
      const because = becauseOf(value.expression, repeat, environment.work.reasons);
      return [{ kind: "group", repeat, because, value: item, origin: images }];
    }
    case "known":
      if (value.value === null) return null;
      if (isArray(value.value)) {
        const items: Segment = { kind: "items", values: value.value, origin: images };
        return certain ? [items] : perhaps(items);
      }
      return notImages(typeInWords(value.value), images, step, environment);
    case "object":
      return notImages("an object", images, step, environment);
    default:
      return unreachable(value);
  }
}

/** The same elements, which may all be missing. */
function perhaps(segment: Segment): readonly Segment[] {
  const { origin } = segment;
  if (segment.kind === "group") return [{ ...segment, repeat: { min: 0, max: segment.repeat.max } }];
  const values = segment.kind === "items" ? segment.values.map(known) : [segment.value];
  const repeat = { min: 0, max: 1 };
  const reason = { kind: "optional", items: repeat } as const;
  return values.map((value) => {
    const because: Because = { kind: "reason", reason, decidedBy: [expressionOf(value)] };
    return { kind: "group", repeat, because, value, origin };
  });
}

function notImages(
  found: string,
  images: TemplateIr,
  step: ImageGeneratorIr,
  { work }: Environment,
): readonly Segment[] {
  report(
    work,
    diagnose("plan/wrong-parameter", images.span, {
      step: step.id,
      parameter: "images",
      takes: describeParameter(steps.ImageGenerator.parameters.images),
      found,
    }),
  );
  return [];
}

type Repetition = { readonly repeat: Repeat; readonly because: Because | null };
const single: Repetition = { repeat: once, because: null };

function addSegment(segment: Segment, position: number, resolver: Resolver, writer: Writer): void {
  const { origin } = segment;
  switch (segment.kind) {
    case "items":
      for (const [offset, value] of segment.values.entries()) {
        const image = isObject(value) ? resolveKnownImage(value, resolver) : null;
        if (image !== null) write(writer, once, null, image);
        else addPartial(known(value), single, position + offset, origin, resolver, writer);
      }
      break;
    case "one":
      addPartial(segment.value, single, position, origin, resolver, writer);
      break;
    case "group":
      addGroup(segment, position, resolver, writer);
      break;
    default:
      unreachable(segment);
  }
}

/** Where both the number and the content are known after all, each request is one of its own. */
function addGroup(group: Group, position: number, resolver: Resolver, writer: Writer): void {
  const { repeat, value, origin } = group;
  if (repeat.max === 0) return;
  if (value.kind === "known" && repeat.min === repeat.max) {
    for (let i = 0; i < repeat.min; i++) addPartial(value, single, position + i, origin, resolver, writer);
  } else addPartial(value, group, position, origin, resolver, writer);
}

function addPartial(
  value: PartialValue,
  { repeat, because }: Repetition,
  position: number,
  origin: TemplateIr,
  resolver: Resolver,
  writer: Writer,
): void {
  const where = repeat === once ? `images[${position}]` : "each of its images";
  if (value.kind === "array" || (value.kind === "known" && !isObject(value.value))) {
    const found = value.kind === "array" ? "an array" : typeInWords(value.value);
    report(
      writer.work,
      diagnose("plan/not-an-image", placeOfField(origin, null), { step: writer.step.id, image: where, found }),
    );
    return;
  }
  writer.mayBeOpen = true;
  const { image, problems } = resolveImage(value, resolver);
  for (const problem of problems)
    reportField(
      problem,
      writer.step,
      where,
      placeOfField(origin, problem.kind === "missing" ? null : problem.field),
      writer.work,
    );
  if (problems.length === 0) write(writer, repeat, because, image);
}
