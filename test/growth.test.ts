// A short flow never costs much to plan (spec 5.1.7): work is counted, not timed. Steps that hold the step before twice cost as much as
// steps that hold it once, or the plan is refused by a limit that is named.

import { describe, expect, test } from "vitest";
import { compile } from "../src/core/compile.js";
import { defaultLimits } from "../src/core/language/limits.js";
import { plan } from "../src/core/plan/make-plan.js";
import { makeWork } from "../src/core/plan/partial/environment.js";
import { longestText } from "../src/core/plan/partial/expression-text.js";
import { isUnknown, type Plan } from "../src/core/plan/plan.js";
import { planSteps } from "../src/core/plan/plan-steps.js";
import { ajvValidator } from "../src/core/schema/ajv-validator.js";
import type { Json, JsonObject } from "../src/core/text/json.js";

const string = { type: "string" };
const word = { type: "object", required: ["a"], properties: { a: string } };
const perhaps = { type: "object", properties: { a: string, b: string } };
const listed = {
  type: "object",
  required: ["l"],
  properties: { l: { type: "array", maxItems: 5, items: { ...word, properties: { a: string, t: string } } } },
};
const write = (schema: Json): JsonObject => ({
  id: "s0",
  type: "ObjectGenerator",
  parameters: { description: "d", schema },
});
const draw = (image: Json): JsonObject => ({
  id: "draw",
  type: "ImageGenerator",
  parameters: { baseModel: "acme/brush", images: [image] },
});

/** A first step, `steps` transformers after it, each made from the path of the one before, and what looks at the last. */
function chain(first: JsonObject, steps: number, result: (before: string, i: number) => Json, last: Json): string {
  const made = Array.from({ length: steps }, (_, i) => ({
    id: `s${i + 1}`,
    type: "ObjectTransformer",
    result: result(`$.results.s${i}`, i),
  }));
  const look = JSON.parse(JSON.stringify(last).replaceAll("LAST", `$.results.s${steps}`)) as Json;
  return JSON.stringify({ title: "t", description: "d", steps: [first, ...made, look] });
}

function ir(text: string) {
  const { program, diagnostics } = compile(text);
  if (program === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return program.ir;
}

function workOf(text: string) {
  const work = makeWork(defaultLimits);
  planSteps(ir(text), { input: {}, results: {}, validator: ajvValidator, work, assume: {}, options: {} });
  return { work: work.budget.work, codes: [...work.problems.values()].map(({ code }) => code) };
}

const images = (image: Json): Json => ["@Map(LAST.l)", image];
const twice = (before: string): Json =>
  ({
    l: [
      [`@Map(${before}.l)`, "$$"],
      [`@Map(${before}.l)`, "$$"],
    ],
  }) as Json;

describe("steps that hold the one before twice", () => {
  test.each<[string, (n: number) => string]>([
    [
      "merged",
      (n) =>
        chain(
          write(perhaps),
          n,
          (before) => ({ "@Extend": [before, before] }),
          draw({ prompt: "p", negativePrompt: "LAST.a" }),
        ),
    ],
    [
      "merged with own keys",
      (n) =>
        chain(
          write(perhaps),
          n,
          (before, i) => ({ "@Extend": [before, before], [`k${i}`]: `${before}.a`, a: `${before}.b` }),
          draw({ prompt: "p", negativePrompt: "LAST.a" }),
        ),
    ],
    [
      "in a text",
      (n) =>
        chain(
          write(word),
          n,
          (before) => ({ a: `@Replace(${before}.a, 'a', ${before}.a)` }),
          draw({ prompt: "@Format('{}{}', LAST.a, LAST.a)" }),
        ),
    ],
    [
      "in maps of maps",
      (n) =>
        chain(
          write(listed),
          n,
          (before) => ({ l: [`@Map(${before}.l)`, [`@Map(${before}.l)`, "$$"]] }),
          draw(images({ prompt: "$$.a" })),
        ),
    ],
    [
      "in filters",
      (n) =>
        chain(
          write(listed),
          n,
          (before) => ({ l: `${before}.l[?@.a == ${before}.l[0].a]` }),
          draw(images({ prompt: "$$.a" })),
        ),
    ],
  ])("%s: three times the steps are at most nine times the work", (_name, flow) => {
    const [few, many] = [workOf(flow(20)), workOf(flow(60))];
    expect([...few.codes, ...many.codes].filter((code) => code !== "plan/uncountable")).toEqual([]);
    expect(many.work).toBeLessThanOrEqual(9 * few.work);
  });
  test.each<[string, (n: number) => string, string]>([
    [
      "as properties",
      (n) => chain(write(word), n, (before) => ({ a: before, b: before }), draw({ prompt: "p" })),
      "limit/result",
    ],
    ["every step", (n) => chain(write(word), n, () => ({ all: "$.results" }), draw({ prompt: "p" })), "limit/result"],
    ["as elements", (n) => chain(write(listed), n, twice, draw(images({ prompt: "$$.a" }))), "limit/work"],
    [
      "deeper and deeper",
      (n) => chain(write(word), n * 10, (before) => ({ a: { a: { a: before } } }), draw({ prompt: "p" })),
      "limit/result-depth",
    ],
  ])("%s: refused by a limit", (_name, flow, code) => {
    expect(workOf(flow(4)).codes).toEqual([]);
    const { work, codes } = workOf(flow(40));
    expect(codes).toContain(code);
    // What goes over the limit is counted before it is made, and then nothing more is.
    expect(work).toBeLessThan(2.1 * defaultLimits.work);
  });
  test("what is written of unknowns counts: a long text in every request", () => {
    const words = Array.from({ length: 1000 }, (_, i) => `w${i}`);
    const long = "x".repeat(3000);
    const flow = JSON.stringify({
      title: "t",
      description: "d",
      store: { words },
      steps: [
        write(word),
        ...Array.from({ length: 12 }, (_, i) => ({
          id: `s${i + 1}`,
          type: "ObjectTransformer",
          result: { a: `@Format('${long}{}', $.results.s${i}.a)` },
        })),
        draw(["@Map($.store.words)", { prompt: "@Format('{}{}', $$, $.results.s12.a)" }]),
      ],
    });
    const plain = workOf(flow.replaceAll(long, "x"));
    expect(workOf(flow).work - plain.work).toBeGreaterThan((1000 * longestText) / 20);
  });
});

describe("texts of unknowns", () => {
  const promptOf = (steps: number, last = "LAST.a"): string => {
    const text = chain(
      write({ ...word, properties: { a: string, b: string }, required: ["a", "b"] }),
      steps,
      (before) => ({ a: `@Replace(${before}.a, 'a', ${before}.b)`, b: `@Replace(${before}.b, 'b', ${before}.a)` }),
      draw({ prompt: last }),
    );
    const { prompt } = planned(text).requests[0]?.image ?? {};
    return isUnknown(prompt) ? prompt.unknown : "known";
  };
  test("a text is whole while it is short, and cut with the digest of the whole where it is not", () => {
    expect(promptOf(2)).toBe(
      "@Replace(@Replace($.results.s0.a, 'a', $.results.s0.b), 'a', @Replace($.results.s0.b, 'b', $.results.s0.a))",
    );
    const long = promptOf(30);
    expect(long).toMatch(/… #[0-9a-f]{16}$/);
    expect(long.length).toBe(longestText + "… #".length + 16);
  });
  test("two long texts are equal where their expressions are, and only there", () => {
    expect(promptOf(30)).toBe(promptOf(30));
    expect(promptOf(30)).not.toBe(promptOf(31));
    const [one, other] = [promptOf(30, "@Format('{}', LAST.a)"), promptOf(30, "@Format('{}{}', LAST.a, 'b')")];
    expect(one.slice(0, 8000).replace("{}", "")).not.toBe("");
    expect(one).not.toBe(other);
  });
});

describe("names that look like syntax", () => {
  const names = ["m", "[*]", " else ", "", "toString", "constructor", "it's", "$.results", " with ", "a.b"];
  const modelsOf = (name: string, other: string): Plan => {
    const properties = JSON.parse(JSON.stringify({ m: string })) as { [key: string]: Json };
    for (const each of [name, other]) properties[each] = string;
    const path = (key: string) => `$.results.s0['${key.replaceAll("'", "\\'")}']`;
    const steps = [
      write({ type: "object", required: Object.keys(properties), properties }),
      {
        id: "draw",
        type: "ImageGenerator",
        parameters: { images: [name, name, other].map((key) => ({ prompt: "p", baseModel: path(key) })) },
      },
    ];
    return planned(JSON.stringify({ title: "t", description: "d", steps }));
  };
  test.each(names)("%j is a property like any other: what does not vary is one value", (name) => {
    const { totals, requests, jobs } = modelsOf(name, name);
    expect(totals.modelLoads).toEqual({ min: 1, max: 1, exact: true });
    expect(totals.passes).toEqual({ min: 1, max: 1, exact: true });
    expect(jobs.length).toBe(1);
    const base = requests[0]?.image.baseModel;
    expect(isUnknown(base) && base.varies).toBeUndefined();
    const { totals: two } = modelsOf(name, "other");
    expect([two.modelLoads.min, two.modelLoads.max]).toEqual([1, 2]);
  });
  test("all matches of a path are one value, an item of a map is one for each item", () => {
    const result = { all: "$.results.s0.l[*].a" };
    const steps = [
      write(listed),
      { id: "t", type: "ObjectTransformer", result },
      draw({ prompt: "p", negativePrompt: "$.results.t.all[0]" }),
      {
        id: "each",
        type: "ImageGenerator",
        parameters: {
          baseModel: "acme/brush",
          images: [["@Map($.results.s0.l[*].a)", { prompt: "$$" }]],
        },
      },
    ];
    const { requests } = planned(JSON.stringify({ title: "t", description: "d", steps }));
    expect(requests[0]?.image.negativePrompt).toMatchObject({
      unknown: "($.results.s0.l[*].a)[0]",
      reads: ["$.results.s0.l[*].a"],
    });
    expect(requests[0]?.image.negativePrompt).not.toHaveProperty("varies");
    expect(requests[1]?.image.prompt).toMatchObject({ unknown: "$.results.s0.l[*].a[*]", varies: true });
  });
  test("what a map that may be empty adds to an image varies: whether it is there, the map decides", () => {
    const added = (list: string): Json => ({ prompt: "p", "@Extend": [[`@Map($.results.s0.${list})`, { steps: 9 }]] });
    const schema = {
      type: "object",
      required: ["k", "l"],
      properties: { k: { type: "array", items: string }, l: { type: "array", items: string } },
    };
    const parameters = { baseModel: "acme/brush", images: [added("k"), added("l")] };
    const steps = [write(schema), { id: "draw", type: "ImageGenerator", parameters }];
    const { requests, totals } = planned(JSON.stringify({ title: "t", description: "d", steps }));
    expect(requests.map(({ image }) => isUnknown(image.steps) && image.steps.unknown)).toEqual([
      "9 of $.results.s0.k[*]",
      "9 of $.results.s0.l[*]",
    ]);
    expect(totals.passes).toMatchObject({ min: 1, max: 2 });
  });
});

function planned(text: string): Plan {
  const outcome = plan({ ir: ir(text) }, { input: {} });
  if (!outcome.ok) throw new Error(outcome.diagnostics.map(({ message }) => message).join("\n"));
  return outcome.value;
}
