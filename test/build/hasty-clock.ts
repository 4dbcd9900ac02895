// A clock for tests over real connections: whoever waits for a moment has it at the next turn of the event loop.

import type { Clock, Timer } from "../../src/core/run/ports.js";

export function hastyClock(start = 1_700_000_000_000): Clock & Timer & { readonly waits: readonly number[] } {
  let time = start;
  const waits: number[] = [];
  return {
    waits,
    now: () => time,
    at: async (moment) => {
      waits.push(moment - time);
      await new Promise((resolve) => setImmediate(resolve));
      time = Math.max(time, moment);
    },
  };
}
