// What a run is given in, the flow's input out (spec 3.3.3): defaults applied, then checked against the schema. Every field that is
// missing is reported at once, each at its declaration; an undeclared property is a warning and is dropped, since the flow was checked as if it
// were not there.

import { diagnose, isOf } from "../diagnostic/diagnose.js";
import { type Diagnostic, fail, type Outcome, succeed } from "../diagnostic/diagnostic.js";
import { canonicalJson, hasOwn, isArray, isObject, type Json, type JsonObject } from "../text/json.js";
import { nearest } from "../text/nearest.js";
import { pointerSegments, pointerTo } from "../text/pointer.js";
import type { Span } from "../text/span.js";
import { describeType } from "../types/describe-type.js";
import { dropUndeclared } from "../types/drop-undeclared.js";
import { type Type, unknownType } from "../types/type.js";
import { propertyOf } from "../types/union.js";
import { applyDefaults } from "./defaults.js";
import { issueWords, shown } from "./issue-words.js";
import { meantArray } from "./meant-array.js";
import type { Issue, Validator } from "./validator.js";
import { valueAt, valuePath } from "./value-path.js";

/** What a program knows of its input: `places` are the declarations, by JSON Pointer into the value. */
export type InputDeclaration = {
  readonly schema: JsonObject;
  readonly type: Type;
  readonly span: Span;
  readonly places: { readonly [pointer: string]: Span };
};

export function checkInput(input: InputDeclaration, value: Json, validator: Validator): Outcome<JsonObject> {
  if (!isObject(value)) {
    return fail([
      diagnose("input/invalid", input.span, { path: "$.input", expected: "must be an object", given: shown(value) }),
    ]);
  }
  const odd = findOddNumbers(value);
  if (odd.length > 0) {
    return fail(
      odd.map(({ pointer, given }) =>
        diagnose("input/invalid", placeOf(input, pointer), {
          path: valuePath("$.input", pointer, value),
          expected: Number.isFinite(given)
            ? `must be between -${Number.MAX_SAFE_INTEGER} and ${Number.MAX_SAFE_INTEGER} to stay exact (or be a text)`
            : "must be a number that JSON can represent",
          given: String(given),
        }),
      ),
    );
  }
  const compiled = validator.compile(input.schema);
  if (!compiled.ok)
    return fail(
      compiled.problems.map(({ message }) => diagnose("flow/bad-schema", input.span, { subject: "it", message })),
    );
  const filled = applyDefaults(input.schema, value);
  const errors = compiled.check(filled).map((issue) => describeIssue(issue, input, filled));
  const kept = dropUndeclared(input.type, filled);
  const warnings = undeclared(
    input,
    filled,
    filled,
    kept,
    "",
    new Set(errors.flatMap((error) => (isOf(error, "input/unknown") ? [error.data.path] : []))),
  );
  const diagnostics = distinct([...errors, ...warnings]);
  return errors.length > 0 || !isObject(kept) ? fail(diagnostics) : succeed(kept, diagnostics);
}

const mostOdd = 20;

/** Numbers that no JSON can hold (1e999 is read as infinity), and integers that are not exact any more. */
function findOddNumbers(value: Json): readonly { readonly pointer: string; readonly given: number }[] {
  const odd: { pointer: string; given: number }[] = [];
  const waiting: { pointer: string; value: Json }[] = [{ pointer: "", value }];
  for (let next = waiting.pop(); next !== undefined && odd.length < mostOdd; next = waiting.pop()) {
    const { pointer, value: here } = next;
    if (typeof here === "number" && (!Number.isFinite(here) || (Number.isInteger(here) && !Number.isSafeInteger(here))))
      odd.push({ pointer, given: here });
    if (typeof here !== "object" || here === null) continue;
    for (const [name, member] of Object.entries(here)) {
      if (typeof member === "number" || typeof member === "object")
        waiting.push({ pointer: pointerTo(pointer, name), value: member });
    }
  }
  return odd;
}

function distinct(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [
    ...new Map(
      diagnostics.map((diagnostic) => [canonicalJson([diagnostic.code, diagnostic.data]), diagnostic]),
    ).values(),
  ];
}

function describeIssue(issue: Issue, input: InputDeclaration, value: Json): Diagnostic {
  const { pointer, keyword, parameters } = issue;
  const here = valueAt(value, pointer);
  if (keyword === "required" && typeof parameters.missingProperty === "string") {
    const name = parameters.missingProperty;
    const place = pointerTo(pointer, name);
    const type = typeAt(input.type, place);
    const strangers = isObject(here)
      ? Object.keys(here).filter((key) => propertyType(typeAt(input.type, pointer), key) === undefined)
      : [];
    const takes = type.kind === "unknown" ? "any value" : describeType(type);
    return diagnose("input/missing", placeOf(input, place), {
      path: valuePath("$.input", place, value),
      takes,
      written: nearest(name, strangers),
    });
  }
  const extra = parameters.additionalProperty ?? parameters.unevaluatedProperty;
  if (typeof extra === "string") {
    return diagnose("input/unknown", placeOf(input, pointer), unknownAt(input, value, pointer, extra), {
      severity: "error",
    });
  }
  if (typeof parameters.propertyName === "string") {
    const name = parameters.propertyName;
    const expected =
      keyword === "false schema"
        ? "is not allowed"
        : issueWords({ keyword, message: issue.message, params: parameters }, name);
    const path = valuePath("$.input", pointer, value);
    return diagnose("input/invalid", placeOf(input, pointer), { path, expected, property: parameters.propertyName });
  }
  return diagnose("input/invalid", placeOf(input, pointer), {
    path: valuePath("$.input", pointer, value),
    expected: issueWords({ keyword, message: issue.message, params: parameters }, here),
    given: shown(here),
    ...arrayInstead(issue, pointer, here, typeAt(input.type, pointer)),
  });
}

/** Something else in the place of an array: how the array is written as an option, quoted for a shell. */
function arrayInstead(
  { keyword, parameters }: Issue,
  pointer: string,
  here: Json | undefined,
  type: Type,
): { readonly written?: string } {
  const name = pointer.slice(1);
  const array = type.kind === "union" ? type.members.find((member) => member.kind === "array") : type;
  if (keyword !== "type" || !/^[\w-]+$/.test(name) || array?.kind !== "array" || here === undefined) return {};
  if (![parameters.type].flat().includes("array")) return {};
  const meant = meantArray(here, array.items);
  return meant === undefined ? {} : { written: `'${name}=${JSON.stringify(meant).replaceAll("'", String.raw`'\''`)}'` };
}

/** Properties that were dropped, since what the value is does not declare them. */
function undeclared(
  input: InputDeclaration,
  root: Json,
  value: Json,
  kept: Json,
  pointer: string,
  said: ReadonlySet<string>,
): readonly Diagnostic[] {
  if (value === kept) return [];
  if (isArray(value) && isArray(kept))
    return value
      .slice(0, 100)
      .flatMap((element, i) => undeclared(input, root, element, kept[i] as Json, pointerTo(pointer, i), said));
  if (!isObject(value) || !isObject(kept)) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    if (hasOwn(kept, name)) return undeclared(input, root, member, kept[name] as Json, pointerTo(pointer, name), said);
    const stranger = unknownAt(input, root, pointer, name);
    return said.has(stranger.path) ? [] : [diagnose("input/unknown", placeOf(input, pointer), stranger)];
  });
}

function unknownAt(
  input: InputDeclaration,
  value: Json,
  pointer: string,
  name: string,
): { path: string; near?: string | undefined; names: readonly string[] } {
  const type = typeAt(input.type, pointer);
  const names = type.kind === "object" ? Object.keys(type.properties) : [];
  return { path: valuePath("$.input", pointerTo(pointer, name), value), near: nearest(name, names), names };
}

/** The declaration of a place, or of the nearest place above it that has one. */
function placeOf(input: InputDeclaration, pointer: string): Span {
  for (let at = pointer; at !== ""; at = at.slice(0, at.lastIndexOf("/"))) {
    if (hasOwn(input.places, at)) return input.places[at] as Span;
  }
  return input.span;
}

function typeAt(type: Type, pointer: string): Type {
  return pointerSegments(pointer).reduce((above: Type, name) => propertyType(above, name) ?? unknownType, type);
}

function propertyType(type: Type, name: string): Type | undefined {
  if (type.kind === "array") return type.prefix[Number(name)] ?? type.items;
  return type.kind === "object" ? propertyOf(type, name)?.type : type.kind === "unknown" ? unknownType : undefined;
}
