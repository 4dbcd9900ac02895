// A schema in, a size in characters out that no matching value can be smaller than: what would be huge is refused before it is made.

import { isArray, isObject, type Json } from "../../core/text/json.js";

/** References count as nothing, so the number is a lower bound, and there is always an end. */
export function leastSize(schema: Json | undefined): number {
  if (!isObject(schema)) return 0;
  const types = isArray(schema.type) ? schema.type : schema.type === undefined ? [] : [schema.type];
  const only = (type: string) => types.length === 1 && types[0] === type;
  const own = only("string")
    ? count(schema.minLength)
    : only("array")
      ? arraySize(schema)
      : only("object")
        ? objectSize(schema)
        : 1;
  const parts = isArray(schema.allOf) ? schema.allOf.map(leastSize) : [];
  return Math.max(own, ...parts);
}

function arraySize(schema: { readonly [key: string]: Json }): number {
  return Math.max(count(schema.minItems) * Math.max(1, leastSize(schema.items)), count(schema.minContains));
}

function objectSize({ minProperties, required, properties }: { readonly [key: string]: Json }): number {
  const names = isArray(required) ? required : [];
  const sum = names.reduce<number>((total, name) => {
    const property =
      isObject(properties) && typeof name === "string" && Object.hasOwn(properties, name)
        ? properties[name]
        : undefined;
    return total + 1 + leastSize(property);
  }, 0);
  return Math.max(sum, count(minProperties));
}

function count(value: Json | undefined): number {
  return typeof value === "number" && value > 0 ? value : 0;
}
