// An object type and one more property in, the larger type out. The results of a flow grow by one with every step: what has grown shares the
// list of its names with what it grew from, and what is asked of it is worked out from the answer for the one before (spec 3.2).

import { hasOwn, setOwn } from "../text/json.js";
import type { Property, Type } from "./type.js";

export type ObjectType = Extract<Type, { kind: "object" }>;
export type Growth = { readonly from: ObjectType; readonly name: string; readonly property: Property };

/** What one object has grown by, in order: each type sees the first ones, as many as were there when it was made. */
type Added = {
  readonly names: string[];
  readonly properties: Map<string, { readonly at: number; readonly property: Property }>;
};
type Grown = { readonly origin: ObjectType; readonly added: Added; readonly length: number; readonly growth: Growth };

const grownTypes = new WeakMap<ObjectType, Grown>();

export function growObject(from: ObjectType, name: string, property: Property): ObjectType {
  if (ownProperty(from, name) !== undefined) {
    const properties = { ...from.properties };
    setOwn(properties, name, property);
    return { ...from, properties };
  }
  const before = grownTypes.get(from);
  const origin = before?.origin ?? from;
  const added = before !== undefined && before.added.names.length === before.length ? before.added : copyOf(before);
  added.properties.set(name, { at: added.names.push(name) - 1, property });
  const length = added.names.length;
  let written: ObjectType["properties"] | undefined;
  const grown: ObjectType = {
    kind: "object",
    // Written out only where all are asked for.
    get properties() {
      written ??= writtenOut(origin, added, length);
      return written;
    },
    rest: from.rest,
  };
  grownTypes.set(grown, { origin, added, length, growth: { from, name, property } });
  return grown;
}

/** Of a type that has grown in another direction as well. */
function copyOf(before: Grown | undefined): Added {
  const names = before?.added.names.slice(0, before.length) ?? [];
  const properties = new Map(
    names.flatMap((name) => {
      const entry = before?.added.properties.get(name);
      return entry === undefined ? [] : [[name, entry] as const];
    }),
  );
  return { names, properties };
}

function writtenOut(origin: ObjectType, { names, properties }: Added, length: number): ObjectType["properties"] {
  const all = { ...origin.properties };
  for (let i = 0; i < length; i++) {
    const name = names[i] as string;
    setOwn(all, name, (properties.get(name) as { readonly property: Property }).property);
  }
  return all;
}

/** The property that the type lists under that name. */
export function ownProperty(type: ObjectType, name: string): Property | undefined {
  const grown = grownTypes.get(type);
  const { properties } = grown?.origin ?? type;
  if (hasOwn(properties, name)) return properties[name];
  const entry = grown?.added.properties.get(name);
  return grown !== undefined && entry !== undefined && entry.at < grown.length ? entry.property : undefined;
}

export function growthOf(type: ObjectType): Growth | undefined {
  return grownTypes.get(type)?.growth;
}
