// Shared requests (spec 5.4.5): equal requests of a step that have a seed are asked once, and their images stand in every place.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { referenceBackend } from "../src/backends/reference/index.js";
import { profiles } from "../src/core/plan/backend/profiles.js";
import { diffPlans } from "../src/core/plan/file/diff-plans.js";
import type { PlanOptions } from "../src/core/plan/make-plan.js";
import type { Plan } from "../src/core/plan/plan.js";
import { run } from "../src/core/run/run.js";
import type { Backend } from "../src/core/run/server.js";
import { ajvValidator } from "../src/core/schema/ajv-validator.js";
import type { Json, JsonObject } from "../src/core/text/json.js";
import { fakeClock, memoryHost } from "../src/testing/index.js";
import { flowText, planOf, programOf } from "./build/flow.js";

const same = { prompt: "a fox", seed: 7 };
const schema = {
  type: "object",
  required: ["list", "text", "number"],
  properties: {
    list: { type: "array", items: { type: "string" } },
    text: { type: "string" },
    number: { type: "integer" },
  },
};

function flowOf(...images: readonly Json[][]): string {
  const ideas = { id: "ideas", type: "ObjectGenerator", parameters: { description: "d", schema } };
  const draws = images.map((own, i) => ({
    id: `draw${i}`,
    type: "ImageGenerator",
    parameters: { baseModel: "m", width: 8, height: 8, steps: 1, images: own },
  }));
  return flowText([ideas, ...draws]);
}

function prepared(text: string, options: Partial<PlanOptions> = {}) {
  const program = programOf(text);
  return { program, plan: planOf(program, { share: true, ...options }) };
}

const sharedOf = ({ requests }: Plan) => requests.map(({ sharedWith }) => sharedWith ?? null);

/** A backend that notes what it is asked to draw. */
function noting(): { backend: Backend; asked: { prompt: string; seed: number | null; batchSize: number }[] } {
  const backend = referenceBackend();
  const asked: { prompt: string; seed: number | null; batchSize: number }[] = [];
  const { images } = backend;
  if (images === null) throw new Error("a backend that draws");
  const start: typeof images.start = (request, context) => {
    for (const { prompt, seed, batchSize } of request.prompts) asked.push({ prompt, seed, batchSize });
    return images.start(request, context);
  };
  return { backend: { ...backend, images: { ...images, start } }, asked };
}

async function drawn(made: ReturnType<typeof prepared>, { backend, asked } = noting()) {
  const host = memoryHost(backend, fakeClock());
  for await (const event of run(made.program, made.plan, host.ports, { id: "r" })) {
    if (event.kind !== "run-finished") continue;
    expect([event.status, event.failure]).toEqual(["succeeded", null]);
    const images = Object.keys(event.results)
      .filter((id) => id.startsWith("draw"))
      .map((id) => (event.results[id] as unknown as { images: { url: string; seed: number }[] }).images);
    return { images, asked, files: host.files, kept: event.kept.files };
  }
  throw new Error("a run without an end");
}

test("equal requests with a seed are counted and paid for once", () => {
  const text = flowOf([same, { prompt: "an owl" }, { ...same, batchSize: 1 }, { prompt: "an owl" }, same]);
  const { plan: shared } = prepared(text);
  expect(shared.share).toBe(true);
  expect(sharedOf(shared)).toEqual([null, null, 0, null, 0]);
  expect([shared.totals.requests.min, shared.totals.images.max, shared.totals.passes.max]).toEqual([3, 3, 1]);
  expect(shared.jobs.flatMap(({ passes }) => passes.flatMap(({ requests }) => requests)).sort()).toEqual([0, 1, 3]);
  const { plan: each } = prepared(text, { share: false });
  expect([each.totals.requests.min, each.totals.passes.max]).toEqual([5, 2]);
  const costOf = ({ costs }: Plan) => Number(costs.find(({ kind }) => kind === "inference")?.max);
  expect(costOf(shared) / costOf(each)).toBeCloseTo(3 / 5);
  expect(diffPlans(each, shared).made).toEqual([{ field: "share", before: false, after: true }]);
});

test("a plan that does not share says nothing of it", () => {
  const { plan: each } = prepared(flowOf([same, same]), { share: false });
  expect("share" in each).toBe(false);
  expect(each.requests.some((request) => "sharedWith" in request)).toBe(false);
  expect(each).toEqual(prepared(flowOf([same, same]), { share: undefined }).plan);
});

test.each<[string, readonly Json[][], readonly (number | null)[]]>([
  ["no seed", [[{ prompt: "a" }, { prompt: "a" }]], [null, null]],
  ["another field", [[same, { ...same, batchSize: 2 }, { ...same, negativePrompt: "x" }]], [null, null, null]],
  ["another step", [[same], [same]], [null, null]],
  ["a field that is not known", [[1, 2].map(() => ({ ...same, prompt: "$.results.ideas.text" }))], [null, null]],
  ["a seed that is not known", [[1, 2].map(() => ({ prompt: "a", seed: "$.results.ideas.number" }))], [null, null]],
  [
    "a place that is not known",
    [[same, ["@Map($.results.ideas.list)", { prompt: "$$" }], same, same]],
    [null, null, null, null],
  ],
  [
    "the second pair",
    [[{ prompt: "b" }, same, { ...same, seed: 8 }, same, { ...same, seed: 8 }]],
    [null, null, null, 1, 2],
  ],
])("%s decides what is shared", (_, images, expected) => {
  expect(sharedOf(prepared(flowOf(...images)).plan)).toEqual(expected);
});

test("a seed of the plan makes seeds by place: these are not shared", () => {
  expect(sharedOf(prepared(flowOf([same, { prompt: "a" }, { prompt: "a" }, same]), { seed: 3 }).plan)).toEqual([
    null,
    null,
    null,
    0,
  ]);
});

test("a run draws once and gives the images in every place", async () => {
  const twice = { ...same, batchSize: 2 };
  const made = prepared(flowOf([{ prompt: "b", seed: 1 }, twice, { prompt: "c" }, twice, { prompt: "b", seed: 1 }]));
  const { images, asked, files, kept } = await drawn(made);
  const urls = (images[0] ?? []).map(({ url }) => url);
  expect(urls).toHaveLength(7);
  expect(urls.slice(4)).toEqual([urls[1], urls[2], urls[0]]);
  expect(new Set(urls).size).toBe(4);
  expect([files.size, kept.length]).toEqual([4, 4]);
  expect(asked.map(({ prompt }) => prompt).sort()).toEqual(["a fox", "b", "c"]);
});

test("requests that come in pieces are shared whole", async () => {
  const capabilities = { ...profiles.reference, maxBatch: 2, splitsExactly: true };
  const three = { ...same, batchSize: 3 };
  const made = prepared(flowOf([{ prompt: "b" }, three, three]), { capabilities });
  const backend = { ...noting().backend, capabilities };
  const { images } = await drawn(made, { backend, asked: [] });
  const urls = (images[0] ?? []).map(({ url }) => url);
  expect(urls.slice(4)).toEqual(urls.slice(1, 4));
  expect(new Set(urls).size).toBe(4);
});

test("what turns out equal only in a run is asked each for itself", async () => {
  const made = prepared(flowOf([same, same, ["@Map($.results.ideas.list)", { ...same }]]));
  expect(sharedOf(made.plan).slice(0, 2)).toEqual([null, 0]);
  const { images, asked } = await drawn(made);
  const [first, second, ...rest] = (images[0] ?? []).map(({ url }) => url);
  expect(second).toBe(first);
  expect(new Set(rest).size).toBe(rest.length);
  expect(rest).not.toContain(first);
  expect(asked).toHaveLength(1 + rest.length);
  const { min, max } = made.plan.totals.requests;
  expect(asked.length).toBeGreaterThanOrEqual(min);
  expect(asked.length).toBeLessThanOrEqual(max ?? Number.POSITIVE_INFINITY);
});

test("a plan that says what is not so shares nothing", async () => {
  const made = prepared(flowOf([same, { ...same, seed: 8 }, same]));
  const requests = made.plan.requests.map((request, i) => (i === 0 ? request : { ...request, sharedWith: i - 1 }));
  const { images } = await drawn({ ...made, plan: { ...made.plan, requests } });
  expect(new Set((images[0] ?? []).map(({ url }) => url)).size).toBe(3);
});

test("a plan that shares is valid by its schema", () => {
  const published = JSON.parse(readFileSync(new URL("../grammar/plan.schema.json", import.meta.url), "utf8"));
  const compiled = ajvValidator.compile(published as JsonObject);
  if (!compiled.ok) throw new Error("the schema of plans does not compile");
  expect(compiled.check(prepared(flowOf([same, same])).plan as unknown as Json)).toEqual([]);
});
