// The pack that a step names in, its requests out (spec 1.16, 5.2.1): in pack order, null meaning "not set".

import { diagnose } from "../../diagnostic/diagnose.js";
import type { ImageGeneratorIr } from "../../ir/ir.js";
import { imageFieldNames, imageFields } from "../../language/image-fields.js";
import { steps } from "../../language/steps.js";
import { hasOwn, type JsonObject } from "../../text/json.js";
import { nearest } from "../../text/nearest.js";
import type { Span } from "../../text/span.js";
import { checkPartial } from "../partial/check-partial.js";
import { type Environment, report } from "../partial/environment.js";
import { evaluateProperty } from "../partial/evaluate-partially.js";
import { itemExpression, wrapped } from "../partial/expression.js";
import { textOf } from "../partial/expression-text.js";
import { type Because, type UnknownValue, unknownOf } from "../partial/partial-value.js";
import { fits, once, reportField, type Writer, write } from "./request-writer.js";
import { explainImage, type Resolver, resolveImage, resolveKnownImage } from "./resolve-image.js";

/** What a pack holds: saved images, data and never templates (spec 1.16). */
export type PackContent = { readonly images: readonly JsonObject[] };
export type Packs = { readonly [id: string]: PackContent };

/** The key of the pack: ids are UUIDs, whose letter case does not count (spec 1.16). */
export function keyOfPack(packs: Packs, id: string): string | undefined {
  if (hasOwn(packs, id)) return id;
  const wanted = id.toLowerCase();
  return Object.keys(packs).find((key) => key.toLowerCase() === wanted);
}

const packId = steps.ImageGenerator.parameters.inferencePackId;

/** False where the step names no pack. */
export function addPackImages(
  step: ImageGeneratorIr,
  environment: Environment,
  packs: Packs,
  resolver: Resolver,
  writer: Writer,
): boolean {
  const template = step.inferencePackId;
  if (template === null) return false;
  const id = evaluateProperty(template, environment);
  if (id === null || (id.value.kind === "known" && id.value.value === null)) return false;
  const misfit = checkPartial(packId, id.value);
  if (misfit !== null) {
    const parameters = { step: step.id, parameter: "inferencePackId", ...misfit };
    report(environment.work, diagnose("plan/wrong-parameter", template.span, parameters));
  } else if (id.value.kind === "unknown") addUnknownPack(id.value, resolver, writer);
  else if (id.value.kind === "known") addKnownPack(String(id.value.value), template.span, packs, resolver, writer);
  return true;
}

function addKnownPack(id: string, span: Span, packs: Packs, resolver: Resolver, writer: Writer): void {
  const key = keyOfPack(packs, id);
  const pack = key === undefined ? undefined : packs[key];
  if (pack === undefined) {
    const ids = Object.keys(packs).sort();
    report(writer.work, diagnose("pack/missing", span, { id, near: nearest(id, ids), ids }));
    return;
  }
  if (!fits(writer, pack.images.length, span)) return;
  for (const [position, image] of pack.images.entries()) {
    const resolved = resolveKnownImage(image, resolver);
    if (resolved !== null) write(writer, once, null, resolved);
    else {
      const where = `images[${position}] of pack ${JSON.stringify(id)}`;
      for (const problem of explainImage(image, resolver)) reportField(problem, writer.step, where, span, writer.work);
    }
  }
}

/** Which pack it will be, nobody knows: any number of images, of which only the fallbacks are known to be possible. */
function addUnknownPack(id: UnknownValue, { fallbacks }: Resolver, writer: Writer): void {
  const properties = Object.fromEntries(
    imageFieldNames.map((field) => [field, { type: imageFields[field].type, required: false }]),
  );
  const images = itemExpression(wrapped("pack", id.expression), null);
  const image = unknownOf(images, { kind: "object", properties, rest: null });
  const resolved = resolveImage(image, { fallbacks, nullIsUnset: true }).image;
  const items = { min: 0, max: null };
  const because: Because = {
    kind: "reason",
    reason: { kind: "pack", items, expression: textOf(id.expression) },
    decidedBy: [id.expression],
  };
  write(writer, items, because, resolved);
}
