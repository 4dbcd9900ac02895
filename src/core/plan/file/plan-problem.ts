// A plan from outside in, what no plan that was made says out (spec 5.10.1, 6.2.2); null: it may have been made.

import { validate } from "../../schema/generated/plan.js";
import { deepestIssue } from "../../schema/issue-words.js";
import { type Json, trusted } from "../../text/json.js";
import { readAssumptions } from "../cost/assumptions.js";
import { type Dollars, printDollars, readDollars } from "../cost/money.js";
import type { Plan } from "../plan.js";

export function planProblem(given: Json): string | null {
  if (!validate(given)) {
    const { pointer, words } = deepestIssue(validate.errors ?? []);
    return `${pointer === "" ? "it" : pointer} ${words}`;
  }
  const plan = trusted<Plan>(given);
  if (plan.seed !== null && !Number.isSafeInteger(plan.seed)) return "its seed is not a whole number";
  const assume = readAssumptions(plan.assume ?? {});
  if (!assume.ok) return assume.diagnostics[0]?.message ?? "what it assumes cannot be read";
  return totalProblem(plan);
}

/** The maximum is what a run may spend, so it is held against the lines that it is the sum of. */
function totalProblem({ costs, total }: Plan): string | null {
  const min = sumOf(costs.map((cost) => cost.min));
  const max = costs.some((cost) => cost.max === null) ? null : sumOf(costs.map((cost) => cost.max ?? ""));
  if (min === undefined || max === undefined) return "an amount of its costs is too long";
  if (total.min !== printDollars(min) || total.max !== (max === null ? null : printDollars(max)))
    return "its total is not the sum of its costs";
  return null;
}

/** Undefined where an amount cannot be read. */
function sumOf(amounts: readonly string[]): Dollars | undefined {
  let sum: Dollars = 0n;
  for (const text of amounts) {
    const amount = readDollars(text);
    if (typeof amount === "string") return undefined;
    sum += amount;
  }
  return sum;
}
