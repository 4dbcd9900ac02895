// What only a host has: the time, chance, and the key that stops a run.

import { randomBytes } from "node:crypto";
import { ownSignal } from "../core/run/own-signal.js";
import type { Clock, Random, Timer } from "../core/run/ports.js";
import type { Signal } from "../core/run/signal.js";

export const systemClock: Clock = { now: () => Date.now() };

const longestTimeout = 2 ** 31 - 1;

/** What is to be waited is known at the beginning: a clock that is set back meanwhile must not prolong it. */
export const systemTimer: Timer = {
  at: async (moment) => {
    for (let left = moment - Date.now(); left > 0; left -= longestTimeout)
      await new Promise((resolve) => setTimeout(resolve, Math.min(left + 1, longestTimeout)));
  },
};

export const systemRandom: Random = { bytes: (length) => new Uint8Array(randomBytes(length)) };

/**
 * Ctrl-C, and the polite end that service managers send. The first one asks the run to stop; after it the usual handling is back, so a
 * second one ends the process at once. `release` gives the keys back when the run is over.
 */
export function interruptSignal(): Signal & { readonly release: () => void } {
  const names = ["SIGINT", "SIGTERM"] as const;
  const signal = ownSignal(undefined);
  const release = () => {
    for (const name of names) process.removeListener(name, stop);
  };
  const stop = () => {
    release();
    signal.abort();
  };
  for (const name of names) process.on(name, stop);
  return Object.assign(signal, { release });
}
