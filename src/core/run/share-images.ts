// The requests of a step and which of them the plan shares in; those to send, and the images that are used in more than one place, out
// (spec 5.4.5).

import { presume } from "../unreachable.js";
import type { StepValue } from "./assemble.js";
import type { Placed } from "./prepare-images.js";
import type { KnownImage } from "./stages.js";

/** `images` of a step's result, those from `from` on, stand from `to` on too. */
export type SharedImages = { readonly from: number; readonly to: number; readonly images: number };

/** A request that is not what the plan took it for is asked all the same. */
export function withoutShared(
  requests: readonly Placed[],
  shares: ReadonlyMap<number, number>,
): { readonly asked: readonly Placed[]; readonly shared: readonly SharedImages[] } {
  const shared: SharedImages[] = [];
  const asked = requests.filter(({ request, image, first: to }) => {
    const of = shares.get(request);
    if (of === undefined || shares.has(of)) return true;
    const other = presume(requests[of], "an earlier request");
    if (image.seed === null || !sameImage(image, other.image)) return true;
    shared.push({ from: other.first, to, images: image.batchSize });
    return false;
  });
  return { asked, shared };
}

function sameImage(a: KnownImage, b: KnownImage): boolean {
  return (Object.keys(a) as (keyof KnownImage)[]).every((field) => a[field] === b[field]);
}

/** What came back, in every place where it is wanted. */
export function inAllPlaces(values: readonly StepValue[], shared: readonly SharedImages[]): readonly StepValue[] {
  if (shared.length === 0) return values;
  const bySource = new Map<number, SharedImages[]>();
  for (const one of shared) {
    for (let place = one.from; place < one.from + one.images; place++) {
      const those = bySource.get(place);
      if (those === undefined) bySource.set(place, [one]);
      else those.push(one);
    }
  }
  return values.flatMap((value) => [
    value,
    ...(bySource.get(value.place) ?? []).map(({ from, to }) => ({ ...value, place: to + value.place - from })),
  ]);
}
