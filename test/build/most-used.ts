// What each call is said to use at most in, what all of them use at most out: as a plan counts it from its caps.

import type { Assumptions } from "../../src/core/plan/cost/assumptions.js";
import type { MostUsed } from "../../src/core/plan/cost/caps.js";
import { type Decimal, times, whole } from "../../src/core/plan/cost/money.js";
import type { Interval } from "../../src/core/plan/plan.js";

type Counts = { readonly [fact in "generations" | "trainings" | "zips"]?: Interval };

export function mostUsedOf({ generations, trainings, zips }: Counts, each: Assumptions): MostUsed {
  const all = (most: Decimal | undefined, count: Interval | undefined) =>
    most === undefined || count == null || count.max === null ? null : times(most, whole(count.max));
  return {
    tokens: all(each.tokens, generations),
    trainingMinutes: all(each.trainingMinutes, trainings),
    zipMegabytes: all(each.zipMegabytes, zips),
  };
}
