// An author's schema in, what is wrong with it out, each as a sentence whose subject is the place (spec 3.3.2): against the meta-schema of draft 2020-12, references that are not
// local or lead nowhere, patterns that linear-time matching cannot read.

import { isObject, type JsonObject } from "../text/json.js";
import { nearest } from "../text/nearest.js";
import { pointerTo } from "../text/pointer.js";
import { quoted } from "../text/printable.js";
import { findReference } from "../types/local-reference.js";
import { findCircles } from "./follow-references.js";
import { validate as validateMeta } from "./generated/json-schema.js";
import { issueWords, type Violation } from "./issue-words.js";
import { compilePattern } from "./pattern.js";
import type { SchemaProblem } from "./validator.js";
import { type SchemaPart, walkSchema } from "./walk-schema.js";

export function inspectSchema(schema: JsonObject): readonly SchemaProblem[] {
  const parts = walkSchema(schema);
  const circles = findCircles(parts, schema).map(({ pointer, schema: { $ref } }) => ({
    pointer: pointerTo(pointer, "$ref"),
    message: `refers to ${quoted(String($ref))}, which leads back here without entering a property or an element, so that no value can ever be checked`,
  }));
  const problems = [...metaProblems(schema), ...parts.flatMap((part) => problemsOf(part, schema)), ...circles];
  const first = new Map<string, SchemaProblem>();
  for (const problem of problems) if (!first.has(problem.pointer)) first.set(problem.pointer, problem);
  return [...first.values()];
}

type MetaError = Violation & { readonly instancePath: string };

function metaProblems(schema: JsonObject): readonly SchemaProblem[] {
  if (validateMeta(schema)) return [];
  const errors = (validateMeta.errors ?? []) as readonly MetaError[];
  // "anyOf" repeats what its branches say; of two branches the one that lists the names says more.
  const telling = errors.filter(({ keyword }) => keyword !== "anyOf" && keyword !== "if");
  const places = [...new Set(telling.map(({ instancePath }) => instancePath))];
  return places.map((pointer) => {
    const here = telling.filter(({ instancePath }) => instancePath === pointer);
    const error = here.find(({ keyword }) => keyword === "enum") ?? here[0];
    const message = sentence(error);
    if (error?.keyword === "type") return { pointer, message, wants: String(error.params.type) };
    return error?.keyword === "enum" ? { pointer, message, wants: "string" } : { pointer, message };
  });
}

function sentence(error: MetaError | undefined): string {
  if (error === undefined) return "is not what JSON Schema allows here";
  const isSchema = error.keyword === "type" && wantsSchema(error.params.type);
  return isSchema ? "must be a schema: an object, true or false" : issueWords(error);
}

/** Of a violated "type": schemas alone may be an object or a boolean, in the meta-schema as in the schema of flows. */
export function wantsSchema(type: unknown): boolean {
  return String(type) === "object,boolean";
}

function problemsOf({ schema, pointer }: SchemaPart, root: JsonObject): readonly SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  const { $ref, pattern, patternProperties } = schema;
  if (typeof $ref === "string") {
    const at = pointerTo(pointer, "$ref");
    const target = findReference(root, $ref);
    if (!$ref.startsWith("#")) {
      problems.push({
        pointer: at,
        message: `refers to ${quoted($ref)}, which is not in this schema: only local references such as "#/$defs/name" are followed`,
      });
    } else if (!isObject(target) && typeof target !== "boolean") {
      problems.push({
        pointer: at,
        message: `refers to ${quoted($ref)}, which is not a schema here${definitionsNear($ref, root)}`,
      });
    }
  }
  for (const keyword of ["$dynamicRef", "$recursiveRef"]) {
    if (schema[keyword] !== undefined)
      problems.push({
        pointer: pointerTo(pointer, keyword),
        message: `uses "${keyword}", which is not followed: write "$ref"`,
      });
  }
  if (typeof pattern === "string") problems.push(...patternProblem(pattern, pointerTo(pointer, "pattern")));
  if (isObject(patternProperties)) {
    for (const name of Object.keys(patternProperties))
      problems.push(...patternProblem(name, pointerTo(pointer, "patternProperties", name)));
  }
  return problems;
}

function patternProblem(source: string, pointer: string): readonly SchemaProblem[] {
  if (/\p{Surrogate}/u.test(source))
    return [
      { pointer, message: `has the pattern ${quoted(source)}, which contains half a character (a lone surrogate)` },
    ];
  const compiled = compilePattern(source);
  return compiled.ok
    ? []
    : [{ pointer, message: `has the pattern ${quoted(source)}, which cannot be used: ${compiled.why}` }];
}

function definitionsNear(reference: string, root: JsonObject): string {
  const all = ["$defs", "definitions"].flatMap((keyword) => {
    const definitions = root[keyword];
    return isObject(definitions) ? Object.keys(definitions).map((name) => `#/${keyword}/${name}`) : [];
  });
  const near = nearest(reference, all);
  return near === undefined ? "" : `; did you mean ${quoted(near)}?`;
}
