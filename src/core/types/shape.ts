// Sets of JSON values as schemas draw them (spec 3.1): like types, but closed under intersection, and with the three ways in which an
// object schema covers properties that it does not list. Every operation is sound: where it cannot tell, the result is wider.

import { setOwn } from "../text/json.js";
import { unreachable } from "../unreachable.js";
import { neverType, type Property, type Type, unknownType } from "./type.js";
import { codePoints, unionOf } from "./union.js";

/**
 * "any": all values, and nothing is said of which properties there are. "unread": what is said was not read to the end, so that nothing is
 * known, not even what is declared. A list: the values of any of its facets; an empty one: none.
 */
export type Shape = "any" | "unread" | readonly Facet[];
export type Facet = ScalarFacet | ArrayFacet | ObjectFacet;

export type ScalarFacet = Extract<Type, { kind: "null" | "boolean" | "constant" | "number" | "string" }>;
export type ArrayFacet = {
  readonly kind: "array";
  readonly prefix: readonly Shape[];
  readonly items: Shape;
  readonly minItems: number;
  readonly maxItems: number | null;
};
export type ObjectFacet = {
  readonly kind: "object";
  readonly properties: ReadonlyMap<string, { readonly shape: Shape; readonly required: boolean }>;
  readonly rest: Rest;
};

/**
 * Properties that are not listed. "unsaid": the schema lists none and says nothing; open, unless another schema for the same value
 * lists some. "declared": it lists what there is. A shape: what it says of all others.
 */
export type Rest = "unsaid" | "declared" | { readonly said: Shape };

/** Beyond this many, alternatives are not told apart. */
export const mostFacets = 64;

/** What reading one schema may still cost: schemas are untrusted, and intersections multiply. At 0 the answers become wide. */
export type Effort = { left: number };

export const anyNumber: ScalarFacet = { kind: "number", integer: false, minimum: null, maximum: null };
export const anyString: ScalarFacet = { kind: "string", minLength: 0, maxLength: null };
export const anyArray: ArrayFacet = { kind: "array", prefix: [], items: "any", minItems: 0, maxItems: null };
export const anyObject: ObjectFacet = { kind: "object", properties: new Map(), rest: "unsaid" };

export function either(shapes: readonly Shape[]): Shape {
  const facets: Facet[] = [];
  if (shapes.includes("unread")) return "unread";
  for (const shape of shapes) {
    if (shape === "any") return "any";
    facets.push(...(shape as readonly Facet[]));
  }
  return facets.length > mostFacets ? "unread" : facets;
}

export function both(a: Shape, b: Shape, effort: Effort): Shape {
  if (isEmpty(a) || isEmpty(b)) return [];
  if (a === "unread" || b === "unread") return "unread";
  if (a === "any") return b;
  if (b === "any") return a;
  const facets: Facet[] = [];
  for (const left of a) {
    for (const right of b) {
      if (--effort.left < 0) return "unread";
      const met = meet(left, right, effort);
      if (met !== null) facets.push(met);
    }
  }
  return facets.length > mostFacets ? "unread" : facets;
}

function meet(a: Facet, b: Facet, effort: Effort): Facet | null {
  switch (a.kind) {
    case "array":
      return b.kind === "array" ? meetArrays(a, b, effort) : null;
    case "object":
      return b.kind === "object" ? meetObjects(a, b, effort) : null;
    case "constant":
      return b.kind !== "array" && b.kind !== "object" && holds(b, a.value) ? a : null;
    case "null":
    case "boolean":
    case "number":
    case "string":
      if (b.kind === "constant") return holds(a, b.value) ? b : null;
      if (a.kind === "number" && b.kind === "number") return meetNumbers(a, b);
      if (a.kind === "string" && b.kind === "string") return meetStrings(a, b);
      return a.kind === b.kind ? a : null;
    default:
      return unreachable(a);
  }
}

/** Formats are taken on trust. */
function holds(facet: ScalarFacet, value: null | boolean | number | string): boolean {
  switch (facet.kind) {
    case "constant":
      return facet.value === value;
    case "null":
      return value === null;
    case "boolean":
      return typeof value === "boolean";
    case "number":
      if (typeof value !== "number" || (facet.integer && !Number.isInteger(value))) return false;
      return value >= (facet.minimum ?? -Infinity) && value <= (facet.maximum ?? Infinity);
    case "string": {
      if (typeof value !== "string") return false;
      const length = codePoints(value);
      return length >= facet.minLength && length <= (facet.maxLength ?? Infinity);
    }
    default:
      return unreachable(facet);
  }
}

type NumberFacet = Extract<ScalarFacet, { kind: "number" }>;
type StringFacet = Extract<ScalarFacet, { kind: "string" }>;

function meetNumbers(a: NumberFacet, b: NumberFacet): NumberFacet | null {
  const minimum = a.minimum === null ? b.minimum : b.minimum === null ? a.minimum : Math.max(a.minimum, b.minimum);
  const maximum = least(a.maximum, b.maximum);
  return numberFacet({ kind: "number", integer: a.integer || b.integer, minimum, maximum });
}

/** Bounds of integers are integers; null where nothing lies between them. */
export function numberFacet(facet: NumberFacet): NumberFacet | null {
  const minimum = facet.integer && facet.minimum !== null ? Math.ceil(facet.minimum) : facet.minimum;
  const maximum = facet.integer && facet.maximum !== null ? Math.floor(facet.maximum) : facet.maximum;
  return minimum !== null && maximum !== null && minimum > maximum ? null : { ...facet, minimum, maximum };
}

function meetStrings(a: StringFacet, b: StringFacet): StringFacet | null {
  const minLength = Math.max(a.minLength, b.minLength);
  const maxLength = least(a.maxLength, b.maxLength);
  if (maxLength !== null && minLength > maxLength) return null;
  const format = a.format ?? b.format;
  return { kind: "string", minLength, maxLength, ...(format === undefined ? {} : { format }) };
}

function least(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.min(a, b);
}

function meetArrays(a: ArrayFacet, b: ArrayFacet, effort: Effort): ArrayFacet | null {
  const length = Math.max(a.prefix.length, b.prefix.length);
  const at = (facet: ArrayFacet, i: number) => facet.prefix[i] ?? facet.items;
  return arrayFacet({
    kind: "array",
    prefix: Array.from({ length }, (_, i) => both(at(a, i), at(b, i), effort)),
    items: both(a.items, b.items, effort),
    minItems: Math.max(a.minItems, b.minItems),
    maxItems: least(a.maxItems, b.maxItems),
  });
}

/** An array ends before the first position where nothing may stand; null where it would have to be longer. */
export function arrayFacet(facet: ArrayFacet): ArrayFacet | null {
  const barred = facet.prefix.findIndex(isEmpty);
  const end = barred >= 0 ? barred : isEmpty(facet.items) ? facet.prefix.length : null;
  const maxItems = least(facet.maxItems, end);
  if (maxItems !== null && facet.minItems > maxItems) return null;
  return { ...facet, prefix: maxItems === null ? facet.prefix : facet.prefix.slice(0, maxItems), maxItems };
}

function meetObjects(a: ObjectFacet, b: ObjectFacet, effort: Effort): ObjectFacet | null {
  const properties = new Map<string, { shape: Shape; required: boolean }>();
  for (const name of new Set([...a.properties.keys(), ...b.properties.keys()])) {
    const left = a.properties.get(name) ?? { shape: restShape(a.rest), required: false };
    const right = b.properties.get(name) ?? { shape: restShape(b.rest), required: false };
    properties.set(name, { shape: both(left.shape, right.shape, effort), required: left.required || right.required });
  }
  return objectFacet({ kind: "object", properties, rest: meetRests(a.rest, b.rest, effort) });
}

/** null where a property is required that cannot be. */
export function objectFacet(facet: ObjectFacet): ObjectFacet | null {
  for (const { shape, required } of facet.properties.values()) if (required && isEmpty(shape)) return null;
  return facet;
}

/** What the schema itself says of a property that it does not list. That such are not declared is no word against them. */
function restShape(rest: Rest): Shape {
  return typeof rest === "string" ? "any" : rest.said;
}

function meetRests(a: Rest, b: Rest, effort: Effort): Rest {
  if (a === "unsaid") return b;
  if (b === "unsaid") return a;
  if (a === "declared") return b;
  if (b === "declared") return a;
  return { said: both(a.said, b.said, effort) };
}

export function isEmpty(shape: Shape): boolean {
  return shape.length === 0;
}

/** Shapes share their parts, types are trees: what is written out is bounded too. */
export function typeOfShape(shape: Shape, effort: Effort): Type {
  if (shape === "any" || shape === "unread") return unknownType;
  effort.left -= shape.length;
  if (effort.left < 0) return unknownType;
  // Alternatives stay apart: which of them declares a property decides whether it is kept.
  return unionOf(
    shape.map((facet) => typeOfFacet(facet, effort)),
    mostFacets,
  );
}

function typeOfFacet(facet: Facet, effort: Effort): Type {
  switch (facet.kind) {
    case "array":
      return {
        kind: "array",
        prefix: facet.prefix.map((element) => typeOfShape(element, effort)),
        items:
          facet.maxItems !== null && facet.maxItems <= facet.prefix.length
            ? neverType
            : typeOfShape(facet.items, effort),
        minItems: facet.minItems,
        maxItems: facet.maxItems,
      };
    case "object": {
      const properties: { [name: string]: Property } = {};
      for (const [name, { shape, required }] of facet.properties)
        if (!isEmpty(shape) || typeof facet.rest === "string" || !isEmpty(facet.rest.said))
          setOwn(properties, name, { type: typeOfShape(shape, effort), required });
      const { rest } = facet;
      if (rest === "unsaid") return { kind: "object", properties, rest: unknownType };
      return {
        kind: "object",
        properties,
        rest: rest === "declared" || isEmpty(rest.said) ? null : typeOfShape(rest.said, effort),
      };
    }
    case "constant":
      return facet.value === null ? { kind: "null" } : facet;
    case "null":
    case "boolean":
    case "number":
    case "string":
      return facet;
    default:
      return unreachable(facet);
  }
}
