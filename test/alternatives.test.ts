// Which of many alternatives declares a property (spec 3.1.2, 3.3.3): what the fitting one does not declare is dropped, and said.

import { expect, test } from "vitest";
import { ajvValidator } from "../src/core/schema/ajv-validator.js";
import { checkInput } from "../src/core/schema/check-input.js";
import type { Json, JsonObject } from "../src/core/text/json.js";
import { inputType } from "../src/core/types/input-type.js";

function given(o: JsonObject, value: Json) {
  const schema: JsonObject = { type: "object", properties: { o } };
  const span = { start: 0, end: 0 };
  const outcome = checkInput({ schema, type: inputType(schema), span, places: {} }, { o: value }, ajvValidator);
  return { kept: outcome.ok ? outcome.value.o : null, said: outcome.diagnostics.map(({ code }) => code) };
}

const kinds = (count: number): JsonObject => ({
  oneOf: Array.from({ length: count }, (_, i) => ({
    type: "object",
    required: ["kind"],
    properties: { kind: { const: `k${i}` }, ...(i === 0 ? { size: { type: "integer" } } : {}) },
  })),
});

test("alternatives stay apart up to 64; of more, nothing is dropped", () => {
  for (const count of [2, 8, 9, 64]) {
    expect(given(kinds(count), { kind: "k1", size: "large" })).toEqual({
      kept: { kind: "k1" },
      said: ["input/unknown"],
    });
    expect(given(kinds(count), { kind: "k0", size: 5 })).toEqual({ kept: { kind: "k0", size: 5 }, said: [] });
  }
  expect(given(kinds(65), { kind: "k1", size: "large" })).toEqual({ kept: { kind: "k1", size: "large" }, said: [] });
});

test("what a condition declares is kept where it holds", () => {
  const schema: JsonObject = {
    type: "object",
    properties: { k: { type: "string" } },
    if: { properties: { k: { const: "a" } }, required: ["k"] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { properties: { x: { type: "integer" } } },
    else: { properties: { y: { type: "integer" } } },
  };
  expect(given(schema, { k: "a", x: 1 })).toEqual({ kept: { k: "a", x: 1 }, said: [] });
  expect(given(schema, { k: "a", z: 1 })).toEqual({ kept: { k: "a" }, said: ["input/unknown"] });
});

test("a schema that is not read to its end declares nothing", () => {
  const node: JsonObject = {
    allOf: [{ properties: { a: { $ref: "#/properties/o" } } }, { properties: { b: { $ref: "#/properties/o" } } }],
  };
  const deep = { b: { a: { b: { a: { b: { a: {} } } } } } };
  expect(given(node, deep)).toEqual({ kept: deep, said: [] });
});
