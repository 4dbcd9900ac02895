// The price of a journal on this disk: a lone durable record, many that are committed together, and a long journal read and verified.
// A plain append of the same bytes with a flush each stands beside the first. Run: npx tsx bench/journal.ts [FOLDER ON THE DISK TO MEASURE]

import { mkdir, mkdtemp, open, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Journal, JournalRecord } from "../src/core/run/journal.js";
import { createJournal, type JournalOpened, journalName, openJournal, readJournal } from "../src/node/index.js";

const root = await mkdtemp(join(process.argv[2] ?? tmpdir(), "flowplan-bench-"));
const lone = 500;
const many = 10_000;
const long = 200_000;

const header: JournalRecord = {
  kind: "header",
  version: 1,
  run: "0f9d0c5e-6f3c-4a51-9d3c-2a7a3b1f2c55",
  plan: null,
  backend: "bench",
  at: 0,
};
const hash = "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8";

/** What a run writes for a picture. */
const result = (i: number): JournalRecord => ({
  kind: "result",
  key: hash,
  cost: 20_000,
  values: [
    {
      place: { step: "draw", request: i, image: 0 },
      request: hash,
      value: {
        url: `images/draw/${i}.png`,
        prompt: "a lighthouse in fog, oil on canvas",
        seed: i,
        width: 1024,
        height: 1024,
      },
    },
  ],
  at: i,
});

const milliseconds = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};

function journalOf(opened: JournalOpened): Journal {
  if (!opened.ok) throw new Error(opened.reason);
  return opened.journal;
}

async function newJournal(name: string): Promise<{ folder: string; journal: Journal }> {
  const folder = join(root, name);
  await mkdir(folder);
  const journal = journalOf(await createJournal(folder));
  await journal.append([header], true);
  return { folder, journal };
}

const row = (name: string, figure: string) => console.log(`${name.padEnd(64)}${figure.padStart(20)}`);
const each = (time: number, count: number) => `${(time / count).toFixed(3)} ms each`;

try {
  const first = await newJournal("lone");
  const file = await open(join(root, "plain"), "a");
  const line = `${JSON.stringify(result(0))}\n`;
  const alone: number[] = [];
  const plain: number[] = [];
  // In turns, so that what else the disk does meets both.
  for (let i = 0; i < lone; i++) {
    alone.push(await milliseconds(() => first.journal.append([result(i)], true)));
    plain.push(
      await milliseconds(async () => {
        await file.write(line);
        await file.datasync();
      }),
    );
  }
  await first.journal.close();
  await file.close();
  const median = (times: number[]) => times.sort((a, b) => a - b)[times.length >> 1] ?? Number.NaN;
  row("a lone durable record, median", each(median(alone), 1));
  row("  a plain append and a flush of the same line, median", each(median(plain), 1));

  const second = await newJournal("many");
  const together = await milliseconds(() =>
    Promise.all(Array.from({ length: many }, (_, i) => second.journal.append([result(i)], true))),
  );
  row(`${many} durable records appended at once`, each(together, many));
  await second.journal.close();

  const third = await newJournal("callers");
  const callers = 64;
  let next = 0;
  const inTurn = async () => {
    while (next < many) await third.journal.append([result(next++)], true);
  };
  const crowd = await milliseconds(() => Promise.all(Array.from({ length: callers }, inTurn)));
  row(`${many} durable records by ${callers} callers that wait for each`, each(crowd, many));
  await third.journal.close();

  const { folder, journal } = await newJournal("long");
  const written = await milliseconds(async () => {
    for (let i = 0; i < long; i += 1_000)
      await journal.append(
        Array.from({ length: 1_000 }, (_, k) => result(i + k)),
        false,
      );
    await journal.close();
  });
  const { size } = await stat(join(folder, journalName));
  const speed = (time: number) => `${(size / 1e6 / (time / 1e3)).toFixed(0)} MB/s`;
  row(`${long} records written (${(size / 1e6).toFixed(0)} MB), 1,000 an append`, speed(written));
  let seen = 0;
  const read = await milliseconds(() => readJournal(folder, () => seen++));
  if (seen !== long + 1) throw new Error(`${seen} records were read`);
  row("the same read and verified", speed(read));
  let again: Journal | null = null;
  const reopened = await milliseconds(async () => {
    again = journalOf(await openJournal(folder));
  });
  row("the same opened to go on", speed(reopened));
  await (again as Journal | null)?.close();
  row("resident at the end", `${(process.memoryUsage.rss() / 1e6).toFixed(0)} MB`);
} finally {
  await rm(root, { recursive: true, force: true });
}
