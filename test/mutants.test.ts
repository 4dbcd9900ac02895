// A sample of the mistakes that `npm run mutants` plants in the valid flows, one at a time, drawn by a seed: at least 97 % are reported at
// the place, and the others have a reason.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { chanceOf, mutantsOf } from "../scripts/mutation/mutants.js";
import { isReported } from "../scripts/mutation/score.js";
import { reasonFor } from "../scripts/mutation/survivors.js";
import { analyse } from "../src/core/compile.js";

const folder = join(import.meta.dirname, "../fixtures/flows/ok");
const seed = 20260;
const sampled = 600;

test(`of ${sampled} mistakes planted by seed ${seed}, at least 97 % are reported at their place`, () => {
  const chance = chanceOf(seed);
  const all = readdirSync(folder)
    .filter((name) => /\.(json|json5|jsonc)$/.test(name))
    .flatMap((name) => mutantsOf(analyse(readFileSync(join(folder, name), "utf8")), chance));
  const kinds = [...new Set(all.map(({ kind }) => kind))];
  // Rare kinds are not left to luck: of each the same number is drawn.
  const sample = kinds.flatMap((kind) => {
    const these = all.filter((mutant) => mutant.kind === kind);
    const many = Math.ceil(sampled / kinds.length);
    return these.length <= many
      ? these
      : Array.from({ length: many }, () => these[chance(these.length)] as (typeof these)[0]);
  });
  const survivors = sample.filter((mutant) => !isReported(mutant));
  const holes = survivors.filter((mutant) => reasonFor(mutant) === null);
  expect(sample.length).toBeGreaterThan(sampled / 2);
  const told = holes.map(({ kind, before, after }) => `${kind}: ${before} → ${after}`).join("\n");
  expect(1 - survivors.length / sample.length, told).toBeGreaterThanOrEqual(0.97);
});
