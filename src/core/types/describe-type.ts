// A type in, what a person calls it out (spec 3.1): "an array of strings (exactly 40)", "an integer from 1 to 60".

import { quoted } from "../text/printable.js";
import { unreachable } from "../unreachable.js";
import type { Type } from "./type.js";
import { anyElement } from "./union.js";

const mostNames = 4;
const mostMembers = 4;

export function describeType(type: Type): string {
  switch (type.kind) {
    case "unknown":
      return "anything";
    case "never":
      return "nothing";
    case "constant":
      return constantText(type.value);
    case "null":
      return "null";
    case "boolean":
      return "true or false";
    case "number":
      return describeNumber(type);
    case "string":
      return describeString(type);
    case "array":
      return describeArray(type);
    case "object":
      return describeObject(type);
    case "union":
      return describeUnion(type.members);
    default:
      return unreachable(type);
  }
}

function constantText(value: null | boolean | number | string): string {
  return typeof value === "string"
    ? `the text ${quoted(value, 40)}`
    : typeof value === "number"
      ? `the number ${value}`
      : String(value);
}

function describeNumber({ integer, minimum, maximum }: Extract<Type, { kind: "number" }>): string {
  const noun = integer ? "an integer" : "a number";
  if (minimum === null) return maximum === null ? noun : `${noun} of ${maximum} or less`;
  if (maximum === null) return `${noun} of ${minimum} or more`;
  return minimum === maximum ? `the number ${minimum}` : `${noun} from ${minimum} to ${maximum}`;
}

/** Formats that read well as a noun; others are named in brackets. */
const formatNames: ReadonlyMap<string, string> = new Map([
  ["uuid", "a UUID"],
  ["uri", "a URL"],
  ["email", "an e-mail address"],
  ["date", "a date"],
  ["date-time", "a date with time"],
]);

function describeString({ minLength, maxLength, format }: Extract<Type, { kind: "string" }>): string {
  const known = format === undefined ? undefined : formatNames.get(format);
  if (known !== undefined) return known;
  const noun = format === undefined ? "a string" : `a string of format ${quoted(format, 30)}`;
  const length = range(minLength, maxLength);
  return length === "" ? noun : `${noun} of ${length} character${maxLength === 1 ? "" : "s"}`;
}

/** "" where nothing bounds it. */
function range(min: number, max: number | null): string {
  if (max === null) return min === 0 ? "" : `at least ${min}`;
  if (min === max) return `exactly ${min}`;
  return min === 0 ? `at most ${max}` : `${min} to ${max}`;
}

function describeArray(type: Extract<Type, { kind: "array" }>): string {
  if (type.maxItems === 0) return "an empty array";
  const length = range(type.minItems, type.maxItems);
  const items = plural(anyElement(type));
  return `an array${items === null ? "" : ` of ${items}`}${length === "" ? "" : ` (${length})`}`;
}

function plural(type: Type): string | null {
  switch (type.kind) {
    case "string":
      return type.format === "uuid" ? "UUIDs" : "strings";
    case "number":
      return type.integer ? "integers" : "numbers";
    case "constant":
      return typeof type.value === "string" ? "strings" : typeof type.value === "number" ? "numbers" : null;
    case "boolean":
      return "true or false";
    case "null":
      return "null";
    case "array":
      return "arrays";
    case "object":
      return "objects";
    case "unknown":
    case "never":
      return null;
    case "union": {
      const names = [...new Set(type.members.map(plural))];
      return names.length === 1 ? (names[0] ?? null) : null;
    }
    default:
      return unreachable(type);
  }
}

function describeObject({ properties, rest }: Extract<Type, { kind: "object" }>): string {
  const names = Object.keys(properties);
  if (names.length === 0) return rest === null ? "an empty object" : "an object";
  const shown = names.slice(0, mostNames).map((name) => quoted(name, 30));
  return `an object with ${names.length > mostNames ? `${shown.join(", ")} and ${names.length - mostNames} more` : listed(shown, "and")}`;
}

function describeUnion(members: readonly Type[]): string {
  const constants = members.flatMap((member) => (member.kind === "constant" ? [member.value] : []));
  if (constants.length === members.length) {
    const shown = constants.slice(0, 8).map((value) => (typeof value === "string" ? quoted(value, 30) : String(value)));
    return constants.length > 8 ? `one of ${shown.join(", ")}, …` : listed(shown, "or");
  }
  const texts = [...new Set(members.map(describeType))];
  if (texts.length > mostMembers) return `${texts.slice(0, mostMembers).join(", ")} or something else`;
  return listed(texts, "or");
}

function listed(texts: readonly string[], word: "and" | "or"): string {
  return texts.length <= 1 ? (texts[0] ?? "") : `${texts.slice(0, -1).join(", ")} ${word} ${texts.at(-1)}`;
}
