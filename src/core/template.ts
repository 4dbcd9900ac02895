// One template outside a flow: JSON in, a reusable form out that is evaluated against states (spec 2). What the state holds is not
// known beforehand, so the run rule alone applies (spec 2.6).

import { diagnose } from "./diagnostic/diagnose.js";
import { type Diagnostic, fail, hasErrors, inSourceOrder, type Outcome, succeed } from "./diagnostic/diagnostic.js";
import { DEEPEST } from "./document/parser.js";
import { placeInString } from "./document/place.js";
import { documentOf, isTooDeep, tooDeepAt } from "./document/to-json.js";
import type { DocumentNode } from "./document/tree.js";
import { type CompiledTemplate, compileTemplateIr } from "./evaluate/compile-template.js";
import type { RunState } from "./evaluate/state.js";
import type { TemplateIr } from "./ir/ir.js";
import { lowerTemplate } from "./ir/lower-template.js";
import type { Scope } from "./ir/scope.js";
import { type Limits, withLimits } from "./language/limits.js";
import type { Json } from "./text/json.js";
import { unknownType } from "./types/type.js";
import { presume } from "./unreachable.js";

export type TemplateOptions = { readonly limits?: Partial<Limits> };

/**
 * Compiles a template once, to be evaluated often. Spans of diagnostics are offsets in the template where it is a string, and in
 * `JSON.stringify(template)` otherwise. Never throws.
 */
export function compileTemplate(template: Json, options: TemplateOptions = {}): Outcome<CompiledTemplate> {
  const limits = withLimits(options.limits);
  const nesting = Math.min(limits.nesting, DEEPEST);
  if (isTooDeep(template, nesting)) {
    const start = tooDeepAt(template, nesting);
    return fail([diagnose("limit/nesting", { start, end: start + 1 }, { limit: nesting, deepest: DEEPEST })]);
  }
  const root = presume(documentOf(template).root, "a value");
  const lowered = lowerAlone(root, limits, typeof template === "string" ? () => (index) => index : placeInString);
  if (hasErrors(lowered.diagnostics)) return fail(lowered.diagnostics);
  return succeed(compileTemplateIr(lowered.template, limits), lowered.diagnostics);
}

/** A template of a document, as `flowplan eval` reads it from a file: spans are in that file's text. */
export function compileTemplateNode(root: DocumentNode, options: TemplateOptions = {}): Outcome<CompiledTemplate> {
  const limits = withLimits(options.limits);
  const lowered = lowerAlone(root, limits, placeInString);
  if (hasErrors(lowered.diagnostics)) return fail(lowered.diagnostics);
  return succeed(compileTemplateIr(lowered.template, limits), lowered.diagnostics);
}

/** Evaluates one template against a state. To evaluate it often, `compileTemplate` it once. Never throws. */
export function evaluate(template: Json, state: RunState, options: TemplateOptions = {}): Outcome<Json> {
  const compiled = compileTemplate(template, options);
  if (!compiled.ok) return compiled;
  const outcome = compiled.value.evaluate(state);
  return { ...outcome, diagnostics: [...compiled.diagnostics, ...outcome.diagnostics] };
}

function lowerAlone(
  root: DocumentNode,
  limits: Limits,
  placeOf: Scope["placeOf"],
): { template: TemplateIr; diagnostics: readonly Diagnostic[] } {
  const found = { diagnostics: [] as Diagnostic[], dependencies: new Map(), lacks: new WeakMap(), nodes: 0 };
  const scope: Scope = { limits, placeOf, state: unknownType, maps: [], step: null, found };
  const template = lowerTemplate(root, "whole", scope);
  return { template, diagnostics: inSourceOrder(found.diagnostics) };
}
