// The nodes of steps in; what needs several fields of a step together, as diagnostics, out (spec 1.12, 1.16): an ImageGenerator
// with nothing to draw, an answer schema whose root does not say that it is an object.

import { diagnose } from "../diagnostic/diagnose.js";
import type { Diagnostic } from "../diagnostic/diagnostic.js";
import { wrapping } from "../diagnostic/fix.js";
import { isTorn, memberOf } from "../document/find.js";
import type { DocumentNode, ObjectNode } from "../document/tree.js";
import { parametersOf } from "../language/steps.js";
import { keyLike } from "./node-words.js";
import { unlessNull } from "./read-step.js";
import { lookalike, rename, reportRoot } from "./report-fields.js";
import { valueIn } from "./value-in.js";

export function checkSteps(steps: readonly DocumentNode[]): readonly Diagnostic[] {
  return steps.flatMap((step) => {
    const type = valueIn(step, "type");
    const parameters = valueIn(step, "parameters");
    if (type?.kind !== "string" || parameters?.kind !== "object" || isTorn(step) || isTorn(parameters)) return [];
    if (type.value === "ImageGenerator") return checkImages(parameters);
    return type.value === "ObjectGenerator" ? checkAnswerSchema(parameters) : [];
  });
}

function checkImages(parameters: ObjectNode): readonly Diagnostic[] {
  const given = ["images", "inferencePackId"].some((name) => unlessNull(valueIn(parameters, name) ?? null) !== null);
  if (given || memberOf(parameters, "@Extend") !== undefined) return [];
  const brace = { start: parameters.span.start, end: parameters.span.start + 1 };
  for (const name of ["images", "inferencePackId"]) {
    const key = lookalike(parameters, name, parametersOf("ImageGenerator"));
    if (key === undefined) continue;
    return [diagnose("flow/no-images", key.span, { near: key.name, name }, { fixes: [rename(key, name)] })];
  }
  const prompt = parameters.members.find(({ key }) => key.name === "prompt");
  if (prompt === undefined) return [diagnose("flow/no-images", brace, {})];
  const opening = `${keyLike(prompt.key, "images")}: [{ `;
  const fixes = [wrapping(`put the prompt into "images"`, prompt.span, opening, " }]")];
  return [diagnose("flow/no-images", prompt.key.span, { prompt: true }, { fixes })];
}

/** A root that refers elsewhere, or is put together of parts, may be an object without saying so itself. */
const indirect = ["type", "$ref", "$dynamicRef", "allOf", "anyOf", "oneOf"];

function checkAnswerSchema(parameters: ObjectNode): readonly Diagnostic[] {
  const schema = valueIn(parameters, "schema");
  if (schema?.kind !== "object" || isTorn(schema)) return [];
  if (indirect.some((keyword) => memberOf(schema, keyword) !== undefined)) return [];
  const key = lookalike(schema, "type", {});
  if (key !== undefined)
    return [diagnose("flow/missing-field", key.span, { name: "type", owner: `the answer's "schema"`, near: key.name })];
  return [reportRoot(schema, `the answer's "schema"`, false)];
}
