// Laws of partial evaluation (spec 5.1): with everything known it is the evaluator; what it says of the unknown holds for every
// answer that satisfies its schema.

import fc from "fast-check";
import { expect, test } from "vitest";
import { compileTemplateIr } from "../../src/core/evaluate/compile-template.js";
import type { FlowIr } from "../../src/core/ir/ir.js";
import { defaultLimits } from "../../src/core/language/limits.js";
import { plan } from "../../src/core/plan/make-plan.js";
import { environmentOf, makeWork, partialState } from "../../src/core/plan/partial/environment.js";
import { evaluateValue } from "../../src/core/plan/partial/evaluate-partially.js";
import { typeOfPartial } from "../../src/core/plan/partial/partial-type.js";
import {
  type Found,
  found,
  known,
  type PartialValue,
  type Segment,
} from "../../src/core/plan/partial/partial-value.js";
import { isUnknown, type PlannedRequest, type ResolvedImage } from "../../src/core/plan/plan.js";
import { isArray, isObject, type Json, type JsonObject, jsonEquals } from "../../src/core/text/json.js";
import { relation } from "../../src/core/types/accepts.js";
import { valueType } from "../../src/core/types/value-type.js";
import { flowText, programOf } from "../build/flow.js";
import { hostileNames } from "../build/hostile.js";

const string = { type: "string" };
const look = {
  type: "object",
  required: [],
  properties: { steps: { type: "integer", minimum: 1, maximum: 60 }, negativePrompt: { type: ["string", "null"] } },
};
const animal = {
  type: "object",
  required: ["name", "tags"],
  properties: {
    name: string,
    width: { enum: [512, 768, 1024] },
    tags: { type: "array", minItems: 1, maxItems: 2, items: string },
  },
};
const schema = {
  type: "object",
  required: ["style", "animals", "look", "[*]", " else ", "toString"],
  properties: {
    style: string,
    "[*]": string,
    " else ": string,
    "": string,
    toString: string,
    constructor: { enum: [256, 512] },
    size: { enum: [256, 512] },
    batch: { type: "integer", minimum: 1, maximum: 4 },
    look,
    animals: { type: "array", minItems: 1, maxItems: 3, items: animal },
  },
};
const store = {
  word: "snow",
  height: 640,
  look: { steps: 7 },
  list: [
    { name: "wolf", width: 512, tags: ["grey"] },
    { name: "owl", tags: ["white", "small"] },
  ],
};

const word = fc.constantFrom("fox", "$.x", "{}", ...hostileNames);
const animalValue = fc.record(
  { name: word, tags: fc.array(word, { minLength: 1, maxLength: 2 }), width: fc.constantFrom(512, 768, 1024) },
  { requiredKeys: ["name", "tags"] },
);
const answer = fc.record(
  {
    style: word,
    "[*]": word,
    " else ": word,
    "": word,
    toString: word,
    constructor: fc.constantFrom(256, 512),
    animals: fc.array(animalValue, { minLength: 1, maxLength: 3 }),
    look: fc.record(
      { steps: fc.integer({ min: 1, max: 60 }), negativePrompt: fc.constantFrom(null, "dull") },
      { requiredKeys: [] },
    ),
    size: fc.constantFrom(256, 512),
    batch: fc.integer({ min: 1, max: 4 }),
  },
  { requiredKeys: ["style", "animals", "look", "[*]", " else ", "toString"] },
);

/** What an image may say inside a map over animals, over texts, or outside maps. */
type Place = "top" | "animal" | "text";

const texts = (place: Place): fc.Arbitrary<string> =>
  fc.constantFrom(
    "a fox",
    "$.store.word",
    "$.results.gen.style",
    "$.results.t.title",
    "$.results.t.both.style",
    "$.results.gen['[*]']",
    "$.results.t.both[' else ']",
    "$.results.t['[*]']",
    "@Format('{}{}', $.results.gen.toString, $.results.gen[' else '])",
    "@Format('{} of {}', $.results.gen.style, $.store.word)",
    "@Format('{} of {}', $.results.t.title, $.store.height)",
    "@Replace($.results.t.title, 'i', $.store.word)",
    "@Replace($.results.gen.animals[0].name, 'o', 'oo')",
    ...(place === "top" ? [] : ["@Format('{}: {}', @Index(m), $.results.gen.style)"]),
    ...(place === "animal" ? ["$$.name", "@Format('{}!', $$.name)", "$$.tags[0]"] : []),
    ...(place === "text" ? ["$$", "@Replace($$, 'o', $.results.gen.style)"] : []),
  );
const numbers = (place: Place): fc.Arbitrary<Json> =>
  fc.constantFrom<Json>(
    768,
    null,
    "$.results.gen.size",
    "$.results.t.size",
    "$.results.gen.constructor",
    "$.results.t.both.constructor",
    "$.store.height",
    ...(place === "animal" ? ["$$.width"] : []),
  );

const image = (place: Place): fc.Arbitrary<Json> =>
  fc.record(
    {
      prompt: texts(place),
      width: numbers(place),
      negativePrompt: texts(place),
      batchSize: fc.constantFrom<Json>(2, "$.results.gen.batch"),
      seed: place === "top" ? fc.constant(3) : fc.constant("@Index(m)"),
      "@Extend": fc.constantFrom<Json>(
        "$.store.look",
        "$.results.gen.look",
        ["$.store.look", "$.results.gen.look"],
        "$.results.t.look",
      ),
    },
    { requiredKeys: ["prompt"] },
  );

const objectSources = [
  "$.results.gen.animals",
  "$.store.list",
  "$.results.t.list",
  "$.results.gen.animals[1:]",
  "$.results.gen.animals[?@.width > 600]",
  "$.store.list[?@.name != $.results.gen.style]",
  "$.results.t.list[*]",
];
const textSources = ["$.results.gen.animals[*].tags[*]", "$.results.t.list[*].name", "$.store.list[*].name"];

const element: fc.Arbitrary<Json> = fc.oneof(
  image("top"),
  fc
    .tuple(fc.constantFrom(...objectSources), image("animal"))
    .map(([source, body]): Json => [`@Map(${source}, m)`, body]),
  fc.tuple(fc.constantFrom(...textSources), image("text")).map(([source, body]): Json => [`@Map(${source}, m)`, body]),
  fc
    .tuple(fc.constantFrom(...objectSources), image("text"))
    .map(([source, body]): Json => [`@Map(${source})`, ["@Map($$.tags, m)", body]]),
);
const images = fc.array(element, { minLength: 1, maxLength: 4 });
const shared = fc.record({ width: numbers("top"), negativePrompt: texts("top") }, { requiredKeys: [] });

const transformed = {
  title: "hi",
  "[*]": "$.results.gen.toString",
  valueOf: "$.results.gen['']",
  look: "$.store.look",
  size: "$.results.gen.size",
  both: { "@Extend": ["$.results.gen", "$.store.look"] },
  list: [
    ["@Map($.results.gen.animals)", { "@Extend": "$$", width: 768 }],
    { name: "last", tags: ["$.results.gen.style"] },
    ["@Map($.store.list)", "$$"],
  ],
};

function flowOf(parameters: JsonObject): FlowIr {
  const steps = [
    { id: "gen", type: "ObjectGenerator", parameters: { description: "write", schema } },
    { id: "t", type: "ObjectTransformer", result: transformed },
    { id: "pics", type: "ImageGenerator", parameters: { baseModel: "acme/brush", ...parameters } },
  ];
  return programOf(flowText(steps, { store })).ir;
}

const written = fc.tuple(images, shared).map(([list, common]): JsonObject => ({ ...common, images: list }));
const flow = written.map(flowOf);

test("with everything known, however it is dressed, partial evaluation is the evaluator", () => {
  fc.assert(
    fc.property(flow, answer, fc.infiniteStream(fc.boolean()), (ir, gen, dress) => {
      const [, transformer, pics] = ir.steps;
      if (transformer?.type !== "ObjectTransformer" || pics?.type !== "ImageGenerator" || pics.images === null) return;
      const first = compileTemplateIr(transformer.result, defaultLimits);
      const t = first.evaluate({ input: {}, results: { gen: gen as JsonObject }, store });
      if (!t.ok) throw new Error("the transformer fails");
      const results = { gen: gen as JsonObject, t: t.value };
      const expected = compileTemplateIr(pics.images, defaultLimits).evaluate({ input: {}, results, store });

      const dressed = new Map(Object.entries(results).map(([id, value]) => [id, inPieces(value, dress)]));
      const work = makeWork(defaultLimits);
      const value = evaluateValue(pics.images, environmentOf(partialState({}, store, dressed), work));
      expect([...work.problems.keys()].length > 0).toBe(!expected.ok);
      if (!expected.ok) return;
      if (value.kind === "known") expect(value.value).toEqual(plainJson(expected.value));
      else expect(relation(typeOfPartial(value), valueType(expected.value))).not.toBe("no");
    }),
    { numRuns: 80 },
  );
});

test("whatever the answers, the requests lie inside the residual plan", () => {
  fc.assert(
    fc.property(flow, answer, fc.option(fc.nat(), { nil: undefined }), (ir, gen, seed) => {
      const concrete = plan({ ir }, { input: {}, seed, results: { gen: gen as JsonObject } });
      const residual = plan({ ir }, { input: {}, seed });
      if (!concrete.ok) return;
      if (!residual.ok) throw new Error(residual.diagnostics.map(({ message }) => message).join("\n"));
      expect(concrete.value.requests.every(isConcrete)).toBe(true);
      const entries = residual.value.requests;
      const asked = concrete.value.requests;
      expect(asked.length).toBeGreaterThanOrEqual(entries.reduce((sum, { repeat }) => sum + repeat.min, 0));
      expect(asked.length).toBeLessThanOrEqual(entries.reduce((sum, { repeat }) => sum + (repeat.max ?? Infinity), 0));
      for (const request of asked) expect(entries.some((entry) => admits(entry.image, request.image))).toBe(true);
      for (const { repeat, image: entry } of entries) {
        expect(asked.filter((request) => admits(entry, request.image)).length).toBeGreaterThanOrEqual(repeat.min);
      }
      for (const name of ["requests", "images"] as const) {
        const { min, max } = residual.value.totals[name];
        const met = concrete.value.totals[name].min;
        expect(met).toBeGreaterThanOrEqual(min);
        expect(met).toBeLessThanOrEqual(max ?? Infinity);
      }
    }),
    { numRuns: 80 },
  );
});

test("the order of keys and the names of maps change no plan", () => {
  fc.assert(
    fc.property(written, (parameters) => {
      const plain = plan({ ir: flowOf(parameters) }, { input: {}, seed: 1 });
      const other = plan({ ir: flowOf(rewritten(parameters) as JsonObject) }, { input: {}, seed: 1 });
      if (!plain.ok || !other.ok) throw new Error("no plan");
      expect(other.value).toEqual(plain.value);
    }),
    { numRuns: 40 },
  );
});

/** Keys the other way round, maps named otherwise. */
function rewritten(value: Json): Json {
  if (typeof value === "string") return value.replace(", m)", ", other)").replace("@Index(m)", "@Index(other)");
  if (isArray(value)) return value.map(rewritten);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, part]) => [key, rewritten(part)]),
  );
}

function isConcrete({ repeat, image: fields }: PlannedRequest): boolean {
  return repeat.min === 1 && repeat.max === 1 && Object.values(fields).every((value) => !isUnknown(value));
}

function admits(entry: ResolvedImage, image: ResolvedImage): boolean {
  return Object.entries(entry).every(([field, value]) => {
    const met = image[field as keyof ResolvedImage] as Json;
    return isUnknown(value) ? relation(value.type, valueType(met)) !== "no" : jsonEquals(value, met);
  });
}

/** The same value in pieces: partial structures whose every part is known. */
function inPieces(value: Json, dress: Iterator<boolean>): PartialValue {
  if (dress.next().value === true && !isObject(value) && !isArray(value)) return known(value);
  if (isArray(value)) {
    const origin = { kind: "constant", value: null, type: { kind: "null" }, span: { start: 0, end: 0 } } as const;
    const segments = value.map(
      (item): Segment =>
        dress.next().value === true
          ? { kind: "items", values: [item], origin }
          : { kind: "one", value: inPieces(item, dress), origin },
    );
    return { kind: "array", segments };
  }
  if (!isObject(value)) return known(value);
  const fields = Object.entries(value).map(([key, part]): [string, Found] => [key, found(inPieces(part, dress))]);
  return { kind: "object", layers: [{ kind: "fields", fields: new Map(fields) }] };
}

/** The evaluator's objects have another prototype than literals. */
function plainJson(value: Json): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}
