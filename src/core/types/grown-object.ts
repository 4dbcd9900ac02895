// An object type and one more property in, the larger type out. It remembers what it grew from: the results of a flow grow by one with
// every step, and what is asked of each of them is worked out from the answer for the one before (spec 3.2).

import { hasOwn, setOwn } from "../text/json.js";
import type { Property, Type } from "./type.js";

export type ObjectType = Extract<Type, { kind: "object" }>;
type Growth = { readonly from: ObjectType; readonly property: Property };

const growths = new WeakMap<Type, Growth>();

export function growObject(from: ObjectType, name: string, property: Property): ObjectType {
  const properties = { ...from.properties };
  setOwn(properties, name, property);
  const grown: ObjectType = { ...from, properties };
  if (!hasOwn(from.properties, name)) growths.set(grown, { from, property });
  return grown;
}

export function growthOf(type: ObjectType): Growth | undefined {
  return growths.get(type);
}
