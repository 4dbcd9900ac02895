// Laws of whole flows, from their text to the plan (issue: "Laws, as fast-check properties"): precedence, packs, the order of keys,
// and the round trip of the IR. test/plan-resolve.test.ts holds the resolver alone to the same table.

import fc from "fast-check";
import { expect, test } from "vitest";
import { compile } from "../../src/core/compile.js";
import { type ImageFieldName, imageFieldNames, imageFields } from "../../src/core/language/image-fields.js";
import { type PlanOptions, plan } from "../../src/core/plan/make-plan.js";
import type { PlannedRequest } from "../../src/core/plan/plan.js";
import { programFrom } from "../../src/core/program-from.js";
import { isObject, type Json, type JsonObject } from "../../src/core/text/json.js";
import { planOf, programOf } from "../build/flow.js";

/** Two values for each field, neither the default. */
const samples: { readonly [field in ImageFieldName]: readonly [own: Json, common: Json] } = {
  prompt: ["a fox", "a hare"],
  baseModel: ["acme/brush", "acme/pen"],
  trainingId: ["3f2b8a52-3a43-4f5e-9d33-0a3c7f3a1a11", "4716c93e-03bc-49cf-921d-203971fe5866"],
  negativePrompt: ["dull", "dark"],
  steps: [1, 60],
  width: [8, 2048],
  height: [512, 768],
  scale: [0, 1],
  guidanceScale: [0, 10],
  seed: [0, 7],
  batchSize: [2, 4],
  precision: ["bf16", "fp16"],
};
const packId = "0b6f7a52-1a43-4f5e-8d33-0a3c7f3a1a22";
const base: JsonObject = { prompt: "p", baseModel: "m" };
const input = { type: "object", properties: {} };

function flowOf(parameters: JsonObject, store: JsonObject = {}): JsonObject {
  const step = { id: "draw", type: "ImageGenerator", parameters };
  return { title: "t", description: "d", input, store, steps: [step] };
}

type Options = Partial<PlanOptions>;

function planned(flow: JsonObject, options: Options = {}): readonly PlannedRequest[] {
  return planOf(programOf(flow), options).requests;
}

function codes(flow: JsonObject, options: Options = {}): readonly string[] {
  const { program, diagnostics } = compile(JSON.stringify(flow));
  const outcome = program === undefined ? { diagnostics } : plan(program, { input: {}, ...options });
  return outcome.diagnostics.filter(({ severity }) => severity === "error").map(({ code }) => code);
}

const standings = ["absent", "null", "value"] as const;
type Standing = (typeof standings)[number];

function with_(field: string, standing: Standing, value: Json): JsonObject {
  return standing === "absent" ? {} : { [field]: standing === "null" ? null : value };
}

/** Spec 1.15: the image's own value, else the step's, else the default; null on an image stops, null of a step or a pack is absent. */
function wanted(field: ImageFieldName, image: Standing, step: Standing, pack: boolean): Json | undefined {
  const [own, common] = samples[field];
  if (image === "value") return own;
  if (image === "null" && !pack) return imageFields[field].default;
  return step === "value" ? common : imageFields[field].default;
}

test.each(imageFieldNames)("precedence of %s: image, step and default; written, by a path, and in a pack", (field) => {
  const [own, common] = samples[field];
  const { [field]: _own, ...rest } = base;
  for (const image of standings) {
    for (const step of standings) {
      const shared = with_(field, step, common);
      const written = { ...rest, ...with_(field, image, own) };
      const pack = { inferencePackId: packId, ...shared };
      const ways: readonly [flow: JsonObject, options: Options, pack: boolean][] = [
        [flowOf({ images: [written], ...shared }), {}, false],
        [flowOf({ images: [{ "@Extend": "$.store.image" }], ...shared }, { image: written }), {}, false],
        [
          {
            ...flowOf({ images: [{ ...rest, [field]: "$.input.own" }], ...shared }),
            input: { ...input, properties: { own: {} }, required: image === "absent" ? [] : ["own"] },
          },
          { input: with_("own", image, own) },
          false,
        ],
        [flowOf(pack), { packs: { [packId]: { images: [written] } } }, true],
      ];
      for (const [flow, options, isPack] of ways) {
        const value = wanted(field, image, step, isPack);
        if (value === undefined) {
          expect(codes(flow, options)).toHaveLength(1);
          continue;
        }
        const [request] = planned(flow, options);
        expect(request?.image[field]).toEqual(value);
        // Resolving twice changes nothing: the resolved image, drawn again beside the same step-wide values, is itself.
        if (isPack) continue;
        const again = planned(flowOf({ ...shared, images: [request?.image as unknown as JsonObject] }));
        expect(again[0]?.image).toEqual(request?.image);
      }
    }
  }
});

const image = fc.record(
  Object.fromEntries(
    imageFieldNames.map((field) => [field, fc.constantFrom<Json>(...samples[field], ...(field in base ? [] : [null]))]),
  ),
  { requiredKeys: [] },
) as fc.Arbitrary<JsonObject>;
const images = fc.array(image, { maxLength: 4 });

test("pack and images: lengths add up, order is kept, step-wide values reach pack images exactly where unset", () => {
  fc.assert(
    fc.property(images, images, image, (packed, own, shared) => {
      const common = { ...base, ...shared };
      const packs = { [packId]: { images: packed } };
      const requests = planned(flowOf({ inferencePackId: packId, images: own, ...common }), { packs });
      expect(requests).toHaveLength(packed.length + own.length);
      const alone = planned(flowOf({ images: own, ...common }));
      expect(requests.slice(packed.length).map((one) => one.image)).toEqual(alone.map((one) => one.image));
      for (const [i, saved] of packed.entries()) {
        for (const field of imageFieldNames) {
          const inherited = common[field] ?? imageFields[field].default ?? null;
          expect(requests[i]?.image[field]).toEqual(saved[field] ?? inherited);
        }
      }
    }),
    { numRuns: 40 },
  );
});

/** The same flow with the keys of every object the other way round. */
function reversed(value: Json): Json {
  if (Array.isArray(value)) return value.map(reversed);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, part]): [string, Json] => [key, reversed(part as Json)]);
  return Object.fromEntries(entries.reverse()) as Json;
}

const template = fc.constantFrom<Json>(
  "$.store.rows[*].t",
  ["@Map($.store.rows, r)", { t: "@Item(r).t", n: "@Index(r)" }],
  { "@Extend": "$.store.rows[0]", x: "@Format('{}!', $.store.word)" },
  { a: "@Replace($.store.word, 'o', '0')", "\\@b": "\\$5" },
  "$.store.rows[?match(@.t, '[a-b]') && count($..t) > 1]",
);
const flow = fc.tuple(images, image, fc.array(template, { maxLength: 3 })).map(([own, shared, results]): JsonObject => {
  const rows = [{ t: "a" }, { t: "c" }];
  const made = results.map((one, i): Json => ({ id: `make${i}`, type: "ObjectTransformer", result: { one } }));
  const mapped: Json = ["@Map($.store.rows)", { prompt: "@Format('{}', $$.t)" }];
  const drawn = flowOf({ ...base, ...shared, images: [...own, mapped] }, { rows, word: "fox" });
  return { ...drawn, steps: [...made, ...(drawn.steps as readonly Json[])] } as JsonObject;
});

test("the order of keys changes no request", () => {
  fc.assert(
    fc.property(flow, (one) => {
      expect(planned(reversed(one) as JsonObject)).toEqual(planned(one));
    }),
    { numRuns: 40 },
  );
});

test("a program made again from its IR as JSON gives the same plan", () => {
  fc.assert(
    fc.property(flow, (one) => {
      const program = programOf(one);
      const text = JSON.stringify(program.ir);
      const again = programFrom(JSON.parse(text) as Json);
      if (!again.ok) throw new Error(JSON.stringify(again.diagnostics));
      expect(JSON.stringify(again.value.ir)).toBe(text);
      expect(JSON.stringify(plan(again.value, { input: {} }))).toBe(JSON.stringify(plan(program, { input: {} })));
    }),
    { numRuns: 40 },
  );
});
