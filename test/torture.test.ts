// A share of the torture (`npm run torture` makes all of it), and bugs that are planted to see that each is caught.

import { expect, test } from "vitest";
import { processRows } from "./torture/processes.js";
import { type Bug, rows } from "./torture/rows.js";
import { isSound } from "./torture/world.js";

const seed = Math.floor(Math.random() * 2 ** 31);

test.each(rows.map((row) => [row.name, row] as const))(
  "%s: nothing lost, nothing paid twice",
  async (_, { tries, play }) => {
    const tally = await play(Math.ceil(tries * 0.02), seed, null);
    expect({ seed, ...tally }).toMatchObject({ lost: 0, twice: 0 });
    expect(tally.faults).toBeGreaterThan(0);
  },
);

test.each(processRows.map((row) => [row.name, row] as const))(
  "%s: nothing lost, nothing paid twice",
  async (_, { tries, play }) => {
    const tally = await play(Math.min(8, Math.ceil(tries * 0.02)), seed, null);
    expect({ seed, ...tally }).toMatchObject({ lost: 0, twice: 0 });
  },
  60_000,
);

test.each<[Bug, string]>([
  ["no flush", "power cut"],
  ["key per attempt", "other capabilities"],
  ["no lock", "two resumers"],
  ["memo by pass", "other capabilities"],
  ["head before commit", "power cut"],
])("the planted bug %j is caught by the row with %j", async (bug, word) => {
  const row = rows.find(({ name }) => name.includes(word));
  const tally = await row?.play(40, seed, bug);
  expect(tally !== undefined && isSound(tally), `seed ${seed}`).toBe(false);
});
