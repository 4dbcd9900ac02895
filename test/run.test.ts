// Runs of small flows: what is told, what is kept, what is never sent (spec 6).

import { expect, test } from "vitest";
import { defaultLimits } from "../src/core/language/limits.js";
import { makeBill } from "../src/core/plan/cost/bill.js";
import { defaultPriceBook } from "../src/core/plan/cost/price-book.js";
import type { Plan } from "../src/core/plan/plan.js";
import type { RunEvent } from "../src/core/run/event.js";
import type { Journal, JournalRecord } from "../src/core/run/journal.js";
import { advance, type End, type RunInput, type RunMachine, startMachine } from "../src/core/run/machine.js";
import type { ArchiveEntry } from "../src/core/run/ports.js";
import type { DrawnImage, GenerationRequest, Reply } from "../src/core/run/server.js";
import { fakeClock, memoryHost, scriptedBackend } from "../src/testing/index.js";
import { hostileNames } from "./build/hostile.js";
import {
  finishOf,
  generator,
  image,
  openSteps,
  painter,
  runAll,
  trainer,
  transformer,
  zipper,
} from "./build/run-steps.js";

const kinds = (events: readonly RunEvent[]) =>
  events.map((event) => ("step" in event ? `${event.kind} ${event.step}` : event.kind));

test("a flow of all five step types runs to its end", async () => {
  const backend = scriptedBackend({ generate: (_, key) => ({ key: key.length }) });
  const { ports, files } = memoryHost(backend, fakeClock(5));
  const steps = [
    generator("gen", []),
    trainer("model", []),
    painter(
      "draw",
      ["gen", "model"],
      [
        { prompt: "a", batchSize: 2, seed: 7 },
        { prompt: "b", seed: 3 },
      ],
    ),
    transformer("shape", ["gen"], { it: { from: "gen" } }),
    zipper("pack", ["draw", "shape", "draw", "shape"], "../my: pictures?.zip"),
  ];
  const events = await runAll(steps, ports);
  const { status, results, kept, synthetic } = finishOf(events);
  expect(status).toBe("succeeded");
  expect(synthetic).toBe(true);
  expect(Object.keys(results)).toEqual(["gen", "model", "draw", "shape", "pack"]);
  expect(results.draw).toEqual({
    images: [
      { url: "memory:images/draw/0.png", width: 8, height: 8, seed: 7 },
      { url: "memory:images/draw/1.png", width: 8, height: 8, seed: 8 },
      { url: "memory:images/draw/2.png", width: 8, height: 8, seed: 3 },
    ],
  });
  expect(results.shape).toEqual({ it: results.gen });
  expect(results.pack).toEqual({ url: "memory:_my_ pictures_.zip" });
  const zip = JSON.parse(new TextDecoder().decode(files.get("memory:_my_ pictures_.zip"))) as [string, number][];
  expect(zip.map(([name]) => name)).toEqual([
    "img_0_0.png",
    "img_0_1.png",
    "img_0_2.png",
    "shape.json",
    "img_2_0.png",
    "img_2_1.png",
    "img_2_2.png",
  ]);
  expect(kept.steps).toEqual(Object.keys(results));
  expect(kept.files).toHaveLength(4);
  expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, i) => i));
  expect(events.every(({ at, run }) => at === 5 && run === "run-1")).toBe(true);
});

test("amount above one gives a list, and count is bound when it is known only in the run", async () => {
  const schemas: string[] = [];
  const backend = scriptedBackend({
    generate: ({ schema }) => {
      schemas.push(String(schema.title));
      return { n: schemas.length };
    },
  });
  const { ports } = memoryHost(backend, fakeClock());
  const { results } = finishOf(
    await runAll([generator("a", [], { amount: 3, count: 2 }), generator("b", [], { amount: 1 })], ports),
  );
  expect(results.a).toEqual({ list: [{ n: 1 }, { n: 2 }, { n: 3 }] });
  expect(results.b).toEqual({ n: 4 });
  expect(schemas).toEqual(["2", "2", "2", "undefined"]);
});

test.each([
  ["amount", { amount: 0 }, "run/wrong-parameter"],
  ["amount", { amount: "3" }, "run/wrong-parameter"],
  ["count", { count: 1.5 }, "run/wrong-parameter"],
  ["count", { count: 6 }, "run/count-conflict"],
  ["amount", { amount: 1e9 }, "limit/events"],
])("a bad %s fails its step before anything is sent: %j", async (_, more, code) => {
  const backend = scriptedBackend();
  const { ports } = memoryHost(backend, fakeClock());
  const events = await runAll([generator("gen", [], more)], ports);
  expect(events.find((event) => event.kind === "step-failed")).toMatchObject({ step: "gen", code });
  expect(finishOf(events).status).toBe("failed");
  expect(backend.asked).toHaveLength(0);
});

test("an answer that does not match fails the step and names the place; nothing after it starts", async () => {
  const backend = scriptedBackend({ generate: () => ({ bad: 1 }) });
  const { ports } = memoryHost(backend, fakeClock());
  const events = await runAll([generator("gen", []), transformer("after", ["gen"], { x: { from: "gen" } })], ports);
  const failed = events.find((event) => event.kind === "step-failed");
  expect(failed).toMatchObject({ code: "run/answer-mismatch" });
  expect(failed?.kind === "step-failed" && failed.message).toContain('at "/bad" it must not be');
  expect(kinds(events)).toContain("step-skipped after");
  expect(events.find((event) => event.kind === "step-skipped")).toMatchObject({ because: "failure", failed: "gen" });
  expect(finishOf(events)).toMatchObject({ status: "failed", results: {}, kept: { steps: [], files: [] } });
});

test("a failed step does not take down what others made or are making", async () => {
  const clock = fakeClock();
  const backend = scriptedBackend({
    delay: async ({ what }) => (what === "training" ? clock.wait(50) : clock.wait(10)),
    fail: ({ what }) =>
      what === "generation" ? { kind: "content", retryAfterMs: 1500, detail: "not \u001b[31mthat" } : null,
  });
  const { ports } = memoryHost(backend, clock);
  const running = runAll([generator("gen", []), trainer("model", []), transformer("later", ["model"], {})], ports);
  await drained(clock);
  const events = await running;
  expect(finishOf(events)).toMatchObject({ status: "failed", kept: { steps: ["model"] } });
  expect(kinds(events)).toContain("step-skipped later");
  const failed = events.find((event) => event.kind === "step-failed");
  expect(failed?.kind === "step-failed" && failed.message).toMatch(
    /refused the content.*wait 2 s.*not \\u001b\[31mthat/,
  );
});

test("an interruption starts nothing more, lets what is under way come back, and says what is kept", async () => {
  const clock = fakeClock();
  const backend = scriptedBackend({ capabilities: { concurrency: 2, promptsPerPass: 1 }, delay: () => clock.wait(10) });
  const { ports, abort } = memoryHost(backend, clock);
  const images = Array.from({ length: 6 }, (_, i) => ({ prompt: `${i}` }));
  const running = runAll([painter("draw", [], images), transformer("after", ["draw"], {})], ports);
  await settled();
  clock.step();
  await settled();
  expect(backend.asked).toHaveLength(4);
  abort();
  await drained(clock);
  const events = await running;
  expect(backend.asked).toHaveLength(4);
  expect(finishOf(events)).toMatchObject({ status: "interrupted", kept: { steps: [] } });
  expect(finishOf(events).kept.files).toHaveLength(4);
  expect(events.filter((event) => event.kind === "step-skipped")).toMatchObject([
    { step: "draw", because: "interruption" },
    { step: "after", because: "interruption" },
  ]);
});

test("an interruption before the start asks for nothing", async () => {
  const backend = scriptedBackend();
  const { ports, abort } = memoryHost(backend, fakeClock());
  abort();
  const events = await runAll([generator("gen", []), transformer("alone", [], {})], ports);
  expect(kinds(events)).toEqual(["run-started", "step-skipped gen", "step-skipped alone", "run-finished"]);
  expect(finishOf(events).status).toBe("interrupted");
});

test("passes of another model wait, so that a model is loaded once", async () => {
  const clock = fakeClock();
  const models: string[] = [];
  const backend = scriptedBackend({
    capabilities: { promptsPerPass: 1 },
    delay: async ({ request }) => {
      if ("baseModel" in request) models.push(`${request.baseModel}+`);
      await clock.wait(10);
      if ("baseModel" in request) models.push(`${request.baseModel}-`);
    },
  });
  const { ports } = memoryHost(backend, clock);
  const running = runAll(
    [painter("a", [], [{ baseModel: "x" }, { baseModel: "y" }]), painter("b", [], [{ baseModel: "x" }])],
    ports,
  );
  await drained(clock);
  expect(finishOf(await running).status).toBe("succeeded");
  expect(models).toEqual(["x+", "x+", "x-", "x-", "y+", "y-"]);
});

test("a reply that is not what was asked for is not kept", async () => {
  const drawn = { bytes: new Uint8Array(4), mime: "image/png", width: 8, height: 8, seed: 1 };
  const replies = {
    fewer: [[]],
    none: [],
    size: [[{ ...drawn, width: 16 }]],
    kind: [[{ ...drawn, mime: "image/svg+xml" }]],
    seed: [[{ ...drawn, seed: 0.5 }]],
    nothing: null,
    text: "png",
    flat: [drawn],
    hole: [[null]],
    bytes: [[{ ...drawn, bytes: "png" }]],
  } as { [name: string]: unknown };
  for (const [name, reply] of Object.entries(replies)) {
    const { ports, files } = memoryHost(scriptedBackend({ draw: () => reply as DrawnImage[][] }), fakeClock());
    const events = await runAll([painter("draw", [], [image])], ports);
    expect(
      events.find((event) => event.kind === "step-failed"),
      name,
    ).toMatchObject({ code: "run/reply-mismatch" });
    expect(files.size).toBe(0);
  }
  const large = scriptedBackend({ draw: () => [[{ ...drawn, bytes: new Uint8Array(11) }]] });
  const { ports } = memoryHost(large, fakeClock());
  const events = await runAll([painter("draw", [], [image])], ports, { limits: { ...defaultLimits, imageBytes: 10 } });
  expect(events.find((event) => event.kind === "step-failed")).toMatchObject({ code: "limit/image" });
});

test("answers are data: a huge one is refused, prototypes and getters do not come through", async () => {
  const huge = memoryHost(scriptedBackend({ generate: () => ({ text: "x".repeat(200) }) }), fakeClock());
  const limits = { ...defaultLimits, reply: 100 };
  const refused = await runAll([generator("gen", [])], huge.ports, { limits });
  expect(refused.find((event) => event.kind === "step-failed")).toMatchObject({ code: "limit/reply" });

  const odd = memoryHost(
    scriptedBackend({ generate: () => JSON.parse('{"__proto__":{"polluted":1},"path":"$.input"}') }),
    fakeClock(),
  );
  const { results } = finishOf(await runAll([generator("gen", [])], odd.ports));
  expect(JSON.stringify(results.gen)).toBe('{"__proto__":{"polluted":1},"path":"$.input"}');
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

test("a backend that throws leaves an unknown outcome, not a crash", async () => {
  const backend = scriptedBackend({ recovery: "none", delay: () => Promise.reject(new Error("socket hang up")) });
  const { ports } = memoryHost(backend, fakeClock());
  const events = await runAll([generator("gen", [])], ports);
  expect(events.find((event) => event.kind === "step-failed")).toMatchObject({ code: "run/outcome-unknown" });
});

test("a backend that breaks its contract ends in a failed step, not in a failed journal", async () => {
  const backend = scriptedBackend();
  const replies = [undefined, null, "yes", {}, { ok: true }, { ok: false }, { ok: false, failure: { kind: 1 } }];
  for (const reply of replies) {
    const training = { recovery: "none", start: async () => reply as Reply<{ id: string }> } as const;
    const { ports } = memoryHost({ ...backend, training }, fakeClock());
    const events = await runAll([trainer("model", [])], ports);
    expect(finishOf(events)).toMatchObject({ status: "failed", failure: null });
    const expected = JSON.stringify(reply) === '{"ok":true}' ? "run/reply-mismatch" : "run/outcome-unknown";
    expect(events.find((event) => event.kind === "step-failed")).toMatchObject({ code: expected });
  }
});

test("every call is in the journal before it is sent, and a journal that fails stops the run", async () => {
  const good = memoryHost(scriptedBackend(), fakeClock());
  await runAll([generator("gen", []), trainer("model", [])], good.ports);
  const order = good.journal.map(nameOfRecord);
  expect(order.indexOf("intent")).toBeLessThan(order.indexOf("call-started"));
  expect(order.filter((kind) => kind === "intent")).toHaveLength(2);
  expect(order.filter((kind) => kind === "result")).toHaveLength(2);

  const backend = scriptedBackend();
  const { ports, journal } = memoryHost(backend, fakeClock());
  const broken: Journal = {
    ...ports.journal,
    append: async (records, durable) => {
      if (records.some(({ kind }) => kind === "intent")) throw new Error("no space left");
      await ports.journal.append(records, durable);
    },
  };
  const events = await runAll([generator("gen", [])], { ...ports, journal: broken });
  expect(backend.asked).toHaveLength(0);
  expect(finishOf(events)).toMatchObject({ status: "failed", failure: { code: "run/journal-failed" } });
  expect(journal.map(nameOfRecord).includes("run-finished")).toBe(false);
});

test("a step that the backend has no server for refuses the run before anything is asked", async () => {
  const backend = { ...scriptedBackend(), training: null };
  const { ports } = memoryHost(backend, fakeClock());
  const events = await runAll([generator("gen", []), trainer("model", ["gen"])], ports);
  expect(finishOf(events)).toMatchObject({ status: "failed", failure: { code: "run/backend-lacks" } });
  expect(backend.asked).toEqual([]);
});

test("several zips do not take each other's names", async () => {
  const { ports, files } = memoryHost(scriptedBackend(), fakeClock());
  const steps = [transformer("a", [], { x: 1 }), zipper("one", ["a"], "x.zip"), zipper("two", ["a"], "x.ZIP")];
  expect(finishOf(await runAll(steps, ports)).status).toBe("succeeded");
  expect([...files.keys()]).toEqual(["memory:zips/one/x.zip", "memory:zips/two/x.zip"]);
});

test("a zip that grows beyond what was assumed stops there, and is not kept", async () => {
  const { ports, files } = memoryHost(scriptedBackend(), fakeClock());
  let read = 0;
  const archive = {
    async *pack(entries: AsyncIterable<ArchiveEntry>) {
      for await (const _ of entries) {
        read++;
        yield new Uint8Array(1_000_000);
      }
    },
  };
  const plan = { costs: [], total: { min: "0.00", max: null, why: null }, assume: { zipMegabytes: "2.5" } };
  const bill = makeBill(plan as unknown as Plan, defaultPriceBook, null);
  const steps = [painter("draw", [], Array(9).fill({})), zipper("zip", ["draw"])];
  const events = await runAll(steps, { ...ports, archive }, { bill });
  expect(events.find((event) => event.kind === "step-failed")).toMatchObject({
    step: "zip",
    code: "run/over-assumption",
    data: { assumption: "zipMegabytes", assumed: "2.5", used: "3" },
  });
  expect(read).toBe(3);
  expect([...files.keys()].some((url) => url.endsWith(".zip"))).toBe(false);
});

test("a file that cannot be written fails its step, and what was written before is kept", async () => {
  const { ports, files } = memoryHost(scriptedBackend({ capabilities: { concurrency: 1 } }), fakeClock());
  const full = {
    ...ports.files,
    put: async (name: string, bytes: Uint8Array) => {
      if (files.size === 2) throw new Error("no space left on device");
      return ports.files.put(name, bytes);
    },
  };
  const events = await runAll([painter("draw", [], [{}, {}, {}]), zipper("zip", ["draw"])], { ...ports, files: full });
  expect(events.find((event) => event.kind === "step-failed")).toMatchObject({
    step: "draw",
    code: "run/file-failed",
    message: expect.stringContaining("no space left"),
  });
  expect(finishOf(events)).toMatchObject({
    status: "failed",
    kept: { steps: [], files: ["memory:images/draw/0.png", "memory:images/draw/1.png"] },
  });
});

test("calls that would make too many events are not sent", async () => {
  const backend = scriptedBackend({ capabilities: { promptsPerPass: 1 } });
  const { ports } = memoryHost(backend, fakeClock());
  const steps = [painter("draw", [], [{}, {}, {}])];
  // Two for the run, two for the step, two for each call.
  const enough = await runAll(steps, ports, { limits: { ...defaultLimits, events: 10 } });
  expect(enough).toHaveLength(10);
  const again = memoryHost(backend, fakeClock());
  const events = await runAll(steps, again.ports, { limits: { ...defaultLimits, events: 9 } });
  expect(events.find((event) => event.kind === "step-failed")).toMatchObject({ code: "limit/events" });
  expect(backend.asked).toHaveLength(3);
});

test.each(["a", ...hostileNames])("advance gives a new state of plain JSON and leaves the old one alone: %j", (a) => {
  const units = [
    { step: a, needs: [] },
    { step: "b", needs: [a] },
  ];
  const start = startMachine(units, [], { objects: 1, training: 1, images: 1, files: 1 });
  const before = JSON.stringify(start);
  const again = (state: RunMachine, input: RunInput) => advance(JSON.parse(JSON.stringify(state)), input);
  const returned = (outcome: End["outcome"]): RunInput => ({
    kind: "returned",
    from: 0,
    pool: "objects",
    ends: [{ step: a, outcome }],
  });
  const [preparing, first] = again(start, { kind: "begin" });
  expect(first).toEqual([{ kind: "prepare", unit: 0 }]);
  const calls = [0, 0].map((group) => ({ steps: [a], group, pool: "objects" as const }));
  const [sending, second] = again(preparing, { kind: "prepared", unit: 0, calls, requests: 0, failed: false });
  expect(second).toEqual([{ kind: "send", from: 0, call: 0, steps: [a] }]);
  const [more, third] = again(sending, returned("ok"));
  expect(third).toEqual([{ kind: "send", from: 0, call: 1, steps: [a] }]);
  const [, fourth] = again(more, returned("ok"));
  expect(fourth).toEqual([
    { kind: "assemble", step: a },
    { kind: "prepare", unit: 1 },
  ]);
  const [, failed] = again(more, returned("failed"));
  expect(failed).toEqual([
    { kind: "fail", step: a },
    { kind: "skip", step: "b", because: "failure" },
    { kind: "finish", status: "failed" },
  ]);
  expect(JSON.stringify(start)).toBe(before);
});

test("a flow without steps succeeds", async () => {
  expect(finishOf(await runAll([], memoryHost(scriptedBackend(), fakeClock()).ports)).status).toBe("succeeded");
});

test("a listener that leaves, or is slow, changes nothing of the run", async () => {
  const backend = scriptedBackend();
  const { ports, journal } = memoryHost(backend, fakeClock());
  const steps = [generator("one", []), generator("two", ["one"])];
  const opened = openSteps(steps, ports);
  for await (const event of opened.events()) if (event.kind === "call-started") break;
  expect((await opened.done).status).toBe("succeeded");
  expect(backend.asked).toHaveLength(2);
  expect(journal.map(nameOfRecord).at(-1)).toBe("run-finished");
  const late: number[] = [];
  for await (const { sequence } of opened.events(3)) late.push(sequence);
  expect(late).toEqual(
    Array.from({ length: journal.filter(({ kind }) => kind === "told").length - 3 }, (_, i) => i + 3),
  );
});

test("cancel stops a run as the signal of its host does", async () => {
  const clock = fakeClock();
  const { ports } = memoryHost(scriptedBackend({ delay: () => clock.wait(10) }), clock);
  const opened = openSteps([generator("one", []), generator("two", ["one"])], ports);
  await settled();
  opened.cancel();
  await drained(clock);
  expect((await opened.done).status).toBe("interrupted");
});

function nameOfRecord(record: JournalRecord): string {
  return record.kind === "told" ? record.event.kind : record.kind;
}

async function settled(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
}

/** Moves the clock on until nobody waits for it any more. */
async function drained(clock: ReturnType<typeof fakeClock>): Promise<void> {
  do await settled();
  while (clock.step());
}

test("an answer that does not match is asked for once more, with its mistakes, and then no more", async () => {
  for (const second of [{ good: 1 }, { bad: 2 }]) {
    const asked: GenerationRequest[] = [];
    const backend = scriptedBackend({
      generate: (request) => {
        asked.push(request);
        return asked.length === 1 ? { bad: "é".repeat(200) } : second;
      },
    });
    const { ports } = memoryHost(backend, fakeClock());
    const { status } = finishOf(await runAll([generator("ask", [])], ports));
    expect(status).toBe("good" in second ? "succeeded" : "failed");
    const answer = `{"bad":"${"é".repeat(46)}`;
    expect(asked.map(({ repair }) => repair)).toEqual([undefined, { answer, mistakes: ["/bad must not be"] }]);
  }
});
