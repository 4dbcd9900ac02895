// The rows of the fault matrix that need no process of their own: each makes so many faults and counts what was lost and paid twice.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Capabilities } from "../../src/core/plan/backend/capabilities.js";
import { makeBill } from "../../src/core/plan/cost/bill.js";
import { defaultPriceBook } from "../../src/core/plan/cost/price-book.js";
import type { Plan } from "../../src/core/plan/plan.js";
import type { Journal, JournalRecord } from "../../src/core/run/journal.js";
import type { Failed, FailureKind } from "../../src/core/run/server.js";
import { type Json, jsonEquals } from "../../src/core/text/json.js";
import { createJournal, openJournal } from "../../src/node/index.js";
import { continueJournal } from "../../src/node/journal/journal-file.js";
import { firstHead, journalLine } from "../../src/node/journal/journal-line.js";
import type { Lock } from "../../src/node/journal/lock-file.js";
import { scanJournal } from "../../src/node/journal/scan-journal.js";
import { fakeClock } from "../../src/testing/index.js";
import { chanceOf } from "../build/chance.js";
import { type Bookkeeper, type Conduct, charging, newBook } from "../build/resume.js";
import { type DiskFault, fakeDisk } from "./disk.js";
import { countTwice, type Kept, live, noTally, type Tally } from "./world.js";

/** Bugs that are planted to see whether they are caught. */
export type Bug = "no flush" | "key per attempt" | "no lock" | "memo by pass" | "head before commit";

export type Row = {
  readonly name: string;
  /** How many faults the whole matrix asks for. */
  readonly tries: number;
  readonly play: (tries: number, seed: number, bug: Bug | null) => Promise<Tally>;
};

let undisturbed: { readonly results: Json; readonly charges: ReadonlyMap<string, number> } | null = null;

async function expected() {
  if (undisturbed !== null) return undisturbed;
  const book = newBook();
  const { finished } = await live(charging(book), fakeClock(), { files: new Map() }, null);
  undisturbed = { results: finished.results, charges: book.charges };
  return undisturbed;
}

/** After the last life of a run: what it lost, and what it paid twice. */
async function judge(tally: Tally, book: Bookkeeper, results: Json | null): Promise<void> {
  const { results: wanted, charges } = await expected();
  tally.twice += countTwice(book.charges, charges);
  if (results === null || !jsonEquals(results, wanted)) tally.lost += 1;
  else if (book.charges.size !== charges.size) tally.lost += 1;
}

const capabilitiesOf = (chance: (most: number) => number): Partial<Capabilities> => ({
  concurrency: 1 + chance(5),
  maxBatch: 1 + chance(6),
  promptsPerPass: chance(2) === 0 ? 1 : "many",
});

/** With the bug, another key for each attempt: a server that honours keys is none the wiser. */
function serverOf(book: Bookkeeper, conduct: Conduct, bug: Bug | null) {
  const backend = charging(book, conduct);
  if (bug !== "key per attempt") return backend;
  let attempt = 0;
  const marked = <S extends { start: (request: never, context: never) => unknown }>(server: S): S => ({
    ...server,
    start: (request: never, context: { key: string }) =>
      server.start(request, { ...context, key: `${context.key}-${attempt++}` } as never),
  });
  const { objects, training, images } = backend;
  if (objects === null || training === null || images === null) throw new Error("a server of every kind");
  return { ...backend, objects: marked(objects), training: marked(training), images: marked(images) };
}

/** A journal in memory that ends after so many records, as a process does that is killed. */
function dying(records: JournalRecord[], cut: number, bug: Bug | null): Journal {
  let left = cut;
  const before = [...records];
  return {
    append: async (added) => {
      for (const record of added) {
        if (left-- <= 0) throw new Error("killed");
        records.push(record);
      }
    },
    // With the bug, what a pass gave is known only to a pass that is just the same.
    read: async function* () {
      for (const record of before)
        yield bug === "memo by pass" && record.kind === "result" ? { ...record, values: [] } : record;
    },
    close: async () => {},
  };
}

/** Killed after any record, resumed with another concurrency, batch size and packing, up to three times. */
const reshaped: Row = {
  name: "cut after any record, resumed with other capabilities",
  tries: 2_000,
  play: async (tries, seed, bug) => {
    const tally = noTally();
    const chance = chanceOf(seed);
    for (let i = 0; i < tries; i++) {
      const book = newBook();
      const kept: Kept = { files: new Map() };
      const records: JournalRecord[] = [];
      const recovery = chance(2) === 0 ? "resend" : "find";
      const one = async (cut: number) => {
        const clock = fakeClock();
        const conduct: Conduct = { recovery, capabilities: capabilitiesOf(chance), delay: () => clock.wait(chance(9)) };
        return live(serverOf(book, conduct, bug), clock, kept, dying(records, cut, bug));
      };
      for (let lives = 1 + chance(3); lives > 0; lives--) {
        tally.faults += 1;
        await one(chance(60));
      }
      const { finished } = await one(Number.POSITIVE_INFINITY);
      await judge(tally, book, finished.status === "succeeded" ? finished.results : null);
    }
    return tally;
  },
};

/** A journal of real bytes, flushed to a disk that fails at the nth operation; what was not flushed is gone afterwards. */
const disk: Row = {
  name: "full disk, I/O error, short write at the nth operation, then a power cut",
  tries: 600,
  play: async (tries, seed, bug) => {
    const tally = noTally();
    const chance = chanceOf(seed);
    for (let i = 0; i < tries; i++) {
      const book = newBook();
      const kept: Kept = { files: new Map() };
      let bytes: Uint8Array = new Uint8Array();
      const one = async (fault: DiskFault | null, nth: number) => {
        const clock = fakeClock();
        const fake = fakeDisk(bytes, fault, nth, bug !== "no flush");
        const opened = await continueJournal(fake.bytes);
        if (!opened.ok) return null;
        const journal = bug === "head before commit" ? headFirst(fake.bytes, bytes) : opened.journal;
        const delay = () => clock.wait(chance(9));
        const { finished } = await live(serverOf(book, { delay, recovery: "none" }, bug), clock, kept, journal, []);
        bytes = fake.survives();
        return finished;
      };
      tally.faults += 1;
      const first = await one((["error", "short", "flush"] as const)[chance(3)] as DiskFault, 1 + chance(40));
      const paid = book.charges.size;
      const last = first === null ? null : await one(null, 0);
      // The server honours no keys: what may have been sent is not sent again by itself.
      tally.twice += countTwice(book.charges, (await expected()).charges);
      if (last === null) tally.lost += 1;
      else if (last.failure?.code === "run/outcome-unknown") tally.unknown += 1;
      else if (last.status !== "succeeded" && paid === book.charges.size) tally.unknown += 1;
    }
    return tally;
  },
};

/** The bug: the head of the chain moves on before what it stands for is written, and a failure is not remembered. */
function headFirst(file: Parameters<typeof continueJournal>[0], before: Uint8Array): Journal {
  let head = firstHead;
  const scanned = (async () => {
    for await (const record of scanJournal(file)) {
      const line = journalLine(JSON.stringify(record), head);
      head = line.head;
    }
  })();
  let at = before.length;
  return {
    append: async (records) => {
      await scanned;
      for (const record of records) {
        const line = journalLine(JSON.stringify(record), head);
        head = line.head;
        const taken = await file.write(line.bytes, at).catch(() => 0);
        at += taken;
      }
      await file.sync().catch(() => {});
    },
    read: async function* () {
      yield* scanJournal(file);
    },
    close: async () => {},
  };
}

/** Bytes of a whole journal, cut anywhere or with one bit turned: every record before the damage is read, and the damage is noticed. */
const flips: Row = {
  name: "journal cut at any byte, one bit turned anywhere",
  tries: 4_000,
  play: async (tries, seed) => {
    const tally = noTally();
    const chance = chanceOf(seed);
    const made = fakeDisk(new Uint8Array(), null, 0);
    const opened = await continueJournal(made.bytes);
    if (!opened.ok) throw new Error(opened.reason);
    await live(charging(newBook()), fakeClock(), { files: new Map() }, opened.journal);
    const whole = Buffer.from(made.survives());
    const lines: number[] = [];
    for (let at = whole.indexOf(10); at >= 0; at = whole.indexOf(10, at + 1)) lines.push(at);
    for (let i = 0; i < tries; i++) {
      tally.faults += 1;
      const at = chance(whole.length);
      const cut = i % 2 === 0;
      const bytes = Buffer.from(cut ? whole.subarray(0, at) : whole);
      if (!cut) bytes[at] = (bytes[at] as number) ^ (1 << chance(8));
      const good = lines.filter((end) => end < at).length;
      let read = 0;
      const scan = scanJournal(fakeDisk(bytes, null, 0).bytes);
      let end = await scan.next();
      for (; !end.done; end = await scan.next()) read += 1;
      const between = at === 0 || lines.includes(at - 1);
      if (read < good) tally.lost += 1;
      else if (!cut && end.value.ok) tally.lost += 1;
      else if (cut && end.value.ok && end.value.torn === 0 && !between) tally.lost += 1;
    }
    return tally;
  },
};

const kinds: readonly FailureKind[] = [
  "rateLimited",
  "transient",
  "oom",
  "unknownOutcome",
  "invalid",
  "content",
  "setup",
  "unresolvedModel",
  "cancelled",
];

/** Every kind of failure, replies that are lost, late or throw, at random calls; resumed until it succeeds or a server refuses for good. */
const replies: Row = {
  name: "reset, timeout, 429, 500, out of memory, lost, late and refused replies",
  tries: 2_000,
  play: async (tries, seed, bug) => {
    const tally = noTally();
    const chance = chanceOf(seed);
    for (let i = 0; i < tries; i++) {
      const book = newBook();
      const kept: Kept = { files: new Map() };
      let records: readonly JournalRecord[] = [];
      const recovery = (["resend", "find", "none"] as const)[chance(3)] ?? "resend";
      let faults = 1 + chance(6);
      for (let lives = 0; lives < 4; lives++) {
        const clock = fakeClock();
        const fail = (): Failed | null => {
          if (faults === 0 || chance(3) > 0) return null;
          faults -= 1;
          tally.faults += 1;
          const kind = kinds[chance(kinds.length)] as FailureKind;
          return {
            kind,
            detail: kind,
            charged: "no",
            ...(chance(2) === 0 ? { retryAfterMs: chance(5) } : {}),
          };
        };
        const delay = async () => {
          await clock.wait(chance(30));
          if (faults === 0 || chance(6) > 0) return;
          faults -= 1;
          tally.faults += 1;
          throw new Error("the connection was lost");
        };
        const conduct: Conduct = { recovery, capabilities: capabilitiesOf(chance), fail, delay };
        const given = await live(serverOf(book, conduct, bug), clock, kept, null, records);
        records = given.records;
        if (given.finished.status === "succeeded") break;
      }
      tally.twice += countTwice(book.charges, (await expected()).charges);
      if (
        records.some(
          (record) =>
            record.kind === "told" &&
            record.event.kind === "step-failed" &&
            record.event.code === "run/outcome-unknown",
        )
      )
        tally.unknown += 1;
    }
    return tally;
  },
};

/** Two that want to go on with one run: one of them may. */
const resumers: Row = {
  name: "two resumers of one run",
  tries: 200,
  play: async (tries, _seed, bug) => {
    const tally = noTally();
    const folder = await mkdtemp(join(tmpdir(), "flowplan-torture-"));
    try {
      const made = await createJournal(folder);
      if (!made.ok) throw new Error(made.reason);
      await made.journal.close();
      const free: Lock = () => ({ kind: "locked" });
      const options = bug === "no lock" ? { lock: free } : {};
      for (let i = 0; i < tries; i++) {
        tally.faults += 1;
        const both = await Promise.all([openJournal(folder, options), openJournal(folder, options)]);
        const winners = both.flatMap((opened) => (opened.ok ? [opened.journal] : []));
        if (winners.length > 1) tally.twice += 1;
        if (winners.length === 0) tally.lost += 1;
        for (const journal of winners) await journal.close();
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    return tally;
  },
};

/** Whatever order calls come back in, and wherever the clock jumps, results and charges are those of one call after another. */
const orders: Row = {
  name: "any order of completions, clock jumps",
  tries: 1_000,
  play: async (tries, seed, bug) => {
    const tally = noTally();
    const chance = chanceOf(seed);
    for (let i = 0; i < tries; i++) {
      tally.faults += 1;
      const book = newBook();
      const clock = fakeClock();
      const jumping = { ...clock, now: () => clock.now() + (chance(4) === 0 ? chance(2_000_000) - 1_000_000 : 0) };
      const conduct: Conduct = { capabilities: { concurrency: 1 + chance(8) }, delay: () => clock.wait(chance(40)) };
      const { finished } = await live(serverOf(book, conduct, bug), jumping, { files: new Map() }, null);
      await judge(tally, book, finished.status === "succeeded" ? finished.results : null);
    }
    return tally;
  },
};

/** 64 calls at once and a cap: what is spent never exceeds it. */
const budget: Row = {
  name: "a budget, 64 calls at once",
  tries: 500,
  play: async (tries, seed) => {
    const tally = noTally();
    const chance = chanceOf(seed);
    for (let i = 0; i < tries; i++) {
      tally.faults += 1;
      // The fee of the run is due in any case.
      const cap = (1 + chance(40)) * 10_000;
      const plan = {
        costs: [],
        total: { min: "0.00", max: null, why: null },
        assume: { tokens: "100", trainingMinutes: "1" },
      } as unknown as Plan;
      const bill = makeBill(plan, defaultPriceBook, BigInt(cap));
      const book = newBook();
      const clock = fakeClock();
      const conduct: Conduct = { capabilities: { concurrency: 64, maxBatch: 1 }, delay: () => clock.wait(chance(20)) };
      const { finished } = await live(charging(book, conduct), clock, { files: new Map() }, null, [], { bill });
      // Over the cap is money that nobody allowed: it counts like money paid twice.
      if (Number(finished.bill.total.actual) * 1_000_000 > cap + 0.5) tally.twice += 1;
    }
    return tally;
  },
};

export const rows: readonly Row[] = [reshaped, disk, flips, replies, resumers, orders, budget];
