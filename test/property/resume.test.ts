// Laws of resuming (spec 6.12): wherever runs are cut off, and whatever the server can do the next time, nothing is paid twice and
// the results are those of an undisturbed run.

import fc from "fast-check";
import { expect, test } from "vitest";
import type { StepIr } from "../../src/core/ir/ir.js";
import type { Capabilities } from "../../src/core/plan/backend/capabilities.js";
import type { JournalRecord } from "../../src/core/run/journal.js";
import { fakeClock, memoryHost } from "../../src/testing/index.js";
import { chanceOf } from "../build/chance.js";
import { type Bookkeeper, type Conduct, charging, newBook } from "../build/resume.js";
import { openSteps } from "../build/run-steps.js";
import { shapes, stepsOf } from "../build/shapes.js";

const capabilities: fc.Arbitrary<Partial<Capabilities>> = fc.record({
  concurrency: fc.integer({ min: 1, max: 5 }),
  maxBatch: fc.integer({ min: 1, max: 6 }),
  promptsPerPass: fc.constantFrom<1 | "many">(1, "many"),
});

const lives = fc.array(fc.record({ cut: fc.nat(30), capabilities, seed: fc.nat() }), { minLength: 1, maxLength: 4 });

type World = { readonly book: Bookkeeper; readonly files: Map<string, Uint8Array>; records: readonly JournalRecord[] };
const newWorld = (): World => ({ book: newBook(), files: new Map(), records: [] });

/** One process: it ends when the journal has taken so many records; what the server was asked for, it does all the same. */
async function live(steps: readonly StepIr[], world: World, cut: number, seed: number, conduct: Conduct) {
  const clock = fakeClock();
  const chance = chanceOf(seed);
  const backend = charging(world.book, { ...conduct, delay: () => clock.wait(chance(9)) });
  const host = memoryHost(backend, clock, {}, world.records, world.files);
  let left = cut;
  let dead = false;
  const journal = {
    ...host.ports.journal,
    append: async (records: readonly JournalRecord[], durable: boolean) => {
      for (const record of records) {
        dead ||= left-- <= 0;
        if (dead) throw new Error("killed");
        await host.ports.journal.append([record], durable);
      }
    },
  };
  const opened = openSteps(steps, { ...host.ports, journal });
  let over = false;
  const finished = opened.done.finally(() => {
    over = true;
  });
  while (!over) {
    for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
    clock.step();
  }
  world.records = host.journal;
  return finished;
}

const forEver = Number.POSITIVE_INFINITY;

function everyFault(recovery: "resend" | "find") {
  return fc.assert(
    fc.asyncProperty(shapes, lives, capabilities, async (list, cuts, last) => {
      const steps = stepsOf(list);
      const undisturbed = newWorld();
      const { results } = await live(steps, undisturbed, forEver, 1, { recovery });
      const world = newWorld();
      for (const { cut, capabilities, seed } of cuts) await live(steps, world, cut, seed, { recovery, capabilities });
      const finish = await live(steps, world, forEver, 2, { recovery, capabilities: last });
      expect(finish.failure).toBe(null);
      expect(finish.status).toBe("succeeded");
      expect(finish.results).toEqual(results);
      expect([...world.book.charges].sort()).toEqual([...undisturbed.book.charges].sort());
      expect([...world.files].sort()).toEqual([...undisturbed.files].sort());
    }),
    { numRuns: 150 },
  );
}

test("a server that honours keys is paid once a place, wherever runs are cut off", () => everyFault("resend"));

test("a server that can be asked is paid once a place, wherever runs are cut off", () => everyFault("find"));

test("a server that can do neither is not asked again by itself: nothing is sent while an outcome is unknown", async () => {
  await fc.assert(
    fc.asyncProperty(shapes, fc.nat(30), capabilities, fc.nat(), async (list, cut, last, seed) => {
      const steps = stepsOf(list);
      const world = newWorld();
      await live(steps, world, cut, seed, { recovery: "none" });
      const before = new Map(world.book.charges);
      const open = openIntents(world.records);
      const finish = await live(steps, world, forEver, 2, { recovery: "none", capabilities: last });
      if (open.length === 0) expect(finish.status).toBe("succeeded");
      else {
        expect(finish).toMatchObject({ status: "failed", failure: { code: "run/outcome-unknown" } });
        expect(world.book.charges).toEqual(before);
      }
    }),
    { numRuns: 150 },
  );
});

function openIntents(records: readonly JournalRecord[]): readonly string[] {
  const ended = new Set(
    records.flatMap((record) => (record.kind === "result" || record.kind === "failed" ? [record.key] : [])),
  );
  return records.flatMap((record) => (record.kind === "intent" && !ended.has(record.key) ? [record.key] : []));
}
