// What a journal's writer promises (spec 6.10.2), on a disk that fills, fails and forgets; and that each promise is one that its code could break.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import type { JournalRecord } from "../src/core/run/journal.js";
import * as sound from "../src/node/journal/journal-file.js";
import { firstHead } from "../src/node/journal/journal-line.js";
import { journalWriter } from "../src/node/journal/journal-writer.js";
import { scanJournal } from "../src/node/journal/scan-journal.js";
import { type Fault, type ForgetfulFile, forgetfulFile } from "./journal/forgetful-file.js";
import { accepted, header } from "./journal/hostile-records.js";
import { builtJournal, type JournalCode, type PlantedBug } from "./journal/journal-code.js";

const folder = mkdtempSync(join(tmpdir(), "flowplan-journal-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** One call of `append`: how many records, whether durable, and whether its caller waits for it before the next. */
type Step = { readonly count: number; readonly durable: boolean; readonly wait: boolean };
type Case = { readonly steps: readonly Step[]; readonly fault: Fault | null; readonly at: number };

const anyCase: fc.Arbitrary<Case> = fc.record({
  steps: fc.array(fc.record({ count: fc.nat({ max: 3 }), durable: fc.boolean(), wait: fc.boolean() }), {
    maxLength: 12,
  }),
  fault: fc.constantFrom<Fault | null>(null, "error", "full", "short", "part"),
  at: fc.nat({ max: 12 }),
});

/** How one call ended: with it, `last` records have been given, and that much was on the disk. The last one is the call of `close`. */
type Told = {
  readonly call: number;
  readonly ok: boolean;
  readonly durable: boolean;
  readonly last: number;
  readonly synced: Buffer;
};

async function read(bytes: Uint8Array): Promise<readonly string[]> {
  const keys: string[] = [];
  const scan = scanJournal(forgetfulFile(bytes), { chunk: 4_096 });
  for (;;) {
    const next = await scan.next();
    if (next.done) {
      expect(next.value).toMatchObject({ ok: true });
      return keys;
    }
    keys.push(next.value.kind === "accepted" ? next.value.key : next.value.kind);
  }
}

/** The records that are written one after the other have the keys 1, 2, 3, … */
async function played(code: JournalCode, { steps, fault, at }: Case): Promise<{ file: ForgetfulFile; told: Told[] }> {
  const file = forgetfulFile(undefined, (operation) => (operation === at ? fault : null));
  const opened = await code.continueJournal(file);
  if (!opened.ok) throw new Error(opened.reason);
  const { journal } = opened;
  const told: Told[] = [];
  let last = 1;
  const follow = (call: number, durable: boolean, ending: Promise<void>): Promise<void> => {
    const tell = (ok: boolean) => void told.push({ call, ok, durable, last: reached, synced: file.synced });
    const reached = last;
    return ending.then(
      () => tell(true),
      () => tell(false),
    );
  };
  const underway = [follow(0, true, journal.append([header], true))];
  for (const [i, { count, durable, wait }] of steps.entries()) {
    const records: JournalRecord[] = Array.from({ length: count }, () => accepted(`${last++}`));
    const appended = follow(i + 1, durable, journal.append(records, durable));
    underway.push(appended);
    if (wait) await appended;
  }
  await Promise.all(underway);
  const operations = file.operations;
  const failed = told.some(({ ok }) => !ok);
  await follow(steps.length + 1, !failed, journal.close());
  if (failed) expect(file.operations, "nothing is written or flushed after a failure").toBe(operations);
  expect(file.closed).toBe(true);
  return { file, told };
}

const mostKept = (told: readonly Told[]) => told.reduce((most, { ok, last }) => (ok ? Math.max(most, last) : most), 0);
const counted = (keys: readonly string[]) => keys.map((_, i) => (i === 0 ? "header" : `${i}`));

type Settings = fc.Parameters<unknown>;

/** The laws. Each throws where the code breaks it. */
const laws: { readonly [name: string]: (code: JournalCode, settings: Settings) => Promise<void> } = {
  "what was confirmed as durable survives a power cut, in order": (code, settings) =>
    fc.assert(
      fc.asyncProperty(anyCase, fc.nat({ max: 100 }), async (one, luck) => {
        const { file, told } = await played(code, one);
        for (const { ok, durable, last, synced } of told)
          if (ok && durable) expect((await read(synced)).length).toBeGreaterThanOrEqual(last);
        const promised = mostKept(told.filter(({ durable }) => durable));
        // The disk may have kept a part of what was never flushed.
        const loose = file.written.subarray(file.synced.length);
        const kept = Buffer.concat([file.synced, loose.subarray(0, Math.ceil((luck * loose.length) / 100))]);
        for (const bytes of [file.synced, kept]) {
          const keys = await read(bytes);
          expect(keys).toEqual(counted(keys));
          expect(keys.length).toBeGreaterThanOrEqual(promised);
        }
      }),
      settings,
    ),

  "what was confirmed at all survives the end of the process, in order": (code, settings) =>
    fc.assert(
      fc.asyncProperty(anyCase, async (one) => {
        const { file, told } = await played(code, one);
        const keys = await read(file.written);
        expect(keys).toEqual(counted(keys));
        expect(keys.length).toBeGreaterThanOrEqual(mostKept(told.slice(0, -1)));
      }),
      settings,
    ),

  "calls end in the order in which they came, and after one that failed all fail": (code, settings) =>
    fc.assert(
      fc.asyncProperty(anyCase, async (one) => {
        const { file, told } = await played(code, one);
        expect(told.map(({ call }) => call)).toEqual(told.map((_, i) => i));
        const appends = told.slice(0, -1).map(({ ok }) => ok);
        const failed = appends.indexOf(false);
        if (failed >= 0) expect(appends.slice(failed)).not.toContain(true);
        // A failure is told to somebody: at the latest, to whoever closes the journal.
        expect(told.some(({ ok }) => !ok)).toBe(file.failed);
      }),
      settings,
    ),

  "what is written after an incomplete line takes its place": async (code) => {
    const { file } = await played(code, { steps: [{ count: 2, durable: true, wait: true }], fault: null, at: 0 });
    const again = forgetfulFile(
      Buffer.concat([file.written, Buffer.from(`{"kind":"accepted","key":"${"x".repeat(500)}`)]),
    );
    const opened = await code.continueJournal(again);
    if (!opened.ok) throw new Error(opened.reason);
    await opened.journal.append([accepted("3")], true);
    expect(await read(again.synced)).toEqual(["header", "1", "2", "3"]);
    expect(`${again.synced}`.endsWith("\n")).toBe(true);
  },
};

for (const [name, holds] of Object.entries(laws)) test(name, () => holds(sound, {}));

const [afterPowerCut, afterKill, inOrder, afterTorn] = Object.keys(laws) as [string, string, string, string];
const goesOn = [
  "else waiting.reject(failure);\n      }",
  "else waiting.reject(failure);\n      }\n      failure = null;",
] as const;

const planted: readonly (PlantedBug & { readonly breaks: string })[] = [
  {
    name: "nothing is flushed",
    file: "journal-writer.ts",
    changes: [["await file.sync();", ""]],
    breaks: afterPowerCut,
  },
  {
    name: "it is confirmed before it is flushed",
    file: "journal-writer.ts",
    changes: [["(({ durable }) => durable)) await flush();", "(({ durable }) => durable)) flush().catch(() => {});"]],
    breaks: afterPowerCut,
  },
  {
    name: "closing flushes nothing",
    file: "journal-writer.ts",
    changes: [["if (failure === null) await flush();", ""]],
    breaks: afterPowerCut,
  },
  {
    name: "the head of the chain is moved before the commit, and a later commit is tried",
    file: "journal-writer.ts",
    changes: [
      [
        "await writeWhole(file, Buffer.concat(lines), head.length);",
        "const at = head.length; head = next; await writeWhole(file, Buffer.concat(lines), at);",
      ],
      goesOn,
    ],
    breaks: afterPowerCut,
  },
  { name: "it goes on after a failure", file: "journal-writer.ts", changes: [goesOn], breaks: inOrder },
  {
    name: "a write that is short counts as whole",
    file: "journal-bytes.ts",
    changes: [["done += taken", "done = bytes.length"]],
    breaks: afterKill,
  },
  {
    name: "a disk that takes no more counts as written",
    file: "journal-bytes.ts",
    changes: [['throw new Error("the disk takes no more")', "return"]],
    breaks: afterKill,
  },
  {
    name: "what has gathered is written in another order",
    file: "journal-writer.ts",
    changes: [
      [
        "const batch = queue.splice(0, batchSize(queue));",
        "const batch = queue.splice(0, batchSize(queue)).reverse();",
      ],
    ],
    breaks: inOrder,
  },
  {
    name: "an incomplete line is left",
    file: "journal-file.ts",
    changes: [["await file.truncate(end.head.length);", ""]],
    breaks: afterTorn,
  },
];

test.for(planted)("a planted bug is caught: $name", async (bug, { task }) => {
  const url = await builtJournal(join(folder, `${task.id}.mjs`), bug);
  const code = (await import(url)) as JournalCode;
  const broken: string[] = [];
  for (const [name, holds] of Object.entries(laws)) {
    const caught = await holds(code, { seed: 9, numRuns: 500, endOnFailure: true }).then(
      () => false,
      () => true,
    );
    if (caught) broken.push(name);
  }
  expect(broken).toContain(bug.breaks);
});

test("what is appended in one turn is written once and flushed once, and flushed only where it must last", async () => {
  const file = forgetfulFile();
  const opened = await sound.continueJournal(file);
  if (!opened.ok) throw new Error(opened.reason);
  const { journal } = opened;
  await Promise.all(
    [header, ...Array.from({ length: 50 }, (_, i) => accepted(`${i}`))].map((record) => journal.append([record], true)),
  );
  expect(file.operations).toBe(2);
  await journal.append([accepted("loose")], false);
  expect(file.operations).toBe(3);
  await journal.append([], true);
  expect(file.synced).toEqual(file.written);
  await journal.append([], true);
  await journal.close();
  await journal.close();
  expect(file.operations).toBe(4);
  await expect(journal.append([accepted("late")], true)).rejects.toThrow("closed");
});

test("what a caller changes after it appended is not in the journal, and what is no JSON harms nobody else", async () => {
  const file = forgetfulFile();
  const opened = await sound.continueJournal(file);
  if (!opened.ok) throw new Error(opened.reason);
  const { journal } = opened;
  const handle = ["before"];
  const first = journal.append([header, accepted("k", handle)], true);
  handle[0] = "after";
  const circle: unknown[] = [];
  circle.push(circle);
  await expect(journal.append([accepted("circle", circle as never)], true)).rejects.toThrow();
  await first;
  expect(file.synced.toString()).toContain('["before"]');
});

test("a record that is too long to be read again is refused, and the journal goes on", async () => {
  const file = forgetfulFile();
  const journal = journalWriter(file, firstHead, 1_000);
  await journal.append([header], true);
  await expect(journal.append([accepted("x".repeat(1_000))], true)).rejects.toThrow("too long");
  await journal.append([accepted("👩".repeat(60))], true);
  const scan = scanJournal(file, { longest: 1_000 });
  expect((await scan.next()).value).toEqual(header);
  expect((await scan.next()).value).toEqual(accepted("👩".repeat(60)));
  expect((await scan.next()).value).toMatchObject({ ok: true, torn: 0 });
});
