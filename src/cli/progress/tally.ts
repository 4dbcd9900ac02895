// The events of a run in, how far it is out (spec 6.3.5): "12 of 48 images · $0.24 of at most $0.96 · 0:31, about 1:20 left". Time is that of
// the events; the time that is left follows from the rate so far, or from an estimate while nothing was drawn yet.

import type { Plan, RunEvent } from "../../core/index.js";
import { printDollars } from "../../core/plan/cost/money.js";
import { clock } from "./clock.js";

export type Tally = {
  take(event: RunEvent): void;
  /** At a moment, in milliseconds since 1970. */
  sayAt(moment: number): string;
};

export function tallyOf({ totals, total }: Plan): Tally {
  let started: number | null = null;
  let drawing: number | null = null;
  let [calls, images, spent] = [0, 0, 0n];
  const { min, max } = totals.images;

  /** null: it cannot be told yet. */
  function leftAt(moment: number): number | null {
    if (drawing === null || images === 0 || max === null || images >= max) return null;
    return ((moment - drawing) / images) * (max - images);
  }

  return {
    take: (event) => {
      if (event.kind === "run-started") started = event.at;
      if (event.kind === "call-started" && event.what === "images") drawing ??= event.at;
      if (event.kind !== "call-finished") return;
      spent += BigInt(event.cost);
      if (!event.ok) return;
      calls += 1;
      images += event.images?.length ?? 0;
    },
    sayAt: (moment) => {
      const all = max ?? `at least ${min}`;
      const done = max === 0 ? `${calls} call${calls === 1 ? "" : "s"}` : `${images} of ${all} images`;
      const most = total.max === null ? "" : ` of at most $${total.max}`;
      const left = leftAt(moment);
      const remains = left === null ? "" : `, about ${clock(left)} left`;
      return `${done} · $${printDollars(spent)}${most} · ${clock(moment - (started ?? moment))}${remains}`;
    },
  };
}
