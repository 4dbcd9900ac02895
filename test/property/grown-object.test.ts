// An object type that has grown is the one with all its properties written out, whatever else grew from the same types (spec 3.2).

import fc from "fast-check";
import { expect, test } from "vitest";
import { setOwn } from "../../src/core/text/json.js";
import { boundType, typeSize } from "../../src/core/types/bound-type.js";
import { growObject, type ObjectType, ownProperty } from "../../src/core/types/grown-object.js";
import { sameType } from "../../src/core/types/same-type.js";
import type { Property, Type } from "../../src/core/types/type.js";
import { valueType } from "../../src/core/types/value-type.js";
import { hostileNames } from "../build/hostile.js";

const names = ["a", "b", "7", ...hostileNames];
const leaf = fc.constantFrom<Type>(
  { kind: "unknown" },
  { kind: "boolean" },
  valueType([[1, "x"], { a: { b: { c: null } } }]),
);

/** Each grows one of those before it, so that they branch. */
const growth = fc.record({
  of: fc.nat(20),
  name: fc.oneof(fc.constantFrom(...names), fc.string({ maxLength: 3 })),
  type: leaf,
  required: fc.boolean(),
});

function withProperty(plain: ObjectType, name: string, property: Property): ObjectType {
  const properties = { ...plain.properties };
  setOwn(properties, name, property);
  return { ...plain, properties };
}

test("what has grown is what it would be written out", () => {
  fc.assert(
    fc.property(fc.array(growth, { maxLength: 20 }), fc.boolean(), (steps, open) => {
      const rest: Type | null = open ? { kind: "unknown" } : null;
      const start: ObjectType = {
        kind: "object",
        properties: { first: { type: { kind: "null" }, required: true } },
        rest,
      };
      const pairs = [{ grown: start, plain: start }];
      for (const { of, name, type, required } of steps) {
        const { grown, plain } = pairs[of % pairs.length] as (typeof pairs)[number];
        const property = { type, required };
        pairs.push({ grown: growObject(grown, name, property), plain: withProperty(plain, name, property) });
      }
      // Asked of the last ones first, so that nothing is worked out before.
      for (const { grown, plain } of pairs.reverse()) {
        for (const name of ["first", ...names])
          expect(ownProperty(grown, name)).toEqual(
            Object.hasOwn(plain.properties, name) ? plain.properties[name] : undefined,
          );
        expect(typeSize(grown)).toBe(typeSize(plain));
        for (const most of [3, 12, 40])
          expect(JSON.stringify(boundType(grown, most))).toBe(JSON.stringify(boundType(plain, most)));
        expect(sameType(grown, plain)).toBe(true);
        expect(JSON.stringify(grown)).toBe(JSON.stringify(plain));
      }
    }),
  );
});
