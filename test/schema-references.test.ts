// References that multiply or never end are refused before anything follows them (spec 3.3.2, 3.3.4).

import { expect, test } from "vitest";
import { compile } from "../src/core/index.js";
import type { JsonObject } from "../src/core/text/json.js";

function said(input: JsonObject): readonly string[] {
  const text = JSON.stringify({ title: "t", description: "d", input, steps: [] });
  return compile(text).diagnostics.flatMap(({ code, severity }) => (severity === "error" ? [code] : []));
}

function diamond(depth: number, word: string): JsonObject {
  const to = (i: number) => ({ $ref: `#/$defs/d${i}` });
  const $defs = Object.fromEntries(
    Array.from({ length: depth }, (_, i) => [`d${i}`, { [word]: [to(i + 1), to(i + 1)] }]),
  );
  return {
    type: "object",
    properties: { x: { $ref: "#/$defs/d0", default: 5 } },
    $defs: { ...$defs, [`d${depth}`]: { type: "string" } },
  };
}

test.each(["anyOf", "oneOf", "allOf"])("a diamond of references in %s", (word) => {
  expect(said(diamond(30, word))).toContain("limit/schema-references");
  expect(said(diamond(10, word))).toEqual(["flow/bad-default"]);
});

test.each([
  { type: "object", allOf: [{ $ref: "#" }] },
  { type: "object", properties: { a: { $ref: "#/$defs/a" } }, $defs: { a: { not: { $ref: "#/$defs/a" } } } },
])("a circle that enters no value: %j", (schema) => {
  expect(said(schema as JsonObject)).toEqual(["flow/bad-schema"]);
});

test("a tree may refer to itself in its children, as often as it likes", () => {
  const node = { type: "object", properties: { left: { $ref: "#/$defs/n" }, right: { $ref: "#/$defs/n" } } };
  expect(said({ type: "object", properties: { tree: { $ref: "#/$defs/n" } }, $defs: { n: node } })).toEqual([]);
});

test("a pattern is too long where it stands, and a key that is no text is said so", () => {
  const long = "a".repeat(300);
  for (const part of [
    { type: "string", pattern: long },
    { type: "object", patternProperties: { [long]: {} } },
  ]) {
    const text = JSON.stringify({
      title: "t",
      description: "d",
      input: { type: "object", properties: { p: part } },
      steps: [],
    });
    const found = compile(text).diagnostics.find(({ code }) => code === "limit/pattern");
    expect(found?.span.end ?? 0).toBeLessThan(text.indexOf(long) + 310);
    expect(found?.span.start ?? 0).toBeGreaterThanOrEqual(text.indexOf(long) - 1);
  }
  const patternProperties = { "\ud800": { type: "nonsense" } };
  const text = JSON.stringify({
    title: "t",
    description: "d",
    input: { type: "object", patternProperties },
    steps: [],
  });
  const messages = compile(text).diagnostics.map(({ message }) => message);
  expect(messages.join(" ")).not.toContain("URI malformed");
});

test("null without a type, and half a character in a pattern", () => {
  expect(said({ type: "object", properties: { a: { nullable: true } } })).toEqual([]);
  const input = { type: "object", patternProperties: { "\ud800": {} } };
  const { diagnostics } = compile(JSON.stringify({ title: "t", description: "d", input, steps: [] }));
  const [mistake] = diagnostics.filter(({ severity }) => severity === "error");
  expect(mistake?.message).toContain("half a character");
});
