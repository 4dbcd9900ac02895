// The whole fault matrix against a server with a book of its own, one line a row: faults, lost, paid twice, unknown. Run by `npm run torture`.
// --share 0.02 makes so much of it, --seed N makes the same faults again, --rows kill,budget takes the rows whose names have one of those words.

import { parseArgs } from "node:util";
import { processRows } from "./processes.js";
import { rows } from "./rows.js";
import { isSound } from "./world.js";

const { values } = parseArgs({
  options: { share: { type: "string" }, seed: { type: "string" }, rows: { type: "string" } },
});
const share = Number(values.share ?? 1);
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const wanted = values.rows?.toLowerCase().split(",") ?? [""];

process.stdout.write(`seed ${seed}\n`);
let sound = true;
for (const { name, tries, play } of [...rows, ...processRows]) {
  if (!wanted.some((word) => name.toLowerCase().includes(word))) continue;
  const tally = await play(Math.max(1, Math.round(tries * share)), seed, null);
  const { faults, lost, twice, unknown } = tally;
  process.stdout.write(
    `${isSound(tally) ? "ok    " : "FAILED"} ${name}: ${faults} faults, ${lost} lost, ${twice} paid twice, ${unknown} unknown\n`,
  );
  sound &&= isSound(tally);
}
process.exit(sound ? 0 : 1);
