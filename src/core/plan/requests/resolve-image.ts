// An image and the values of its step in, every field of it resolved out (spec 1.15, 5.2.2): field by field the image's own value,
// else the step-wide value, else the default. What only a run can know stays unknown, with what it falls back to.

import { checkBatchSeeds, testOf } from "../../language/check-parameter.js";
import { type ImageFieldName, imageFieldNames, imageRules, isImageField } from "../../language/image-fields.js";
import type { Takes } from "../../language/parameter-rule.js";
import { hasOwn, type Json, type JsonObject } from "../../text/json.js";
import { boundType } from "../../types/bound-type.js";
import type { Type } from "../../types/type.js";
import { unionOf } from "../../types/union.js";
import { valueType } from "../../types/value-type.js";
import { admitsNull, withoutNull } from "../../types/values-of-type.js";
import { unreachable } from "../../unreachable.js";
import { checkPartial } from "../partial/check-partial.js";
import { firstExpression } from "../partial/expression.js";
import { readsOf, textOf } from "../partial/expression-text.js";
import { expressionOf, lookUp } from "../partial/look-up.js";
import { typeOfPartial } from "../partial/partial-type.js";
import {
  type Found,
  type KnownValue,
  known,
  type Layer,
  type PartialValue,
  type UnknownValue,
  unknownOf,
} from "../partial/partial-value.js";
import { isUnknown, type Resolved, type ResolvedImage, type Unknown } from "../plan.js";

/** What is wrong with one field of an image. */
export type FieldProblem =
  | { readonly kind: "missing"; readonly field: ImageFieldName }
  | { readonly kind: "wrong"; readonly field: ImageFieldName; readonly takes: string; readonly found: string }
  | { readonly kind: "unknown"; readonly field: string };

/** Undefined: there is none. */
type FieldValue = KnownValue | UnknownValue | undefined;

/** What stands where an image does not set a field: the step-wide value or the default; and as a plan writes it. */
export type Fallbacks = {
  readonly values: { readonly [field in ImageFieldName]: FieldValue };
  readonly written: { readonly [field in ImageFieldName]: Resolved | undefined };
};

export type Resolver = {
  readonly fallbacks: Fallbacks;
  /** In a pack's image, null means "not set"; else it means "none here", and the default applies (spec 1.15). */
  readonly nullIsUnset: boolean;
};

type FieldRule = {
  readonly field: ImageFieldName;
  readonly takes: Takes;
  /** What null stands for. Undefined: the field must come from somewhere. */
  readonly none: Json | undefined;
  readonly fits: (value: Json) => boolean;
  /** Whether letters of either case mean the same: a UUID is written in small letters (RFC 9562, section 4). */
  readonly anyCase: boolean;
};

const rules = Object.fromEntries(
  imageFieldNames.map((field): [string, FieldRule] => {
    const takes = imageRules[field];
    const anyCase = takes.type.kind === "string" && takes.type.format === "uuid";
    return [field, { field, takes, none: takes.default, fits: testOf(takes), anyCase }];
  }),
) as { readonly [field in ImageFieldName]: FieldRule };
const allRules = Object.values(rules);

/** Null where there is a problem: `explainImage` then says which. Made for millions: one object is all it makes. */
export function resolveKnownImage(image: JsonObject, resolver: Resolver): ResolvedImage | null {
  const resolved = {
    prompt: take(image, rules.prompt, resolver),
    baseModel: take(image, rules.baseModel, resolver),
    trainingId: take(image, rules.trainingId, resolver),
    negativePrompt: take(image, rules.negativePrompt, resolver),
    steps: take(image, rules.steps, resolver),
    width: take(image, rules.width, resolver),
    height: take(image, rules.height, resolver),
    scale: take(image, rules.scale, resolver),
    guidanceScale: take(image, rules.guidanceScale, resolver),
    seed: take(image, rules.seed, resolver),
    batchSize: take(image, rules.batchSize, resolver),
    precision: take(image, rules.precision, resolver),
  } satisfies { [field in ImageFieldName]: Resolved | undefined };
  for (const key in image) if (hasOwn(image, key) && !isImageField(key)) return null;
  for (const field in resolved) if (resolved[field as ImageFieldName] === undefined) return null;
  if (seedProblem(resolved.seed, resolved.batchSize) !== null) return null;
  return resolved as ResolvedImage;
}

function take(image: JsonObject, rule: FieldRule, { fallbacks, nullIsUnset }: Resolver): Resolved | undefined {
  const { field } = rule;
  if (!hasOwn(image, field)) return fallbacks.written[field];
  const value = image[field] as Json;
  if (value === null) return nullIsUnset ? fallbacks.written[field] : rule.none;
  return rule.fits(value) ? writeKnown(value, rule) : undefined;
}

function writeKnown(value: Json, { anyCase }: FieldRule): Json {
  return anyCase && typeof value === "string" ? value.toLowerCase() : value;
}

/** The same for an image of which something is not known. */
export function resolveImage(
  image: PartialValue,
  resolver: Resolver,
): { readonly image: ResolvedImage; readonly problems: readonly FieldProblem[] } {
  const problems: FieldProblem[] = unknownKeys(image).map((field) => ({ kind: "unknown", field }));
  const resolved: { [field: string]: Resolved } = {};
  for (const rule of allRules) {
    const { field } = rule;
    const own = lookUp(image, field);
    const problem = own === null ? null : problemOf(own, field);
    const value = resolveField(own, rule, resolver.nullIsUnset, resolver.fallbacks.values[field]);
    if (problem !== null) problems.push(problem);
    else if (value === undefined) problems.push({ kind: "missing", field });
    resolved[field] = value === undefined ? null : writeValue(value, rule);
  }
  const ofSeed = problems.length > 0 ? null : seedProblem(resolved.seed, resolved.batchSize);
  if (ofSeed !== null) problems.push(ofSeed);
  return { image: resolved as ResolvedImage, problems };
}

/** Most seeds are far from the end of the integers: that is seen without making types of them. */
function seedProblem(seed: Resolved | undefined, batchSize: Resolved | undefined): FieldProblem | null {
  if (seed === undefined || batchSize === undefined || seed === null) return null;
  if (typeof seed === "number" && seed <= Number.MAX_SAFE_INTEGER - 4) return null;
  const typeOf = (value: Resolved): Type => (isUnknown(value) ? value.type : valueType(value));
  const found = checkBatchSeeds(typeOf(seed), typeOf(batchSize));
  return found === null ? null : { kind: "wrong", field: "seed", ...found.misfit };
}

export function explainImage(image: JsonObject, resolver: Resolver): readonly FieldProblem[] {
  return resolveImage(known(image), resolver).problems;
}

/** The step-wide values laid over the defaults; a step-wide null is as absent. */
export function makeFallbacks(shared: { readonly [field: string]: Found | null }): Fallbacks {
  const values: { [field: string]: FieldValue } = {};
  const written: { [field: string]: Resolved | undefined } = {};
  for (const rule of allRules) {
    const { field } = rule;
    const value = resolveField(shared[field] ?? null, rule, true, defaultOf(rule));
    values[field] = value;
    written[field] = value === undefined ? undefined : writeValue(value, rule);
  }
  return { values, written } as Fallbacks;
}

function defaultOf({ none }: FieldRule): FieldValue {
  return none === undefined ? undefined : known(none);
}

export function problemOf({ value }: Found, field: ImageFieldName): FieldProblem | null {
  const misfit = checkPartial(imageRules[field], value);
  return misfit === null ? null : { kind: "wrong", field, ...misfit };
}

function resolveField(own: Found | null, rule: FieldRule, nullIsUnset: boolean, fallback: FieldValue): FieldValue {
  if (own === null) return fallback;
  const ofNull = nullIsUnset ? fallback : defaultOf(rule);
  if (own.value.kind === "known") return own.value.value === null ? ofNull : own.value;
  if (own.value.kind !== "unknown") return undefined;
  return widen(own.value, own.certain ? undefined : fallback, admitsNull(own.value.type) ? ofNull : undefined, rule);
}

/** An unknown together with what may stand in its place. A default goes without saying in its text, a step-wide value does not. */
function widen(value: UnknownValue, ofMissing: FieldValue, ofNull: FieldValue, { none }: FieldRule): UnknownValue {
  const others = [ofMissing, ofNull].filter((other) => other !== undefined);
  if (others.length === 0 && !admitsNull(value.type)) return value;
  const said = others.filter((other) => other.kind === "unknown" || other.value !== none);
  const expression = firstExpression([value.expression, ...new Set(said.map(expressionOf))]);
  return unknownOf(expression, unionOf([withoutNull(value.type), ...others.map(typeOfPartial)]));
}

const unknowns = new WeakMap<UnknownValue, Unknown>();

/** As it stands in a plan: now, and only now, an unknown has a text. */
function writeValue(value: KnownValue | UnknownValue, rule: FieldRule): Resolved {
  if (value.kind === "known") return writeKnown(value.value, rule);
  let written = unknowns.get(value);
  if (written === undefined) {
    const { expression, type } = value;
    written = {
      unknown: textOf(expression),
      reads: readsOf([expression]),
      type: boundType(type),
      ...(expression.varies ? { varies: true as const } : {}),
    };
    unknowns.set(value, written);
  }
  return written;
}

/** Keys that the image has for certain and that no image may have. */
function unknownKeys(image: PartialValue): readonly string[] {
  return certainKeys(image).filter((key) => !isImageField(key));
}

function certainKeys(image: PartialValue): readonly string[] {
  switch (image.kind) {
    case "known":
      return Object.keys(image.value as JsonObject);
    case "unknown":
      return requiredKeys(image.type);
    case "object":
      return image.layers.flatMap(keysOfLayer);
    case "array":
      return [];
    default:
      return unreachable(image);
  }
}

function keysOfLayer(layer: Layer): readonly string[] {
  switch (layer.kind) {
    case "fields":
      return [...layer.fields].flatMap(([key, { certain }]) => (certain ? [key] : []));
    case "source":
      return layer.certain ? requiredKeys(layer.value.type) : [];
    default:
      return unreachable(layer);
  }
}

function requiredKeys(type: Type): readonly string[] {
  if (type.kind !== "object") return [];
  return Object.entries(type.properties).flatMap(([key, { required }]) => (required ? [key] : []));
}
