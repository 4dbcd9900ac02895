// What `verifyRun` finds in a run's folder: its journal, whether the run ended, and each picture that is there, missing or outside (spec 6.10.6).

import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { JournalRecord } from "../src/core/run/journal.js";
import type { Json } from "../src/core/text/json.js";
import { createJournal, verifyRun } from "../src/node/index.js";
import { header } from "./journal/hostile-records.js";

const root = mkdtempSync(join(tmpdir(), "flowplan-verify-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const intent = (key: string, what: "images" | "generation"): JournalRecord => {
  const request = { description: "", schema: {}, context: null, input: null, temperature: 0, maxTokens: 100 };
  const pass = {
    baseModel: "m",
    trainingId: null,
    precision: "fp16",
    width: 64,
    height: 64,
    steps: 1,
    guidanceScale: 1,
  };
  const call =
    what === "images"
      ? { what, parts: [], request: { ...pass, precision: "fp16" as const, scale: 1, prompts: [] } }
      : { what, step: "ask", position: 0, request };
  return { kind: "intent", key, attempt: 1, server: "s", worst: null, call, at: 0 };
};
const result = (key: string, step: string, values: readonly Json[]): JournalRecord => ({
  kind: "result",
  key,
  cost: 0,
  values: values.map((value, image) => ({ place: { step, request: 0, image }, request: "", value })),
  at: 0,
});
const ending: JournalRecord = {
  kind: "told",
  event: {
    kind: "run-finished",
    run: "r",
    sequence: 0,
    at: 0,
    status: "succeeded",
    synthetic: false,
    results: {},
    kept: { steps: [], files: [] },
    failure: null,
    bill: { lines: [], total: { planned: { min: "0.00", max: null }, actual: "0.00", estimated: false }, cap: null },
  },
};

async function runFolder(name: string, records: readonly JournalRecord[]): Promise<string> {
  const folder = join(root, name);
  mkdirSync(join(folder, "images"), { recursive: true });
  const opened = await createJournal(folder);
  if (!opened.ok) throw new Error(opened.reason);
  await opened.journal.append([header, ...records], true);
  await opened.journal.close();
  return folder;
}

const urls = [
  "images/0.png",
  "images/größe 1.png",
  "images/gr%C3%B6%C3%9Fe%201.png",
  "images/2.png",
  "images",
  "../0.png",
  "/etc/hostname",
  "images/../../x/0.png",
  "file:///etc/hostname",
  "https://example.com/0.png",
  "%E0%A4%A",
  "%2e%2e/0.png",
  "",
  "images/\0.png",
];

test("every picture that a result names is looked for in the folder, and nowhere else", async () => {
  const folder = await runFolder("pictures", [
    intent("a", "images"),
    intent("b", "generation"),
    // An answer of a model names no file, whatever it says.
    result("b", "ask", [{ url: "images/9.png" }]),
    result("a", "draw", [...urls.map((url) => ({ url })), { url: 7 }, null, "images/0.png"]),
    // Without its intent nobody knows that it is a pass.
    result("c", "draw", [{ url: "images/0.png" }]),
    ending,
  ]);
  writeFileSync(join(folder, "images/0.png"), "x");
  writeFileSync(join(folder, "images/größe 1.png"), "x");
  writeFileSync(join(root, "0.png"), "x");
  const { journal, ended, files } = await verifyRun(folder);
  expect(journal).toEqual({ ok: true, records: 7, torn: 0 });
  expect(ended).toBe(true);
  expect(files.map(({ url, step, image, state }) => [url, step, image, state])).toEqual([
    ...["there", "there", "there", "missing", "missing"].map((state, i) => [urls[i], "draw", i, state]),
    ...urls.slice(5, 13).map((url, i) => [url, "draw", i + 5, "outside"]),
    [urls[13], "draw", 13, "missing"],
  ]);
});

test("a damaged journal is told with the pictures before the damage, and one without its end has not ended", async () => {
  const folder = await runFolder("damaged", [intent("a", "images"), result("a", "draw", [{ url: "images/0.png" }])]);
  expect(await verifyRun(folder)).toMatchObject({ journal: { ok: true, torn: 0 }, ended: false });
  appendFileSync(join(folder, "journal.jsonl"), "x\n");
  const files = [{ url: "images/0.png", step: "draw", image: 0, state: "missing" }];
  expect(await verifyRun(folder)).toMatchObject({ journal: { ok: false, reason: "damaged", records: 3 }, files });
  const nothing = { journal: { ok: false, reason: "missing" }, ended: false, plan: null, files: [] };
  expect(await verifyRun(join(root, "nowhere"))).toEqual(nothing);
});
