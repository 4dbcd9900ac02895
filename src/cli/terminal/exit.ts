// The exit codes of the command line, and which of several applies (spec 7.9).

import type { AnyDiagnostic } from "../../core/index.js";
import type { RunStatus } from "../../core/run/event.js";

export const exitCodes = {
  fine: 0,
  errors: 1,
  usage: 2,
  stepFailed: 3,
  limit: 4,
  budget: 5,
  unknownOutcome: 6,
  journal: 7,
  locked: 8,
  changed: 9,
  /** A bug in flowplan, never a mistake in the flow. */
  internal: 70,
  interrupted: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** When several apply, the first of these that holds. */
const order: readonly ExitCode[] = [70, 130, 2, 7, 8, 9, 6, 5, 4, 3, 1, 0];

export function worst(codes: readonly ExitCode[]): ExitCode {
  return order.find((code) => codes.includes(code)) ?? exitCodes.fine;
}

export function exitOf(diagnostics: readonly AnyDiagnostic[]): ExitCode {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.some(({ code }) => code.startsWith("limit/"))) return exitCodes.limit;
  return errors.length > 0 ? exitCodes.errors : exitCodes.fine;
}

/** How a run ended, and what its steps and the run itself failed with: an unknown outcome outweighs a limit, a limit a plain failure. */
export function exitOfRun(status: RunStatus, failures: readonly { readonly code: string }[]): ExitCode {
  if (status === "succeeded") return exitCodes.fine;
  if (status === "interrupted") return exitCodes.interrupted;
  return worst([exitCodes.stepFailed, ...failures.map(({ code }) => exitOfFailure(code))]);
}

/** Codes of a run that have an exit code of their own. */
const exitsOfFailures: { readonly [code: string]: ExitCode } = {
  "run/journal-failed": exitCodes.journal,
  "run/journal-damaged": exitCodes.journal,
  "run/journal-version": exitCodes.journal,
  "run/locked": exitCodes.locked,
  "run/changed-request": exitCodes.changed,
  "run/changed-since": exitCodes.changed,
  "run/outcome-unknown": exitCodes.unknownOutcome,
  "run/over-budget": exitCodes.budget,
  "run/over-assumption": exitCodes.budget,
};

export function exitOfFailure(code: string): ExitCode {
  if (Object.hasOwn(exitsOfFailures, code)) return exitsOfFailures[code] as ExitCode;
  return code.startsWith("limit/") ? exitCodes.limit : exitCodes.stepFailed;
}

/** Wrong usage or an unreadable file: said in one line, exit 2. Thrown by commands, caught by main alone. */
export class UsageError extends Error {
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}
