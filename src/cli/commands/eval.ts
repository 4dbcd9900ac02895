// flowplan eval: an expression, or a template file, and a state in; the value out, or the diagnostic under the expression.

import { existsSync } from "node:fs";
import { Source } from "../../core/diagnostic/located.js";
import { parseDocument } from "../../core/document/parse-document.js";
import type { AnyDiagnostic, Json, Outcome, RunState } from "../../core/index.js";
import { withLimits } from "../../core/language/limits.js";
import { compileTemplate, compileTemplateNode } from "../../core/template.js";
import { isObject } from "../../core/text/json.js";
import { prettyDiagnostics } from "../format/pretty.js";
import { readSettings, type Settings } from "../source/config.js";
import { readJson } from "../source/read-json.js";
import { readFlowSource } from "../source/read-source.js";
import { type ExitCode, exitCodes, exitOf, UsageError } from "../terminal/exit.js";
import type { Terminal } from "../terminal/terminal.js";

export type EvalOptions = {
  readonly state: string;
  readonly dialect: "rfc9535" | "jsonpath-plus";
  readonly config?: string;
};

export async function evalCommand(expression: string, options: EvalOptions, terminal: Terminal): Promise<ExitCode> {
  if (expression === "-" && options.state === "-")
    throw new UsageError("standard input can be the template or the state, not both");
  const settings = readSettings(options.config, terminal);
  const state = readJson(options.state);
  if (!isObject(state)) throw new UsageError("the state must be a JSON object: { input, results, store }");
  const source = isExpression(expression)
    ? new Source("<expression>", expression)
    : readFlowSource(expression, settings);
  const outcome = await evaluateSource(source, source.name === "<expression>", state, options, settings);
  terminal.err(prettyDiagnostics(outcome.diagnostics, source, [], terminal.errColours));
  if (!outcome.ok) return exitOf(outcome.diagnostics);
  terminal.out(`${JSON.stringify(outcome.value, null, 2)}\n`);
  return exitCodes.fine;
}

/** What starts like an expression is one; anything else is a file where there is such a file or its name says so, and text otherwise. */
function isExpression(text: string): boolean {
  return /^[$@\\]/.test(text) || (text !== "-" && !/\.json[c5]?$/i.test(text) && !existsSync(text));
}

async function evaluateSource(
  source: Source,
  bare: boolean,
  state: Json,
  options: EvalOptions,
  settings: Settings,
): Promise<Outcome<Json>> {
  if (options.dialect === "jsonpath-plus") {
    if (!bare) throw new UsageError("--dialect jsonpath-plus reads one path, not a template file");
    const { queryJsonPathPlus } = await import("../../node/dialect/jsonpath-plus.js");
    return queryJsonPathPlus(source.text, state);
  }
  const runState = state as unknown as RunState;
  if (bare) return evaluateCompiled(compileTemplate(source.text, settings), runState);
  const { document, diagnostics } = parseDocument(source.text, withLimits(settings.limits));
  if (document.root === null || diagnostics.some(({ severity }) => severity === "error"))
    return { ok: false, diagnostics };
  return evaluateCompiled(compileTemplateNode(document.root, settings), runState, diagnostics);
}

type Compiled = ReturnType<typeof compileTemplate>;

function evaluateCompiled(compiled: Compiled, state: RunState, before: readonly AnyDiagnostic[] = []): Outcome<Json> {
  if (!compiled.ok) return compiled;
  const outcome = compiled.value.evaluate(state);
  return { ...outcome, diagnostics: [...before, ...compiled.diagnostics, ...outcome.diagnostics] };
}
