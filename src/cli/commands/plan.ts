// flowplan plan: a flow and its input in, every request, batch and dollar out. Nothing is sent.

import { type ExitCode, exitCodes } from "../exit.js";
import { prettyPlan } from "../format/plan.js";
import { makePlan, refuseCost } from "../make-plan.js";
import type { SharedOptions } from "../plan-options.js";
import type { Terminal } from "../terminal.js";

export type PlanCommandOptions = SharedOptions & { readonly format: "pretty" | "json"; readonly verbose?: boolean };

export function planCommand(file: string, options: PlanCommandOptions, terminal: Terminal): ExitCode {
  const made = makePlan(file, options, terminal);
  if (!made.ok) return made.exit;
  const { columns, outColours: colours } = terminal;
  if (options.format === "json") terminal.out(`${JSON.stringify(made.plan, null, 2)}\n`);
  else terminal.out(prettyPlan(made.plan, { verbose: options.verbose === true, columns, colours }));
  return refuseCost(made.plan, options.maxCost, terminal) ?? exitCodes.fine;
}
