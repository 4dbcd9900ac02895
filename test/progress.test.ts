// How a person follows a run (spec 6.3.5): the tree never has more lines or wider ones than the terminal, and says what goes on.

import { PassThrough } from "node:stream";
import fc from "fast-check";
import pc from "picocolors";
import { expect, test } from "vitest";
import { widthOf } from "../src/cli/format/table.js";
import { progressLines } from "../src/cli/progress/progress-lines.js";
import { progressTree } from "../src/cli/progress/progress-tree.js";
import { tallyOf } from "../src/cli/progress/tally.js";
import { treeOf } from "../src/cli/progress/tree.js";
import type { Plan } from "../src/core/plan/plan.js";
import type { Happening, RunEvent } from "../src/core/run/event.js";
import { flowText, planOf, programOf } from "./build/flow.js";
import { hostileNames } from "./build/hostile.js";

const plain = pc.createColors(false);
const flow = (title: string, count: number) => ({
  ...(JSON.parse(
    flowText([
      {
        id: "draw",
        type: "ImageGenerator",
        parameters: { images: Array.from({ length: count }, (_, i) => ({ prompt: `fox ${i}`, baseModel: "flux" })) },
      },
      { id: "pack", type: "Zipper", parameters: { sources: ["draw"] } },
    ]),
  ) as object),
  title,
});
const planFor = (title: string, count = 4): Plan => ({
  ...planOf(programOf(JSON.stringify(flow(title, count)))),
  total: { min: "0.08", max: "0.09", why: null },
});

const call = {
  call: "k1",
  what: "images",
  steps: ["draw"],
  count: 2,
  model: { baseModel: "flux", trainingId: null, precision: "fp16" },
} as const;
const picture = (index: number) => ({ step: "draw", index, url: `${index}.png`, seed: 1 });
const story: readonly (readonly [at: number, happening: Happening])[] = [
  [0, { kind: "run-started", title: "Foxes", backend: "reference", synthetic: true, steps: ["draw", "pack"] }],
  [0, { kind: "step-started", step: "draw", type: "ImageGenerator" }],
  [1_000, { kind: "call-started", ...call }],
  [9_000, { kind: "call-retried", call: "k1", attempt: 1, failure: "rateLimited", detail: "busy", afterMs: 2_000 }],
  [21_000, { kind: "call-finished", ...call, ok: true, cost: 40_000, images: [picture(0), picture(1)] }],
  [22_000, { kind: "call-started", ...call, call: "k2" }],
  [41_000, { kind: "call-finished", ...call, call: "k2", ok: true, cost: 40_000, images: [picture(2), picture(3)] }],
  [41_000, { kind: "step-finished", step: "draw", type: "ImageGenerator", result: { images: [1, 2, 3, 4] } }],
  [
    41_000,
    {
      kind: "step-failed",
      step: "pack",
      type: "Zipper",
      code: "run/file-failed",
      message: "the disk is full",
      data: {},
      file: null,
      span: null,
    },
  ],
];
const events: readonly RunEvent[] = story.map(([at, happening], sequence) => ({
  run: "r",
  sequence,
  at,
  ...happening,
}));

test("the tree tells what goes on at each moment", () => {
  const tree = treeOf(planFor("Foxes"), null, plain);
  const seen: (readonly string[])[] = [];
  for (const event of events) {
    tree.take(event);
    seen.push(tree.linesAt(event.at + 500, 24, 100));
  }
  expect(seen[1]).toEqual(["0 of 4 images · $0.00 of at most $0.09 · 0:00 · Foxes", "  ▸ draw · 0:00", "  · pack"]);
  expect(seen[2]?.slice(1)).toEqual(["  ▸ draw · 0:01", "      0:00 drawing 2 images with flux", "  · pack"]);
  expect(seen[3]?.[2]).toBe("      0:08 attempt 1 failed (rateLimited: busy); trying again in 2 s");
  expect(seen[4]?.slice(0, 2)).toEqual([
    "2 of 4 images · $0.04 of at most $0.09 · 0:21, about 0:20 left · Foxes",
    "  ▸ draw · 2 images · 0:21",
  ]);
  expect(seen.at(-1)).toEqual([
    "4 of 4 images · $0.08 of at most $0.09 · 0:41 · Foxes",
    "  ✔ draw · finished, 4 images",
    "  ✖ pack · failed: the disk is full (run/file-failed)",
  ]);
});

test("whatever a flow is called and however small the terminal, the tree fits it and moves no cursor", () => {
  const titles = fc.oneof(fc.constantFrom(...hostileNames, "\u001b[2J", "狐狸狐狸狐狸", "a\nb"), fc.string());
  fc.assert(
    fc.property(
      titles,
      fc.integer({ min: 3, max: 30 }),
      fc.integer({ min: 20, max: 90 }),
      fc.nat(8),
      (title, rows, columns, upTo) => {
        const tree = treeOf({ ...planFor("Foxes"), title }, null, plain);
        for (const event of events.slice(0, upTo + 1)) tree.take(event);
        const lines = tree.linesAt(60_000, rows, columns);
        expect(lines.length).toBeLessThanOrEqual(rows);
        for (const line of lines) {
          expect(widthOf(line)).toBeLessThanOrEqual(columns);
          expect(line).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
        }
      },
    ),
    // A wide character where there is room for a narrow one and the sign of a cut.
    { examples: [["狐狸狐狸狐狸", 3, 50, 0]] },
  );
});

test("where there is little room, what goes on is shown before what is over or waits", () => {
  const plan = planFor("Foxes");
  const many = { ...plan, steps: Array.from({ length: 30 }, (_, i) => ({ ...plan.steps[0], id: `s${i}` })) } as Plan;
  const tree = treeOf(many, null, plain);
  for (let i = 0; i < 20; i++) {
    const header = { run: "r", sequence: i, at: 0, step: `s${i}`, type: "ImageGenerator" } as const;
    tree.take({ ...header, kind: "step-started" });
    if (i < 19) tree.take({ ...header, kind: "step-finished", result: { images: [] } });
  }
  const lines = tree.linesAt(0, 6, 80);
  expect(lines.slice(1)).toEqual(["  ▸ s19 · 0:00", "  · s20", "  · s21", "  · s22", "    and 19 done, 7 waiting"]);
});

test("the tree is drawn on the terminal, and its last picture stays", () => {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 80, rows: 24 });
  const progress = progressTree(planFor("Foxes"), null, stream as unknown as NodeJS.WriteStream, plain, () => 41_000);
  for (const event of events) progress.take(event);
  progress.end();
  const written = String(stream.read());
  expect(written).toContain("4 of 4 images · $0.08 of at most $0.09 · 0:41 · Foxes");
  expect(written).not.toContain("\u001b[?25l");
});

test("what is said beside the tree stands above it", () => {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 80, rows: 24 });
  const progress = progressTree(planFor("Foxes"), null, stream as unknown as NodeJS.WriteStream, plain, () => 41_000);
  progress.take(events[0] as RunEvent);
  progress.say("stopping");
  progress.end();
  const written = String(stream.read());
  const said = written.indexOf("stopping\n");
  expect(said).toBeGreaterThan(-1);
  expect(written.lastIndexOf("Foxes")).toBeGreaterThan(said);
});

test("without a terminal, there is a line for each step and at most one every five seconds for its calls", () => {
  const lines: string[] = [];
  const progress = progressLines(planFor("Foxes"), null, (line) => lines.push(line));
  for (const event of events) progress.take(event);
  progress.end();
  expect(lines).toEqual([
    'run r of "Foxes" on reference, synthetic: 2 steps',
    "draw: ImageGenerator started",
    "attempt 1 failed (rateLimited: busy); trying again in 2 s",
    "2 of 4 images · $0.04 of at most $0.09 · 0:21, about 0:20 left",
    "4 of 4 images · $0.08 of at most $0.09 · 0:41",
    "draw: finished, 4 images",
    "pack: failed: the disk is full (run/file-failed)",
  ]);
});

test("until the first image is there, what is left follows from earlier calls; afterwards from the images", () => {
  const time = { min: 30_000, max: 95_000, from: 3, measured: [], missing: [] };
  const sayings = (resumed: boolean) => {
    const tally = tallyOf(planFor("Foxes"), time);
    return events.map((event) => {
      tally.take(event.kind === "run-started" && resumed ? { ...event, resumed } : event);
      return /about (.*) left/.exec(tally.sayAt(event.at))?.[1];
    });
  };
  const fromImages = ["0:20", "0:21", undefined, undefined, undefined];
  expect(sayings(false)).toEqual(["0:30 to 1:35", "0:30 to 1:35", "0:29 to 1:34", "0:21 to 1:26", ...fromImages]);
  expect(sayings(true)).toEqual([undefined, undefined, undefined, undefined, ...fromImages]);
  const late = tallyOf(planFor("Foxes"), time);
  for (const event of events.slice(0, 3)) late.take(event);
  expect([40_000, 95_000].map((moment) => late.sayAt(moment))).toEqual([
    "0 of 4 images · $0.00 of at most $0.09 · 0:40, about 0:00 to 0:55 left",
    "0 of 4 images · $0.00 of at most $0.09 · 1:35",
  ]);
});
