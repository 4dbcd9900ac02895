// flowplan eval: an expression, or a template file, and a state in; the value out, or the diagnostic under the expression.

import { existsSync } from "node:fs";
import { Source } from "../../core/diagnostic/located.js";
import { parseDocument } from "../../core/document/parse-document.js";
import type { AnyDiagnostic, Json, JsonObject, Outcome, RunState } from "../../core/index.js";
import { withLimits } from "../../core/language/limits.js";
import { compileTemplate, compileTemplateNode } from "../../core/template.js";
import { isObject } from "../../core/text/json.js";
import { quoted } from "../../core/text/printable.js";
import { harmlessJson } from "../format/json.js";
import { tell } from "../format/tell.js";
import { readSettings, type Settings } from "../source/config.js";
import { nearestFile } from "../source/nearest-file.js";
import { readJson, readJsonText } from "../source/read-json.js";
import { isInlineJson, readFlowSource, refuseTwiceStandardInput, shortened } from "../source/read-source.js";
import { type ExitCode, exitCodes, exitOf, UsageError } from "../terminal/exit.js";
import type { Terminal } from "../terminal/terminal.js";

export type EvalOptions = {
  readonly state?: string;
  readonly dialect: "rfc9535" | "jsonpath-plus";
  readonly config?: string;
};

export async function evalCommand(expression: string, options: EvalOptions, terminal: Terminal): Promise<ExitCode> {
  refuseTwiceStandardInput({ "the template": expression, "--state": options.state, "--config": options.config });
  const settings = readSettings(options.config, terminal);
  const state = readState(options.state);
  const kind = kindOf(expression);
  const source = kind === "file" ? readTemplate(expression, settings) : new Source("<expression>", expression);
  if (kind === "text") tellTaken(expression, terminal);
  const outcome = await evaluateSource(source, source.name === "<expression>", state, options, settings);
  tell(outcome.diagnostics, source, terminal);
  if (!outcome.ok) {
    if (options.state === undefined && outcome.diagnostics.some(({ code }) => code === "evaluate/nothing"))
      terminal.errors(
        `  ${terminal.errColours.dim("try:")} --state '{ "input": { … } }', or --state FILE: without it the state is empty\n`,
      );
    return exitOf(outcome.diagnostics);
  }
  terminal.out(harmlessJson(outcome.value));
  return exitCodes.fine;
}

/** A file, or the JSON itself; without either, nothing has been given and nothing has run. */
function readState(given: string | undefined): JsonObject {
  if (given === undefined) return { input: {}, results: {}, store: {} };
  const state = isInlineJson(given) && !existsSync(given) ? readJsonText("--state", given) : readJson(given);
  if (!isObject(state)) throw new UsageError(`${shortened(given)} must be a JSON object: { input, results, store }`);
  return { input: {}, results: {}, store: {}, ...state };
}

/** What starts like an expression is one; anything else is a file where there is such a file or its name says so, and text otherwise. */
function kindOf(word: string): "expression" | "file" | "text" {
  if (/^[$@\\]/.test(word)) return "expression";
  // JSON may end in any way: no file is called like that.
  if (word === "-" || (/\.json[c5]?$/i.test(word) && !isInlineJson(word)) || existsSync(word)) return "file";
  return "text";
}

function readTemplate(file: string, settings: Settings): Source {
  if (file !== "-" && !existsSync(file)) {
    const near = nearestFile(file);
    throw new UsageError(
      `cannot read ${shortened(file)}: there is no such file (it looks like the name of a template file, not like an expression)`,
      near === undefined ? undefined : `flowplan eval ${shortened(near)}`,
    );
  }
  return readFlowSource(file, settings);
}

/** Text is its own value, which is seldom what somebody asks for: what it was taken for is said, and what is taken otherwise. */
function tellTaken(word: string, { err, errColours: { cyan, dim } }: Terminal): void {
  if (isInlineJson(word)) {
    err(`${cyan("note:")} ${quoted(word)} was taken as text: a template is read from a file or from standard input\n`);
    err(`  ${dim("try:")} flowplan eval - --state STATE, with the JSON on standard input\n`);
  } else if (/^\S+$|[/\\]|\.\w{1,5}$/.test(word)) {
    err(
      `${cyan("note:")} ${quoted(word)} was taken as text: there is no such file, and expressions start with $ or @\n`,
    );
    const near = nearestFile(word);
    if (near !== undefined) err(`  ${dim("try:")} flowplan eval ${shortened(near)}\n`);
  }
}

async function evaluateSource(
  source: Source,
  bare: boolean,
  state: JsonObject,
  options: EvalOptions,
  settings: Settings,
): Promise<Outcome<Json>> {
  if (options.dialect === "jsonpath-plus") {
    if (!bare) throw new UsageError("--dialect jsonpath-plus reads one path, not a template file");
    const { queryJsonPathPlus } = await import("../../node/dialect/jsonpath-plus.js");
    return queryJsonPathPlus(source.text, state);
  }
  const runState = state as RunState;
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
