// How long earlier calls of the project took, and what a run adds to that (spec 5.13.1). With FLOWPLAN_RATES=off they are neither read nor kept.

import { join, relative } from "node:path";
import { env } from "node:process";
import { noRates, type Rates } from "../../core/plan/time/rates.js";
import { printable } from "../../core/text/printable.js";
import { addRates, ratesName, readRates, storeFolder } from "../../node/index.js";
import type { Terminal } from "../terminal/terminal.js";

export type ProjectRates = {
  readonly rates: Rates;
  /** Never fails; what could not be kept is said once. */
  readonly add: (measured: Rates) => Promise<void>;
};

/** `flow`: the file whose project it is; null: that of the folder in which the command was started. */
export async function projectRates(flow: string | null, { err, errColours }: Terminal): Promise<ProjectRates> {
  if (env.FLOWPLAN_RATES === "off") return { rates: noRates, add: async () => {} };
  const folder = storeFolder(flow);
  let said = false;
  const say = (problem: string | null, what: string) => {
    if (problem === null || said) return;
    said = true;
    const name = relative(process.cwd(), join(folder, ratesName));
    err(`${errColours.yellow("warning:")} ${printable(name)} ${what}: ${printable(problem)}\n`);
  };
  const { rates, problem } = await readRates(folder);
  say(problem, "is not used");
  return {
    rates,
    add: async (measured) => {
      if (measured.rates.length > 0) say(await addRates(folder, measured), "cannot be written");
    },
  };
}
