// An input schema as written in, the place of each property's declaration out, by JSON Pointer into the input's value.

import { memberOf } from "../document/find.js";
import type { ObjectNode } from "../document/tree.js";
import { setOwn } from "../text/json.js";
import { pointerTo } from "../text/pointer.js";
import type { Span } from "../text/span.js";

export function inputPlaces(schema: ObjectNode): { readonly [pointer: string]: Span } {
  const places: { [pointer: string]: Span } = {};
  notePlaces(schema, "", places);
  return places;
}

function notePlaces(schema: ObjectNode, pointer: string, places: { [pointer: string]: Span }): void {
  const properties = memberOf(schema, "properties")?.value;
  if (properties?.kind !== "object") return;
  for (const { key, value } of properties.members) {
    const below = pointerTo(pointer, key.name);
    setOwn(places, below, key.span);
    if (value.kind === "object") notePlaces(value, below, places);
  }
}
