// The reference backend refuses what it cannot make in reasonable time and memory (spec 6.7). How soon is measured in bench/attacks.ts.

import { expect, test } from "vitest";
import { referenceBackend } from "../src/backends/reference/index.js";
import type { JsonObject } from "../src/core/text/json.js";
import { contextOf } from "./build/call-context.js";

async function answer(schema: JsonObject): Promise<string> {
  const request = { schema, description: "d", input: null, creativity: 1, context: null };
  const reply = await referenceBackend().objects?.start(request as never, contextOf("k"));
  return reply === undefined || !("ok" in reply) || reply.ok ? "made" : reply.failure.detail;
}

const holding = (x: JsonObject): JsonObject => ({ type: "object", properties: { x }, required: ["x"] });

test.each([
  [holding({ type: "string", minLength: 1_000_000 }), "at least 1000001 "],
  [holding({ type: "array", minItems: 1_000_000 }), "at least 1000001 "],
  [holding({ type: "object", minProperties: 1_000_000 }), "at least 1000001 "],
  [{ ...holding({ $ref: "#/$defs/long" }), $defs: { long: { type: "string", minLength: 1_000_000 } } }, "at least"],
  [holding({ $ref: "#" }), "contain itself"],
  [{ type: "object", allOf: [{ $ref: "#" }] }, "cannot be compiled"],
])("%j", async (schema, detail) => {
  expect(await answer(schema as JsonObject)).toContain(detail);
});

test("a tree that may end is made", async () => {
  const next = { anyOf: [{ type: "null" }, { $ref: "#" }] };
  expect(await answer({ type: "object", properties: { next }, required: ["next"] })).toBe("made");
  const $defs = {
    maybe: { anyOf: [{ $ref: "#/$defs/pair" }, { type: "null" }] },
    pair: { type: "object", properties: { of: { $ref: "#/$defs/maybe" } }, required: ["of"] },
  };
  const properties = { first: { $ref: "#/$defs/maybe" }, second: { $ref: "#/$defs/pair" } };
  expect(await answer({ type: "object", properties, required: ["first", "second"], $defs })).toBe("made");
});

test.each([
  holding({ type: "string", minLength: 90_000 }),
  holding({ type: "array", minItems: 20_000, items: { type: "integer" } }),
])("large, but within bounds: %j", async (schema) => {
  expect(await answer(schema)).toBe("made");
});
