// The words that plan and run share in, wrong usage out (spec 7.9): reported before anything is read.

import { profileNames, profiles } from "../../core/plan/backend/profiles.js";
import { hasOwn } from "../../core/text/json.js";
import { nearest } from "../../core/text/nearest.js";
import { quoted } from "../../core/text/printable.js";
import { refuseTwiceStandardInput } from "../source/read-source.js";
import { UsageError } from "../terminal/exit.js";
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
  if (given.capabilities === undefined && !hasOwn(profiles, given.backend)) {
    const near = nearest(given.backend, profileNames);
    const names = profileNames.join(", ");
    throw new UsageError(
      `there is no backend ${quoted(given.backend)}; the backends are ${names}, or any name with --capabilities FILE`,
      near === undefined ? undefined : `--backend ${near}`,
    );
  }
  readAssume(given.assume);
  if (given.maxCost !== undefined) readBudget(given.maxCost);
}
