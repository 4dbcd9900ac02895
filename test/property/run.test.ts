// Laws of the run over random flows, random orders of completion, random failures and interruptions (spec 6).

import fc from "fast-check";
import { expect, test } from "vitest";
import type { StepIr } from "../../src/core/ir/ir.js";
import type { RunEvent } from "../../src/core/run/event.js";
import type { ArchiveEntry } from "../../src/core/run/ports.js";
import { type Asked, fakeClock, memoryHost, scriptedBackend } from "../../src/testing/index.js";
import { chanceOf } from "../build/chance.js";
import { finishOf, openSteps } from "../build/run-steps.js";
import { type Shape, shapes, stepsOf } from "../build/shapes.js";

type World = {
  readonly seed: number;
  readonly concurrency: number;
  /** Calls before the one that fails; the abort comes when so many were asked. */
  readonly failAt?: number | undefined;
  readonly abortAt?: number | undefined;
};

async function play(steps: readonly StepIr[], world: World) {
  const clock = fakeClock();
  const chance = chanceOf(world.seed);
  let count = 0;
  let askedAtAbort: number | null = null;
  const failing = new Set<string>();
  const backend = scriptedBackend({
    capabilities: { concurrency: world.concurrency },
    generate: ({ description, input }, key) => ({ description, input, key }),
    delay: (asked: Asked) => {
      const n = count++;
      if (n === world.failAt) failing.add(asked.key);
      if (n === world.abortAt) {
        host.abort();
        askedAtAbort = count;
      }
      return clock.wait(chance(7));
    },
    fail: ({ key }) => (failing.has(key) ? { kind: "transient", detail: "" } : null),
  });
  const host = memoryHost(backend, clock);
  const events: RunEvent[] = [];
  let over = false;
  const running = (async () => {
    for await (const event of openSteps(steps, host.ports).events()) events.push(event);
    over = true;
  })();
  while (!over) {
    for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
    clock.step();
  }
  await running;
  return { events, backend, finish: finishOf(events), askedAtAbort };
}

const worlds = fc.record({ seed: fc.nat(), concurrency: fc.integer({ min: 1, max: 6 }) });
const few = { numRuns: 120 };

/** Two painters share a pass, and the later one of the flow is prepared first. */
const laterPreparedFirst: [Shape[], World] = [
  [[0], [0, 0], [2, 1], [0, 0], [2, 3], [0]].map(([kind = 0, ...needs]) => ({
    kind,
    needs,
    size: kind === 2 ? 1 : 0,
    model: kind === 2 ? 1 : 0,
  })),
  { seed: 0, concurrency: 2 },
];

test("results and keys are those of running one by one, whatever comes back first; needs come first; the bound holds", async () => {
  await fc.assert(
    fc.asyncProperty(shapes, worlds, async (list, world) => {
      const steps = stepsOf(list);
      const alone = await play(steps, { seed: 1, concurrency: 1 });
      const together = await play(steps, world);
      expect(together.finish.status).toBe("succeeded");
      expect(together.finish.results).toEqual(alone.finish.results);
      expect(JSON.stringify(together.finish.results)).toBe(JSON.stringify(alone.finish.results));
      expect(together.finish.kept).toEqual(alone.finish.kept);
      expect(together.backend.most).toBeLessThanOrEqual(world.concurrency);

      const keys = together.backend.asked.map(({ key }) => key);
      expect(new Set(keys).size).toBe(keys.length);
      expect([...keys].sort()).toEqual(alone.backend.asked.map(({ key }) => key).sort());

      const finished = new Set<string>();
      for (const event of together.events) {
        if (event.kind === "step-finished") finished.add(event.step);
        if (event.kind !== "step-started") continue;
        const step = steps.find(({ id }) => id === event.step);
        expect(step?.dependsOn.every((need) => finished.has(need.step))).toBe(true);
      }
    }),
    { ...few, examples: [laterPreparedFirst] },
  );
});

test("a failure starts no further step, keeps what others made, and ends the run", async () => {
  await fc.assert(
    fc.asyncProperty(shapes, worlds, fc.nat(6), async (list, world, failAt) => {
      const steps = stepsOf(list);
      const whole = await play(steps, { ...world });
      const { events, finish, backend } = await play(steps, { ...world, failAt });
      if (backend.asked.length <= failAt) {
        expect(finish.status).toBe("succeeded");
        return;
      }
      expect(finish.status).toBe("failed");
      const failed = events.findIndex((event) => event.kind === "step-failed");
      expect(events.slice(failed).some((event) => event.kind === "step-started")).toBe(false);
      for (const id of finish.kept.steps) expect(finish.results[id]).toEqual(whole.finish.results[id]);
      endsEachStepOnce(events, steps);
    }),
    few,
  );
});

test("an interruption sends nothing more, and everything sent comes back before the end", async () => {
  await fc.assert(
    fc.asyncProperty(
      shapes,
      worlds,
      fc.nat(6),
      fc.option(fc.nat(6), { nil: undefined }),
      async (list, world, abortAt, failAt) => {
        const steps = stepsOf(list);
        const { events, finish, backend, askedAtAbort } = await play(steps, { ...world, abortAt, failAt });
        if (askedAtAbort !== null) expect(backend.asked.length).toBe(askedAtAbort);
        expect(backend.underway).toBe(0);
        const count = (kind: string) => events.filter((event) => event.kind === kind).length;
        expect(count("call-started")).toBe(count("call-finished"));
        const skipped = count("step-skipped") > 0;
        expect(finish.status).toBe(count("step-failed") > 0 ? "failed" : skipped ? "interrupted" : "succeeded");
        endsEachStepOnce(events, steps);
      },
    ),
    few,
  );
});

test("whatever file or journal fails, the run ends, and nothing is sent after the journal broke", async () => {
  await fc.assert(
    fc.asyncProperty(
      shapes,
      worlds,
      fc.nat(12),
      fc.constantFrom("put", "write", "pack", "append"),
      async (list, world, nth, what) => {
        const clock = fakeClock();
        let asked = 0;
        let broken = false;
        const backend = scriptedBackend({
          capabilities: { concurrency: world.concurrency },
          generate: () => ({}),
          delay: () => {
            asked++;
            return Promise.resolve();
          },
        });
        const { ports } = memoryHost(backend, clock);
        let count = 0;
        let askedThen = Number.POSITIVE_INFINITY;
        const breakHere = (name: string): void => {
          if (name !== what || count++ !== nth) return;
          broken = true;
          askedThen = asked;
          throw new Error("planted");
        };
        const failing = <A extends unknown[], R>(name: string, port: (...given: A) => Promise<R>) => {
          return async (...given: A): Promise<R> => {
            breakHere(name);
            return port(...given);
          };
        };
        async function* pack(entries: AsyncIterable<ArchiveEntry>) {
          breakHere("pack");
          yield* ports.archive.pack(entries);
        }
        const hostile = {
          ...ports,
          files: {
            ...ports.files,
            put: failing("put", ports.files.put),
            write: failing("write", ports.files.write),
          },
          archive: { pack },
          journal: { ...ports.journal, append: failing("append", ports.journal.append) },
        };
        const steps = stepsOf(list);
        const events: RunEvent[] = [];
        for await (const event of openSteps(steps, hostile).events()) events.push(event);
        const finish = finishOf(events);
        endsEachStepOnce(events, steps);
        expect(finish.status).toBe(broken ? "failed" : "succeeded");
        const inJournal = what === "append";
        expect(finish.failure?.code).toBe(broken && inJournal ? "run/journal-failed" : undefined);
        // Calls whose intent was already written may still have been on their way, in each of three pools.
        if (inJournal) expect(asked).toBeLessThanOrEqual(askedThen + 3 * world.concurrency);
      },
    ),
    { numRuns: 200 },
  );
});

function endsEachStepOnce(events: readonly RunEvent[], steps: readonly StepIr[]): void {
  const ends = events.flatMap((event) =>
    event.kind === "step-finished" || event.kind === "step-failed" || event.kind === "step-skipped" ? [event.step] : [],
  );
  expect([...ends].sort()).toEqual(steps.map(({ id }) => id).sort());
}
