// The IR in, what its steps would be refused for out (spec 3.5): every parameter against the type that it takes, by the type of the
// template that fills it. Constants were judged as they were read; what is unknown is not judged.

import { diagnose } from "../diagnostic/diagnose.js";
import type { Diagnostic, Related } from "../diagnostic/diagnostic.js";
import type { Lack } from "../diagnostic/remedy.js";
import { memberOf } from "../document/find.js";
import type { DocumentNode, ObjectNode } from "../document/tree.js";
import { checkBatchSeeds, checkType, nearestNumber } from "../language/check-parameter.js";
import { explainStrange, imageFields, imageRules, isImageField } from "../language/image-fields.js";
import { anyObject, type Takes } from "../language/parameter-rule.js";
import type { StepType } from "../language/steps.js";
import { isSingular } from "../path/path.js";
import { hasOwn } from "../text/json.js";
import { quoted } from "../text/printable.js";
import type { Span } from "../text/span.js";
import { describeType } from "../types/describe-type.js";
import { type Property, type Type, unknownType } from "../types/type.js";
import type {
  FlowIr,
  ImageGeneratorIr,
  ObjectGeneratorIr,
  ObjectIr,
  PathIr,
  StepIr,
  TemplateIr,
  WidgetIr,
} from "./ir.js";
import { meantImages, meantValue } from "./meant-value.js";
import { parametersIn } from "./parameters-in.js";
import { itemType } from "./template-type.js";

/** An element of `images`, and an image that arrives whole by a path. */
const image: Takes = { type: anyObject, takes: "images, which are objects" };

/** Where the fields of an image come from: the place in the store, and why there may be nothing. */
type Origin = {
  readonly placeOf: (field: string) => Span | null;
  readonly lackOf: (field: string) => Lack;
};

type Report = (diagnostic: Diagnostic) => void;
type ObjectType = Extract<Type, { kind: "object" }>;

/** `store`: where the values stand that come from it by a merge. `lacks`: why paths may find nothing. */
type Known = { readonly store: ObjectNode | null; readonly lacks: WeakMap<PathIr, Lack> };

export function checkParameters(ir: FlowIr, known: Known): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const report: Report = (diagnostic) => diagnostics.push(diagnostic);
  const types = new Map(ir.steps.map((step) => [step.id, step.type]));
  for (const step of ir.steps) checkStep(step, types, report, known);
  for (const widget of ir.widgets) checkWidget(widget, ir, report);
  return diagnostics;
}

function checkStep(step: StepIr, types: ReadonlyMap<string, StepType>, report: Report, known: Known): void {
  for (const { name, rule, template } of parametersIn(step)) {
    checkTemplate(name, rule, template, report);
    if (rule.required === true && !surelyGives(template) && step.type !== "ObjectTransformer")
      report(diagnose("path/may-be-missing", template.span, { where: `"${name}"`, ...lackOf(template, known) }));
  }
  if (step.type === "ObjectGenerator") checkContext(step, types, report);
  if (step.type !== "ImageGenerator" || step.images === null) return;
  const hasPack = step.inferencePackId !== null && step.inferencePackId.type.kind !== "null";
  if (step.images.type.kind === "null" && !hasPack) report(diagnose("flow/no-images", step.images.span, {}));
  checkImages(step.images, step, report, known);
}

/** A property that is written out is judged where it stands, and then not with the whole. */
function checkTemplate(name: string, rule: Takes, template: TemplateIr, report: Report): void {
  const known = rule.type.kind === "object" ? rule.type.properties : {};
  const written = template.kind === "object" ? template.entries.filter(({ key }) => hasOwn(known, key)) : [];
  for (const { key, value } of written) {
    const property = known[key];
    if (property !== undefined) checkValue(key, { type: property.type }, value.type, value.span, report, value);
  }
  if (written.length === 0) checkValue(name, rule, template.type, template.span, report, template);
}

function checkContext(step: ObjectGeneratorIr, types: ReadonlyMap<string, StepType>, report: Report): void {
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

function checkImages(images: TemplateIr, step: ImageGeneratorIr, report: Report, known: Known): void {
  if (images.kind === "array") for (const element of images.elements) checkImage(element, step, report, known);
  else if (images.kind === "map") checkImage(images, step, report, known);
  else if (images.kind === "path") {
    checkIsImage(images, true, report);
    checkImageType(itemType(images.type), images.span, step, report);
  }
}

function checkImage(template: TemplateIr, step: ImageGeneratorIr, report: Report, known: Known): void {
  switch (template.kind) {
    case "map":
      return checkImage(template.body, step, report, known);
    case "object":
      for (const { key, keySpan, value } of template.entries) {
        if (isImageField(key)) checkValue(key, imageRules[key], value.type, value.span, report, value, key);
        else report(diagnose("parameter/unknown-image-field", keySpan, { name: key, ...explainStrange(key) }));
      }
      checkSeeds(template.type, placeOfSeed(template, step), step, report);
      return checkMerged(
        template.type,
        template.extends[0]?.span ?? null,
        template.span,
        step,
        new Set(template.entries.map(({ key }) => key)),
        report,
        {
          placeOf: (field) => placeInStore(template.extends, field, known.store),
          lackOf: (field) =>
            lackOf(template.entries.find(({ key }) => key === field)?.value ?? step.shared[field], known),
        },
      );
    case "path":
      checkIsImage(template, false, report);
      return checkImageType(template.type, template.span, step, report);
    default:
      return checkIsImage(template, false, report);
  }
}

/** An image that arrives whole by a path, or many of them. */
function checkImageType(type: Type, span: Span, step: ImageGeneratorIr, report: Report): void {
  checkSeeds(type, span, step, report);
  checkMerged(type, span, span, step, new Set(), report);
}

/** What came by a merge or a path is judged at the source; what the image needs, at the image. */
function checkMerged(
  type: Type,
  source: Span | null,
  place: Span,
  step: ImageGeneratorIr,
  own: ReadonlySet<string>,
  report: Report,
  origin: Origin = { placeOf: () => null, lackOf: () => ({}) },
): void {
  if (type.kind !== "object") return;
  if (source !== null) {
    for (const [name, property] of Object.entries(type.properties)) {
      if (own.has(name)) continue;
      const place = origin.placeOf(name);
      const related = place === null ? [] : [{ message: `${quoted(name)} is here`, span: place }];
      if (isImageField(name)) checkValue(name, imageRules[name], property.type, source, report, null, null, related);
      else {
        const parameters = { name, ...explainStrange(name) };
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
    const brace = { start: place.start, end: place.start + 1 };
    report(diagnose("parameter/missing", brace, { name, perhaps, ...(perhaps ? origin.lackOf(name) : {}) }));
  }
}

/** What the image, the step or the default gives, as far as it is certain which. */
function checkSeeds(image: Type, place: Span, step: ImageGeneratorIr, report: Report): void {
  if (image.kind !== "object") return;
  const found = checkBatchSeeds(typeOfField("seed", image, step), typeOfField("batchSize", image, step));
  if (found === null) return;
  report(diagnose("parameter/wrong-type", place, { name: "seed", ...found.misfit, near: found.near }));
}

function placeOfSeed(image: ObjectIr, step: ImageGeneratorIr): Span {
  const own = image.entries.find(({ key }) => key === "seed")?.value;
  const given = image.type.kind === "object" && hasOwn(image.type.properties, "seed") ? image.extends[0] : undefined;
  return (own ?? given ?? step.shared.seed ?? image).span;
}

function typeOfField(name: "seed" | "batchSize", image: ObjectType, step: ImageGeneratorIr): Type {
  const own = image.properties[name];
  if (own?.required === true) return own.type;
  if (own !== undefined || image.rest !== null) return unknownType;
  const shared = step.shared[name];
  if (shared !== undefined) return surelyGives(shared) ? shared.type : unknownType;
  return { kind: "constant", value: imageFields[name].default };
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
  return [...own].some((key) => !isImageField(key) && explainStrange(key).near === name);
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

/** `template`: what gives the value, where it is written there; `field`: of the image that it is written in. */
function checkValue(
  name: string,
  rule: Takes,
  type: Type,
  span: Span,
  report: Report,
  template: TemplateIr | null = null,
  field: string | null = null,
  related: readonly Related[] = [],
): void {
  const misfit = checkType(rule, type);
  if (misfit === null) return;
  const { instead, fixes } = meantValue(rule, template, field);
  const near = nearestNumber(rule, type);
  report(diagnose("parameter/wrong-type", span, { name, ...misfit, near, instead }, { related, fixes }));
}

/** An element of `images`, or all of them. */
function checkIsImage(template: TemplateIr, whole: boolean, report: Report): void {
  const type = whole ? itemType(template.type) : template.type;
  if (checkType(image, type) === null) return;
  const { instead, fixes } = meantImages(template, whole);
  const found = describeType(template.type);
  const takes = whole ? "an array of images, which are objects" : "images, which are objects";
  report(diagnose("parameter/wrong-type", template.span, { name: "images", takes, found, instead }, { fixes }));
}

/** What is known of a template that may give nothing. */
function lackOf(template: TemplateIr | undefined, { lacks }: Known): Lack {
  return template?.kind === "path" ? (lacks.get(template) ?? {}) : {};
}

/** As far as types tell: what is unknown is not judged. */
function surelyGives(template: TemplateIr): boolean {
  return template.kind !== "path" || template.certain || template.type.kind === "unknown";
}
