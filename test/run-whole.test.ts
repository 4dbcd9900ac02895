// Whole flows from their text to files on disk, on the reference backend and the Node host (spec 6).

import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decode } from "fast-png";
import { afterAll, expect, test } from "vitest";
import { referenceBackend } from "../src/backends/reference/index.js";
import { profiles } from "../src/core/plan/backend/profiles.js";
import { describeEvent } from "../src/core/run/describe-event.js";
import type { RunEvent } from "../src/core/run/event.js";
import type { RunOptions } from "../src/core/run/open-run.js";
import { run } from "../src/core/run/run.js";
import { ajvValidator } from "../src/core/schema/ajv-validator.js";
import type { Json, JsonObject } from "../src/core/text/json.js";
import { nodePorts, runRecord } from "../src/node/index.js";
import { fakeClock, memoryHost, scriptedBackend } from "../src/testing/index.js";
import { planOf, programOf } from "./build/flow.js";
import { finishOf } from "./build/run-steps.js";

const root = mkdtempSync(join(tmpdir(), "flowplan-run-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const pack = "4716c93e-03bc-49cf-921d-203971fe5866";
const flowText = `{
  title: "All five", description: "d",
  input: { type: "object", properties: { topic: { type: "string" }, size: { type: "integer", default: 64 } }, required: ["topic"] },
  steps: [
    { id: "ideas", type: "ObjectGenerator", parameters: { description: "Ideas.", input: "$.input.topic", count: 5,
      schema: { type: "object", properties: { prompts: { type: "array", items: { type: "string" } } } } } },
    { id: "lora", type: "ModelGenerator", parameters: { datasetId: "0b0c3a60-9d62-4d0c-9a1c-3a2a2f1c7b11", settings: { baseModel: "b/m" } } },
    { id: "draw", type: "ImageGenerator", parameters: { trainingId: "$.results.lora.id", baseModel: "b/m", width: "$.input.size", height: 32,
      images: [["@Map($.results.ideas.prompts)", { prompt: "$$", batchSize: 2 }], { prompt: "x", baseModel: "b/n", trainingId: null }] } },
    { id: "more", type: "ImageGenerator", parameters: { inferencePackId: "${pack}", baseModel: "b/m", width: 16, height: 16 } },
    { id: "shape", type: "ObjectTransformer", result: { topic: "$.input.topic", first: "$.results.draw.images[0]" } },
    { id: "zip", type: "Zipper", parameters: { sources: ["draw", "shape", "more"], filename: "@Format('{}.zip', $.input.topic)" } },
  ],
}`;

const packs = { [pack]: { images: [{ prompt: "packed" } as JsonObject] } };

function prepared(text: string, input: Json, more: { seed?: number } = {}) {
  const program = programOf(text);
  return { program, plan: planOf(program, { input, packs, ...more }) };
}

async function all(events: AsyncIterable<RunEvent>): Promise<RunEvent[]> {
  const list: RunEvent[] = [];
  for await (const event of events) list.push(event);
  return list;
}

function inMemory(text: string, input: Json, { seed, ...options }: RunOptions & { seed?: number } = {}) {
  const { program, plan: made } = prepared(text, input, seed === undefined ? {} : { seed });
  const host = memoryHost(referenceBackend(), fakeClock(), packs);
  return all(run(program, made, host.ports, { id: "r", ...options }));
}

test("a flow of all step types leaves pictures, objects, a zip and a book on disk", async () => {
  const { program, plan: made } = prepared(flowText, { topic: "foxes" });
  const host = nodePorts({ backend: referenceBackend(), out: root });
  const ports = { ...host, packs: memoryHost(referenceBackend(), fakeClock(), packs).ports.packs };
  const events = await all(run(program, made, ports));
  const record = runRecord(root);
  for (const event of events) await record.take(event);
  const { status, results } = finishOf(events);
  expect(events.filter((event) => event.kind === "step-failed")).toEqual([]);
  expect(status).toBe("succeeded");
  const drawn = (results.draw as { images: { url: string; width: number; seed: number }[] }).images;
  expect(drawn).toHaveLength(11);
  for (const { url, width } of drawn) {
    const png = decode(readFileSync(join(root, url)));
    expect([png.width, png.height, width]).toEqual([64, 32, 64]);
  }
  expect((results.shape as { first: Json }).first).toEqual(drawn[0]);
  expect(readdirSync(root).sort()).toEqual(["foxes.zip", "images", "pictures", "results", "summary.json"]);
  expect(readdirSync(join(root, "results")).sort()).toEqual([
    "draw.json",
    "ideas.json",
    "lora.json",
    "more.json",
    "shape.json",
    "zip.json",
  ]);
  const summary = JSON.parse(readFileSync(join(root, "summary.json"), "utf8")) as {
    synthetic: boolean;
    note: string;
    files: string[];
  };
  expect(summary.synthetic).toBe(true);
  expect(summary.note).toMatch(/^Synthetic/);
  for (const file of summary.files) expect(existsSync(join(root, file))).toBe(true);
  const list = execFileSync(
    "python3",
    ["-c", "import sys,zipfile;print('\\n'.join(zipfile.ZipFile(sys.argv[1]).namelist()))", join(root, "foxes.zip")],
    { encoding: "utf8" },
  );
  expect(list.trim().split("\n")).toEqual([...drawn.map((_, i) => `img_0_${i}.png`), "shape.json", "img_2_0.png"]);
});

test("what is asked for is what was planned: requests, passes and loads", async () => {
  const text = `{ title: "t", description: "d", steps: [
    { id: "a", type: "ImageGenerator", parameters: { baseModel: "x", width: 8, height: 8, images: [{ prompt: "1" }, { prompt: "2", batchSize: 3 }, { prompt: "3", baseModel: "y" }] } },
    { id: "b", type: "ImageGenerator", parameters: { baseModel: "y", width: 8, height: 8, images: [{ prompt: "4" }, { prompt: "5", steps: 9 }, { prompt: "6", baseModel: "x" }] } },
  ] }`;
  const { plan: made } = prepared(text, {});
  const events = await inMemory(text, {});
  const passes = events.flatMap((event) => (event.kind === "call-started" && event.what === "images" ? [event] : []));
  expect(passes).toHaveLength(made.totals.passes.min);
  expect(passes.reduce((sum, { count }) => sum + count, 0)).toBe(made.totals.images.min);
  const bases = passes.map(({ model }) => model?.baseModel);
  expect(bases.filter((base, i) => base !== bases[i - 1])).toHaveLength(made.totals.modelLoads.min);
});

test("the same run id gives the same results; another one other pictures; a seed the planned seeds", async () => {
  const input = { topic: "t" };
  const first = finishOf(await inMemory(flowText, input));
  expect(finishOf(await inMemory(flowText, input)).results).toEqual(first.results);
  expect(finishOf(await inMemory(flowText, input, { id: "s" })).results.draw).not.toEqual(first.results.draw);
  const seeded = finishOf(await inMemory(flowText, input, { seed: 4 })).results.more as { images: { seed: number }[] };
  const planned = prepared(flowText, input, { seed: 4 }).plan.requests.find(({ step }) => step === "more");
  expect(seeded.images[0]?.seed).toBe(planned?.image.seed);
});

test("a larger request than a pass holds is split where that is exact, and comes back in order", async () => {
  const text = `{ title: "t", description: "d", steps: [
    { id: "a", type: "ImageGenerator", parameters: { baseModel: "x", width: 8, height: 8, images: [{ prompt: "1", batchSize: 4, seed: 10 }, { prompt: "2", batchSize: 4, seed: 20 }] } } ] }`;
  const { program, plan: made } = prepared(text, {});
  const capabilities = { ...profiles.reference, maxBatch: 3, splitsExactly: true };
  const { ports } = memoryHost(referenceBackend({ capabilities }), fakeClock());
  const { status, results } = finishOf(await all(run(program, made, ports)));
  expect(status).toBe("succeeded");
  const { images } = results.a as { images: { seed: number; url: string }[] };
  expect(images.map(({ seed }) => seed)).toEqual([10, 11, 12, 13, 20, 21, 22, 23]);
  expect(images.map(({ url }) => url)).toEqual(images.map((_, i) => `memory:images/a/${i}.png`));
});

test("the journal knows before a call is sent what it can cost at most", async () => {
  const { program, plan: made } = prepared(flowText, { topic: "t" });
  const { ports, journal } = memoryHost(referenceBackend(), fakeClock(), packs);
  await all(run(program, made, ports));
  const worst = journal.flatMap((entry) => (entry.kind === "intent" ? [entry.worst] : []));
  expect(worst).not.toContain(null);
  const fees = 10_000 + 10_000;
  expect(worst.reduce<number>((sum, price) => sum + (price ?? 0), fees)).toBeLessThanOrEqual(
    Number(made.total.max) * 1e6,
  );
  expect(worst.filter((price) => price !== null && price % 20_000 === 0).length).toBeGreaterThan(3);
});

test("input that does not fit its schema starts nothing", async () => {
  const { program, plan: made } = prepared(flowText, { topic: "t" });
  const { ports } = memoryHost(referenceBackend(), fakeClock());
  const events = await all(run(program, { ...made, input: {} }, ports));
  expect(finishOf(events)).toMatchObject({ status: "failed", failure: { code: expect.stringMatching(/^input\//) } });
  expect(events.some((event) => event.kind === "step-started")).toBe(false);
  expect(events.map(describeEvent)).toContain("ideas: skipped, because the run failed");
});

test("a pack that is not there fails its step at the id", async () => {
  const { program, plan: made } = prepared(flowText, { topic: "t" });
  const { ports } = memoryHost(referenceBackend(), fakeClock());
  const missing = { ...ports, packs: nodePorts({ backend: referenceBackend(), out: root }).packs };
  const failed = (await all(run(program, made, missing))).find((event) => event.kind === "step-failed");
  expect(failed).toMatchObject({ step: "more", code: "pack/missing" });
  if (failed?.kind === "step-failed") expect(flowText.slice(failed.span?.start, failed.span?.end)).toContain(pack);
});

test("every event has its schema and one harmless line", async () => {
  const schema = JSON.parse(
    readFileSync(new URL("../grammar/event.schema.json", import.meta.url), "utf8"),
  ) as JsonObject;
  const compiled = ajvValidator.compile(schema);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  const text = flowText.replace('"All five"', '"All \\u001b[31mfive\\n"');
  const { program, plan: made } = prepared(text, { topic: "t" });
  const whole = await inMemory(text, { topic: "t" });
  const failing = scriptedBackend({
    fail: ({ what }) => (what === "training" ? { kind: "invalid", detail: "no\n" } : null),
  });
  const { ports } = memoryHost({ ...referenceBackend(), training: failing.training }, fakeClock());
  const broken = await all(run(program, made, ports));
  const refused = await all(run(program, { ...made, input: {} }, ports));
  for (const event of [...whole, ...broken, ...refused]) {
    expect(compiled.check(event as unknown as Json), JSON.stringify(event)).toEqual([]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be there
    expect(describeEvent(event)).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  }
  const kinds = new Set([...whole, ...broken].map(({ kind }) => kind));
  expect(kinds.size).toBe(8);
  expect(compiled.check({ ...(whole[0] as unknown as JsonObject), more: 1 })).not.toEqual([]);
});
