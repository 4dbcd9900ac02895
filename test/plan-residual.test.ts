// What a plan says before anything ran: flows in, requests out, with what only a run can know left unknown (spec 5.1, 5.2).

import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { expect, test } from "vitest";
import { compile } from "../src/core/compile.js";
import { type PlanOptions, plan } from "../src/core/plan/make-plan.js";
import { knownState } from "../src/core/plan/partial/environment.js";
import { isUnknown, type Plan, type PlannedRequest } from "../src/core/plan/plan.js";
import { requestsOfStep } from "../src/core/plan/requests/plan-requests.js";
import type { Json, JsonObject } from "../src/core/text/json.js";
import { programOf } from "./build/flow.js";

const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);
const isPlan = ajv.compile(JSON.parse(readFileSync("grammar/plan.schema.json", "utf8")) as object);

const packId = "3f2b8a52-3a43-4f5e-9d33-0a3c7f3a1a11";
const nothing: JsonObject = {};

function attempt(rest: string, options: Partial<PlanOptions> = {}) {
  return plan(programOf(`{ title: "t", description: "d", ${rest} }`), { input: nothing, ...options });
}

function planned(rest: string, options: Partial<PlanOptions> = {}): Plan {
  const outcome = attempt(rest, options);
  if (!outcome.ok) throw new Error(outcome.diagnostics.map(({ message }) => message).join("\n"));
  if (!isPlan(outcome.value)) throw new Error(ajv.errorsText(isPlan.errors));
  return outcome.value;
}

/** The codes of what is wrong, each with the text that it points at. */
function mistakes(rest: string, options: Partial<PlanOptions> = {}): readonly string[] {
  const text = `{ title: "t", description: "d", ${rest} }`;
  const outcome = attempt(rest, options);
  return outcome.diagnostics.map(
    ({ code, span }) => `${code} ${span === null ? "" : text.slice(span.start, span.end)}`,
  );
}

/** Repeat, prompt and what differs from a plain image, one line a request. */
function lines({ requests }: Plan): readonly string[] {
  return requests.map(({ repeat, image }: PlannedRequest) => {
    const times = repeat.min === 1 && repeat.max === 1 ? "" : `${repeat.min}..${repeat.max ?? ""} × `;
    const fields = Object.entries(image).flatMap(([field, value]) => {
      if (field === "prompt" || value === plain[field]) return [];
      return [`${field}=${isUnknown(value) ? value.unknown : value}`];
    });
    return [`${times}${isUnknown(image.prompt) ? image.prompt.unknown : `"${image.prompt}"`}`, ...fields].join(" ");
  });
}

const plain: { readonly [field: string]: unknown } = {
  baseModel: "acme/brush",
  trainingId: null,
  negativePrompt: null,
  steps: 25,
  width: 1024,
  height: 1024,
  scale: 0.9,
  guidanceScale: 7.5,
  seed: null,
  batchSize: 1,
  precision: "fp16",
};

const pics = (images: string, shared = "") =>
  `{ id: "pics", type: "ImageGenerator", parameters: { baseModel: "acme/brush", ${shared} images: ${images} } }`;
const gen = (schema: string, extra = "") =>
  `{ id: "gen", type: "ObjectGenerator", parameters: { description: "write", ${extra} schema: ${schema} } }`;
const listOf = (items: string, bounds = "") =>
  `{ type: "object", required: ["items"], properties: { items: { type: "array", ${bounds} items: ${items} } } }`;
const prompts = `{ type: "object", properties: { prompts: { type: "array", items: { type: "string" } } } }`;
const animal = `{ type: "object", required: ["name", "tags"], properties: {
  name: { type: "string" }, width: { type: "integer" }, not: { type: ["string", "null"] },
  tags: { type: "array", minItems: 1, maxItems: 3, items: { type: "string" } } } }`;
const animals = gen(listOf(animal, "minItems: 2, maxItems: 12,"));

test("a counted list mapped to images is one entry, with an exact price", () => {
  const result = planned(`steps: [
    { id: "promptsGenerator", type: "ObjectGenerator", parameters: { description: "write", count: 40, schema: ${prompts} } },
    ${pics('[["@Map($.results.promptsGenerator.prompts)", { prompt: "$$", steps: 30 }]]')}]`);
  expect(result.requests).toEqual([
    {
      step: "pics",
      repeat: { min: 40, max: 40 },
      because: [
        {
          kind: "count",
          items: { min: 40, max: 40 },
          step: "promptsGenerator",
          value: { min: 40, max: 40 },
        },
      ],
      image: {
        ...plain,
        steps: 30,
        prompt: {
          unknown: "$.results.promptsGenerator.prompts[*]",
          reads: ["$.results.promptsGenerator.prompts"],
          type: { kind: "string", minLength: 0, maxLength: null },
          varies: true,
        },
      },
    },
  ]);
  expect(result.totals.images).toEqual({ min: 40, max: 40, exact: true });
  const inference = result.costs.find(({ kind }) => kind === "inference");
  expect(inference).toMatchObject({ min: "0.80", max: "0.80", exact: true });
  expect(result.caps).toEqual([
    { kind: "generation", step: "promptsGenerator", promptTokens: 1257, answerTokens: 8192, tokens: 29_650 },
  ]);
  expect(result.total).toEqual({ min: "0.81", max: "1.55125", why: null });
});

test("count and amount that the input decides bound what they count", () => {
  const input = `input: { type: "object", properties: { n: { type: "integer", minimum: 1, maximum: 9, default: 4 } } },`;
  const flow = `${input} steps: [${gen(prompts, 'count: "$.input.n",')}, ${pics('[["@Map($.results.gen.prompts)", { prompt: "$$" }]]')}]`;
  expect(lines(planned(flow))).toEqual(["4..4 × $.results.gen.prompts[*]"]);
  expect(lines(planned(flow, { input: { n: 7 } }))).toEqual(["7..7 × $.results.gen.prompts[*]"]);
  const one = `{ type: "object", required: ["text"], properties: { text: { type: "string" } } }`;
  const amount = `steps: [${gen(one, "amount: 3,")}, ${pics('[["@Map($.results.gen.list)", { prompt: "$$.text" }]]')}]`;
  const [request] = planned(amount).requests;
  expect(request?.repeat).toEqual({ min: 3, max: 3 });
  const three = { min: 3, max: 3 };
  expect(request?.because).toEqual([{ kind: "amount", items: three, step: "gen", value: three }]);
});

test("fields of items are unknown, each with its path and what it reads", () => {
  const map = `[["@Map($.results.gen.items)", { prompt: "$$.name", width: "$$.width", negativePrompt: "$$.not" }]]`;
  expect(lines(planned(`steps: [${animals}, ${pics(map)}]`))).toEqual([
    "2..12 × $.results.gen.items[*].name negativePrompt=$.results.gen.items[*].not width=$.results.gen.items[*].width",
  ]);
  const { image } = planned(`steps: [${animals}, ${pics(map, "width: 512,")}]`).requests[0] as PlannedRequest;
  expect(image.width).toEqual({
    varies: true,
    unknown: "$.results.gen.items[*].width else 512",
    reads: ["$.results.gen.items"],
    type: { kind: "number", integer: true, minimum: null, maximum: null },
  });
});

test("calls keep their canonical text, paths made absolute", () => {
  const map = `[["@Map($.results.gen.items, one)", { prompt: "@Format(\\"{} in {}, {}\\", $$.name, $.store.s, @Index(one))" }],
    { prompt: "@Replace($.results.gen.items[0].name, \\"a\\", \\"b\\")" }]`;
  const result = planned(`store: { s: "snow" }, steps: [${animals}, ${pics(map)}]`);
  expect(lines(result)).toEqual([
    "2..12 × @Format('{} in {}, {}', $.results.gen.items[*].name, $.store.s, @Index($.results.gen.items[*]))",
    "@Replace($.results.gen.items[0].name, 'a', 'b')",
  ]);
  expect((result.requests[0] as PlannedRequest).image.prompt).toMatchObject({
    reads: ["$.results.gen.items", "$.store.s"],
  });
});

test("a map around known items has one request for each; the position is known", () => {
  const map = `[["@Map($.store.l, l)", { prompt: "@Format(\\"{} {} {}\\", @Item(l), @Index(l), $.results.gen.items[0].name)" }]]`;
  expect(lines(planned(`store: { l: ["a", "b"] }, steps: [${animals}, ${pics(map)}]`))).toEqual([
    "@Format('{} {} {}', $.store.l[0], 0, $.results.gen.items[0].name)",
    "@Format('{} {} {}', $.store.l[1], 1, $.results.gen.items[0].name)",
  ]);
});

test("maps within maps multiply", () => {
  const map = `[["@Map($.results.gen.items)", ["@Map($$.tags)", { prompt: "$$" }]], ["@Map($.store.l)", ["@Map($.results.gen.items)", { prompt: "$$.name" }]]]`;
  const result = planned(`store: { l: [1, 2] }, steps: [${animals}, ${pics(map)}]`);
  expect(lines(result)).toEqual([
    "2..36 × $.results.gen.items[*].tags[*]",
    "2..12 × $.results.gen.items[*].name",
    "2..12 × $.results.gen.items[*].name",
  ]);
  expect(result.requests[0]?.because).toEqual([
    { kind: "length", items: { min: 2, max: 12 }, expression: "$.results.gen.items" },
    { kind: "length", items: { min: 1, max: 3 }, expression: "$.results.gen.items[*].tags" },
  ]);
});

test("constants flow through a transformer, unknowns keep where they come from", () => {
  const transformer = `{ id: "t", type: "ObjectTransformer", result: { title: "hi", list: [["@Map($.results.gen.items)", { p: "$$.name", k: 5 }], { p: "last", k: 6 }] } }`;
  const map = `[["@Map($.results.t.list, x)", { prompt: "$$.p", steps: "$$.k", seed: "@Index(x)" }], { prompt: "$.results.t.title" }, ["@Map($.results.t.list[*].p)", { prompt: "$$" }]]`;
  expect(lines(planned(`steps: [${animals}, ${transformer}, ${pics(map)}]`))).toEqual([
    "2..12 × $.results.gen.items[*].name steps=5 seed=@Index($.results.t.list[*])",
    '"last" steps=6 seed=@Index($.results.t.list[*])',
    '"hi"',
    "2..12 × $.results.gen.items[*].name",
    '"last"',
  ]);
});

test("merging an unknown object: own keys win, declared ones are unknown", () => {
  const image = `{ type: "object", required: ["prompt"], properties: { prompt: { type: "string" }, steps: { type: "integer" } } }`;
  const flow = `steps: [${gen(listOf(image), "count: 3,")}, ${pics('[["@Map($.results.gen.items)", { "@Extend": "$$", negativePrompt: "x" }]]')}]`;
  expect(lines(planned(flow))).toEqual([
    "3..3 × $.results.gen.items[*].prompt negativePrompt=x steps=$.results.gen.items[*].steps",
  ]);
  const direct = planned(`steps: [${gen(listOf(image))}, ${pics('"$.results.gen.items"')}]`);
  expect(lines(direct)).toEqual(["0.. × $.results.gen.items[*].prompt steps=$.results.gen.items[*].steps"]);
  expect(direct.totals.images.max).toBeNull();
});

test("filters over what is not known may find less", () => {
  const map = `[["@Map($.results.gen.items[?@.width > 5].name)", { prompt: "$$" }]]`;
  expect(lines(planned(`steps: [${animals}, ${pics(map)}]`))).toEqual([
    "0..12 × $.results.gen.items[?@.width > 5].name[*]",
  ]);
});

test("what is known after all is one request each", () => {
  const map = `[["@Map($.results.gen.prompts)", { prompt: "fox" }], { prompt: "hare" }]`;
  expect(lines(planned(`steps: [${gen(prompts, "count: 2,")}, ${pics(map)}]`))).toEqual(['"fox"', '"fox"', '"hare"']);
});

test("packs come first; null means not set there, and none here", () => {
  const step = `{ id: "pics", type: "ImageGenerator", parameters: { baseModel: "acme/brush", steps: 9, inferencePackId: "${packId}", images: [{ prompt: "own", steps: null }] } }`;
  const packs = {
    [packId]: {
      images: [
        { prompt: "one", steps: null },
        { prompt: "two", steps: 3 },
      ],
    },
  };
  expect(lines(planned(`steps: [${step}]`, { packs }))).toEqual(['"one" steps=9', '"two" steps=3', '"own"']);
  expect(mistakes(`steps: [${step}]`)).toEqual([`pack/missing "${packId}"`]);
  const bad = { [packId]: { images: [{ prompt: "one", width: 1001 }, { prompt: "two", hue: 1 }, {}] } };
  const problems = attempt(`steps: [${step}]`, { packs: bad }).diagnostics.map(({ message }) => message);
  expect(problems).toEqual([
    expect.stringContaining(`images[2] of pack "${packId}" in step "pics" has no prompt`),
    expect.stringContaining(`images[1] of pack "${packId}" in step "pics" has a field "hue"`),
    expect.stringContaining(`width of images[0] of pack "${packId}" in step "pics" must be an integer from 8 to 2048`),
  ]);
});

test("the letter case of a UUID does not count: two spellings are one training, and one pack", () => {
  const id = "4716c93e-03bc-49cf-921d-203971fe5866";
  const images = `[{ prompt: "a", trainingId: "${id}" }, { prompt: "b", trainingId: "${id.toUpperCase()}" }]`;
  const step = `{ id: "pics", type: "ImageGenerator", parameters: { baseModel: "m/m", inferencePackId: "${packId.toUpperCase()}", images: ${images} } }`;
  const packs = { [packId]: { images: [{ prompt: "c", trainingId: id.toUpperCase() }] } };
  const plan = planned(`steps: [${step}]`, { packs });
  expect(plan.requests.map(({ image }) => image.trainingId)).toEqual([id, id, id]);
  expect([plan.totals.passes.max, plan.totals.loraSwaps.max]).toEqual([1, 0]);
});

test("a pack that only a run can name is a group without a bound", () => {
  const step = `{ id: "pics", type: "ImageGenerator", parameters: { baseModel: "acme/brush", inferencePackId: "$.results.gen.id" } }`;
  const schema = `{ type: "object", required: ["id"], properties: { id: { type: "string" } } }`;
  const [request] = planned(`steps: [${gen(schema)}, ${step}]`).requests;
  expect(request?.repeat).toEqual({ min: 0, max: null });
  expect(request?.image.prompt).toMatchObject({ unknown: "(images of the pack $.results.gen.id)[*].prompt" });
});

test("values from data are held to the rules of the fields, at the field", () => {
  const input = `input: { type: "object", required: ["w", "o", "l", "m"], properties: { w: {}, o: { type: "object" }, l: { type: "array" }, m: { type: "array" } } },`;
  const flow = (images: string) => `${input} steps: [${pics(images)}]`;
  const data = { w: 1001, o: { prompt: "a", promt: "b" }, l: ["a", 5], m: [{ steps: 5 }] };
  const check = (images: string) => mistakes(flow(images), { input: data });
  expect(check('[{ prompt: "fox", width: "$.input.w" }]')).toEqual(["plan/wrong-field $.input.w"]);
  expect(check('[{ prompt: "$.input.w" }]')).toEqual(["plan/wrong-field $.input.w"]);
  expect(check('[{ "@Extend": "$.input.o" }]')).toEqual(["plan/unknown-field $.input.o"]);
  expect(check('[["@Map($.input.l)", { prompt: "$$" }]]')).toEqual(["plan/wrong-field $$"]);
  expect(check('"$.input.l"')).toEqual(["plan/not-an-image $.input.l"]);
  expect(check('"$.input.m"')).toEqual(["plan/missing-field $.input.m"]);
  expect(check('[["@Map($.input.w)", { prompt: "$$" }]]')).toEqual([expect.stringMatching(/^evaluate\/not-an-array /)]);
});

test("mistakes are found beside what is not known", () => {
  const input = `input: { type: "object", required: ["w"], properties: { w: {} } },`;
  const images = `[{ prompt: "@Format(\\"{} {}\\", $.results.gen.items[0].name, $.input.w)" }, { prompt: "$.results.gen.items[0].name", steps: "$.input.w" }]`;
  expect(mistakes(`${input} steps: [${animals}, ${pics(images)}]`, { input: { w: [] } })).toEqual([
    "evaluate/format-type $.input.w",
    "plan/wrong-field $.input.w",
  ]);
});

test("results that are given make known what depends on them", () => {
  const flow = `steps: [${gen(prompts, "count: 2,")}, ${pics('[["@Map($.results.gen.prompts)", { prompt: "$$" }]]')}]`;
  expect(lines(planned(flow, { results: { gen: { prompts: ["a", "$.x"] } } }))).toEqual(['"a"', '"$.x"']);
  expect(mistakes(flow, { results: { gen: { prompts: ["a"] }, gne: 1 } })).toEqual([
    "plan/unknown-result ",
    'plan/bad-result "gen"',
  ]);
  expect(mistakes(flow, { results: { pics: { images: [] } } })).toEqual(['plan/bad-result "pics"']);
});

test("a result that is given is wrong where it is wrong", () => {
  const flow = `steps: [${pics('[{ prompt: "a" }, { prompt: "b", batchSize: 2 }]')}]`;
  const image = { url: "u", width: 1024, height: 1024, seed: 1 };
  const said = (result: Json) => {
    const outcome = plan(programOf(`{ title: "t", description: "d", ${flow} }`), {
      input: {},
      results: { pics: result },
    });
    return outcome.diagnostics
      .filter(({ severity }) => severity === "error")
      .map(({ data }) => [data.place, data.problem]);
  };
  expect(said({ images: [image, image, image] })).toEqual([]);
  expect(said({ images: [image] })).toEqual([["/images", "must have 3 elements, but has 1"]]);
  expect(said({ images: [image, 7, image] })).toEqual([["/images/1", expect.stringContaining("but is the number 7")]]);
  expect(said({ images: [image, image, { ...image, width: "w" }] })).toEqual([
    ["/images/2/width", expect.stringContaining(`"w"`)],
  ]);
  expect(said({ pictures: [] })).toEqual([["", 'must have "images"']]);
  expect(said({ images: {} })).toEqual([["/images", expect.stringMatching(/^must be .*array|list/)]]);
});

test("seeds are derived from the plan's seed, the step and the position", () => {
  const flow = `steps: [${gen(prompts, "count: 2,")}, ${pics('[{ prompt: "a" }, { prompt: "b", seed: 5 }, { prompt: "c" }, ["@Map($.results.gen.prompts)", { prompt: "$$" }]]')}]`;
  const seeds = (options: Partial<PlanOptions>) => planned(flow, options).requests.map(({ image }) => image.seed);
  expect(seeds({})).toEqual([null, 5, null, null]);
  const [first, second, third, group] = seeds({ seed: 7 });
  expect(first).toBeTypeOf("number");
  expect(second).toBe(5);
  expect(third).not.toBe(first);
  expect(group).toMatchObject({ unknown: "seed 7 of pics[*]" });
  expect(seeds({ seed: 7 })).toEqual(seeds({ seed: 7 }));
  expect(seeds({ seed: 8 })[0]).not.toBe(first);
  const known = seeds({ seed: 7, results: { gen: { prompts: ["x", "y"] } } });
  expect(known.slice(0, 3)).toEqual([first, second, third]);
  expect(known.slice(3).every((seed) => typeof seed === "number")).toBe(true);
});

test("limits that are certain to be exceeded fail before the run", () => {
  const two = `[{ prompt: "a" }, { prompt: "b" }]`;
  expect(attempt(`steps: [${pics(two)}]`, { limits: { requests: 2 } }).ok).toBe(true);
  expect(mistakes(`steps: [${pics(two)}]`, { limits: { requests: 1 } })).toEqual(['limit/requests { prompt: "b" }']);
  const counted = `steps: [${gen(prompts, "count: 20,")}, ${pics('[["@Map($.results.gen.prompts)", { prompt: "$$" }]]')}]`;
  expect(mistakes(counted, { limits: { mapItems: 19 } })).toEqual(["limit/map-items $.results.gen.prompts"]);
  expect(attempt(counted, { limits: { mapItems: 20 } }).ok).toBe(true);
  const open = `steps: [${animals}, ${pics('[["@Map($.results.gen.items)", { prompt: "$$.name" }]]')}]`;
  expect(attempt(open, { limits: { mapItems: 5, requests: 5 } }).ok).toBe(true);
});

test("a product beyond what can be counted is open, and says so", () => {
  const huge = `{ type: "array", maxItems: 9000000000000, items: { type: "string" } }`;
  const schema = `{ type: "object", required: ["a", "b"], properties: { a: ${huge}, b: ${huge} } }`;
  const outcome = attempt(
    `steps: [${gen(schema)}, ${pics('[["@Map($.results.gen.a)", ["@Map($.results.gen.b)", { prompt: "$$" }]]]')}]`,
  );
  expect(outcome.diagnostics.map(({ code }) => code)).toEqual(["plan/uncountable"]);
  expect(outcome.ok && outcome.value.requests[0]?.repeat).toEqual({ min: 0, max: null });
});

test("the time of a residual plan does not grow with maxItems", () => {
  const flow = (most: number) =>
    `steps: [${gen(listOf(animal, `maxItems: ${most},`))}, ${pics('[["@Map($.results.gen.items)", { prompt: "$$.name" }]]')}]`;
  expect(lines(planned(flow(1_000_000)))).toEqual(["0..1000000 × $.results.gen.items[*].name"]);
});

test("the schema of plans admits nothing beside what it lists", () => {
  const result = planned(`steps: [${pics('[{ prompt: "a" }]')}]`);
  expect(isPlan({ ...result, extra: 1 })).toBe(false);
  const [request] = result.requests;
  expect(isPlan({ ...result, requests: [{ ...request, image: { ...request?.image, extra: 1 } }] })).toBe(false);
  expect(isPlan({ ...result, requests: [{ ...request, image: { ...request?.image, width: 1001 } }] })).toBe(false);
});

test("maps within maps are held to their limits also where their bodies are not known", () => {
  const map = `[["@Map($.store.l)", ["@Map($.store.l)", { prompt: "$.results.gen.items[0].name" }]]]`;
  const flow = `store: { l: [1, 2, 3] }, steps: [${animals}, ${pics(map)}]`;
  expect(attempt(flow, { limits: { mapProduct: 9 } }).ok).toBe(true);
  expect(mistakes(flow, { limits: { mapProduct: 8 } })).toEqual(["limit/map-product $.store.l"]);
  expect(mistakes(flow, { limits: { work: 50 } })[0]).toMatch(/^limit\/work /);
  const within = `[["@Map($.results.gen.items)", ["@Map($.store.l)", { prompt: "$.results.gen.items[0].name" }]]]`;
  const grouped = `store: { l: [1, 2, 3] }, steps: [${animals}, ${pics(within)}]`;
  expect(attempt(grouped, { limits: { mapProduct: 6 } }).ok).toBe(true);
  expect(mistakes(grouped, { limits: { mapProduct: 5 } })).toEqual(["limit/map-product $.store.l"]);
});

test("a run that knows all a step needs gets known requests only", () => {
  const images = `[["@Map($.results.gen.items, m)", { prompt: "$$.name", width: "$$.width", seed: "@Index(m)" }]]`;
  const { program } = compile(`{ title: "t", description: "d", steps: [${animals}, ${pics(images)}] }`);
  const step = program?.ir.steps[1];
  if (step?.type !== "ImageGenerator") throw new Error("no such step");
  const state = (width: Json) => ({
    input: {},
    store: {},
    results: {
      gen: {
        items: [
          { name: "fox", width, tags: ["a"] },
          { name: "owl", tags: ["b"] },
        ],
      },
    },
  });
  const outcome = requestsOfStep(step, knownState(state(512)));
  expect(outcome.ok && outcome.value.map(({ repeat, because, image }) => [repeat, because, image])).toEqual([
    [{ min: 1, max: 1 }, null, { ...plain, prompt: "fox", width: 512, seed: 0 }],
    [{ min: 1, max: 1 }, null, { ...plain, prompt: "owl", seed: 1 }],
  ]);
  const failed = requestsOfStep(step, knownState(state(513)));
  expect(failed.ok ? [] : failed.diagnostics.map(({ message }) => message)).toEqual([
    'width of images[0] in step "pics" must be an integer from 8 to 2048, a multiple of 8, but is 513',
  ]);
});

test("images that may be missing are groups that may be empty", () => {
  const schema = `{ type: "object", properties: { images: { type: "array", minItems: 2, maxItems: 4,
    items: { type: "object", required: ["prompt"], properties: { prompt: { type: "string" } } } } } }`;
  const [request] = planned(`steps: [${gen(schema)}, ${pics('"$.results.gen.images"')}]`).requests;
  expect(request?.repeat).toEqual({ min: 0, max: 4 });
});

test("what may be missing or null is widened by what stands in its place", () => {
  const map = `[["@Map($.results.gen.items)", { prompt: "$$.name", negativePrompt: "$$.not", width: "$$.width" }]]`;
  const shared = `negativePrompt: "dull", width: "$.results.gen.items[0].width",`;
  const { image } = planned(`steps: [${animals}, ${pics(map, shared)}]`).requests[0] as PlannedRequest;
  const string = { kind: "string", minLength: 0, maxLength: null };
  expect(image.negativePrompt).toEqual({
    varies: true,
    unknown: '$.results.gen.items[*].not else "dull"',
    reads: ["$.results.gen.items"],
    type: { kind: "union", members: [string, { kind: "null" }] },
  });
  expect(image.width).toMatchObject({
    unknown: "$.results.gen.items[*].width else $.results.gen.items[0].width",
    reads: ["$.results.gen.items", "$.results.gen.items[0].width"],
  });
});
