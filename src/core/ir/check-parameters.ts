// The IR in, what its steps would be refused for out (spec 3.5): every parameter against the type that it takes, by the type of the
// template that fills it. Constants were judged as they were read; what is unknown is not judged.

import { diagnose } from "../diagnostic/diagnose.js";
import type { Diagnostic, Related } from "../diagnostic/diagnostic.js";
import { memberOf } from "../document/find.js";
import type { DocumentNode, ObjectNode } from "../document/tree.js";
import { type ImageFieldName, type ImageFieldRule, imageFieldNames, imageFields } from "../language/image-fields.js";
import { isSingular } from "../path/path.js";
import { nearest } from "../text/nearest.js";
import { quoted } from "../text/printable.js";
import type { Span } from "../text/span.js";
import { relation } from "../types/accepts.js";
import { describeType } from "../types/describe-type.js";
import { type Property, type Type, unknownType } from "../types/type.js";
import { unreachable } from "../unreachable.js";
import type { FlowIr, ImageGeneratorIr, ObjectGeneratorIr, StepIr, StepType, TemplateIr, WidgetIr } from "./ir.js";
import { itemType } from "./template-type.js";

const string: Type = { kind: "string", minLength: 0, maxLength: null };
const uuid: Type = { kind: "string", minLength: 36, maxLength: 36, format: "uuid" };
const atLeastOne: Type = { kind: "number", integer: true, minimum: 1, maximum: null };
const creativity: Type = { kind: "number", integer: false, minimum: 0, maximum: 20 };
const object: Type = { kind: "object", properties: {}, rest: unknownType };
const array: Type = { kind: "array", prefix: [], items: unknownType, minItems: 0, maxItems: null };

type Report = (diagnostic: Diagnostic) => void;
/** Where the field stands that comes from one of these sources, if that is the store. */
type StorePlaces = (sources: readonly TemplateIr[], field: string) => Span | null;

/** `store`: where the values stand that come from it by a merge. */
export function checkParameters(ir: FlowIr, store: ObjectNode | null = null): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const report: Report = (diagnostic) => diagnostics.push(diagnostic);
  const places: StorePlaces = (sources, field) => placeInStore(sources, field, store);
  const types = new Map(ir.steps.map((step) => [step.id, step.type]));
  for (const step of ir.steps) checkStep(step, types, report, places);
  for (const widget of ir.widgets) checkWidget(widget, ir, report);
  return diagnostics;
}

function checkStep(step: StepIr, types: ReadonlyMap<string, StepType>, report: Report, places: StorePlaces): void {
  switch (step.type) {
    case "ObjectGenerator":
      return checkObjectGenerator(step, types, report);
    case "ModelGenerator":
      checkValue("datasetId", string, step.datasetId, report);
      requireValue("datasetId", step.datasetId, report);
      return checkValue("settings", object, step.settings, report);
    case "ImageGenerator":
      return checkImageGenerator(step, report, places);
    case "ObjectTransformer":
      return checkValue("result", object, step.result, report);
    case "Zipper":
      return checkValue("filename", string, step.filename, report);
    default:
      return unreachable(step);
  }
}

function checkObjectGenerator(step: ObjectGeneratorIr, types: ReadonlyMap<string, StepType>, report: Report): void {
  checkValue("description", string, step.description, report);
  requireValue("description", step.description, report);
  if (step.amount !== null) checkValue("amount", atLeastOne, step.amount, report);
  if (step.count !== null) checkValue("count", atLeastOne, step.count, report);
  if (step.creativity !== null) checkValue("creativity", creativity, step.creativity, report);
  const context = step.contextId === null ? undefined : types.get(step.contextId);
  if (step.contextId === null || context === undefined || context === "ObjectGenerator") return;
  const place = step.dependsOn.find(({ step: id }) => id === step.contextId)?.span ?? step.idSpan;
  report(
    diagnose("parameter/wrong-step", place, {
      id: step.contextId,
      type: context,
      needs: "an ObjectGenerator, whose object becomes the context,",
    }),
  );
}

function checkWidget(widget: WidgetIr, ir: FlowIr, report: Report): void {
  const property = widget.type === "Images" ? "images" : widget.type === "Download" ? "url" : null;
  if (property === null) return;
  for (const { id, type, resultType } of ir.steps.filter(({ id }) => widget.sources.includes(id))) {
    if (hasProperty(resultType, property)) continue;
    const needs = `one whose result has "${property}" (${property === "images" ? "an ImageGenerator" : "a Zipper"})`;
    const place = widget.sourceSpans[widget.sources.indexOf(id)] ?? widget.span;
    report(diagnose("parameter/wrong-step", place, { id, type, needs }));
  }
}

function hasProperty(type: Type, name: string): boolean {
  if (type.kind === "object") return type.properties[name] !== undefined || type.rest !== null;
  return type.kind === "unknown" || (type.kind === "union" && type.members.some((member) => hasProperty(member, name)));
}

function checkImageGenerator(step: ImageGeneratorIr, report: Report, places: StorePlaces): void {
  for (const field of imageFieldNames) {
    const template = step.shared[field];
    if (template !== undefined) checkField(field, template.type, template.span, report);
  }
  if (step.inferencePackId !== null) checkValue("inferencePackId", uuid, step.inferencePackId, report);
  if (step.images === null) return;
  checkValue("images", array, step.images, report);
  checkImages(step.images, step, report, places);
}

function checkImages(images: TemplateIr, step: ImageGeneratorIr, report: Report, places: StorePlaces): void {
  if (images.kind === "array") for (const element of images.elements) checkImage(element, step, report, places);
  else if (images.kind === "map") checkImage(images, step, report, places);
  else if (images.kind === "path") checkImageType(itemType(images.type), images.span, step, report);
}

function checkImage(image: TemplateIr, step: ImageGeneratorIr, report: Report, places: StorePlaces): void {
  switch (image.kind) {
    case "map":
      return checkImage(image.body, step, report, places);
    case "object":
      for (const { key, keySpan, value } of image.entries) {
        if (isField(key)) checkField(key, value.type, value.span, report);
        else
          report(
            diagnose("parameter/unknown-image-field", keySpan, { name: key, near: nearest(key, imageFieldNames) }),
          );
      }
      return checkMerged(
        image.type,
        image.extends[0]?.span ?? null,
        image.span,
        step,
        new Set(image.entries.map(({ key }) => key)),
        report,
        (field) => places(image.extends, field),
      );
    case "path":
      return checkImageType(image.type, image.span, step, report);
    default:
      return checkValue("images", object, image, report);
  }
}

/** An image that arrives whole by a path, or many of them. */
function checkImageType(type: Type, span: Span, step: ImageGeneratorIr, report: Report): void {
  if (relation(object, type) === "no")
    report(
      diagnose("parameter/wrong-type", span, {
        name: "images",
        takes: "images, which are objects",
        found: describeType(type),
      }),
    );
  checkMerged(type, span, span, step, new Set(), report);
}

/** What came by a merge or a path is judged at the source; what the image needs, at the image. */
function checkMerged(
  type: Type,
  source: Span | null,
  image: Span,
  step: ImageGeneratorIr,
  own: ReadonlySet<string>,
  report: Report,
  placeOf: (field: string) => Span | null = () => null,
): void {
  if (type.kind !== "object") return;
  if (source !== null) {
    for (const [name, property] of Object.entries(type.properties)) {
      if (own.has(name)) continue;
      const place = placeOf(name);
      const related = place === null ? [] : [{ message: `${quoted(name)} stands here`, span: place }];
      if (isField(name)) checkField(name, property.type, source, report, related);
      else {
        const parameters = { name, near: nearest(name, imageFieldNames) };
        report(diagnose("parameter/unknown-image-field", source, parameters, { related }));
      }
    }
  }
  for (const name of ["prompt", "baseModel"] as const) {
    const given = presence(type.properties[name], type.rest);
    const inherited = step.shared[name];
    if (given === "always" || given === "unknown" || isMisspelt(name, own)) continue;
    if (given !== "null" && inherited !== undefined && surelyGives(inherited) && inherited.type.kind !== "null")
      continue;
    const perhaps = given === "maybe" || (given === "never" && inherited !== undefined && !surelyGives(inherited));
    report(diagnose("parameter/missing", { start: image.start, end: image.start + 1 }, { name, perhaps }));
  }
}

/** `null` stops inheritance, so it is as bad as nothing for a field without a default. */
function presence(
  property: Property | undefined,
  rest: Type | null,
): "always" | "maybe" | "never" | "null" | "unknown" {
  if (property === undefined) return rest === null ? "never" : "unknown";
  if (property.type.kind === "null") return "null";
  return property.required ? "always" : "maybe";
}

/** The image means to give it: its key was reported already. */
function isMisspelt(name: string, own: ReadonlySet<string>): boolean {
  return [...own].some((key) => !isField(key) && nearest(key, imageFieldNames) === name);
}

function isField(name: string): name is ImageFieldName {
  return (imageFieldNames as readonly string[]).includes(name);
}

function placeInStore(sources: readonly TemplateIr[], field: string, store: ObjectNode | null): Span | null {
  for (const source of sources.toReversed()) {
    if (source.kind !== "path" || source.root.kind !== "state" || !isSingular(source)) continue;
    const steps = source.segments.flatMap(({ selectors }) =>
      selectors.map((selector) =>
        selector.kind === "name" ? selector.name : selector.kind === "index" ? selector.index : 0,
      ),
    );
    if (steps[0] !== "store") continue;
    let node: DocumentNode | undefined = store ?? undefined;
    for (const step of [...steps.slice(1), field]) {
      if (node?.kind === "object") node = memberOf(node, String(step))?.value;
      else node = node?.kind === "array" ? node.elements.at(Number(step)) : undefined;
    }
    if (node !== undefined) return node.span;
  }
  return null;
}

/** The nearest number that a field takes, where another one is given. */
function nearestNumber({ type, multipleOf = 0 }: ImageFieldRule, given: Type): number | undefined {
  if (type.kind !== "number" || given.kind !== "constant" || typeof given.value !== "number") return undefined;
  const { minimum, maximum } = type;
  const inside = Math.min(Math.max(given.value, minimum ?? given.value), maximum ?? given.value);
  if (multipleOf > 0) return Math.round(inside / multipleOf) * multipleOf;
  return type.integer ? Math.round(inside) : inside;
}

function checkField(
  name: ImageFieldName,
  type: Type,
  span: Span,
  report: Report,
  related: readonly Related[] = [],
): void {
  const rule: ImageFieldRule = imageFields[name];
  const multiple = rule.multipleOf;
  const wrong =
    (relation({ kind: "union", members: [rule.type, { kind: "null" }] }, type) === "no" && type.kind !== "never") ||
    (multiple !== undefined &&
      type.kind === "constant" &&
      typeof type.value === "number" &&
      type.value % multiple !== 0);
  if (!wrong) return;
  const takes =
    multiple === undefined ? describeType(rule.type) : `${describeType(rule.type)}, a multiple of ${multiple}`;
  const near = nearestNumber(rule, type);
  report(diagnose("parameter/wrong-type", span, { name, takes, found: describeType(type), near }, { related }));
}

function checkValue(name: string, takes: Type, template: TemplateIr, report: Report): void {
  if (relation(takes, template.type) !== "no" || template.type.kind === "never") return;
  report(
    diagnose("parameter/wrong-type", template.span, {
      name,
      takes: describeType(takes),
      found: describeType(template.type),
    }),
  );
}

function requireValue(name: string, template: TemplateIr, report: Report): void {
  if (!surelyGives(template)) report(diagnose("path/may-be-missing", template.span, { where: `"${name}"` }));
}

/** As far as types tell: what is unknown is not judged. */
function surelyGives(template: TemplateIr): boolean {
  return template.kind !== "path" || template.certain || template.type.kind === "unknown";
}
