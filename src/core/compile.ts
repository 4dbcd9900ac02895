// The pipeline on one screen: text → document tree → flow tree → typed IR, what is wrong on the way (spec 1–3), and what is legal
// but probably not intended (spec 7.10).

import { atMost } from "./diagnostic/at-most.js";
import { type Diagnostic, hasErrors, inSourceOrder } from "./diagnostic/diagnostic.js";
import { withoutEchoes } from "./diagnostic/without-echoes.js";
import { parseDocument } from "./document/parse-document.js";
import type { Analysis } from "./editor/analysis.js";
import { checkSchemas } from "./flow/check-schemas.js";
import { checkFlow } from "./flow/own-schema.js";
import { readFlow } from "./flow/read-flow.js";
import type { FlowTree } from "./flow/tree.js";
import { checkLimits } from "./ir/check-limits.js";
import { checkParameters } from "./ir/check-parameters.js";
import { lowerFlow } from "./ir/lower-flow.js";
import { type Limits, withLimits } from "./language/limits.js";
import { lint, type RuleSettings } from "./lint/lint.js";
import type { Program } from "./program.js";
import { ajvValidator } from "./schema/ajv-validator.js";
import type { Validator } from "./schema/validator.js";

export type CompileOptions = {
  readonly limits?: Partial<Limits>;
  /** How schemas of authors are checked; by ajv where nothing is given. */
  readonly validator?: Validator;
  /** A severity, or "off", for codes that are no errors (spec 7.10). */
  readonly rules?: RuleSettings;
};

export type Compilation = {
  /** Present when no diagnostic is an error. */
  readonly program?: Program;
  /** In source order. */
  readonly diagnostics: readonly Diagnostic[];
};

/**
 * Compiles the text of a flow: JSON, JSON with comments or JSON5. Never throws, whatever the text; every mistake that can be
 * seen in one pass is reported, each at the narrowest span that holds it (spec 7.1).
 */
export function compile(text: string, options: CompileOptions = {}): Compilation {
  const { ir, diagnostics } = analyse(text, options);
  return ir === null || hasErrors(diagnostics) ? { diagnostics } : { program: { ir }, diagnostics };
}

/** All that the stages make of a text, mistakes or not: what editors ask their questions of (spec 7.13). Never throws. */
export function analyse(text: string, options: CompileOptions = {}): Analysis {
  const limits = withLimits(options.limits);
  const validator = options.validator ?? ajvValidator;

  const { document, diagnostics: syntax } = parseDocument(text, limits);
  const { flow, diagnostics: structure } = readFlow(document, limits, checkFlow);
  if (flow === null) {
    return { text, limits, document, flow, ir: null, diagnostics: inSourceOrder([...syntax, ...structure]) };
  }

  const { ir, schemas, references, parameters } = lower(flow, validator, limits);
  const isDisplaced = syntax.some(({ code }) => displacing.has(code));
  const isKnown = syntax.length === 0 && ![...structure, ...schemas].some(({ code }) => unknowing.has(code));
  const later = [structure, schemas, references, parameters].map((stage) =>
    stage.filter(({ code }) => isKnown || !concluding.has(code)),
  );
  const found = isDisplaced ? syntax : withoutEchoes([syntax, ...later]);
  const diagnostics = atMost(inSourceOrder(lint({ document, flow, ir }, text, found, options.rules)));
  return { text, limits, document, flow, ir, diagnostics };
}

/** Said where nothing tells that a value is there: what tells it may be what could not be read, or a schema that has to change. */
const concluding: ReadonlySet<string> = new Set(["parameter/missing", "path/may-be-missing"]);

/** A schema that nothing can satisfy, or that cannot be read, tells nothing of paths (spec 1.8). */
const unknowing: ReadonlySet<string> = new Set([
  "flow/unsatisfiable",
  "flow/undeclared-required",
  "flow/bad-schema",
  "flow/root-not-object",
]);

/** Brackets too many or too few, and nothing tells where: anything may stand in another place than it was meant to (spec 1.7). */
const displacing: ReadonlySet<string> = new Set(["document/after-root", "document/stray-closer", "document/unclosed"]);

/** The stages that a flow goes through however it was written. */
export function lower(flow: FlowTree, validator: Validator, limits: Limits) {
  const schemas = checkSchemas(flow, validator, limits);
  const { ir, diagnostics: references, lacks } = lowerFlow(flow, limits);
  const parameters = [...checkParameters(ir, { store: flow.store?.node ?? null, lacks }), ...checkLimits(ir, limits)];
  return { ir, schemas, references, parameters };
}
