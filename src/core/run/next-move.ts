// A failure and what is known of its server in, what to do about the call out (spec 6.11.1, 6.11.3): to try again is decided here alone.

import type { Failed } from "./server.js";

export const mostAttempts = 5;
const longestWait = 300_000;

/** `again`: after so many milliseconds; `lost`: whether it may have been carried out, so that it is asked for first. */
export type Move =
  | { readonly kind: "again"; readonly afterMs: number; readonly lost: boolean }
  | { readonly kind: "give up" }
  /** Nobody knows what became of it, and nobody can be asked. */
  | { readonly kind: "leave open" };

/** `recoverable`: its server can be sent the call again, or asked for it. `chance`: 0 to 1. */
export function nextMove(failure: Failed, attempt: number, recoverable: boolean, chance: number): Move {
  const lost = isLost(failure);
  if (lost && !recoverable) return { kind: "leave open" };
  const passing = lost || failure.kind === "transient" || failure.kind === "rateLimited";
  if (!passing || failure.charged === "yes") return { kind: "give up" };
  if (attempt >= mostAttempts) return { kind: lost ? "leave open" : "give up" };
  const backOff = 1000 * 2 ** (attempt - 1) * (1 + chance / 2);
  return { kind: "again", afterMs: Math.min(longestWait, Math.max(backOff, failure.retryAfterMs ?? 0)), lost };
}

/** It may have been carried out, and its reply is lost. */
export function isLost({ kind, charged }: Failed): boolean {
  return charged === undefined ? kind === "unknownOutcome" : charged === "maybe";
}
