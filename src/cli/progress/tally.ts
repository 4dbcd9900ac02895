// The events of a run in, how far it is out (spec 6.3.5): "12 of 48 images · $0.24 of at most $0.96 · 0:31, about 1:20 left". Time is that of
// the events; the time that is left follows from the rate so far, or from an estimate while nothing was drawn yet.

import type { Plan, RunEvent } from "../../core/index.js";
import { printDollars } from "../../core/plan/cost/money.js";
import type { TimeEstimate } from "../../core/plan/time/estimate-time.js";
import { counted } from "../../core/text/counted.js";
import { clock } from "./clock.js";

export type Tally = {
  take(event: RunEvent): void;
  /** At a moment, in milliseconds since 1970. */
  sayAt(moment: number): string;
};

/** `time`: how long the whole run takes, from earlier calls; null: nobody knows. */
export function tallyOf({ totals, total }: Plan, time: TimeEstimate | null): Tally {
  let started: number | null = null;
  let drawing: number | null = null;
  let fresh = time;
  let [calls, drawn, kept, spent] = [0, 0, 0, 0n];
  const { min, max } = totals.images;

  /** From the images so far; before the first one, from earlier calls. "": it cannot be told. */
  function leftAt(moment: number): string {
    if (drawn > 0) {
      if (drawing === null || max === null || drawn + kept >= max) return "";
      return clock(((moment - drawing) / drawn) * (max - drawn - kept));
    }
    const passed = moment - (started ?? moment);
    if (fresh === null || fresh.max === null || passed >= fresh.max) return "";
    const [least, most] = [clock(fresh.min - passed), clock(fresh.max - passed)];
    return least === most ? most : `${least} to ${most}`;
  }

  return {
    take: (event) => {
      if (event.kind === "run-started") {
        started = event.at;
        // How much of it an earlier process did is not known here.
        if (event.resumed === true) fresh = null;
      }
      if (event.kind === "call-started" && event.what === "images") drawing ??= event.at;
      if (event.kind === "images-kept") {
        kept += event.images.length;
        // The estimate is of the whole run.
        fresh = null;
      }
      if (event.kind !== "call-finished") return;
      spent += BigInt(event.cost);
      if (!event.ok) return;
      calls += 1;
      drawn += event.images?.length ?? 0;
    },
    sayAt: (moment) => {
      const all = max ?? `at least ${min}`;
      const done =
        max === 0 ? counted(calls, "call") : `${drawn + kept} of ${all} images${kept > 0 ? ` (${kept} kept)` : ""}`;
      const most = total.max === null ? "" : ` of at most $${total.max}`;
      const left = leftAt(moment);
      const remains = left === "" ? "" : `, about ${left} left`;
      return `${done} · $${printDollars(spent)}${most} · ${clock(moment - (started ?? moment))}${remains}`;
    },
  };
}
