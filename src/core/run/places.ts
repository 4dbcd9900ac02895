// The values that a journal holds, by place (spec 6.12.1): what is asked for again is answered from here.

import type { Json } from "../text/json.js";
import type { Place, PlacedValue } from "./journal.js";

export type KnownPlaces = Map<string, PlacedValue>;

export function remember(known: KnownPlaces, values: readonly PlacedValue[]): void {
  for (const value of values) known.set(placeName(value.place), value);
}

/** null: nothing is known; "other": something else was asked for there. */
export function recall(known: KnownPlaces, place: Place, request: string): { readonly value: Json } | "other" | null {
  const found = known.get(placeName(place));
  if (found === undefined) return null;
  return found.request === request ? found : "other";
}

export function placeName({ step, request, image }: Place): string {
  return `${step} ${request} ${image}`;
}
