// What a torture trial is made of: a flow of every kind of call, a server that keeps its own book of charges by place, and a run that is driven
// to its end on a clock of its own.

import type { StepIr } from "../../src/core/ir/ir.js";
import type { Finished } from "../../src/core/run/drive.js";
import type { Journal, JournalRecord } from "../../src/core/run/journal.js";
import type { Backend } from "../../src/core/run/server.js";
import { type FakeClock, memoryHost } from "../../src/testing/index.js";
import { type Given, generator, openSteps, painter, trainer, transformer } from "../build/run-steps.js";

/** Two painters of one model, so that passes serve several steps; batches, so that requests can be cut. */
export const steps: readonly StepIr[] = [
  generator("ideas", [], { amount: 3 }),
  trainer("lora", []),
  painter(
    "a",
    ["ideas"],
    Array.from({ length: 5 }, (_, i) => ({ prompt: `a${i}`, baseModel: "m", seed: i, batchSize: 1 + (i % 3) })),
  ),
  painter(
    "b",
    [],
    Array.from({ length: 4 }, (_, i) => ({
      prompt: `b${i}`,
      baseModel: i % 2 === 0 ? "m" : "n",
      seed: null,
      batchSize: 1,
    })),
  ),
  transformer("shape", ["a"], { of: { from: "a" } }),
];

export type Tally = { faults: number; lost: number; twice: number; unknown: number; detail: string | null };

export const noTally = (): Tally => ({ faults: 0, lost: 0, twice: 0, unknown: 0, detail: null });

/** What must hold of every row. */
export function isSound({ lost, twice }: Tally): boolean {
  return lost === 0 && twice === 0;
}

/** Charges beyond those of an undisturbed run: three objects of one step are three charges of one description. */
export function countTwice(charges: ReadonlyMap<string, number>, undisturbed: ReadonlyMap<string, number>): number {
  return [...charges].reduce((sum, [place, times]) => sum + Math.max(0, times - (undisturbed.get(place) ?? 0)), 0);
}

export type Kept = { readonly files: Map<string, Uint8Array> };

/** One process: it ends when its run does. `journal` stands in the place of one in memory. */
export async function live(
  backend: Backend,
  clock: FakeClock,
  kept: Kept,
  journal: Journal | null,
  records: readonly JournalRecord[] = [],
  given: Given = {},
): Promise<{ readonly finished: Finished; readonly records: readonly JournalRecord[] }> {
  const host = memoryHost(backend, clock, {}, records, kept.files);
  const opened = openSteps(steps, { ...host.ports, ...(journal === null ? {} : { journal }) }, given);
  let over = false;
  const done = opened.done.finally(() => {
    over = true;
  });
  done.catch(() => {});
  for (let idle = 0; !over; ) {
    for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
    idle = clock.step() ? 0 : idle + 1;
    if (idle > 20_000) throw new Error("the run waits for ever");
  }
  return { finished: await done, records: host.journal };
}
