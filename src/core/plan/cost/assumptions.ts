// What a person is willing to assume of calls of unknown size, as names and numbers in, checked out (spec 5.7.4).

import { diagnose } from "../../diagnostic/diagnose.js";
import { type AnyDiagnostic, fail, type Outcome, succeed } from "../../diagnostic/diagnostic.js";
import { nearest } from "../../text/nearest.js";
import type { Plan } from "../plan.js";
import { type AssumptionName, assumptionNames } from "./cost-kinds.js";
import { type Decimal, printDecimal, readDecimal } from "./money.js";

/** The most that one call uses. An assumption bounds what a plan may cost; it never raises what it must cost. */
export type Assumptions = { readonly [name in AssumptionName]?: Decimal };

export function readAssumptions(given: { readonly [name: string]: string | number }): Outcome<Assumptions> {
  const diagnostics: AnyDiagnostic[] = [];
  const read: [string, Decimal][] = [];
  for (const [name, value] of Object.entries(given)) {
    if (!(assumptionNames as readonly string[]).includes(name)) {
      const parameters = { name, near: nearest(name, assumptionNames), names: assumptionNames };
      diagnostics.push(diagnose("plan/unknown-assumption", null, parameters));
      continue;
    }
    const number = readDecimal(value);
    if (typeof number !== "string") read.push([name, number]);
    else {
      const parameters = { name, found: JSON.stringify(value), problem: number };
      diagnostics.push(diagnose("plan/bad-assumption", null, parameters));
    }
  }
  return diagnostics.length > 0 ? fail(diagnostics) : succeed(Object.fromEntries(read) as Assumptions);
}

/** Those that a plan carries. */
export function assumptionsOf({ assume = {} }: Pick<Plan, "assume">): Assumptions {
  const read = readAssumptions(assume);
  if (!read.ok) throw new Error("presumed the assumptions of a plan");
  return read.value;
}

/** As a plan carries them: in one order and one spelling, so that equal assumptions give equal plans. */
export function printAssumptions(assume: Assumptions): Pick<Plan, "assume"> {
  const printed = assumptionNames.flatMap((name) => {
    const amount = assume[name];
    return amount === undefined ? [] : [[name, printDecimal(amount)] as const];
  });
  return printed.length === 0 ? {} : { assume: Object.fromEntries(printed) };
}
