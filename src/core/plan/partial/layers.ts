// The layers of a merge in, the object that they make out (spec 2.9, 5.1.1): fields that meet become one layer and a source that comes
// again is kept once, so that merging an object with itself, however often, gives an object of the same size.

import { type Json, setOwn } from "../../text/json.js";
import { firstOf } from "./look-up.js";
import { type Fields, type Found, known, type Layer, type PartialValue } from "./partial-value.js";

/** Known through and through, it is written as such. */
export function objectOf(layers: readonly Layer[]): PartialValue {
  const merged = mergeLayers(layers);
  if (merged.length === 0) return known({});
  const [only] = merged;
  if (merged.length > 1 || only?.kind !== "fields") return { kind: "object", layers: merged };
  const value: { [key: string]: Json } = {};
  for (const [key, field] of only.fields) {
    if (!field.certain || field.value.kind !== "known") return { kind: "object", layers: merged };
    setOwn(value, key, field.value.value);
  }
  return known(value);
}

function mergeLayers(layers: readonly Layer[]): readonly Layer[] {
  const last = new Map<object, number>();
  for (const [i, layer] of layers.entries()) if (layer.kind === "source") last.set(layer.value, i);
  const merged: Layer[] = [];
  for (const [i, layer] of layers.entries()) {
    const below = merged.at(-1);
    if (layer.kind === "source") {
      // Where the same object comes again above, nothing of it shows here: what the upper one lacks, this one lacks too.
      if (last.get(layer.value) === i) merged.push(layer);
    } else if (below?.kind === "fields")
      merged[merged.length - 1] = { kind: "fields", fields: lay(below.fields, layer.fields) };
    else if (layer.fields.size > 0) merged.push(layer);
  }
  return merged;
}

/** A key keeps the place where it came first; what may be missing lets the lower value show. */
function lay(below: Fields, above: Fields): Fields {
  const fields = new Map(below);
  for (const [key, field] of above) {
    const lower = field.certain ? undefined : below.get(key);
    fields.set(key, lower === undefined ? field : (firstOf([field, lower]) as Found));
  }
  return fields;
}
