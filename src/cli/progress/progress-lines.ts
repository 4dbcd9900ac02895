// The events of a run in, the lines that a person follows it by out (spec 6.3.5): one for each step, and one every few seconds for what goes on
// within it.

import { describeEvent, type Plan, type RunEvent } from "../../core/index.js";
import type { TimeEstimate } from "../../core/plan/time/estimate-time.js";
import type { Progress } from "./progress.js";
import { tallyOf } from "./tally.js";

const everyMs = 5_000;

export function progressLines(plan: Plan, time: TimeEstimate | null, say: (line: string) => void): Progress {
  const tally = tallyOf(plan, time);
  let lastSaid = 0;
  return {
    take: (event) => {
      tally.take(event);
      if (!isWithinStep(event)) say(describeEvent(event));
      else if (event.at - lastSaid < everyMs) return;
      else say(tally.sayAt(event.at));
      lastSaid = event.at;
    },
    say,
    end: () => {},
  };
}

function isWithinStep(event: RunEvent): boolean {
  return event.kind === "call-started" || (event.kind === "call-finished" && event.ok);
}
