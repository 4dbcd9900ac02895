// What a continued run knows of the one before (spec 6.12, 6.13), in memory.

import { expect, test } from "vitest";
import { makeBill } from "../src/core/plan/cost/bill.js";
import { defaultPriceBook } from "../src/core/plan/cost/price-book.js";
import type { Plan } from "../src/core/plan/plan.js";
import type { JournalRecord, RunHeader } from "../src/core/run/journal.js";
import type { Backend, Reply } from "../src/core/run/server.js";
import type { Json } from "../src/core/text/json.js";
import { fakeClock, memoryHost, scriptedBackend } from "../src/testing/index.js";
import { finishOf, generator, runAll } from "./build/run-steps.js";

const total = { min: "0.00", max: "1.00", why: null };
const plan = { costs: [], total, assume: { tokens: "1000" } } as unknown as Plan;
const bill = makeBill(plan, defaultPriceBook, null);

function answering(reply: Reply<Json>): Backend {
  return { ...scriptedBackend(), objects: { recovery: "none", start: async () => reply } };
}

test("an answer that was charged and cannot be used is asked for again, under another key", async () => {
  const steps = [generator("gen", [])];
  const first = memoryHost(answering({ ok: true, value: { bad: 1 }, cost: 7 }), fakeClock());
  expect(finishOf(await runAll(steps, first.ports, { bill })).status).toBe("failed");
  const backend = scriptedBackend();
  const again = memoryHost(backend, fakeClock(), {}, first.journal);
  expect(finishOf(await runAll(steps, again.ports, { bill })).status).toBe("succeeded");
  const [intent] = first.journal.filter((record) => record.kind === "intent");
  expect(backend.asked).toHaveLength(1);
  expect(backend.asked[0]?.key).not.toBe(intent?.key);
});

test.each([
  ["neither a cost nor an amount", { ok: true, value: {} }, true],
  ["a cost", { ok: true, value: {}, cost: 7 }, false],
  ["a cost of nothing", { ok: true, value: {}, cost: 0 }, false],
  ["an amount", { ok: true, value: {}, amount: 10 }, false],
  ["a cost that is not a number", { ok: true, value: {}, cost: Number.NaN }, true],
  ["a negative cost and an amount", { ok: true, value: {}, cost: -1, amount: 10 }, false],
  ["a failure that was charged", { ok: false, failure: { kind: "content", detail: "", charged: "yes" } }, true],
] as const)("the bill of a continued run is that of the first: a reply with %s", async (_, reply, estimated) => {
  const steps = [generator("gen", [])];
  const first = memoryHost(answering(reply), fakeClock());
  const before = finishOf(await runAll(steps, first.ports, { bill }));
  expect(before.bill.total.estimated).toBe(estimated);
  const backend = scriptedBackend();
  const again = memoryHost(backend, fakeClock(), {}, first.journal);
  const after = finishOf(await runAll(steps, again.ports, { bill }));
  expect(backend.asked).toEqual([]);
  expect(after.bill).toEqual(before.bill);
});

test.each([
  ["another server", { backend: "other" }, "the backend is scripted, not other"],
  ["another plan", { plan: "sha256:other" }, "the plan is another one"],
] as const)("a run that was started with %s is not continued", async (_, change, said) => {
  const steps = [generator("gen", [])];
  const first = memoryHost(scriptedBackend(), fakeClock());
  await runAll(steps, first.ports);
  const [header, ...rest] = first.journal as [RunHeader, ...JournalRecord[]];
  const backend = scriptedBackend();
  const again = memoryHost(backend, fakeClock(), {}, [{ ...header, ...change }, ...rest.slice(0, 2)]);
  const finished = finishOf(await runAll(steps, again.ports));
  expect(finished).toMatchObject({ status: "failed", failure: { code: "run/changed-since" } });
  expect(finished.failure?.message).toContain(said);
  expect(backend.asked).toEqual([]);
});

test("a place that now asks for something else keeps its answer, and nothing is sent for it", async () => {
  const first = memoryHost(scriptedBackend(), fakeClock());
  await runAll([generator("gen", [], { input: "a fox" })], first.ports);
  const backend = scriptedBackend();
  const again = memoryHost(backend, fakeClock(), {}, first.journal);
  const events = await runAll([generator("gen", [], { input: "a wolf" })], again.ports);
  expect(events.find((event) => event.kind === "step-failed")).toMatchObject({ code: "run/changed-request" });
  expect(backend.asked).toEqual([]);
});
