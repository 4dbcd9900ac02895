// How long earlier calls of the project took, and what a run adds to that (spec 5.13.1).

import { join, relative } from "node:path";
import type { Rates } from "../../core/plan/time/rates.js";
import { printable } from "../../core/text/printable.js";
import { addRates, ratesName, readRates } from "../../node/index.js";
import type { Terminal } from "../terminal/terminal.js";

export type ProjectRates = {
  readonly rates: Rates;
  /** Never fails; what could not be kept is said once. */
  readonly add: (measured: Rates) => Promise<void>;
};

/** `folder`: the project's store. */
export async function projectRates(folder: string, { err, errColours }: Terminal): Promise<ProjectRates> {
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
