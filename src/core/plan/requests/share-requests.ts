// The requests of a plan in; those that need not be sent, since an equal one of their step is, out (spec 5.4.5). The plan alone
// decides: requests that turn out equal only in a run are each sent.

import { canonicalJson } from "../../text/json.js";
import { isUnknown, type PlannedRequest } from "../plan.js";

/** `sharedWith` on each request that is equal, in every field, to an earlier one of its step that has a seed. */
export function shareRequests(requests: readonly PlannedRequest[]): readonly PlannedRequest[] {
  const places = placesInSteps(requests);
  const firsts = new Map<string, number>();
  return requests.map((request, position) => {
    if (places[position] === null || !isSharable(request)) return request;
    const key = `${request.step} ${canonicalJson(request.image)}`;
    const first = firsts.get(key);
    if (first !== undefined) return { ...request, sharedWith: first };
    firsts.set(key, position);
    return request;
  });
}

export function isAsked({ sharedWith }: PlannedRequest): boolean {
  return sharedWith === undefined;
}

/** Of one step: which of its requests has the images of which, by their places in the step. */
export function sharesOfStep(step: string, requests: readonly PlannedRequest[]): ReadonlyMap<number, number> {
  const places = placesInSteps(requests);
  const shares = new Map<number, number>();
  for (const [position, { step: of, sharedWith }] of requests.entries()) {
    if (of !== step || sharedWith === undefined || requests[sharedWith]?.step !== step) continue;
    const place = places[position] ?? null;
    const first = places[sharedWith] ?? null;
    if (place !== null && first !== null && first < place) shares.set(place, first);
  }
  return shares;
}

/** A request whose place is not known cannot be found again in a run. */
function isSharable({ repeat, image }: PlannedRequest): boolean {
  return repeat.min === 1 && repeat.max === 1 && image.seed !== null && !Object.values(image).some(isUnknown);
}

/** Where each entry begins among the requests of its step (spec 5.2.3); null after a group of unknown length. */
function placesInSteps(requests: readonly PlannedRequest[]): readonly (number | null)[] {
  const next = new Map<string, number | null>();
  return requests.map(({ step, repeat }) => {
    const place = next.get(step);
    const here = place === undefined ? 0 : place;
    next.set(step, here === null || repeat.min !== repeat.max ? null : here + repeat.min);
    return here;
  });
}
