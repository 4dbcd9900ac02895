// The events of a run in, the lines that a person follows it by out (spec 6.3.4): one for each step, and one every few seconds for what goes on
// within it. Time is that of the events.

import type { Plan, RunEvent } from "../../core/index.js";
import { describeEvent } from "../../core/index.js";
import { printDollars } from "../../core/plan/cost/money.js";

const everyMs = 5_000;

export function progressLines(plan: Plan, say: (line: string) => void): (event: RunEvent) => void {
  let [started, lastSaid] = [0, 0];
  let [calls, images, spent] = [0, 0, 0n];
  return (event) => {
    switch (event.kind) {
      case "run-started":
        started = lastSaid = event.at;
        say(describeEvent(event));
        return;
      case "call-started":
        return;
      case "call-finished":
        spent += BigInt(event.cost);
        if (!event.ok) say(describeEvent(event));
        else {
          calls += 1;
          images += event.images?.length ?? 0;
          if (event.at - lastSaid < everyMs) return;
          lastSaid = event.at;
          say(soFar());
        }
        return;
      case "call-retried":
      case "step-started":
      case "step-finished":
      case "step-failed":
      case "step-skipped":
      case "run-finished":
        say(describeEvent(event));
        return;
    }

    function soFar(): string {
      const { min, max } = plan.totals.images;
      const all = max === null ? `at least ${min}` : String(max);
      const done = max === 0 ? `${calls} calls` : `${images} of ${all} images`;
      const most = plan.total.max === null ? "" : ` of at most $${plan.total.max}`;
      return `${done} · $${printDollars(spent)}${most} · ${clock(event.at - started)}`;
    }
  };
}

/** "0:31", "1:02:03". */
function clock(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (number: number) => String(number).padStart(2, "0");
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}
