// An entry of a plan's passes in, its passes as positions out (spec 5.4.4): what a reader of plans does.

import type { PlannedPass, PlannedRequest } from "../../src/core/plan/plan.js";

/**
 * The passes of an entry whose content is known, as positions in `requests[]`; null where groups are in it. An entry of
 * `repeat` passes lists them one after the other, all of one shape.
 */
export function contentOf(
  pass: PlannedPass,
  requests: readonly PlannedRequest[],
): readonly (readonly number[])[] | null {
  const single = (position: number) => {
    const repeat = requests[position]?.repeat;
    return repeat?.min === 1 && repeat.max === 1;
  };
  if (pass.repeat.min !== pass.repeat.max || pass.repeat.min === 0 || !pass.requests.every(single)) return null;
  const each = pass.requests.length / pass.repeat.min;
  if (!Number.isInteger(each)) return null;
  return Array.from({ length: pass.repeat.min }, (_, i) => pass.requests.slice(i * each, (i + 1) * each));
}
