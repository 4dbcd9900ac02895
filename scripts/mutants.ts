// The valid flows of fixtures/flows/ok in; on standard output how many of the mistakes planted in them are reported at their place, by
// kind, and every survivor, those with a reason apart. Exit 1 below 97 %. Run: npm run mutants [-- SEED]

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { analyse } from "../src/core/compile.js";
import { chanceOf, type Mutant, mutantsOf } from "./mutation/mutants.js";
import { isReported } from "./mutation/score.js";
import { reasonFor } from "./mutation/survivors.js";

const folder = join(import.meta.dirname, "../fixtures/flows/ok");
const seed = Number(process.argv[2] ?? 1);
const wanted = 0.97;

const scores = new Map<string, { planted: number; reported: number; excused: number }>();
const survivors: { file: string; mutant: Mutant; reason: string | null }[] = [];
const chance = chanceOf(seed);
for (const file of readdirSync(folder).filter((name) => /\.(json|json5|jsonc)$/.test(name))) {
  for (const mutant of mutantsOf(analyse(readFileSync(join(folder, file), "utf8")), chance)) {
    const score = scores.get(mutant.kind) ?? { planted: 0, reported: 0, excused: 0 };
    scores.set(mutant.kind, score);
    score.planted++;
    if (isReported(mutant)) {
      score.reported++;
      continue;
    }
    const reason = reasonFor(mutant);
    if (reason !== null) score.excused++;
    survivors.push({ file, mutant, reason });
  }
}

const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`.padStart(8);
const row = (name: string, { planted, reported, excused }: { planted: number; reported: number; excused: number }) =>
  `${name.padEnd(24)}${String(planted).padStart(7)}${String(reported).padStart(9)}${percent(reported, planted)}${String(excused).padStart(9)}`;
const all = [...scores.values()].reduce((sum, one) => ({
  planted: sum.planted + one.planted,
  reported: sum.reported + one.reported,
  excused: sum.excused + one.excused,
}));

const holes = survivors.filter(({ reason }) => reason === null);
for (const { file, mutant } of holes) console.log(`${file}: ${mutant.kind}: ${mutant.before} → ${mutant.after}`);
for (const reason of new Set(survivors.flatMap(({ reason: one }) => (one === null ? [] : [one])))) {
  const mutants = survivors.filter((one) => one.reason === reason);
  const shown = mutants.slice(0, 3).map(({ file, mutant }) => `${file} ${mutant.before} → ${mutant.after}`);
  console.log(`\n${mutants.length} × ${reason}\n  ${shown.join("\n  ")}`);
}
console.log(`\n${"seed".padEnd(24)}${String(seed).padStart(7)}`);
console.log(`${"".padEnd(24)}planted reported        % excused`);
for (const [name, score] of [...scores].sort(([a], [b]) => (a < b ? -1 : 1))) console.log(row(name, score));
console.log(row("all", all));
if (all.reported / all.planted < wanted) process.exitCode = 1;
