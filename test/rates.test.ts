// How long calls take (spec 5.13): what is measured of a journal, what the project keeps of it, and how a plan says it.

import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { flowplan } from "../src/cli/flowplan.js";
import { rangeText, timeText } from "../src/cli/format/time.js";
import {
  longestName,
  mergeRates,
  mostRates,
  mostRuns,
  noRates,
  type Rates,
  rateOf,
  type ServerRate,
} from "../src/core/plan/time/rates.js";
import type { RunEvent } from "../src/core/run/event.js";
import type { CallSpec, JournalRecord } from "../src/core/run/journal.js";
import { timeCalls } from "../src/core/run/rates.js";
import { validate } from "../src/core/schema/generated/rates.js";
import { addRates, readRates } from "../src/node/rates-file.js";
import { storeFolder } from "../src/node/store-folder.js";
import { hostileNames } from "./build/hostile.js";
import { keptTerminal } from "./build/terminal.js";

const room = mkdtempSync(join(tmpdir(), "flowplan-rates-"));
afterAll(() => rmSync(room, { recursive: true, force: true }));
/** Without a store of its own, as other tests have it. */
async function say(...words: readonly string[]) {
  const terminal = keptTerminal();
  const exit = await flowplan(words, terminal);
  return { exit, ...terminal.said };
}
let folders = 0;
function newFolder(): string {
  const folder = join(room, `${++folders}`);
  mkdirSync(folder);
  return folder;
}

const pass = { trainingId: null, precision: "fp16", guidanceScale: 7, scale: 1, width: 1000, height: 500 } as const;
const prompt = { prompt: "p", negativePrompt: null, seed: 1 };
const images = (baseModel: string, batchSize = 2): CallSpec => ({
  what: "images",
  parts: [],
  request: { ...pass, baseModel, steps: 10, prompts: [{ ...prompt, batchSize }] },
});
const training: CallSpec = { what: "training", step: "t", request: { datasetId: "d", settings: {}, maxMinutes: 60 } };
const intent = (key: string, call: CallSpec, at: number, attempt = 1): JournalRecord => {
  return { kind: "intent", key, attempt, server: "comfyui", worst: null, call, at };
};
const result = (key: string, at: number): JournalRecord => ({ kind: "result", key, cost: 0, values: [], at });
const told = (event: Partial<RunEvent> & { readonly kind: RunEvent["kind"] }): JournalRecord => {
  return { kind: "told", event: { run: "r", sequence: 0, at: 0, ...event } as RunEvent };
};
const retried = (call: string) =>
  told({ kind: "call-retried", call, attempt: 1, failure: "transient", detail: "", afterMs: 1 });

function timed(...records: readonly JournalRecord[]): readonly ServerRate[] {
  const timer = timeCalls();
  for (const record of records) timer.take(record);
  return timer.rates().rates;
}

test("a call takes from its intent to its result, by what it draws; the fastest and the slowest are kept", () => {
  const records = [
    intent("a", images("flux"), 100),
    intent("t", training, 100),
    intent("b", images("flux", 4), 150),
    result("b", 250),
    result("a", 400),
    result("t", 9_100),
  ];
  expect(timed(...records)).toEqual([
    {
      server: "comfyui",
      what: "images",
      model: "flux",
      measured: [{ at: 400, calls: 2, fastest: 5, slowest: 30 }],
    },
    {
      server: "comfyui",
      what: "training",
      model: null,
      measured: [{ at: 9_100, calls: 1, fastest: 9_000, slowest: 9_000 }],
    },
  ]);
});

test("what was tried again, resumed or lost, and what a clock that was set back says, is not measured", () => {
  const call = images("flux");
  const failed = {
    kind: "failed",
    key: "a",
    failure: { kind: "oom", detail: "" },
    cost: 0,
    at: 5,
  } as const satisfies JournalRecord;
  const started = told({ kind: "run-started", resumed: true });
  expect(timed(intent("a", call, 0), retried("a"), result("a", 9))).toEqual([]);
  expect(timed(intent("a", call, 0), started, result("a", 9))).toEqual([]);
  expect(timed(intent("a", call, 0), failed, result("a", 9))).toEqual([]);
  expect(timed(intent("a", call, 0, 2), result("a", 9))).toEqual([]);
  expect(timed(intent("a", call, 10), result("a", 9))).toEqual([]);
  expect(timed(result("a", 9), intent("b", call, 10))).toEqual([]);
  expect(timed(started, intent("a", call, 0), retried("b"), result("a", 9))).toHaveLength(1);
});

const names = fc.oneof(fc.constantFrom(...hostileNames), fc.string({ maxLength: 4 }));
const measurement = fc
  .record({ at: fc.nat(20), calls: fc.integer({ min: 1, max: 9 }), fastest: fc.nat(9), more: fc.nat(9) })
  .map(({ more, ...rest }) => ({ ...rest, slowest: rest.fastest + more }));
const someRates: fc.Arbitrary<Rates> = fc
  .array(
    fc.record({
      server: names,
      what: fc.constantFrom("generation", "training", "images"),
      model: fc.option(names),
      measured: fc.array(measurement, { minLength: 1, maxLength: 12 }),
    }),
    { maxLength: 100 },
  )
  .map((rates) => ({ version: 1, rates }));

test("rates that are merged, in whatever order, are the same, few, and as the schema says; the latest runs are kept", () => {
  fc.assert(
    fc.property(someRates, someRates, (a, b) => {
      const merged = mergeRates(a, b);
      expect(mergeRates(b, a)).toEqual(merged);
      expect(mergeRates(merged)).toEqual(merged);
      expect(mergeRates(merged, noRates)).toEqual(merged);
      expect(validate(JSON.parse(JSON.stringify(merged)))).toBe(true);
      expect(merged.rates.length).toBeLessThanOrEqual(mostRates);
      const keys = merged.rates.map(({ server, what, model }) => JSON.stringify([server, what, model]));
      expect(new Set(keys).size).toBe(keys.length);
      for (const { server, what, model, measured } of merged.rates) {
        expect(measured.length).toBeLessThanOrEqual(mostRuns);
        const all = [...a.rates, ...b.rates]
          .filter((rate) => rate.server === server && rate.what === what && rate.model === model)
          .flatMap((rate) => rate.measured);
        expect(measured[0]?.at).toBe(Math.max(...all.map(({ at }) => at)));
        const rate = rateOf(merged, server, what, model);
        expect(rate?.fastest).toBeLessThanOrEqual(rate?.slowest ?? -1);
      }
    }),
  );
  const long = { server: "s", what: "images", model: "m".repeat(longestName + 1), measured: [] } as const;
  expect(mergeRates({ version: 1, rates: [long] })).toEqual(noRates);
});

const one = (model: string, fastest: number, slowest = fastest, at = 1): Rates => ({
  version: 1,
  rates: [{ server: "reference", what: "images", model, measured: [{ at, calls: 3, fastest, slowest }] }],
});

test("a project's rates are in .flowplan of the nearest folder that is marked, else beside the flow", () => {
  const top = newFolder();
  const below = join(top, "a", "b");
  mkdirSync(below, { recursive: true });
  const flow = join(below, "flow.json");
  expect(storeFolder(flow)).toBe(join(below, ".flowplan"));
  writeFileSync(join(top, "flowplan.json"), "{}");
  expect(storeFolder(flow)).toBe(join(top, ".flowplan"));
  mkdirSync(join(top, "a", ".flowplan"));
  expect(storeFolder(flow)).toBe(join(top, "a", ".flowplan"));
});

test("rates are added to those that are there; what is damaged is replaced, what is newer is left alone", async () => {
  const store = join(newFolder(), ".flowplan");
  const file = join(store, "rates.json");
  expect(await readRates(store)).toEqual({ rates: noRates, problem: null });
  expect(await addRates(store, one("a", 1))).toBeNull();
  expect(await addRates(store, one("a", 2, 2, 2))).toBeNull();
  const { rates } = await readRates(store);
  expect(rateOf(rates, "reference", "images", "a")).toEqual({ calls: 6, fastest: 1, slowest: 2 });
  for (const bad of ["", "{", "[]", "null", '{"version":1}', '{"version":1,"rates":[{}]}', "\u0000"]) {
    writeFileSync(file, bad);
    expect(await readRates(store)).toEqual({ rates: noRates, problem: "it is damaged" });
    expect(await addRates(store, one("a", 1))).toBeNull();
    expect((await readRates(store)).rates).toEqual(one("a", 1));
  }
  writeFileSync(file, '{"version":2}');
  expect(await addRates(store, one("a", 1))).toBe("a newer flowplan wrote it");
  expect(readFileSync(file, "utf8")).toBe('{"version":2}');
  writeFileSync(file, " ".repeat(2 ** 20 + 1));
  expect((await readRates(store)).problem).toContain("longer");
  rmSync(file);
  mkdirSync(file);
  expect((await readRates(store)).problem).toBe("it is a folder");
  expect(await addRates(store, one("a", 1))).not.toBeNull();
  expect(readdirSync(store)).toEqual(["rates.json"]);
});

const flow = (more: object = {}) =>
  JSON.stringify({
    title: "t",
    description: "d",
    steps: [
      {
        id: "draw",
        type: "ImageGenerator",
        parameters: { width: 1000, height: 1000, steps: 10, images: [{ prompt: "a", baseModel: "acme/brush" }] },
      },
    ],
    ...more,
  });

function project(rates: Rates | string | null): { readonly file: string; readonly store: string } {
  const folder = newFolder();
  const file = join(folder, "flow.json");
  const store = join(folder, ".flowplan");
  writeFileSync(file, flow());
  if (rates === null) return { file, store };
  mkdirSync(store);
  writeFileSync(join(store, "rates.json"), typeof rates === "string" ? rates : JSON.stringify(rates));
  return { file, store };
}

test("a plan says how long it takes and from which calls that follows; the plan itself stays the same", async () => {
  const known = project(one("acme/brush", 12_000, 24_000));
  const unknown = project(null);
  const line = "\n  about 2 to 4 minutes, measured in 3 earlier calls on reference with acme/brush\n";
  const said = await say("plan", known.file);
  expect(said).toMatchObject({ exit: 0, err: "" });
  expect(said.out).toContain(line);
  expect(said.out.replace(line, "")).toBe((await say("plan", unknown.file)).out);
  const { time, ...plan } = JSON.parse((await say("plan", known.file, "--format", "json")).out) as { time: object };
  expect(time).toEqual({
    min: 120_000,
    max: 240_000,
    from: 3,
    measured: [{ what: "images", model: "acme/brush", calls: 3 }],
    missing: [],
  });
  expect(plan).toEqual(JSON.parse((await say("plan", unknown.file, "--format", "json")).out));

  const planFile = join(known.store, "..", "plan.json");
  expect((await say("plan", known.file, "--out", planFile)).exit).toBe(0);
  expect((await say("plan", planFile)).out).toContain(line);
  renameSync(join(known.store, "rates.json"), join(known.store, "old.json"));
  const old = join(known.store, "printed.json");
  writeFileSync(old, JSON.stringify({ ...plan, time }));
  expect((await say("plan", planFile)).err).toBe("");
  expect((await say("plan", known.file, "--diff", old)).out).toContain("no changes");
});

test("what was never measured is said, and then there is no maximum", async () => {
  const { file } = project(one("acme/brush", 12_000));
  const training = {
    id: "train",
    type: "ModelGenerator",
    parameters: { datasetId: "d", settings: {}, maxMinutes: 60 },
  };
  const { steps } = JSON.parse(flow()) as { steps: readonly object[] };
  writeFileSync(file, flow({ steps: [training, ...steps] }));
  expect((await say("plan", file)).out.replaceAll(/\n {2}(?=\S)/g, " ")).toContain(
    "at least 2 minutes, measured in 3 earlier calls on reference with acme/brush; not measured yet: training\n",
  );
  expect((await say("plan", project(one("other", 1)).file)).out).not.toContain("measured");
  expect((await say("plan", project(one("other", 1)).file, "--verbose")).out).toContain(
    "how long it takes was never measured on reference",
  );
});

test("what is given, or shared with another request, takes no time", async () => {
  const { file, store } = project(one("acme/brush", 12_000));
  const image = { prompt: "a", baseModel: "acme/brush", width: 1000, height: 1000, steps: 10, seed: 7 };
  const drawing = { id: "draw", type: "ImageGenerator", parameters: { images: [image, image] } };
  const training = {
    id: "train",
    type: "ModelGenerator",
    parameters: { datasetId: "d", settings: {}, maxMinutes: 60 },
  };
  writeFileSync(file, flow({ steps: [training, drawing] }));
  const results = join(store, "results.json");
  writeFileSync(results, JSON.stringify({ train: { id: "00000000-0000-4000-8000-00000000000a" } }));
  const timeOf = async (...more: readonly string[]) => {
    const { out } = await say("plan", file, "--format", "json", ...more);
    return (JSON.parse(out) as { time: { min: number; max: number | null; missing: object[] } }).time;
  };
  const train = { what: "training", model: null };
  const work = 120_000;
  expect(await timeOf()).toMatchObject({ min: work, max: null, missing: [train] });
  expect(await timeOf("--results", results)).toMatchObject({ min: work, max: 2 * work, missing: [] });
  expect(await timeOf("--results", results, "--share")).toMatchObject({ min: work, max: work, missing: [] });
});

test("a run keeps what it measured beside what is there", async () => {
  const { file, store } = project(null);
  const run = () => say("run", file, "--out", join(newFolder(), "out"));
  expect((await run()).exit).toBe(0);
  expect((await run()).exit).toBe(0);
  const { rates } = await readRates(store);
  expect(rates.rates).toMatchObject([{ server: "reference", what: "images", model: "acme/brush" }]);
  expect(rates.rates[0]?.measured.map(({ calls }) => calls)).toEqual([1, 1]);
  expect((await say("plan", file)).out).toContain(", measured in 2 earlier calls on reference with acme/brush\n");
});

test("rates are where the answers are kept", async () => {
  const { file, store } = project(null);
  const other = join(newFolder(), "deep", "store");
  const kept = ["--store", other];
  expect((await say("run", file, "--out", join(newFolder(), "out"), ...kept)).err).not.toContain("warning");
  expect((await readRates(other)).rates.rates).toHaveLength(1);
  expect(existsSync(join(store, "rates.json"))).toBe(false);
  expect((await say("plan", file, ...kept)).out).toContain(", measured in 1 earlier call on reference");
  expect((await say("store", "check", other)).exit).toBe(0);
});

test("a run that goes on adds to the rates of its flow's project", async () => {
  const { file, store } = project(null);
  const out = join(newFolder(), "out");
  expect((await say("run", file, "--out", out)).exit).toBe(0);
  const journal = join(out, "journal.jsonl");
  const lines = readFileSync(journal, "utf8").split("\n");
  // Cut before the call: nothing of it is known.
  const intents = lines.findIndex((line) => line.startsWith('{"kind":"intent"'));
  writeFileSync(journal, `${lines.slice(0, intents).join("\n")}\n`);
  rmSync(store, { recursive: true });
  expect((await say("run", "--resume", out)).exit).toBe(0);
  expect((await readRates(store)).rates.rates[0]?.measured.map(({ calls }) => calls)).toEqual([1]);
  expect(existsSync(join(out, ".flowplan"))).toBe(false);
});

test("a damaged or unwritable file fails nothing and is told once", async () => {
  const damaged = project("{");
  const planned = await say("plan", damaged.file);
  expect(planned.exit).toBe(0);
  expect(planned.err).toMatch(/^warning: \S*rates\.json is not used: it is damaged\n$/);
  const ran = await say("run", damaged.file, "--out", join(newFolder(), "out"));
  expect({ exit: ran.exit, warnings: ran.err.split("warning:").length - 1 }).toEqual({ exit: 0, warnings: 1 });
  expect((await readRates(damaged.store)).problem).toBeNull();

  const blocked = project(null);
  writeFileSync(blocked.store, "a file is in the way");
  const over = await say("run", blocked.file, "--out", join(newFolder(), "out"));
  expect({ exit: over.exit, warnings: over.err.split("warning:").length - 1 }).toEqual({ exit: 0, warnings: 1 });
  chmodSync(blocked.store, 0o644);
});

test("durations in words", () => {
  const m = 60_000;
  expect(rangeText(0, 999)).toBe("less than a second");
  expect(rangeText(0, 40_000)).toBe("up to 40 seconds");
  expect(rangeText(1_000, 1_000)).toBe("about 1 second");
  expect(rangeText(20_000, 40_100)).toBe("about 20 to 41 seconds");
  expect(rangeText(40_000, 5 * m)).toBe("about 40 seconds to 5 minutes");
  expect(rangeText(2 * m, 4 * m)).toBe("about 2 to 4 minutes");
  expect(rangeText(3 * m, 3 * m)).toBe("about 3 minutes");
  expect(rangeText(90 * m, 600 * m)).toBe("about 90 minutes to 10 hours");
  expect(rangeText(72 * 60 * m, 100 * 60 * m)).toBe("about 3 to 5 days");
  expect(rangeText(2 * m, null)).toBe("at least 2 minutes");
  const kind = (model: string) => ({ what: "images", model, calls: 1 }) as const;
  const missing = [
    { what: "images", model: null },
    { what: "generation", model: null },
  ] as const;
  const estimate = { min: 0, max: null, from: 1, measured: ["a", "b", "c", "d", "e"].map(kind), missing };
  expect(timeText(estimate, "x")).toBe(
    "a time that has no maximum, measured in 1 earlier call on x with a, b, c and 2 other models; " +
      "not measured yet: objects, images with a model that only the run knows",
  );
  expect(timeText({ ...estimate, from: 0 }, "x")).toBeNull();
});
