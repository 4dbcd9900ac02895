// Flows in, what the reader says and makes of them out (spec 1.6–1.20). The mistakes one by one are fixtures/flows/err.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compile } from "../src/core/index.js";
import { defaultLimits } from "../src/core/language/limits.js";
import { read } from "./build/read-flow.js";

const folder = (name: string) => join(import.meta.dirname, "../fixtures/flows", name);
const flowsIn = (name: string) => readdirSync(folder(name)).filter((file) => /\.json5?$/.test(file));
const text = (name: string, file: string) => readFileSync(join(folder(name), file), "utf8");
const flow = (steps: unknown, more: object = {}) => JSON.stringify({ title: "t", description: "d", steps, ...more });
const codes = (source: string) => read(source).diagnostics.map(({ code }) => code);

test.each(flowsIn("ok"))("nothing is said about %s", (file) => {
  const { flow, diagnostics } = read(text("ok", file));
  expect(diagnostics).toEqual([]);
  expect(flow?.steps.every(({ type }) => type !== null)).toBe(true);
});

test("JSON and JSON5 of the same flow are read as the same steps", () => {
  const ids = (file: string) => read(text("ok", file)).flow?.steps.map(({ id, type }) => [id, type]);
  expect(ids("five-steps.json5")).toEqual(ids("five-steps.json"));
});

test.each(flowsIn("err"))("something is said about %s, in source order, each place once", (file) => {
  const source = text("err", file);
  const { diagnostics } = compile(source);
  expect(diagnostics.length).toBeGreaterThan(0);
  const starts = diagnostics.map(({ span }) => span.start);
  expect(starts).toEqual([...starts].sort((a, b) => a - b));
  const places = diagnostics.map(({ code, message, span }) => `${code} ${message} ${span.start}`);
  expect(new Set(places).size).toBe(places.length);
  for (const { span } of diagnostics) expect(span.start <= span.end && span.end <= source.length).toBe(true);
});

describe("broken steps", () => {
  test("keep their id, so that references to them are not reported as well", () => {
    const { flow: tree } = read(flow([{ id: "a", type: "Zapper" }, { id: "b", type: "ObjectTransformer" }, 5]));
    expect(tree?.steps.map(({ id, type }) => [id, type])).toEqual([
      ["a", null],
      ["b", null],
      [null, null],
    ]);
  });

  test("are read as what their misspelt keys and types resemble", () => {
    const { flow: tree } = read(flow([{ ID: "a", type: "Ziper", paramters: { source: ["x"] } }]));
    expect(tree?.steps[0]).toMatchObject({ id: "a", type: "Zipper", sources: [{ id: "x" }] });
  });
});

test("sources joined by commas are read as several, each with its own place", () => {
  const source = flow([{ id: "z", type: "Zipper", parameters: { sources: ["a , b"] } }]);
  const step = read(source).flow?.steps[0];
  if (step?.type !== "Zipper") throw new Error("the step is a Zipper");
  expect(step.sources.map(({ span }) => source.slice(span.start, span.end))).toEqual(["a", "b"]);
});

test("a fix that is safe is one whose ids exist", () => {
  const steps = [
    { id: "a", type: "ObjectTransformer", result: {} },
    { id: "z", type: "Zipper", parameters: { sources: "a" } },
    { id: "y", type: "Zipper", parameters: { sources: "a, b" } },
  ];
  expect(read(flow(steps)).diagnostics.map(({ fixes }) => fixes[0]?.safe)).toEqual([true, false]);
});

test("a step-wide null and a null list of images are as absent", () => {
  const parameters = { images: null, inferencePackId: "11111111-1111-4111-8111-111111111111", width: null, height: 64 };
  const step = read(flow([{ id: "a", type: "ImageGenerator", parameters }])).flow?.steps[0];
  expect(step).toMatchObject({ images: null, shared: [{ field: "height" }] });
});

test("expressions stand where constants may", () => {
  const image = {
    prompt: "$.input.a",
    steps: "$.input.b",
    width: "@Index(x)",
    trainingId: "$.results.m.id",
    precision: "$$.p",
  };
  const parameters = {
    images: ["$.store.image", image, ["@Map($.input.c)", "$$"]],
    baseModel: "$.store.m",
    batchSize: "$.input.n",
  };
  expect(codes(flow([{ id: "a", type: "ImageGenerator", parameters }]))).toEqual([]);
});

test("limits.steps: at the limit nothing, one above at the first step too many", () => {
  const steps = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ id: `s${i}`, type: "ObjectTransformer", result: {} }));
  const limits = { ...defaultLimits, steps: 3 };
  expect(read(flow(steps(3)), limits).diagnostics).toEqual([]);
  const source = flow(steps(4));
  const { flow: tree, diagnostics } = read(source, limits);
  expect(tree).toBeNull();
  expect(diagnostics.map(({ code, span }) => [code, span.start])).toEqual([
    ["limit/steps", source.indexOf(`{"id":"s3"`)],
  ]);
});

test("more mistakes than anybody reads are cut (how soon: bench/attacks.ts)", () => {
  const source = flow([{ id: "a", type: "ImageGenerator", parameters: { images: Array(50_000).fill(1) } }]);
  const { diagnostics } = read(source);
  expect(diagnostics).toHaveLength(101);
  expect(diagnostics.at(-1)?.code).toBe("flow/too-many-mistakes");
});

test("unknown keys beyond a hundred do not hide an error behind them", () => {
  const steps = Array.from({ length: 150 }, (_, i) => ({
    id: `s${i}`,
    type: "ObjectTransformer",
    result: {},
    note: "",
  }));
  expect(codes(flow([...steps, { id: "z", type: "Zipper", parameters: {} }]))).toContain("flow/missing-field");
});

test("whatever stands where, the reader answers, inside the text", () => {
  const key = fc.constantFrom(
    "title",
    "steps",
    "id",
    "type",
    "parameters",
    "images",
    "sources",
    "input",
    "properties",
    "dataset",
    "min",
    "ui",
    "results",
    "widgets",
    "__proto__",
    "@Extend",
  );
  const leaf = fc.constantFrom<unknown>(
    null,
    true,
    0,
    1.5,
    "",
    "a, b",
    "$.x",
    "Zipper",
    "ImageGenerator",
    "ObjectGenerator",
    "@Map($.x)",
    "object",
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 6 },
      leaf,
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(key, tie("value"), { maxKeys: 5 }),
    ),
  }));
  fc.assert(
    fc.property(value, fc.array(value, { maxLength: 3 }), (root, steps) => {
      for (const source of [JSON.stringify(root), flow(steps), flow(steps, { ui: root, input: root })]) {
        for (const { span } of read(source).diagnostics) {
          expect(span.start >= 0 && span.start <= span.end && span.end <= source.length).toBe(true);
        }
      }
    }),
    { numRuns: 300 },
  );
});

test("a flow that is cut off anywhere is read without a throw, and never as fine", () => {
  const whole = text("ok", "five-steps.json");
  fc.assert(
    fc.property(fc.integer({ min: 0, max: whole.trimEnd().length - 1 }), (length) => {
      expect(read(whole.slice(0, length)).diagnostics.length).toBeGreaterThan(0);
    }),
    { numRuns: 60 },
  );
});
