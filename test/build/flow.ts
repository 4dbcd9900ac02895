// Steps in, the text of a flow out; a flow in, its program or its plan out. A flow that has mistakes fails the test with their messages.

import { compile } from "../../src/core/compile.js";
import type { AnyDiagnostic } from "../../src/core/diagnostic/diagnostic.js";
import { type PlanOptions, plan } from "../../src/core/plan/make-plan.js";
import type { Plan } from "../../src/core/plan/plan.js";
import type { Program } from "../../src/core/program.js";

export function flowText(steps: readonly unknown[], more: object = {}): string {
  return JSON.stringify({ title: "t", description: "d", ...more, steps });
}

export function programOf(flow: string | object): Program {
  const { program, diagnostics } = compile(typeof flow === "string" ? flow : JSON.stringify(flow));
  if (program === undefined) throw new Error(said(diagnostics));
  return program;
}

export function planOf(program: Program, options: Partial<PlanOptions> = {}): Plan {
  const outcome = plan(program, { input: {}, ...options });
  if (!outcome.ok) throw new Error(said(outcome.diagnostics));
  return outcome.value;
}

function said(diagnostics: readonly AnyDiagnostic[]): string {
  return diagnostics.map(({ code, message }) => `${code}: ${message}`).join("\n");
}
