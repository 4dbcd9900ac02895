// A plan and --max-cost in, a refusal out where the plan may cost more (spec 5.12).

import type { Plan } from "../../core/index.js";
import { printDollars, readDollars } from "../../core/plan/cost/money.js";
import { isWithin } from "../../core/plan/cost/solve-count.js";
import { printable, quoted } from "../../core/text/printable.js";
import { type ExitCode, exitCodes, UsageError } from "../terminal/exit.js";
import type { Terminal } from "../terminal/terminal.js";

export function readBudget(maxCost: string): bigint {
  const cap = readDollars(maxCost);
  if (typeof cap !== "string") return cap;
  throw new UsageError(
    `--max-cost must be an amount in US dollars, but ${quoted(maxCost)} is ${cap === "negative" ? "negative" : "not an amount"}`,
    "--max-cost 0.80",
  );
}

/** Exit 5 where the plan may cost more than `--max-cost`; null where it may not. */
export function refuseCost(plan: Plan, maxCost: string | undefined, terminal: Terminal): ExitCode | null {
  if (maxCost === undefined) return null;
  const cap = readBudget(maxCost);
  if (isWithin(plan, cap)) return null;
  const { red } = terminal.errColours;
  const { min, max } = plan.total;
  const least = readDollars(min);
  // No assumption helps where the least is too much already.
  if (typeof least !== "string" && least > cap) {
    terminal.errors(`${red("refused:")} this costs at least $${min}, more than $${printDollars(cap)} (--max-cost)\n`);
    return exitCodes.budget;
  }
  const said = max === null ? `the most that this may cost is unknown (at least $${min})` : `this may cost $${max}`;
  const why = max === null ? unboundedCosts(plan) : "";
  terminal.errors(`${red("refused:")} ${said}, and --max-cost is $${printDollars(cap)}\n${why}`);
  return exitCodes.budget;
}

/** What is missing for a maximum, a line for each kind of cost. */
export function unboundedCosts({ costs }: Plan): string {
  return costs
    .filter(({ max }) => max === null)
    .map(({ kind, why }) => `  ${kind}: ${printable(why ?? "unknown")}\n`)
    .join("");
}
