// The words that plan and run share in, wrong usage out (spec 7.9): reported before anything is read.

import { refuseTwiceStandardInput } from "../source/read-source.js";
import { readBudget } from "./budget.js";
import { readAssume, type SharedOptions } from "./plan-options.js";

export function refuseUsage(file: string, given: SharedOptions): void {
  refuseTwiceStandardInput({
    FILE: file,
    "--input-file": given.inputFile,
    "--results": given.results,
    "--prices": given.prices,
    "--capabilities": given.capabilities,
    "--config": given.config,
    "--diff": given.diff,
  });
  readAssume(given.assume);
  if (given.maxCost !== undefined) readBudget(given.maxCost);
}
