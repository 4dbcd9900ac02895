// What only a host has: the time, chance, and the key that stops a run.

import { randomBytes } from "node:crypto";
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
  const listeners = new Set<() => void>();
  let aborted = false;
  const release = () => {
    for (const name of names) process.removeListener(name, stop);
  };
  const stop = () => {
    aborted = true;
    release();
    for (const listener of [...listeners]) listener();
  };
  for (const name of names) process.on(name, stop);
  return {
    get aborted() {
      return aborted;
    },
    onAbort: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    release,
  };
}
