// What a journal's reader notices (spec 6.10.3, 6.10.4): every bit that is flipped, every cut, every line that was moved, and nothing that is right.

import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { JournalRecord } from "../src/core/run/journal.js";
import { continueJournal } from "../src/node/journal/journal-file.js";
import { firstHead, journalLine } from "../src/node/journal/journal-line.js";
import { type JournalEnd, type ScanOptions, scanJournal } from "../src/node/journal/scan-journal.js";
import { forgetfulFile } from "./journal/forgetful-file.js";
import { accepted, anyRecord, header, hostileRecords } from "./journal/hostile-records.js";

function linesOf(records: readonly object[]): Buffer[] {
  let head = firstHead;
  return records.map((record) => {
    const line = journalLine(JSON.stringify(record), head);
    head = line.head;
    return Buffer.from(line.bytes);
  });
}

async function scanned(
  bytes: Uint8Array,
  options?: ScanOptions,
): Promise<{ records: JournalRecord[]; end: JournalEnd }> {
  const records: JournalRecord[] = [];
  const scan = scanJournal(forgetfulFile(bytes), options);
  for (;;) {
    const next = await scan.next();
    if (next.done) return { records, end: next.value };
    records.push(next.value);
  }
}

const lines = linesOf(hostileRecords);
const whole = Buffer.concat(lines);
const starts = lines.map((_, i) => Buffer.concat(lines.slice(0, i)).length);
/** The line that has the byte. */
const lineAt = (byte: number) => starts.filter((start) => start <= byte).length - 1;

test("a line is the record's own JSON with its number and its hash at the end", () => {
  expect(linesOf([header, accepted("k")]).join("")).toMatchInlineSnapshot(`
    "{"kind":"header","version":1,"run":"0f9d0c5e-6f3c-4a51-9d3c-2a7a3b1f2c55","plan":null,"backend":"scripted","at":1764000000000,"n":0,"chain":"6cf7841171e3cd158f73fe1820a3684109b951fef22e952d64a6aca3e6cb30b4"}
    {"kind":"accepted","key":"k","handle":null,"at":0,"n":1,"chain":"53d3ea963bdc83765744ce554839b67172268526cb4cf253a92cc37dd0c8d69b"}
    "
  `);
});

test("any records are read as they were written, in pieces of any length", async () => {
  const cases = fc.tuple(fc.array(anyRecord, { maxLength: 8 }), fc.integer({ min: 1, max: 300 }));
  await fc.assert(
    fc.asyncProperty(cases, async ([some, chunk]) => {
      const bytes = Buffer.concat(linesOf([header, ...some]));
      const { records, end } = await scanned(bytes, { chunk });
      expect(records).toEqual([header, ...some]);
      expect(end).toMatchObject({ ok: true, torn: 0, head: { count: some.length + 1, length: bytes.length } });
    }),
  );
});

test("every flip of one bit is damage, and every record before it is kept", async () => {
  const wrong: string[] = [];
  for (let bit = 0; bit < whole.length * 8; bit++) {
    const flipped = Buffer.from(whole);
    const byte = bit >> 3;
    flipped[byte] = (flipped[byte] as number) ^ (1 << (bit & 7));
    const { records, end } = await scanned(flipped, { chunk: 4_096 });
    const line = lineAt(byte);
    const right =
      !end.ok &&
      end.reason === "damaged" &&
      end.records === line &&
      end.offset === starts[line] &&
      records.length === line;
    if (!right) wrong.push(`bit ${bit & 7} of byte ${byte}: ${JSON.stringify(end)}`);
  }
  expect(wrong).toEqual([]);
});

test("every cut leaves the records before it, and a journal that can be gone on with", async () => {
  for (let cut = 0; cut < whole.length; cut++) {
    const count = starts.filter((start, i) => start + (lines[i] as Buffer).length <= cut).length;
    const length = starts[count] as number;
    const file = forgetfulFile(whole.subarray(0, cut));
    const opened = await continueJournal(file);
    if (!opened.ok) throw new Error(`cut at ${cut}: ${opened.reason}`);
    expect(opened.torn).toBe(cut - length);
    await opened.journal.append(count === 0 ? [header, accepted("next")] : [accepted("next")], true);
    const { records, end } = await scanned(file.synced);
    expect(end).toMatchObject({ ok: true, torn: 0 });
    expect(records).toEqual([...(count === 0 ? [header] : hostileRecords.slice(0, count)), accepted("next")]);
  }
});

test("lines that are missing, doubled, swapped, or of another journal are damage", async () => {
  const other = linesOf([{ ...header, run: "another" }, ...hostileRecords.slice(1)]);
  const position = fc.integer({ min: 0, max: lines.length - 2 });
  await fc.assert(
    fc.asyncProperty(position, fc.constantFrom("missing", "doubled", "swapped", "other"), async (at, what) => {
      const changed = [...lines];
      const [line, next] = [lines[at] as Buffer, lines[at + 1] as Buffer];
      if (what === "missing") changed.splice(at, 1);
      else if (what === "doubled") changed.splice(at, 0, line);
      else if (what === "swapped") changed.splice(at, 2, next, line);
      else changed.splice(at + 1, 1, other[at + 1] as Buffer);
      const { records, end } = await scanned(Buffer.concat(changed));
      expect(end).toMatchObject({ ok: false, reason: "damaged" });
      expect(records).toEqual(hostileRecords.slice(0, at + (what === "doubled" || what === "other" ? 1 : 0)));
    }),
  );
});

test("what is no journal is damage, and a newer one is newer", async () => {
  const ends = async (bytes: Uint8Array) => (await scanned(bytes)).end;
  const damagedAt = (records: number) => ({ ok: false, reason: "damaged", records });
  for (const text of ["\n", "{}\n", "null\n", "\0\0\0\n", "\ufeff{}\n", "x\n"])
    expect(await ends(Buffer.from(text))).toMatchObject(damagedAt(0));
  expect(await ends(Buffer.concat(linesOf([accepted("k")])))).toMatchObject(damagedAt(0));
  expect(await ends(Buffer.concat(linesOf([{ ...header, version: "1" }])))).toMatchObject(damagedAt(0));
  expect(await ends(Buffer.concat(linesOf([{ ...header, version: 2 }])))).toEqual({
    ok: false,
    reason: "newer",
    version: 2,
  });
  // Right hashes do not make a record of everything.
  for (const value of [{ kind: "toString" }, { kind: "__proto__" }, { no: "kind" }])
    expect(await ends(Buffer.concat(linesOf([header, value])))).toMatchObject(damagedAt(1));
  expect(await ends(Buffer.concat([whole, Buffer.from("\r\n")]))).toMatchObject(damagedAt(lines.length));
});

test("a line that is too long is damage, not a crash, with a line feed or without", async () => {
  for (const tail of ["", "\n"]) {
    const bytes = Buffer.concat([whole, Buffer.from("x".repeat(5_000) + tail)]);
    const { end } = await scanned(bytes, { longest: 4_000, chunk: 100 });
    expect(end).toMatchObject({ ok: false, reason: "damaged", records: lines.length, offset: whole.length });
  }
});

test("a right hash over bytes that are not UTF-8, or over another number, does not help", async () => {
  const first = journalLine(JSON.stringify(header), firstHead);
  for (const [text, end] of [
    ["\xff", '"n":1'],
    ["k", '"n":2'],
    ["k", '"n":01'],
  ] as const) {
    const body = Buffer.from(`{"kind":"accepted","key":"${text}","handle":null,"at":0,${end}`, "latin1");
    const chain = createHash("sha256").update(first.head.chain).update(body).digest("hex");
    const bytes = Buffer.concat([first.bytes, body, Buffer.from(`,"chain":"${chain}"}\n`)]);
    expect((await scanned(bytes)).end).toMatchObject({ ok: false, reason: "damaged", records: 1 });
  }
});
