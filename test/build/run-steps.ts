// Flows for tests of the run, made without the stages before it: each step says its result's shape, and templates are plain values.

import { diagnose } from "../../src/core/diagnostic/diagnose.js";
import { fail, succeed } from "../../src/core/diagnostic/diagnostic.js";
import { type FlowIr, irVersion, type StepIr, type TemplateIr } from "../../src/core/ir/ir.js";
import { makeBill } from "../../src/core/plan/cost/bill.js";
import { defaultPriceBook } from "../../src/core/plan/cost/price-book.js";
import type { Plan } from "../../src/core/plan/plan.js";
import type { RunEvent } from "../../src/core/run/event.js";
import { type OpenRun, openWith, type Prepared, type RunOptions } from "../../src/core/run/open-run.js";
import { runJobs } from "../../src/core/run/planned-jobs.js";
import type { RunPorts } from "../../src/core/run/ports.js";
import type { KnownImage, Stages } from "../../src/core/run/stages.js";
import type { Validator } from "../../src/core/schema/validator.js";
import { isObject, type Json, type JsonObject } from "../../src/core/text/json.js";
import { unknownType } from "../../src/core/types/type.js";
import { plainImage } from "./request.js";

const span = { start: 0, end: 1 };
const type = unknownType;

/** A template: an object whose value is read from the results of a step where it is `{ from: "id" }`. */
export function template(value: Json): TemplateIr {
  if (isObject(value) && typeof value.from === "string") {
    const selectors = ["results", value.from].map((name) => [{ kind: "name" as const, name }]);
    const segments = selectors.map((chosen) => ({ kind: "child" as const, selectors: chosen, span }));
    return { kind: "path", root: { kind: "state" }, segments, type, certain: true, span };
  }
  if (isObject(value)) {
    const entries = Object.keys(value).map((key) => ({ key, keySpan: span, value: template(value[key] as Json) }));
    return { kind: "object", extends: [], entries, type, span };
  }
  if (Array.isArray(value)) return { kind: "array", elements: value.map(template), type, span };
  return { kind: "constant", value: value as string, type, span };
}

const base = (id: string, needs: readonly string[]) => ({
  id,
  span,
  idSpan: span,
  dependsOn: needs.map((step) => ({ step, span })),
  resultType: type,
});

export const transformer = (id: string, needs: readonly string[], result: Json): StepIr => ({
  ...base(id, needs),
  type: "ObjectTransformer",
  result: template(result),
});
export const generator = (
  id: string,
  needs: readonly string[],
  more: { amount?: Json; count?: Json; schema?: JsonObject; input?: Json } = {},
): StepIr => ({
  ...base(id, needs),
  type: "ObjectGenerator",
  description: template(`make ${id}`),
  schema: more.schema ?? { type: "object" },
  answerSchema: more.schema ?? { type: "object" },
  countProperty: null,
  input: template(more.input ?? needs.map((from) => ({ from }))),
  amount: more.amount === undefined ? null : template(more.amount),
  count: more.count === undefined ? null : template(more.count),
  creativity: null,
  contextId: null,
});
export const trainer = (id: string, needs: readonly string[]): StepIr => ({
  ...base(id, needs),
  type: "ModelGenerator",
  datasetId: template("d"),
  settings: template({ baseModel: "m", needs: needs.map((from) => ({ from })) }),
});
/** Images are given whole, as the planning stage would have resolved them. */
export const painter = (id: string, needs: readonly string[], images: readonly Partial<KnownImage>[]): StepIr => ({
  ...base(id, needs),
  type: "ImageGenerator",
  images: template(images as Json),
  inferencePackId: null,
  shared: {},
});
export const zipper = (id: string, sources: readonly string[], filename = "result.zip"): StepIr => ({
  ...base(id, sources),
  type: "Zipper",
  sources,
  filename: template(filename),
});

export function flow(steps: readonly StepIr[]): FlowIr {
  return {
    version: irVersion,
    title: "t",
    description: "d",
    input: { schema: { type: "object" }, type, span, places: {} },
    store: { value: {}, type },
    steps,
    widgets: [],
    publishing: { public: false, runPrice: null, slug: null } as FlowIr["publishing"],
  };
}

export const image: KnownImage = { ...plainImage, prompt: "p", baseModel: "m", width: 8, height: 8 };

function templateValue(at: TemplateIr, results: JsonObject): Json {
  switch (at.kind) {
    case "constant":
      return at.value;
    case "object":
      return Object.fromEntries(at.entries.map(({ key, value }) => [key, templateValue(value, results)]));
    case "array":
      return at.elements.map((element) => templateValue(element, results));
    case "path": {
      const selector = at.segments[1]?.selectors[0];
      const found = selector?.kind === "name" ? results[selector.name] : undefined;
      if (found === undefined) throw new Error(`${JSON.stringify(selector)} was read before it was there`);
      return found;
    }
    default:
      throw new Error(at.kind);
  }
}

/** A job for each step. */
export const plainStages: Stages = {
  evaluate: (at, { results }) => succeed(templateValue(at, results)),
  requestsOf: (step, { results }) => {
    const images = step.images === null ? [] : templateValue(step.images, results);
    if (!Array.isArray(images)) return fail([diagnose("run/not-an-object", span, { step: step.id, found: "?" })]);
    return succeed(images.map((own) => ({ ...image, ...own })));
  },
  sharesOf: () => new Map(),
  jobsOf: (graph) => runJobs([], graph),
  bindCount: (schema, count) =>
    count > 5 ? { ok: false, problem: "at most 5" } : { ok: true, schema: { ...schema, title: `${count}` } },
  generationCap: () => ({ maxTokens: 100, promptTokens: null }),
  maxMinutes: () => 60,
  zipBytes: () => null,
};

/** Without prices and without a cap. */
export const freeBill = makeBill(
  { costs: [], total: { min: "0.00", max: null, why: null } } as unknown as Plan,
  defaultPriceBook,
  null,
);

/** Everything matches but an answer with `bad`. */
export const plainValidator: Validator = {
  compile: () => ({
    ok: true,
    check: (value) =>
      isObject(value) && value.bad !== undefined
        ? [{ pointer: "/bad", keyword: "not", message: "must not be", parameters: {} }]
        : [],
  }),
};

export type Given = Partial<RunOptions & Prepared>;

export function openSteps(steps: readonly StepIr[], ports: RunPorts, given: Given = {}): OpenRun {
  const { input = {}, refused = null, given: results = {}, stages = plainStages, bill = freeBill, ...options } = given;
  const whole = { id: "run-1", validator: plainValidator, ...options };
  return openWith(flow(steps), ports, whole, { input, refused, given: results, stages, bill });
}

export async function runAll(steps: readonly StepIr[], ports: RunPorts, given: Given = {}): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of openSteps(steps, ports, given).events()) events.push(event);
  return events;
}

export function finishOf(events: readonly RunEvent[]): RunEvent & { kind: "run-finished" } {
  const last = events.at(-1);
  if (last?.kind !== "run-finished") throw new Error("the run did not finish");
  return last;
}
