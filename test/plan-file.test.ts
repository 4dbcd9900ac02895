// The canonical text of plans, and of flows that are written otherwise (spec 5.10.1).

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { compile, type Plan, plan } from "../src/core/index.js";
import { profiles } from "../src/core/plan/backend/profiles.js";
import { defaultPrices } from "../src/core/plan/cost/price-book.js";
import { canonicalChunks } from "../src/core/plan/file/canonical-chunks.js";
import { canonicalIr } from "../src/core/plan/file/canonical-ir.js";
import { makePlanFile, type PlanBindings, readPlanFile } from "../src/core/plan/file/plan-file.js";
import { align } from "../src/core/plan/requests/align.js";
import { programFrom } from "../src/core/program-from.js";
import { canonicalJson, type Json } from "../src/core/text/json.js";

const fixtures = join(import.meta.dirname, "../fixtures");
const text = (value: Json) => [...canonicalChunks(value)].join("");

test("pieces are the canonical text, whatever the JSON", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      expect(text(value as Json)).toBe(canonicalJson(value as Json));
    }),
    { numRuns: 300 },
  );
});

test("pieces of long plans are their canonical text", () => {
  const folder = join(fixtures, "plan");
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".plan.json"))) {
    const short = JSON.parse(readFileSync(join(folder, name), "utf8")) as { requests: Json[] };
    const { length } = short.requests;
    const requests = Array.from({ length: length === 0 ? 0 : 1201 }, (_, i) => short.requests[i % length] as Json);
    const long = { ...short, requests, numbers: requests.map((_, i) => i), odd: [...requests, { step: "x" }] };
    expect(text(long) === canonicalJson(long)).toBe(true);
  }
});

test("the canonical IR is an IR that plans the same", () => {
  const folder = join(fixtures, "flows/ok");
  for (const name of readdirSync(folder).filter((file) => /\.json5?$/.test(file))) {
    const { program } = compile(readFileSync(join(folder, name), "utf8"));
    if (program === undefined) throw new Error(name);
    const canonical = programFrom(JSON.parse(canonicalJson(canonicalIr(program.ir) as unknown as Json)) as Json);
    if (!canonical.ok) throw new Error(`${name}: ${canonical.diagnostics[0]?.message}`);
    const [own, again] = [program, canonical.value].map((each) => plan(each, { input: { topic: "foxes" } }));
    expect(own?.ok).toBe(again?.ok);
    if (own?.ok === true && again?.ok === true) expect(again.value).toEqual(own.value);
  }
});

test("an alignment has every element once and in order, and equal lists entirely in pairs", () => {
  const items = fc.array(fc.tuple(fc.nat(3), fc.nat(2)), { maxLength: 12 });
  const keysOf = ([a, b]: [number, number]) => [`${a} ${b}`, `${a}`];
  fc.assert(
    fc.property(items, items, (before, after) => {
      const aligned = align(before, after, keysOf);
      expect(aligned.flatMap((pair) => (pair.before === undefined ? [] : [pair.before]))).toEqual(before);
      expect(aligned.flatMap((pair) => (pair.after === undefined ? [] : [pair.after]))).toEqual(after);
      expect(align(before, before, keysOf).every((pair) => pair.before === pair.after)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test("a plan file from before plans carried their assumptions is held to those beside it", () => {
  const { program } = compile(readFileSync(join(fixtures, "flows/ok/five-steps.json"), "utf8"));
  if (program === undefined) throw new Error("five-steps");
  const assume = { tokens: "100", trainingMinutes: "5" };
  const planned = plan(program, { input: { topic: "foxes" }, assume });
  if (!planned.ok) throw new Error("plan");
  const { assume: carried, ...old } = planned.value;
  expect(carried).toEqual(assume);
  const bindings = { ir: program.ir, packs: {}, prices: defaultPrices, capabilities: profiles.reference, results: {} };
  const fileOf = (content: Plan, given: PlanBindings["assume"]) =>
    readPlanFile(JSON.parse([...makePlanFile(content, { ...bindings, assume: given }, [])].join("")) as Json);
  const read = fileOf(old, assume);
  expect(read.ok && read.value.content.plan).toEqual(planned.value);
  const without = fileOf(old, {});
  expect(without.ok && without.value.content.plan).toEqual(old);
});
