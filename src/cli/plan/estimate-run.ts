// A plan as it was made and how long earlier calls took in, how long its run takes out (spec 5.13.2).

import type { Backend, Capabilities } from "../../core/index.js";
import { type ProfileName, profiles } from "../../core/plan/backend/profiles.js";
import { type Capacity, estimateTime, type TimeEstimate } from "../../core/plan/time/estimate-time.js";
import type { Rates } from "../../core/plan/time/rates.js";
import { isObject } from "../../core/text/json.js";
import type { Planned } from "./planned.js";

type Servers = Pick<Backend, "objects" | "training" | "images">;

/** `servers`: those of the run; what they say of themselves is more exact than what is declared for all of them. */
export function estimateRun({ plan, objects, options }: Planned, rates: Rates, servers?: Servers): TimeEstimate {
  const capabilities = options.capabilities ?? profiles[plan.backend as ProfileName];
  const given = isObject(options.results) ? Object.keys(options.results) : [];
  return estimateTime(plan, objects, rates, capacityOf(capabilities, servers), new Set(given));
}

function capacityOf({ concurrency, maxBatch }: Capabilities, servers?: Servers): Capacity {
  const lanes = (own: number | undefined) => Math.max(1, own ?? concurrency);
  return {
    lanes: {
      generation: lanes(servers?.objects?.concurrency),
      training: lanes(servers?.training?.concurrency),
      images: lanes(servers?.images?.concurrency),
    },
    maxBatch,
  };
}
