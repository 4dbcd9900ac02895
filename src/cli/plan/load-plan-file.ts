// The file of a plan in, the program and the plan that it carries out, or what changed since it was made (spec 5.10.2). Nothing of the
// file is believed that planning again does not say too.

import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Target } from "../../backends/combine.js";
import { diagnose, isOf } from "../../core/diagnostic/diagnose.js";
import type { Source } from "../../core/diagnostic/located.js";
import type { AnyDiagnostic } from "../../core/index.js";
import { defaultPrices } from "../../core/plan/cost/price-book.js";
import { hashJson, type PlanContent, type PlanFile, readPlanFile } from "../../core/plan/file/plan-file.js";
import { type PlanOptions, planAndCount } from "../../core/plan/make-plan.js";
import type { Program } from "../../core/program.js";
import { programFrom } from "../../core/program-from.js";
import { ajvValidator } from "../../core/schema/ajv-validator.js";
import { checkInput } from "../../core/schema/check-input.js";
import { type Json, jsonEquals } from "../../core/text/json.js";
import { tell } from "../format/tell.js";
import type { Settings } from "../source/config.js";
import { exitOf } from "../terminal/exit.js";
import type { Terminal } from "../terminal/terminal.js";
import { findRecorded, findTarget, type Wanted, wantedBackend } from "./find-target.js";
import { parsePlanJson } from "./parse-plan-json.js";
import { type GivenFiles, readPlanOptions, type SharedOptions } from "./plan-options.js";
import { revisit } from "./plan-sources.js";
import type { Made } from "./planned.js";

export async function loadPlanFile(
  file: string,
  source: Source,
  given: SharedOptions,
  settings: Settings,
  files: GivenFiles,
  /** A plan that is out of date is shown with a warning, and not run. */
  shown: boolean,
  terminal: Terminal,
): Promise<Made> {
  const say = (diagnostics: readonly AnyDiagnostic[]): Made => {
    tell(
      diagnostics.map((diagnostic) => ({ ...diagnostic, span: null, file: source.name })),
      source,
      terminal,
    );
    return { ok: false, exit: exitOf(diagnostics) };
  };
  const read = readPlanFile(parsePlanJson(source.text), source.name);
  if (!read.ok) return say(read.diagnostics);
  const { content, sources } = read.value;
  const revisited = revisit(file, sources, content.packs);
  const carried = programFrom(content.ir, { limits: settings.limits });
  if (!carried.ok) return say(carried.diagnostics.map(editedFlow));
  const program = revisited.program ?? carried.value;
  const target = await targetOf(read.value, wantedBackend(given, files), settings, terminal);
  const changed = [...revisited.changed, ...ownChanges(read.value, target)];
  const other = givenChanges(program, content, given, settings, files, target);
  if (other.length > 0)
    return say([diagnose("plan/stale-file", null, { changed: [...changed, ...other], shown: false })]);
  const options = { ...optionsOf(content), limits: settings.limits };
  const again = planAndCount(program, options);
  if (!again.ok) return say(again.diagnostics);
  if (hashJson(again.value.plan) !== hashJson(content.plan))
    changed.push("this version of flowplan plans the same flow differently");
  if (changed.length > 0) {
    const severity = shown ? "warning" : "error";
    const found = say([diagnose("plan/stale-file", null, { changed, shown }, { severity })]);
    if (!shown) return found;
  }
  const { packs } = content;
  const warnings = again.diagnostics.filter(({ code }) => code.startsWith("plan/"));
  const flow = flowOf(file, sources);
  return { ok: true, program, ...again.value, options, target, source, flow, warnings, packs };
}

/** What the plan was made for, as it is now; the one that is named, where one is. */
function targetOf(
  { content, sources }: PlanFile,
  wanted: Wanted,
  settings: Settings,
  terminal: Terminal,
): Promise<Target> {
  const { capabilities, plan: planned } = content;
  const kept = sources.some(({ part }) => part === "capabilities") ? { capabilities } : {};
  return wanted.backend === undefined
    ? findRecorded(planned.backend, { ...kept, ...wanted }, settings, terminal)
    : findTarget({ ...kept, ...wanted }, settings, terminal);
}

/** null: it is not there any more, or the plan does not know. */
function flowOf(file: string, sources: PlanFile["sources"]): string | null {
  const source = sources.find(({ part }) => part === "flow");
  const flow = source === undefined ? null : resolve(dirname(resolve(file)), source.path);
  return flow !== null && existsSync(flow) ? flow : null;
}

function editedFlow(found: AnyDiagnostic): AnyDiagnostic {
  const problem = isOf(found, "ir/invalid") ? `${found.data.pointer}: ${found.data.problem}` : found.message;
  return diagnose("plan/edited-file", null, { parts: ["flow"], problem });
}

function optionsOf({ plan: planned, results, packs, prices, capabilities, assume }: PlanContent): PlanOptions {
  const { input, backend, seed, share } = planned;
  return { input, results, packs, backend, share, capabilities, prices, assume, ...(seed === null ? {} : { seed }) };
}

/** What this flowplan believes by default may have changed since. */
function ownChanges({ content, sources }: PlanFile, target: Target): readonly string[] {
  const { plan: planned, prices, capabilities } = content;
  const fromFile = (part: string) => sources.some((source) => source.part === part);
  return [
    ...(fromFile("prices") || jsonEquals(prices, defaultPrices) ? [] : ["prices (the defaults of flowplan) changed"]),
    ...(fromFile("capabilities") || jsonEquals(capabilities, target.capabilities)
      ? []
      : [`capabilities (declared for ${planned.backend}) changed`]),
  ];
}

/** Options that a plan has in it are compared with it: a run never has others than its plan. */
function givenChanges(
  program: Program,
  content: PlanContent,
  given: SharedOptions,
  settings: Settings,
  files: GivenFiles,
  target: Target,
): readonly string[] {
  const { options } = readPlanOptions(program, given, files, settings, target, Object.keys(content.packs));
  const { plan: planned, assume, results, packs } = content;
  const changed: string[] = [];
  if (given.input !== undefined || given.inputFile !== undefined) {
    const input = checkInput(program.ir.input, options.input, ajvValidator);
    if (!input.ok || !jsonEquals(input.value, planned.input)) changed.push("the input differs from the plan's");
  }
  const otherwise = (name: string, isGiven: boolean, before: unknown, now: unknown) => {
    if (isGiven && !jsonEquals(before as Json, (now ?? null) as Json)) changed.push(`${name} differs from the plan's`);
  };
  otherwise("--seed", given.seed !== undefined, planned.seed, options.seed);
  otherwise("--share", given.share === true, planned.share ?? false, options.share);
  otherwise("--assume", given.assume !== undefined, assume, options.assume);
  otherwise("--results", given.results !== undefined, results, options.results);
  otherwise("--prices", given.prices !== undefined, content.prices, options.prices);
  otherwise("--capabilities", given.capabilities !== undefined, content.capabilities, options.capabilities);
  otherwise("--backend", given.backend !== undefined, planned.backend, target.id);
  if (given.packs !== undefined) {
    const now = Object.fromEntries(Object.keys(packs).map((id) => [id, options.packs?.[id] ?? null]));
    otherwise("--packs", true, packs, now);
  }
  return changed;
}
