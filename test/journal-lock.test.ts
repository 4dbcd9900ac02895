// The file of a journal (spec 6.10.3): made, gone on with, looked at, and open for writing in one process at a time, however that ends.

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Journal, JournalRecord } from "../src/core/run/journal.js";
import { createJournal, type JournalOpened, openJournal, readJournal } from "../src/node/index.js";
import { memoryJournal } from "../src/testing/index.js";
import { accepted, header, hostileRecords } from "./journal/hostile-records.js";
import { builtJournal } from "./journal/journal-code.js";

const root = mkdtempSync(join(tmpdir(), "flowplan-journal-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let folders = 0;
function newFolder(): string {
  const folder = join(root, `${folders++}`);
  mkdirSync(folder);
  return folder;
}

function journalOf(opened: JournalOpened): Journal {
  if (!opened.ok) throw new Error(opened.reason);
  return opened.journal;
}

async function recordsOf(journal: Journal): Promise<JournalRecord[]> {
  const records: JournalRecord[] = [];
  for await (const record of journal.read()) records.push(record);
  return records;
}

async function looked(folder: string) {
  const records: JournalRecord[] = [];
  return { read: await readJournal(folder, (record) => records.push(record)), records };
}

test("a journal is made, closed, gone on with and read again, in a file and in memory", async () => {
  const folder = newFolder();
  const first = journalOf(await createJournal(folder));
  await first.append(hostileRecords, true);
  expect(await recordsOf(first)).toEqual([]);
  await first.close();
  const second = journalOf(await openJournal(folder));
  await second.append([accepted("next")], false);
  expect(await recordsOf(second)).toEqual(hostileRecords);
  await second.close();
  expect(await looked(folder)).toEqual({
    read: { ok: true, records: hostileRecords.length + 1, torn: 0 },
    records: [...hostileRecords, accepted("next")],
  });

  const memory = memoryJournal(hostileRecords);
  await memory.append([accepted("next")], true);
  expect(await recordsOf(memory)).toEqual(hostileRecords);
  expect(memory.records).toEqual([...hostileRecords, accepted("next")]);
  await memory.close();
  await expect(memory.append([], true)).rejects.toThrow("closed");
});

test("why a journal cannot be opened is a value", async () => {
  const folder = newFolder();
  expect(await openJournal(folder)).toEqual({ ok: false, reason: "missing" });
  expect((await looked(join(folder, "nowhere"))).read).toEqual({ ok: false, reason: "missing" });
  const file = join(folder, "journal.jsonl");

  const journal = journalOf(await createJournal(folder));
  await journal.append([header, accepted("a")], true);
  expect(await createJournal(folder)).toEqual({ ok: false, reason: "exists" });
  // Also in one process, and also while it is looked at.
  expect(await openJournal(folder)).toEqual({ ok: false, reason: "locked" });
  appendFileSync(file, '{"kind":"acc');
  expect((await looked(folder)).read).toEqual({ ok: true, records: 2, torn: 12 });
  expect(await openJournal(folder)).toEqual({ ok: false, reason: "locked" });
  await journal.close();

  const lock = () => ({ kind: "unlockable", detail: "no locks here" }) as const;
  const before = readFileSync(file);
  expect(await openJournal(folder, { lock })).toEqual({ ok: false, reason: "unlockable", detail: "no locks here" });
  expect(readFileSync(file)).toEqual(before);
  const reopened = await openJournal(folder);
  expect(reopened).toMatchObject({ ok: true, torn: 12 });
  await journalOf(reopened).close();

  appendFileSync(file, "x\n");
  const damage = { ok: false, reason: "damaged", records: 2, offset: before.length - 12 };
  expect(await openJournal(folder)).toMatchObject(damage);
  expect(await looked(folder)).toMatchObject({ read: damage, records: [header, accepted("a")] });

  // What its reader's caller does wrong is no fault of the file.
  const wrong = readJournal(folder, () => {
    throw new TypeError("mine");
  });
  await expect(wrong).rejects.toThrow("mine");

  const odd = newFolder();
  mkdirSync(join(odd, "journal.jsonl"));
  expect(await openJournal(odd)).toEqual({ ok: false, reason: "unreadable", detail: "it is not a regular file" });
  expect((await looked(odd)).read).toMatchObject({ ok: false, reason: "unreadable" });
  const circle = newFolder();
  symlinkSync("journal.jsonl", join(circle, "journal.jsonl"));
  expect(await openJournal(circle)).toMatchObject({ ok: false, reason: "unreadable" });
});

test.skipIf(process.platform === "win32")("a pipe in place of the journal makes nobody wait", async () => {
  const folder = newFolder();
  execFileSync("mkfifo", [join(folder, "journal.jsonl")]);
  expect(await openJournal(folder)).toMatchObject({ ok: false, reason: "unreadable" });
  expect((await looked(folder)).read).toMatchObject({ ok: false, reason: "unreadable" });
});

test.skipIf(process.platform === "win32")(
  "a folder that stands in one that may not be read is good enough",
  async () => {
    const above = newFolder();
    const folder = join(above, "run");
    mkdirSync(folder);
    // Whoever may do everything is nobody for this.
    const asNobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    const script = join(root, "maker.mjs");
    const url = await builtJournal(join(root, "journal-maker.mjs"));
    writeFileSync(
      script,
      `import { createJournal } from ${JSON.stringify(url)};
     const lock = () => ({ kind: "locked" });
     console.log((await createJournal(${JSON.stringify(folder)}, { lock })).ok);`,
    );
    chmodSync(root, 0o711);
    chmodSync(folder, 0o777);
    chmodSync(above, 0o311);
    expect(execFileSync(process.execPath, [script], { ...asNobody, encoding: "utf8" })).toBe("true\n");
    chmodSync(above, 0o755);
  },
);

test("what is read from an open journal is what stood in it, or an error if somebody changed it", async () => {
  const folder = newFolder();
  const journal = journalOf(await createJournal(folder));
  await journal.append(hostileRecords, true);
  await journal.close();
  const again = journalOf(await openJournal(folder));
  writeFileSync(
    join(folder, "journal.jsonl"),
    readFileSync(join(folder, "journal.jsonl"), "latin1").replace("oom", "ooo"),
    {
      encoding: "latin1",
    },
  );
  await expect(recordsOf(again)).rejects.toThrow("changed");
  await again.close();
});

/** A process that opens the journal of a folder when it is told to, says how that went, and goes on until it is ended. */
const opener = (code: string) => `
  import { openJournal } from ${JSON.stringify(code)};
  process.stdin.once("data", async (folder) => {
    const opened = await openJournal(String(folder));
    if (opened.ok) await opened.journal.append([{ kind: "accepted", key: String(process.pid), handle: null, at: 0 }], true);
    globalThis.kept = opened;
    console.log(opened.ok ? "open" : opened.reason);
  });
  console.log("ready");
`;

async function said(child: ChildProcess): Promise<string> {
  const [data] = (await once(child.stdout ?? child, "data")) as [Buffer];
  return data.toString().trim();
}

async function ended(child: ChildProcess): Promise<void> {
  const end = once(child, "exit");
  child.kill("SIGKILL");
  await end;
}

const rounds = 10;

test(`of two processes that open a journal at once, one gets it, ${rounds} times; SIGKILL gives it back`, async () => {
  const script = join(root, "opener.mjs");
  writeFileSync(script, opener(await builtJournal(join(root, "journal.mjs"))));
  const folder = newFolder();
  const made = journalOf(await createJournal(folder));
  await made.append([header], true);
  await made.close();

  const winners: string[] = [];
  for (let round = 0; round < rounds; round++) {
    const children = [0, 1].map(() => spawn(process.execPath, [script], { stdio: ["pipe", "pipe", "inherit"] }));
    expect(await Promise.all(children.map(said))).toEqual(["ready", "ready"]);
    const answers = children.map(said);
    for (const child of children) child.stdin?.write(folder);
    const told = await Promise.all(answers);
    expect([...told].sort()).toEqual(["locked", "open"]);
    expect(await openJournal(folder)).toEqual({ ok: false, reason: "locked" });
    winners.push(`${children[told.indexOf("open")]?.pid}`);
    await Promise.all(children.map(ended));
  }
  const last = await openJournal(folder);
  expect(last.ok).toBe(true);
  expect(await recordsOf(journalOf(last))).toEqual([header, ...winners.map((pid) => accepted(pid))]);
  await journalOf(last).close();
});

test("a planted bug is caught: without a lock two have it", async () => {
  const url = await builtJournal(join(root, "unlocked.mjs"), {
    name: "no lock",
    file: "lock-file.ts",
    changes: [["tryLock(descriptor, offset, length)", "true"]],
  });
  const code = (await import(url)) as typeof import("../src/node/journal/journal-file.js");
  const folder = newFolder();
  await journalOf(await code.createJournal(folder)).append([header], true);
  expect(await code.openJournal(folder)).not.toEqual({ ok: false, reason: "locked" });
});

test("where the native part of the lock cannot be loaded, nothing is made and nothing is written", async () => {
  const url = await builtJournal(join(root, "without.mjs"), {
    name: "no native part",
    file: "lock-file.ts",
    changes: [['import("fs-native-extensions")', 'import("node:nothing")']],
  });
  const code = (await import(url)) as typeof import("../src/node/journal/journal-file.js");
  const folder = newFolder();
  expect(await code.createJournal(folder)).toMatchObject({ ok: false, reason: "unlockable" });
  expect(readdirSync(folder)).toEqual([]);
});
