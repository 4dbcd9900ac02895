// The name of an older plan's file in, that plan out (spec 5.11): the file of a plan, or what `plan --format json` printed.

import type { FlowIr, Plan } from "../../core/index.js";
import { looksLikePlanFile, readPlanFile } from "../../core/plan/file/plan-file.js";
import { planProblem } from "../../core/plan/file/plan-problem.js";
import { programFrom } from "../../core/program-from.js";
import { isObject, trusted } from "../../core/text/json.js";
import { printable } from "../../core/text/printable.js";
import { tell } from "../format/tell.js";
import { readSource } from "../source/read-source.js";
import { type ExitCode, exitOf, UsageError } from "../terminal/exit.js";
import type { Terminal } from "../terminal/terminal.js";
import { parsePlanJson } from "./parse-plan-json.js";

/** `ir`: the flow of the older plan, where its file carries it. */
export type OldPlan =
  | { readonly ok: true; readonly plan: Plan; readonly ir: FlowIr | null }
  | { readonly ok: false; readonly exit: ExitCode };

export function readOldPlan(file: string, terminal: Terminal): OldPlan {
  const source = readSource(file);
  const json = parsePlanJson(source.text);
  if (!looksLikePlanFile(source.text) && !(isObject(json) && "kind" in json)) {
    const problem = planProblem(json);
    if (problem === null) return { ok: true, plan: trusted<Plan>(json), ir: null };
    throw new UsageError(
      `${printable(source.name)} is not a plan: ${printable(problem)}`,
      "give --diff a file written by plan --out, or the output of plan --format json",
    );
  }
  const read = readPlanFile(json, source.name);
  if (read.ok) {
    const { plan, ir } = read.value.content;
    const carried = programFrom(ir);
    return { ok: true, plan, ir: carried.ok ? carried.value.ir : null };
  }
  tell(read.diagnostics, source, terminal);
  return { ok: false, exit: exitOf(read.diagnostics) };
}
