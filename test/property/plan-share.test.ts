// Sharing changes what is asked and not what is given (spec 5.4.5): with seeds that decide the picture, a run that shares gives the same
// pictures in the same places, asks as often as its plan says, and never more than without.

import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { referenceBackend } from "../../src/backends/reference/index.js";
import { profiles } from "../../src/core/plan/backend/profiles.js";
import { run } from "../../src/core/run/run.js";
import type { Json } from "../../src/core/text/json.js";
import { fakeClock, memoryHost } from "../../src/testing/index.js";
import { flowText, planOf, programOf } from "../build/flow.js";
import { hostileNames } from "../build/hostile.js";

const image = fc.record({
  prompt: fc.constantFrom("a", "b", ...hostileNames),
  baseModel: fc.constantFrom("m", "n", "__proto__", "[*]"),
  seed: fc.integer({ min: 1, max: 2 }),
  batchSize: fc.integer({ min: 1, max: 3 }),
  steps: fc.integer({ min: 1, max: 2 }),
});
/** One image, or as many equal ones as a run's answer says. */
const element = fc.oneof(
  { weight: 5, arbitrary: image },
  { weight: 1, arbitrary: image.map((own): Json => ["@Map($.results.ideas.list)", own]) },
);
const steps = fc.array(fc.array(element, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 2 });

const schema = {
  type: "object",
  required: ["list"],
  properties: { list: { type: "array", maxItems: 3, items: { type: "string" } } },
};

function flowOf(list: readonly (readonly Json[])[]): string {
  const ideas = { id: "ideas", type: "ObjectGenerator", parameters: { description: "d", schema } };
  const draws = list.map((images, i) => ({
    id: `d${i}`,
    type: "ImageGenerator",
    parameters: { width: 8, height: 8, images },
  }));
  return flowText([ideas, ...draws]);
}

async function play(text: string, share: boolean, maxBatch: number) {
  const program = programOf(text);
  const capabilities = { ...profiles.reference, maxBatch, splitsExactly: true };
  const planned = planOf(program, { share, capabilities });
  const reference = referenceBackend({ capabilities });
  const host = memoryHost(reference, fakeClock());
  let passes = 0;
  let images = 0;
  const contents: Json[] = [];
  for await (const event of run(program, planned, host.ports, { id: "r" })) {
    if (event.kind === "call-started" && event.what === "images") {
      passes += 1;
      images += event.count;
    }
    if (event.kind !== "run-finished") continue;
    expect(event.status).toBe("succeeded");
    for (const [id, result] of Object.entries(event.results)) {
      if (!id.startsWith("d")) continue;
      const drawn = (result as unknown as { images: { url: string }[] }).images;
      for (const { url, ...rest } of drawn) {
        const bytes = host.files.get(url);
        if (bytes === undefined) throw new Error(`${url} is not there`);
        contents.push({ id, hash: bytesToHex(sha256(bytes)), ...rest });
      }
    }
  }
  return { contents, passes, images, totals: planned.totals };
}

test("a run that shares gives what one gives that does not, and asks what its plan says", async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.integer({ min: 1, max: 4 }), async (list, maxBatch) => {
      const text = flowOf(list as readonly (readonly Json[])[]);
      const each = await play(text, false, maxBatch);
      const shared = await play(text, true, maxBatch);
      expect(shared.contents).toEqual(each.contents);
      expect(shared.images).toBeLessThanOrEqual(each.images);
      for (const total of ["images", "passes"] as const) {
        const { min, max } = shared.totals[total];
        expect(shared[total]).toBeGreaterThanOrEqual(min);
        expect(shared[total]).toBeLessThanOrEqual(max ?? Number.POSITIVE_INFINITY);
      }
    }),
    { numRuns: 60 },
  );
}, 30_000);
