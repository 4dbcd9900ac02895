// Hosts and servers that throw, lie or never answer (spec 6.2.9, 6.2.10): the run ends as documented, and sends nothing that it could not
// remember.

import { afterEach, expect, test, vi } from "vitest";
import { exitOfRun } from "../src/cli/terminal/exit.js";
import type { RunEvent } from "../src/core/run/event.js";
import type { JournalRecord } from "../src/core/run/journal.js";
import type { RunPorts } from "../src/core/run/ports.js";
import type { Backend, DrawnImage, Server } from "../src/core/run/server.js";
import { systemTimer } from "../src/node/index.js";
import { fakeClock, memoryHost, scriptedBackend } from "../src/testing/index.js";
import { png as picture } from "./build/picture.js";
import { finishOf, generator, openSteps, painter, runAll, zipper } from "./build/run-steps.js";

const boom = (): never => {
  throw new Error("boom");
};
const rejects = () => Promise.reject(new Error("boom"));
async function* breaks(): AsyncGenerator<never> {
  yield await rejects();
}
const steps = [generator("gen", []), painter("draw", [], [{ seed: 3 }, { seed: 4 }]), zipper("zip", ["gen", "draw"])];

function exitOf(events: readonly RunEvent[]): number {
  const { status, failure } = finishOf(events);
  const failed = events.flatMap((event) => (event.kind === "step-failed" ? [{ code: event.code }] : []));
  return exitOfRun(status, [...failed, ...(failure === null ? [] : [failure])]);
}

/** What a host gives that its types forbid. */
const wrong = <T>(value: unknown): T => value as T;
type Change = (ports: RunPorts) => Partial<RunPorts>;
const fileFailed: readonly [string, Change][] = [
  ["files.put throws", ({ files }) => ({ files: { ...files, put: boom } })],
  ["files.put rejects", ({ files }) => ({ files: { ...files, put: rejects } })],
  ["files.put gives a number", ({ files }) => ({ files: { ...files, put: async () => wrong(7) } })],
  ["files.put gives nothing", ({ files }) => ({ files: { ...files, put: () => wrong(undefined) } })],
  ["files.write throws", ({ files }) => ({ files: { ...files, write: boom } })],
  ["files.write gives no text", ({ files }) => ({ files: { ...files, write: async () => "" } })],
  ["files.read throws", ({ files }) => ({ files: { ...files, read: boom } })],
  ["files.read rejects", ({ files }) => ({ files: { ...files, read: rejects } })],
  ["files.read gives no bytes", ({ files }) => ({ files: { ...files, read: async () => wrong("x") } })],
  ["archive.pack throws", () => ({ archive: { pack: boom } })],
  ["archive.pack breaks", () => ({ archive: { pack: breaks } })],
  ["archive.pack gives nothing", () => ({ archive: { pack: () => wrong(null) } })],
  ["archive.pack gives text", () => ({ archive: { pack: () => wrong(["x"]) } })],
];

test.each(fileFailed)(
  "a host whose %s fails the step that needs it, and the run is continued with a better one",
  async (_, change) => {
    const backend = scriptedBackend();
    const first = memoryHost(backend, fakeClock());
    const events = await runAll(steps, { ...first.ports, ...change(first.ports) });
    expect(finishOf(events)).toMatchObject({ status: "failed", failure: null });
    expect(events.find((event) => event.kind === "step-failed")).toMatchObject({ code: "run/file-failed" });
    expect(exitOf(events)).toBe(3);
    const asked = backend.asked.length;
    const again = memoryHost(backend, fakeClock(), {}, first.journal, new Map(first.files));
    expect(finishOf(await runAll(steps, again.ports)).status).toBe("succeeded");
    // A server that honours keys is sent at most the pass again whose pictures could not be kept.
    expect(new Set(backend.asked.map(({ key }) => key)).size).toBe(2);
    expect(backend.asked.length).toBeLessThanOrEqual(asked + 1);
  },
);

test.each<[string, Change]>([
  ["clock throws", () => ({ clock: { now: boom } })],
  ["clock gives no number", () => ({ clock: { now: () => wrong("soon") } })],
  ["clock jumps back", () => ({ clock: backwards() })],
  ["chance throws, but is not needed", () => ({ random: { bytes: boom } })],
  ["signal throws", () => ({ signal: { aborted: false, onAbort: boom } })],
])("a host whose %s runs to the end", async (_, change) => {
  const { ports } = memoryHost(scriptedBackend(), fakeClock());
  const events = await runAll(steps, { ...ports, ...change(ports) });
  expect(exitOf(events)).toBe(0);
  expect(events.every(({ at }) => Number.isFinite(at))).toBe(true);
  expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_each, i) => i));
});

function backwards() {
  let now = 1e12;
  return { now: () => (now -= 3_600_000) };
}

test.each<[string, Change]>([
  ["append throws", ({ journal }) => ({ journal: { ...whole(journal), append: boom } })],
  ["append rejects", ({ journal }) => ({ journal: { ...whole(journal), append: rejects } })],
  ["read throws", ({ journal }) => ({ journal: { ...whole(journal), read: boom } })],
  ["read breaks", ({ journal }) => ({ journal: { ...whole(journal), read: breaks } })],
  ["read gives nothing", ({ journal }) => ({ journal: { ...whole(journal), read: () => wrong(null) } })],
])("a host whose journal's %s sends nothing", async (_, change) => {
  const backend = scriptedBackend();
  const { ports } = memoryHost(backend, fakeClock());
  const events = await runAll(steps, { ...ports, ...change(ports) });
  expect(finishOf(events)).toMatchObject({ status: "failed", failure: { code: "run/journal-failed" } });
  expect(exitOf(events)).toBe(7);
  expect(backend.asked).toEqual([]);
});

function whole(journal: RunPorts["journal"]) {
  if (journal === undefined) throw new Error("no journal");
  return journal;
}

const kinds = (records: readonly JournalRecord[], kind: JournalRecord["kind"]) =>
  records.filter((record) => record.kind === kind);

test.each<[string, Change]>([
  ["a server", ({ backend }) => ({ backend: { ...backend, objects: { recovery: "resend", start: forEver } } })],
  ["a server that follows", ({ backend }) => ({ backend: { ...backend, objects: following } })],
])("what %s never answers stays open, and is settled by who continues the run", async (_, change) => {
  const first = memoryHost(scriptedBackend(), fakeClock());
  const only = [generator("gen", [])];
  openSteps(only, { ...first.ports, ...change(first.ports) });
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
  expect(kinds(first.journal, "intent")).toHaveLength(1);
  expect(kinds(first.journal, "result")).toEqual([]);
  const backend = scriptedBackend();
  const again = memoryHost(backend, fakeClock(), {}, first.journal);
  expect(finishOf(await runAll(only, again.ports)).status).toBe("succeeded");
  const [intent] = kinds(first.journal, "intent");
  expect(backend.asked.map(({ key }) => key)).toEqual([intent?.kind === "intent" && intent.key]);
});

function forEver(): Promise<never> {
  return new Promise(() => {});
}
const following: Backend["objects"] = { recovery: "resend", start: async () => ({ accepted: 7 }), follow: forEver };

const circle: { self?: unknown } = {};
circle.self = circle;
type Odd = Partial<Server<never, never>>;
const odd: readonly [string, Odd, string][] = [
  ["throws", { start: boom }, "run/outcome-unknown"],
  ["rejects with nothing", { start: () => Promise.reject() }, "run/outcome-unknown"],
  ["accepts with a handle that is not JSON", { start: async () => wrong({ accepted: 1n }) }, "run/outcome-unknown"],
  ["accepts with a circle", { start: async () => wrong({ accepted: circle }) }, "run/outcome-unknown"],
  ["accepts with nothing", { start: async () => wrong({ accepted: undefined }) }, "run/outcome-unknown"],
  ["accepts, and cannot be asked", { start: async () => ({ accepted: 1 }) }, "run/outcome-unknown"],
  [
    "accepts, and throws when it is asked",
    { start: async () => ({ accepted: 1 }), follow: boom },
    "run/outcome-unknown",
  ],
  [
    "fails in a way of its own",
    { start: async () => wrong({ ok: false, failure: { kind: "toString" } }) },
    "run/outcome-unknown",
  ],
  ["fails without words", { start: async () => wrong({ ok: false, failure: { kind: "content" } }) }, "run/call-failed"],
  [
    "charges in a way of its own",
    { start: async () => failing({ kind: "content", charged: "half" }) },
    "run/outcome-unknown",
  ],
  [
    "fails with an object for words",
    { start: async () => failing({ kind: "content", detail: { toString: boom } }) },
    "run/outcome-unknown",
  ],
];
const failing = (failure: object) => wrong<never>({ ok: false, failure });

test.each(odd)("a server that %s ends in a failed step, and the journal is whole", async (_, server, code) => {
  const backend = { ...scriptedBackend(), objects: wrong<Backend["objects"]>({ recovery: "none", ...server }) };
  const { ports, journal } = memoryHost(backend, fakeClock());
  const clock = fakeClock();
  const events = await runAll([generator("gen", [])], { ...ports, clock, timer: { at: async () => {} } });
  expect(events.find((event) => event.kind === "step-failed")).toMatchObject({ code });
  expect(exitOf(events)).toBe(code === "run/outcome-unknown" ? 6 : 3);
  expect(finishOf(events).failure).toBe(null);
  expect(journal.at(-1)).toMatchObject({ kind: "told", event: { kind: "run-finished" } });
  expect(kinds(journal, "failed")).toHaveLength(code === "run/outcome-unknown" ? 0 : 1);
});

test.each([
  ["throws", boom],
  ["rejects", rejects],
] as const)("where the timer %s, nothing is tried again without a wait", async (_, at) => {
  const backend = scriptedBackend({ fail: () => ({ kind: "transient", detail: "busy" }) });
  const { ports } = memoryHost(backend, fakeClock());
  const events = await runAll([generator("gen", [])], { ...ports, timer: { at } });
  expect(events.find((event) => event.kind === "step-failed")).toMatchObject({ code: "run/call-failed" });
  expect(backend.asked).toHaveLength(1);
});

const png = [0x89, 0x50, 0x4e, 0x47];
const webp = [...new TextEncoder().encode("RIFF....WEBPVP8 ")];
test.each<[string, readonly number[], string, boolean]>([
  ["a PNG", png, "image/png", true],
  ["a JPEG", [0xff, 0xd8, 0xff, 0xe0], "image/jpeg", true],
  ["a WebP", webp, "image/webp", true],
  ["a PNG that is said to be a JPEG", png, "image/jpeg", false],
  ["a PNG of another size than its server says", [...picture(16, 8)], "image/png", false],
  ["nothing", [], "image/png", false],
  ["a text", [...new TextEncoder().encode("RIFF....WEBX")], "image/webp", false],
  ["an error page", [...new TextEncoder().encode("<html>out of credit</html>")], "image/png", false],
])("%s: its bytes are looked at", async (_, bytes, mime, good) => {
  const drawn: DrawnImage = { bytes: Uint8Array.from(bytes), mime, width: 8, height: 8, seed: 1 };
  const { ports, files } = memoryHost(scriptedBackend({ draw: () => [[drawn]] }), fakeClock());
  const events = await runAll([painter("draw", [], [{}])], ports);
  expect(finishOf(events).status).toBe(good ? "succeeded" : "failed");
  expect(files.size).toBe(good ? 1 : 0);
  if (good) return;
  const failed = events.find((event) => event.kind === "step-failed");
  expect(failed).toMatchObject({ code: "run/reply-mismatch" });
  if (mime === "image/png" && bytes[0] === 0x3c)
    expect(failed).toMatchObject({ message: expect.stringContaining("out of credit") });
});

test("a call that was sent, as it seems, in the future is asked for after the time that its server needs, and no later", async () => {
  const first = memoryHost(scriptedBackend(), fakeClock(5_000_000));
  const only = [generator("gen", [])];
  const lost: Backend = { ...first.ports.backend, objects: { recovery: "resend", start: forEver } };
  openSteps(only, { ...first.ports, backend: lost });
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
  // The clock was set back by more than an hour.
  const clock = fakeClock(1000);
  const asked: number[] = [];
  const backend = scriptedBackend();
  const objects: Backend["objects"] = {
    ...wrong<NonNullable<Backend["objects"]>>(backend.objects),
    recovery: "find",
    findSettlesAfterMs: 2000,
    find: async () => {
      asked.push(clock.now());
      return "none";
    },
  };
  const again = memoryHost({ ...backend, objects }, clock, {}, first.journal);
  const running = runAll(only, again.ports);
  for (let i = 0; i < 40; i++) {
    await new Promise((resolve) => setImmediate(resolve));
    clock.step();
  }
  expect(finishOf(await running).status).toBe("succeeded");
  expect(asked).toHaveLength(2);
  expect(asked[1]).toBeLessThan(10_000);
  expect(backend.asked).toHaveLength(1);
});

afterEach(() => void vi.useRealTimers());
test("a wait is not prolonged by a clock that is set back", async () => {
  vi.useFakeTimers({ now: 1e12 });
  let over = false;
  void systemTimer.at(1e12 + 5000).then(() => {
    over = true;
  });
  await vi.advanceTimersByTimeAsync(4000);
  vi.setSystemTime(1e12 - 3_600_000);
  await vi.advanceTimersByTimeAsync(900);
  expect(over).toBe(false);
  await vi.advanceTimersByTimeAsync(200);
  expect(over).toBe(true);
});
