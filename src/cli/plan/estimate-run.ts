// A plan as it was made and how long earlier calls took in, how long its run takes out (spec 5.13.2).

import type { Target } from "../../backends/combine.js";
import { type Capacity, estimateTime, type TimeEstimate } from "../../core/plan/time/estimate-time.js";
import type { Rates } from "../../core/plan/time/rates.js";
import { isObject } from "../../core/text/json.js";
import type { Planned } from "./planned.js";

export function estimateRun({ plan, objects, options, target }: Planned, rates: Rates): TimeEstimate {
  const given = isObject(options.results) ? Object.keys(options.results) : [];
  return estimateTime(plan, objects, rates, capacityOf(target), new Set(given));
}

/** What servers say of themselves is more exact than what is declared for all of them. */
function capacityOf({ capabilities: { concurrency, maxBatch }, backend }: Target): Capacity {
  const lanes = (own: number | undefined) => Math.max(1, own ?? concurrency);
  return {
    lanes: {
      generation: lanes(backend?.objects?.concurrency),
      training: lanes(backend?.training?.concurrency),
      images: lanes(backend?.images?.concurrency),
    },
    maxBatch,
  };
}
