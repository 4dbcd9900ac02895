// Laws of what is used again (spec 6.14): over any sequence of runs that share a store no seeded image is asked for twice, results are those
// without a store, and whatever a store gives, nothing of it reaches a result that was not kept.

import fc from "fast-check";
import { expect, test } from "vitest";
import type { Answers } from "../../src/core/run/answers.js";
import type { DrawnImage, PassRequest } from "../../src/core/run/server.js";
import type { Json } from "../../src/core/text/json.js";
import { fakeClock, memoryAnswers, memoryHost, scriptedBackend } from "../../src/testing/index.js";
import { hostileNames } from "../build/hostile.js";
import { finishOf, image, painter, runAll } from "../build/run-steps.js";

/** The bytes tell what was asked for. */
function drawn({ baseModel, width, height, prompts }: PassRequest): readonly (readonly DrawnImage[])[] {
  return prompts.map(({ prompt, seed, batchSize }) =>
    Array.from({ length: batchSize }, (_, i) => {
      const text = `RIFF....WEBP${JSON.stringify([baseModel, width, height, prompt, seed + i])}`;
      return { bytes: new TextEncoder().encode(text), mime: "image/webp", width, height, seed: seed + i };
    }),
  );
}

const prompts = fc.oneof(fc.constantFrom(...hostileNames, "a", "b"), fc.string({ maxLength: 4 }));
const images = fc.array(
  fc.record({
    prompt: prompts,
    baseModel: fc.constantFrom("m", "__proto__"),
    seed: fc.option(fc.nat(3), { nil: null }),
    batchSize: fc.integer({ min: 1, max: 3 }),
  }),
  { maxLength: 6 },
);

async function runOnce(list: readonly object[], answers: Answers | undefined, id: string) {
  const backend = scriptedBackend({ draw: drawn, capabilities: { splitsExactly: true } });
  const { ports, files } = memoryHost(backend, fakeClock());
  const all = list.map((each) => ({ ...image, ...each }));
  const given = answers === undefined ? ports : { ...ports, answers };
  const events = await runAll([painter("draw", [], all)], given, { id });
  const { results } = finishOf(events);
  const made = (results.draw as { images: { url: string; seed: number }[] }).images;
  const pictures = made.map(({ url, seed }) => [seed, new TextDecoder().decode(files.get(url))]);
  return { backend, pictures };
}

test("no seeded image is asked for twice, and results are those without a store", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(images, { minLength: 1, maxLength: 4 }), async (lists) => {
      const answers = memoryAnswers();
      const paid = new Set<string>();
      for (const [i, list] of lists.entries()) {
        const before = new Set(paid);
        const { backend, pictures } = await runOnce(list, answers, `r${i}`);
        const alone = await runOnce(list, undefined, `r${i}`);
        expect(pictures).toEqual(alone.pictures);
        for (const each of list) {
          if (each.seed === null) continue;
          const wanted = JSON.stringify([each.baseModel, each.prompt, each.seed, each.batchSize]);
          if (before.has(wanted)) {
            const passes = backend.asked.flatMap(({ request }) => ("prompts" in request ? [request] : []));
            const again = passes.some(
              ({ baseModel, prompts: those }) =>
                baseModel === each.baseModel &&
                those.some(({ prompt, seed }) => prompt === each.prompt && seed === each.seed) &&
                // An unseeded request, or one of another size, may come to the same prompt and seed.
                !list.some(
                  (other) =>
                    other.prompt === each.prompt && (other.seed === null || other.batchSize !== each.batchSize),
                ),
            );
            expect(again).toBe(false);
          }
          paid.add(wanted);
        }
      }
    }),
    { numRuns: 150 },
  );
});

const poison = fc.oneof(
  fc.constant(null),
  fc.record({ value: fc.jsonValue() as fc.Arbitrary<Json>, blob: fc.option(fc.string(), { nil: null }) }),
  fc.record({
    value: fc.record({
      mime: fc.constantFrom("image/png", "text/html", "toString"),
      width: fc.constantFrom(8, 9),
      height: fc.constant(8),
      seed: fc.oneof(fc.nat(), fc.constant(null), fc.constant(0.5)),
    }),
    blob: fc.constantFrom("0".repeat(64), ""),
  }),
);

test("whatever a store gives, throws or holds back, nothing of it reaches a result unless its bytes are those that were kept", async () => {
  await fc.assert(
    fc.asyncProperty(images, poison, fc.constantFrom("find", "read", "keep", "none"), async (list, answer, thrower) => {
      const broken = (method: string) => {
        if (thrower === method) throw new Error("broken");
      };
      const answers: Answers = {
        find: async () => {
          broken("find");
          return answer;
        },
        read: async () => {
          broken("read");
          return new Uint8Array([1, 2, 3]);
        },
        keep: async () => broken("keep"),
      };
      const poisoned = await runOnce(list, answers, "r");
      expect(poisoned.pictures).toEqual((await runOnce(list, undefined, "r")).pictures);
    }),
    { numRuns: 150 },
  );
});
