// What a validator found in, the end of a sentence about the place out (spec 3.3.3): "must be a string". What validators say themselves
// names their keywords, and is never shown.

import { counted } from "../text/counted.js";
import { cut } from "../text/cut.js";
import { isArray, isObject, type Json } from "../text/json.js";
import { nearest } from "../text/nearest.js";
import { printable, quoted } from "../text/printable.js";

/** As ajv has it, from a validator of an author's schema or of one of ours. */
export type Violation = {
  readonly keyword: string;
  readonly message?: string;
  readonly params: { readonly [name: string]: unknown };
};

/** `value`: what is there, where it is known; a misspelt one gets a suggestion. */
export function issueWords({ keyword, message, params }: Violation, value?: Json): string {
  const { limit } = params;
  const name = (parameter: string) => quoted(String(params[parameter]), 80);
  switch (keyword) {
    case "type":
      return `must be ${typeWords(params.type)}`;
    case "enum":
      return enumWords(params.allowedValues, value);
    case "const":
      return `must be ${literal(params.allowedValue as Json)}`;
    case "required":
      return `must have the property ${name("missingProperty")}`;
    case "dependentRequired":
    case "dependencies":
      return `must have the property ${name("missingProperty")}, since it has ${name("property")}`;
    case "additionalProperties":
      return `must not have the property ${name("additionalProperty")}: remove it, or correct its name`;
    case "unevaluatedProperties":
      return `must not have the property ${name("unevaluatedProperty")}: remove it, or correct its name`;
    case "propertyNames":
      return `must not have the property ${name("propertyName")}: its name is not allowed`;
    case "minProperties":
      return `must have at least ${counted(Number(limit), "property", "properties")}`;
    case "maxProperties":
      return `must have at most ${counted(Number(limit), "property", "properties")}`;
    case "minimum":
      return `must be at least ${limit}`;
    case "maximum":
      return `must be at most ${limit}`;
    case "exclusiveMinimum":
      return `must be more than ${limit}`;
    case "exclusiveMaximum":
      return `must be less than ${limit}`;
    case "multipleOf":
      return `must be a multiple of ${params.multipleOf}`;
    case "minLength":
      return `must have at least ${counted(Number(limit), "character")}`;
    case "maxLength":
      return `must have at most ${counted(Number(limit), "character")}`;
    case "minItems":
      return `must have at least ${counted(Number(limit), "element")}`;
    case "maxItems":
    case "items":
    case "unevaluatedItems":
      return limit === undefined
        ? "has an element that is not allowed"
        : `must have at most ${counted(Number(limit), "element")}`;
    case "uniqueItems":
      return "must not contain the same element twice";
    case "contains":
      return containsWords(params.minContains, params.maxContains);
    case "format":
      return `must have the format ${name("format")}`;
    case "pattern":
      return params.pattern === undefined ? printable(message ?? "") : `must match the pattern ${name("pattern")}`;
    case "anyOf":
      return "must fit one of its alternatives";
    case "oneOf":
      return "must fit exactly one of its alternatives";
    case "not":
      return 'must not fit the schema in "not"';
    case "if":
      return `must fit the schema in ${name("failingKeyword")}`;
    case "false schema":
      return "must not be there";
    default:
      return printable(message ?? `fails ${keyword}`);
  }
}

const choosing: ReadonlySet<string> = new Set(["anyOf", "oneOf", "if", "not"]);

/** Of what one of our own validators found, the deepest: what stands above it only follows from it. */
export function deepestIssue(found: readonly (Violation & { readonly instancePath: string })[]): {
  readonly pointer: string;
  readonly words: string;
} {
  const depth = ({ instancePath }: { readonly instancePath: string }) => instancePath.split("/").length;
  const rank = (one: Violation) => (choosing.has(one.keyword) ? 0 : 1);
  const [first] = [...found].sort((a, b) => depth(b) - depth(a) || rank(b) - rank(a));
  return first === undefined
    ? { pointer: "", words: "has a different shape" }
    : { pointer: first.instancePath, words: issueWords(first) };
}

const articles: ReadonlyMap<string, string> = new Map([
  ["array", "an array"],
  ["boolean", "true or false"],
  ["integer", "an integer"],
  ["null", "null"],
  ["number", "a number"],
  ["object", "an object"],
  ["string", "a string"],
]);

function typeWords(type: unknown): string {
  const types = Array.isArray(type) ? type : String(type).split(",");
  return types.map((each) => articles.get(String(each)) ?? String(each)).join(" or ");
}

function enumWords(allowedValues: unknown, value: Json | undefined): string {
  const allowed: readonly Json[] = Array.isArray(allowedValues) ? allowedValues : [];
  const texts = allowed.filter((each) => typeof each === "string");
  const near = typeof value === "string" ? nearest(value, texts) : undefined;
  const list = `${allowed.slice(0, 12).map(literal).join(", ")}${allowed.length > 12 ? ", …" : ""}`;
  return `must be one of ${list}${near === undefined ? "" : ` (did you mean ${quoted(near)}?)`}`;
}

function containsWords(min: unknown, max: unknown): string {
  const least = `at least ${counted(Number(min ?? 1), "element")}`;
  return `must have ${max === undefined ? least : `${least} and at most ${max}`} that the schema in "contains" asks for`;
}

function literal(value: Json): string {
  return typeof value === "string" ? quoted(value, 40) : cut(printable(JSON.stringify(value)), 40);
}

/** A value on one short line. */
export function shown(value: Json | undefined): string {
  if (value === undefined) return "not there";
  if (typeof value === "string") return quoted(value, 40);
  if (isArray(value)) return value.length === 0 ? "an empty array" : `an array of ${counted(value.length, "element")}`;
  return isObject(value) ? "an object" : String(value);
}
