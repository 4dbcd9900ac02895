// An IR that was kept as JSON in, its program or where it is not what the compiler makes out (spec 3.2.1). Nothing in it is trusted: the
// flow that it stands for is compiled anew, and the IR must be that of the flow.

import { lower } from "./compile.js";
import { diagnose } from "./diagnostic/diagnose.js";
import { fail, type Outcome, succeed } from "./diagnostic/diagnostic.js";
import { checkFlow } from "./flow/own-schema.js";
import { readFlow } from "./flow/read-flow.js";
import { documentOfIr } from "./ir/document-of-ir.js";
import type { FlowIr } from "./ir/ir.js";
import { type IrDifference, irDifference } from "./ir/ir-difference.js";
import { type Limits, withLimits } from "./language/limits.js";
import type { Program } from "./program.js";
import { ajvValidator } from "./schema/ajv-validator.js";
import { validate } from "./schema/generated/ir.js";
import { deepestIssue } from "./schema/issue-words.js";
import type { Validator } from "./schema/validator.js";
import { isDeeperThan, type Json, trusted } from "./text/json.js";
import { quoted } from "./text/printable.js";

export type ProgramOptions = {
  /** Those that the flow was compiled with, where they were not the defaults. */
  readonly limits?: Partial<Limits>;
  readonly validator?: Validator;
};

/** More than any IR of ours nests: templates within templates, and their types. */
const deepest = 1000;

/** Refuses what `flowplan compile` of this version would not print. Never throws. */
export function programFrom(ir: Json, options: ProgramOptions = {}): Outcome<Program> {
  if (isDeeperThan(ir, deepest)) return invalid("", "it is nested too deeply");
  if (!validate(ir)) {
    const { pointer, words } = deepestIssue(validate.errors ?? []);
    return invalid(pointer, `it ${words}`);
  }
  const given = trusted<FlowIr>(ir);
  // The document of an IR may be longer than the author's: paths are written out, sources are listed.
  const limits = withLimits(options.limits);
  const roomy = { ...limits, expression: Number.MAX_SAFE_INTEGER, irNodes: 2 * limits.irNodes };
  const { root, pointerAt } = documentOfIr(given, roomy);
  const { flow, diagnostics } = readFlow({ root, comments: [] }, roomy, checkFlow);
  const lowered = flow === null ? null : lower(flow, options.validator ?? ajvValidator, roomy);
  const found =
    lowered === null ? diagnostics : [diagnostics, lowered.schemas, lowered.references, lowered.parameters].flat();
  const mistake = found.find(({ severity }) => severity === "error");
  if (mistake !== undefined) return invalid(mistake.span === null ? "" : pointerAt(mistake.span), mistake.message);
  const difference = lowered === null ? null : irDifference(given, lowered.ir);
  return difference === null ? succeed({ ir: given }) : invalid(difference.pointer, described(difference));
}

function described({ found, wanted, rule }: IrDifference): string {
  if (rule !== null) return `it must be ${rule}`;
  if (wanted === undefined) return "it does not belong here";
  return `it is ${brief(found)}; the rest of the IR makes it ${brief(wanted)}`;
}

function brief(value: Json | undefined): string {
  return value === undefined ? "missing" : quoted(JSON.stringify(value)).slice(1, -1);
}

function invalid(pointer: string, problem: string): Outcome<Program> {
  return fail([diagnose("ir/invalid", null, { pointer, problem })]);
}
