// One rule for each parameter, whoever asks (spec 3.5, 7.8): a value that the run refuses is refused by the plan as soon as it is known,
// and by the check where the flow itself holds it; what one of them takes, all of them take.

import fc from "fast-check";
import { expect, test } from "vitest";
import { compile } from "../../src/core/compile.js";
import { imageRules } from "../../src/core/language/image-fields.js";
import { parametersOf, type StepType, stepTypes } from "../../src/core/language/steps.js";
import { plan } from "../../src/core/plan/make-plan.js";
import { run } from "../../src/core/run/run.js";
import type { Json, JsonObject } from "../../src/core/text/json.js";
import { fakeClock, memoryHost, scriptedBackend } from "../../src/testing/index.js";
import { flowText, planOf, programOf } from "../build/flow.js";
import { hostileNames, hostileNumbers } from "../build/hostile.js";

const pack = "3f2b8a52-3a43-4f5e-9d33-0a3c7f3a1a11";

type Target = { readonly type: StepType; readonly name: string; readonly inImage: boolean };
const targets: readonly Target[] = [
  ...stepTypes.flatMap((type) =>
    Object.entries(parametersOf(type)).flatMap(([name, rule]) =>
      rule.constantOnly === true ? [] : [{ type, name, inImage: false }],
    ),
  ),
  ...Object.keys(imageRules).map((name) => ({ type: "ImageGenerator" as const, name, inImage: true })),
  { type: "ObjectTransformer", name: "result", inImage: false },
];

const bare: { readonly [type in StepType]: JsonObject } = {
  ObjectGenerator: { description: "d", schema: { type: "object" } },
  ModelGenerator: { datasetId: "d" },
  ImageGenerator: { images: [] },
  ObjectTransformer: {},
  Zipper: { sources: [] },
};

function stepOf({ type, name, inImage }: Target, value: string): JsonObject {
  if (type === "ObjectTransformer") return { id: "t", type, result: value };
  const parameters: JsonObject = { ...bare[type] };
  if (inImage)
    return { id: "t", type, parameters: { images: [{ prompt: "p", baseModel: "m", batchSize: 4, [name]: value }] } };
  const drawn =
    type === "ImageGenerator" ? { images: [{ prompt: "p", baseModel: "m", batchSize: 4 }], baseModel: "m" } : {};
  return { id: "t", type, parameters: { ...parameters, ...drawn, [name]: value } };
}

const numbers = [0, 1, 2, 4, 5, 7.5, 8, 9, 10, 20, 21, 60, 61, 512, 1001, 2048, 2056, 0.9, -1, 1.5, 1e21, 30_000];
const seeds = [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER - 3, Number.MIN_SAFE_INTEGER];
const texts = ["", "a", "5", "fp16", "bf16", "fp32", pack, "$.x", "@Map($)", "toString", "\\a"];
const values: fc.Arbitrary<Json> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<Json>(...numbers, ...seeds, ...hostileNumbers) },
  { weight: 3, arbitrary: fc.constantFrom<Json>(...texts, ...hostileNames) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Json>(null, true, [], {}, { baseModel: 5 }, { baseModel: "m" }, { toString: 1 }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Json>([5], [null], [[]], [{ prompt: "p" }], [{ prompt: 5 }], [{ promt: "p" }]),
  },
);

const generator = {
  id: "g",
  type: "ObjectGenerator",
  parameters: { description: "d", schema: { type: "object", required: ["v"], properties: { v: {} } } },
};

async function runs(target: Target, value: Json): Promise<boolean> {
  const program = programOf(flowText([generator, stepOf(target, "$.results.g.v")]));
  const backend = scriptedBackend({ generate: ({ schema }) => (schema.required === undefined ? {} : { v: value }) });
  const { ports } = memoryHost(backend, fakeClock(), { [pack]: { images: [] } });
  for await (const event of run(program, planOf(program), ports)) {
    if (event.kind === "run-finished") return event.status === "succeeded";
  }
  throw new Error("the run did not finish");
}

function plans(target: Target, value: Json): boolean {
  const program = programOf(flowText([generator, stepOf(target, "$.results.g.v")]));
  return plan(program, { input: {}, results: { g: { v: value } }, packs: { [pack]: { images: [] } } }).ok;
}

/** undefined: the text of a flow cannot hold this number at all, whoever takes it (spec 1.4.3). */
function checks(target: Target, value: Json): boolean | undefined {
  const { program, diagnostics } = compile(flowText([stepOf(target, "$.store.v")], { store: { v: value } }));
  if (diagnostics.some(({ code }) => code === "document/unsafe-integer")) return undefined;
  return program !== undefined;
}

const inNoText = (value: Json) =>
  typeof value === "number" && /^-?\d{16,}$/.test(JSON.stringify(value)) && !Number.isSafeInteger(value);

test("check, plan and run take the same values", async () => {
  let [taken, refused] = [0, 0];
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...targets), values, async (target, value) => {
      const ran = await runs(target, value);
      if (ran) taken++;
      else refused++;
      expect({ target, value, planned: plans(target, value) }).toEqual({ target, value, planned: ran });
      const checked = inNoText(value) ? undefined : ran;
      expect({ target, value, checked: checks(target, value) }).toEqual({ target, value, checked });
    }),
    { numRuns: 1000 },
  );
  expect(taken).toBeGreaterThan(50);
  expect(refused).toBeGreaterThan(50);
});
