// A clock that stands still until it is told to go on, and what waits on it (for tests of everything that takes time).

import type { Clock, Timer } from "../core/run/ports.js";

export type FakeClock = Clock &
  Timer & {
    /** Resolves when the clock has been moved so far. */
    wait(milliseconds: number): Promise<void>;
    /** Moves on to the next moment that somebody waits for; false where nobody waits. */
    step(): boolean;
    readonly waiting: number;
  };

export function fakeClock(start = 0): FakeClock {
  let time = start;
  let order = 0;
  let sleepers: { at: number; order: number; resolve: () => void }[] = [];
  const at = (moment: number) =>
    new Promise<void>((resolve) => {
      sleepers.push({ at: moment, order: order++, resolve });
    });
  return {
    now: () => time,
    at,
    wait: (milliseconds) => at(time + milliseconds),
    step: () => {
      const next = sleepers.reduce<number | null>((least, { at }) => (least === null || at < least ? at : least), null);
      if (next === null) return false;
      time = Math.max(time, next);
      const due = sleepers.filter(({ at }) => at <= next).sort((a, b) => a.order - b.order);
      sleepers = sleepers.filter(({ at }) => at > next);
      for (const sleeper of due) sleeper.resolve();
      return true;
    },
    get waiting() {
      return sleepers.length;
    },
  };
}
