// A rule and a value, or what is known of one, in; whether the rule refuses it, and the words for that, out (spec 3.5). The check asks with
// types, the plan with types and values, the run with values: what one of them refuses, the others refuse as soon as they know it.

import { hasOwn, isArray, isObject, type Json } from "../text/json.js";
import { showValue } from "../text/show-value.js";
import { relation } from "../types/accepts.js";
import { describeType } from "../types/describe-type.js";
import type { Type } from "../types/type.js";
import { unreachable } from "../unreachable.js";
import type { Takes } from "./parameter-rule.js";

export type Misfit = { readonly takes: string; readonly found: string };

/** Null: the value is one that the rule takes. */
export function checkValue(rule: Takes, value: Json): Misfit | null {
  return takesValue(rule, value) ? null : { takes: describeParameter(rule), found: showValue(value) };
}

/** Null: some value of the type is one that the rule takes. */
export function checkType(rule: Takes, type: Type): Misfit | null {
  return mayTake(rule, type) ? null : { takes: describeParameter(rule), found: describeType(type) };
}

export function takesValue(rule: Takes, value: Json): boolean {
  return testOf(rule)(value);
}

type Test = (value: Json) => boolean;
const tests = new WeakMap<Takes, Test>();

/** Made once for each rule, since a plan may ask it of a million requests. */
export function testOf(rule: Takes): Test {
  const known = tests.get(rule);
  if (known !== undefined) return known;
  const plain = makeTest(rule.type, rule.multipleOf);
  const made: Test = rule.nullIsAbsent === true ? (value) => value === null || plain(value) : plain;
  tests.set(rule, made);
  return made;
}

function makeTest(type: Type, multipleOf: number | undefined): Test {
  switch (type.kind) {
    case "string":
      return type.format === "uuid"
        ? (value) => typeof value === "string" && isUuid(value)
        : (value) => typeof value === "string";
    case "number": {
      const { low, high, step } = gridOf(type, multipleOf);
      return (value) =>
        typeof value === "number" && value >= low && value <= high && (step === 0 || value % step === 0);
    }
    case "constant":
      return (value) => value === type.value;
    case "union": {
      const members = type.members.map((member) => makeTest(member, multipleOf));
      return (value) => members.some((test) => test(value));
    }
    case "object": {
      const properties = Object.entries(type.properties).map(
        ([name, property]) => [name, makeTest(property.type, undefined)] as const,
      );
      return (value) =>
        isObject(value) && properties.every(([name, test]) => !hasOwn(value, name) || test(value[name] as Json));
    }
    case "array":
      return isArray;
    case "boolean":
      return (value) => typeof value === "boolean";
    case "null":
      return (value) => value === null;
    case "never":
      return () => false;
    case "unknown":
      return () => true;
    default:
      return unreachable(type);
  }
}

/** A type that no value has was reported where it arose. */
function mayTake(rule: Takes, type: Type): boolean {
  switch (type.kind) {
    case "union":
      return type.members.some((member) => mayTake(rule, member));
    case "constant":
      return takesValue(rule, type.value);
    case "null":
      return takesValue(rule, null);
    case "number":
      return rule.type.kind === "number"
        ? holdsOne(rule.type, rule.multipleOf, type)
        : relation(rule.type, type) !== "no";
    default:
      return relation(rule.type, type) !== "no";
  }
}

type NumberType = Extract<Type, { kind: "number" }>;

/** Whether a number of the range stands on the rule's grid: between 1001 and 1007 there is no multiple of 8. */
function holdsOne(wanted: NumberType, multipleOf: number | undefined, given: NumberType): boolean {
  const { low, high, step } = gridOf(wanted, multipleOf ?? (given.integer ? 1 : undefined));
  const from = Math.max(low, given.minimum ?? low);
  const to = Math.min(high, given.maximum ?? high);
  return step === 0 ? from <= to : Math.ceil(from / step) * step <= to;
}

/** Integers are exact ones. */
function gridOf({ integer, minimum, maximum }: NumberType, multipleOf: number | undefined) {
  const low = minimum ?? (integer ? Number.MIN_SAFE_INTEGER : Number.NEGATIVE_INFINITY);
  const high = maximum ?? (integer ? Number.MAX_SAFE_INTEGER : Number.POSITIVE_INFINITY);
  return { low, high, step: multipleOf ?? (integer ? 1 : 0) };
}

/** A batch draws with the seeds from its own on, and each of them must be exact (spec 1.14). Null: they may be. */
export function checkBatchSeeds(
  seed: Type,
  batchSize: Type,
): { readonly misfit: Misfit; readonly near: number } | null {
  const least = leastOf(seed);
  const size = Math.max(1, leastOf(batchSize));
  const near = Number.MAX_SAFE_INTEGER - (size - 1);
  if (!Number.isSafeInteger(least) || least <= near) return null;
  const batch = batchSize.kind === "constant" ? `a batch of ${size}` : `a batch of ${size} or more`;
  const takes = `${near} or less, since ${batch} also uses the seeds after it`;
  return { misfit: { takes, found: describeType(seed) }, near };
}

function leastOf(type: Type): number {
  switch (type.kind) {
    case "constant":
      return typeof type.value === "number" ? type.value : Number.NEGATIVE_INFINITY;
    case "number":
      return type.minimum ?? Number.NEGATIVE_INFINITY;
    case "union":
      return Math.min(...type.members.map(leastOf));
    default:
      return Number.NEGATIVE_INFINITY;
  }
}

/** The nearest number that the rule takes, where another one is given. */
export function nearestNumber({ type, multipleOf = 0 }: Takes, given: Type): number | undefined {
  if (type.kind !== "number" || given.kind !== "constant" || typeof given.value !== "number") return undefined;
  const { low, high } = gridOf(type, undefined);
  const inside = Math.min(Math.max(given.value, low), high);
  if (multipleOf > 0) return Math.round(inside / multipleOf) * multipleOf;
  return type.integer ? Math.round(inside) : inside;
}

/** What a parameter takes, as messages say it: "an integer from 8 to 2048, a multiple of 8". */
export function describeParameter({ takes, type, multipleOf }: Takes): string {
  const base = takes ?? describeTaken(type);
  return multipleOf === undefined ? base : `${base}, a multiple of ${multipleOf}`;
}

function describeTaken(type: Type): string {
  return type.kind === "number" && type.minimum !== null && type.maximum === null
    ? `${type.integer ? "an integer" : "a number"} of ${type.minimum} or more`
    : describeType(type);
}

export function isUuid(value: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(value);
}
