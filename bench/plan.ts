// How long a plan of a large map takes, and how much memory (spec 5): 1,000,000 requests from one map evaluated, resolved, checked,
// grouped and packed; the same written as JSON with its hash in a stream; the residual plan of the same flow, whatever maxItems is.
// Run: node --expose-gc --import tsx bench/plan.ts

import { ok } from "node:assert";
import { createHash } from "node:crypto";
import { compile } from "../src/core/compile.js";
import type { Limits } from "../src/core/language/limits.js";
import { profiles } from "../src/core/plan/backend/profiles.js";
import { makePlanFile } from "../src/core/plan/file/plan-file.js";
import { type PlanOptions, plan } from "../src/core/plan/make-plan.js";
import type { Plan } from "../src/core/plan/plan.js";
import type { Program } from "../src/core/program.js";
import type { Json, JsonObject } from "../src/core/text/json.js";

const limits: Partial<Limits> = {
  mapItems: 10_000_000,
  mapProduct: 10_000_000,
  requests: 10_000_000,
  work: 1_000_000_000,
  matches: 10_000_000,
  allStrings: 1_000_000_000,
  events: 100_000_000,
};

function program(maxItems: number): Program {
  const animal = {
    type: "object",
    required: ["name", "size"],
    properties: { name: { type: "string" }, size: { enum: [512, 1024] } },
  };
  const schema = {
    type: "object",
    required: ["animals"],
    properties: { animals: { type: "array", minItems: 1, maxItems, items: animal } },
  };
  const image = {
    prompt: "@Format('a portrait of {}', $$.name)",
    width: "$$.size",
    negativePrompt: "blurry",
    batchSize: 2,
  };
  const steps = [
    { id: "gen", type: "ObjectGenerator", parameters: { description: "write", schema } },
    {
      id: "draw",
      type: "ImageGenerator",
      parameters: { baseModel: "acme/brush", images: ["@Map($.results.gen.animals)", image] },
    },
  ];
  const compiled = compile(JSON.stringify({ title: "t", description: "d", steps }));
  if (compiled.program === undefined) throw new Error(JSON.stringify(compiled.diagnostics));
  return compiled.program;
}

function results(count: number): Json {
  return {
    gen: { animals: Array.from({ length: count }, (_, i) => ({ name: `animal ${i}`, size: i % 2 ? 512 : 1024 })) },
  };
}

function made(from: Program, options: Omit<PlanOptions, "input" | "limits">): Plan {
  const outcome = plan(from, { input: {}, limits, ...options });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.diagnostics));
  return outcome.value;
}

type Measured<T> = { readonly value: T; readonly wall: number; readonly cpu: number; readonly resident: number };

function measured<T>(work: () => T): Measured<T> {
  globalThis.gc?.();
  const before = process.cpuUsage();
  const start = performance.now();
  const value = work();
  const wall = performance.now() - start;
  const { user } = process.cpuUsage(before);
  return { value, wall, cpu: user / 1000, resident: process.memoryUsage().rss / 1e6 };
}

/** The file of the plan, in pieces, as `--out` writes it: none of them is the whole text. */
function written(value: Plan, from: Program, results: Json): { readonly bytes: number; readonly longest: number } {
  const bindings = {
    ir: from.ir,
    packs: {},
    prices: {},
    capabilities: profiles.reference,
    assume: {},
    results: results as JsonObject,
  };
  let bytes = 0;
  let longest = 0;
  for (const piece of makePlanFile(value, bindings, [], () => createHash("sha256"))) {
    const { length } = Buffer.from(piece);
    bytes += length;
    longest = Math.max(longest, length);
  }
  return { bytes, longest };
}

const rows: object[] = [];
const round = (value: number) => Math.round(value);
const flow = program(10_000_000);
made(flow, { results: results(10_000) });
const times: number[] = [];
for (const [count, rounds] of [
  [100_000, 5],
  [1_000_000, 1],
] as const) {
  const given = results(count);
  const runs = Array.from({ length: rounds }, () => measured(() => made(flow, { results: given })));
  const best = runs.reduce((a, b) => (a.cpu < b.cpu ? a : b));
  ok(best.value.totals.requests.min === count && best.value.totals.passes.exact);
  times.push(best.cpu);
  const file = measured(() => written(best.value, flow, given));
  ok(file.value.longest < 10_000_000);
  rows.push(
    {
      work: `plan of ${count} requests`,
      "ms wall": round(best.wall),
      "ms user CPU": round(best.cpu),
      "MB resident": round(best.resident),
    },
    {
      work: `${round(file.value.bytes / 1e6)} MB of JSON with its hashes`,
      "ms wall": round(file.wall),
      "ms user CPU": round(file.cpu),
      "MB resident": round(file.resident),
    },
  );
}
console.table(rows);
console.log(
  `time(1,000,000) / time(100,000) = ${((times[1] as number) / (times[0] as number)).toFixed(1)} (at most 13)`,
);

// The two take turns, so that neither is measured with colder code.
const open = [10, 1_000_000].map((maxItems) => ({ from: program(maxItems), times: [] as number[] }));
for (let i = 0; i < 600; i++) {
  for (const { from, times: all } of open) {
    const time = measuredOnce(() => made(from, {}));
    if (i >= 200) all.push(time);
  }
}
const residual = open.map(({ times: all }) => all.sort((a, b) => a - b)[all.length / 2] as number);

function measuredOnce(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}
console.log(
  `residual plan: maxItems 10 in ${(residual[0] as number).toFixed(3)} ms, 1,000,000 in ${(residual[1] as number).toFixed(3)} ms`,
);
