// Pictures under names for people, each with its record (spec 6.16): in a run, when it is resumed, and in the folder of a run.

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encode } from "fast-png";
import { afterAll, expect, test } from "vitest";
import type { JournalRecord } from "../src/core/run/journal.js";
import type { PictureRecord } from "../src/core/run/picture/picture-record.js";
import type { RunPorts } from "../src/core/run/ports.js";
import { validate as isRecord } from "../src/core/schema/generated/picture.js";
import { createJournal, directoryStore, folderGallery, openJournal, verifyRun } from "../src/node/index.js";
import { fakeClock, memoryHost, scriptedBackend } from "../src/testing/index.js";
import { finishOf, painter, runAll, transformer, zipper } from "./build/run-steps.js";

const root = mkdtempSync(join(tmpdir(), "flowplan-pictures-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const steps = [
  painter(
    "draw",
    [],
    [
      { prompt: "a fox", batchSize: 2, seed: 7 },
      { prompt: "../x", seed: null },
    ],
  ),
  painter("more", ["draw"], [{ prompt: "CON", negativePrompt: "ugly", trainingId: "t" }]),
  transformer("urls", ["draw"], { from: { from: "draw" } }),
  zipper("zip", ["draw", "more", "urls"], "all"),
];

/** Records that were shown, by place. */
function recorder(fail: (count: number) => boolean = () => false) {
  const shown = new Map<string, PictureRecord>();
  let count = 0;
  const gallery = {
    show: async (record: PictureRecord) => {
      if (fail(count++)) throw new Error("no space left on device");
      shown.set(`${record.step} ${record.index}`, record);
    },
  };
  return { gallery, shown };
}

async function whole() {
  const { gallery, shown } = recorder();
  const backend = scriptedBackend();
  const host = memoryHost(backend, fakeClock(5));
  const events = await runAll(steps, { ...host.ports, gallery });
  expect(finishOf(events).status).toBe("succeeded");
  return { shown, journal: host.journal, files: host.files, results: finishOf(events).results };
}

test("every picture has a record of what it was drawn with, where it belongs, and what it cost", async () => {
  const { shown } = await whole();
  expect([...shown.keys()].sort()).toEqual(["draw 0", "draw 1", "draw 2", "more 0"]);
  for (const record of shown.values()) expect([record, isRecord(record)]).toEqual([record, true]);
  expect(shown.get("draw 1")).toMatchObject({
    url: "memory:images/draw/1.png",
    name: "pictures/draw-001-8-a-fox.png",
    run: "run-1",
    request: 0,
    prompt: "a fox",
    seed: 8,
    requestedSeed: 8,
    synthetic: true,
    call: { images: expect.any(Number), started: expect.stringMatching(/^1970-01-01T/) },
  });
  expect(shown.get("more 0")).toMatchObject({ prompt: "CON", negativePrompt: "ugly", trainingId: "t", request: 0 });
});

test("a run that was cut at any record shows, when it is resumed, what the whole run shows, under the same names", async () => {
  const expected = await whole();
  for (let cut = 1; cut <= expected.journal.length; cut++) {
    const { gallery, shown } = recorder();
    const host = memoryHost(
      scriptedBackend({ capabilities: { maxBatch: 1 } }),
      fakeClock(5),
      {},
      expected.journal.slice(0, cut),
      new Map(expected.files),
    );
    const events = await runAll(steps, { ...host.ports, gallery });
    const facts = ({ name, url, prompt, seed, sha256 }: PictureRecord) => ({ name, url, prompt, seed, sha256 });
    expect(finishOf(events).results).toEqual(expected.results);
    expect([...shown].sort().map(([place, record]) => [place, facts(record)])).toEqual(
      [...expected.shown].sort().map(([place, record]) => [place, facts(record)]),
    );
  }
});

test("names change neither keys nor results nor zips, and a run keeps the names that it began with", async () => {
  const expected = await whole();
  const { gallery, shown } = recorder();
  const host = memoryHost(scriptedBackend(), fakeClock(5));
  const events = await runAll(steps, { ...host.ports, gallery }, { names: "{prompt}/{seed}" });
  expect(finishOf(events).results).toEqual(expected.results);
  expect(host.files).toEqual(expected.files);
  const keys = (records: readonly JournalRecord[]) =>
    records.flatMap((each) => (each.kind === "intent" ? [each.key] : []));
  expect(keys(host.journal)).toEqual(keys(expected.journal));
  expect(shown.get("draw 1")?.name).toBe("pictures/a-fox/8 (draw 1).png");

  const resumed = recorder();
  const again = memoryHost(scriptedBackend(), fakeClock(5), {}, host.journal, new Map(host.files));
  await runAll(steps, { ...again.ports, gallery: resumed.gallery }, { names: "{step}" });
  expect(resumed.shown).toEqual(shown);
});

test("a full disk under the names loses nothing: the step fails, and the resumed run pays for no picture again", async () => {
  const expected = await whole();
  for (let nth = 0; nth < 4; nth++) {
    const { gallery } = recorder((count) => count === nth);
    const host = memoryHost(scriptedBackend(), fakeClock(5));
    const events = await runAll(steps, { ...host.ports, gallery });
    expect(events.find((event) => event.kind === "step-failed")).toMatchObject({
      code: "run/file-failed",
      message: expect.stringContaining("no space left on device"),
    });
    const paid = new Set(host.journal.flatMap((each) => (each.kind === "result" ? [each.key] : [])));
    const { gallery: roomy, shown } = recorder();
    const again = memoryHost(scriptedBackend(), fakeClock(5), {}, host.journal, new Map(host.files));
    const after = await runAll(steps, { ...again.ports, gallery: roomy });
    expect(finishOf(after).results).toEqual(expected.results);
    const sent = again.journal.slice(host.journal.length).flatMap((each) => (each.kind === "intent" ? [each.key] : []));
    expect(sent.filter((key) => paid.has(key))).toEqual([]);
    expect(shown.size).toBe(4);
  }
});

const png = Uint8Array.from(encode({ width: 8, height: 8, data: new Uint8Array(192), channels: 3 }));

/** A run in a folder, as `flowplan run` makes it. */
async function runIn(folder: string, resumed = false) {
  const opened = resumed ? await openJournal(folder) : await createJournal(folder);
  if (!opened.ok) throw new Error(opened.reason);
  const drawn = (seed: number) => ({ bytes: png, mime: "image/png", width: 8, height: 8, seed });
  const backend = scriptedBackend({
    draw: ({ prompts }) =>
      prompts.map(({ batchSize, seed }) => Array.from({ length: batchSize }, (_, i) => drawn(seed + i))),
  });
  const host = memoryHost(backend, fakeClock(5));
  const ports: RunPorts = {
    ...host.ports,
    journal: opened.journal,
    files: directoryStore(folder),
    gallery: folderGallery(folder),
  };
  const events = await runAll(steps, ports);
  await opened.journal.close();
  return finishOf(events);
}

const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => name.replaceAll("\\", "/"))
    .sort();

test("in a folder each picture is one file with two names, its record beside it, and a moved folder goes on", async () => {
  const folder = join(root, "run");
  mkdirSync(folder);
  expect((await runIn(folder)).status).toBe("succeeded");
  const made = filesIn(folder);
  expect(made.filter((name) => name.startsWith("images/"))).toEqual(
    ["draw/0", "draw/1", "draw/2", "more/0"].map((name) => `images/${name}.png`),
  );
  const named = made.filter((name) => name.startsWith("pictures/"));
  expect(named).toHaveLength(8);
  for (const name of named.filter((each) => each.endsWith(".json"))) {
    const record = JSON.parse(readFileSync(join(folder, name), "utf8")) as PictureRecord;
    expect(isRecord(record)).toBe(true);
    expect(record.name).toBe(name.replace(/json$/, "png"));
    expect(statSync(join(folder, record.name)).ino).toBe(statSync(join(folder, record.url)).ino);
    expect(readFileSync(join(folder, record.url)).toString("latin1")).toContain(`parameters\0${record.prompt}\n`);
  }
  const { files } = await verifyRun(folder);
  expect(files.map(({ kind }) => kind).sort()).toEqual(
    [...["name", "picture", "record"].flatMap((kind) => Array(4).fill(kind)), "zip"].sort(),
  );
  expect(files.filter(({ state }) => state !== "there")).toEqual([]);

  // Moved, with a name and a record taken away and a record changed.
  const moved = join(root, "moved");
  const zip = readFileSync(join(folder, "all.zip"));
  renameSync(folder, moved);
  const gone = named.find((name) => name.endsWith("fox.png")) ?? "";
  const cut = named.find((name) => name.endsWith("CON.json")) ?? "";
  rmSync(join(moved, gone));
  writeFileSync(join(moved, cut), readFileSync(join(moved, cut)).subarray(0, 20));
  expect(
    (await verifyRun(moved)).files
      .filter(({ state }) => state !== "there")
      .map(({ url, state }) => [url, state])
      .sort(),
  ).toEqual(
    [
      [gone, "missing"],
      ["images/more/0.png", "missing"],
    ].sort(),
  );
  expect((await runIn(moved, true)).status).toBe("succeeded");
  expect(filesIn(moved)).toEqual(made);
  expect(readFileSync(join(moved, "all.zip")).equals(zip)).toBe(true);
  expect((await verifyRun(moved)).files.filter(({ state }) => state !== "there")).toEqual([]);

  // Who deletes a picture does not want it back, and it stops nothing that does not need it.
  rmSync(join(moved, "all.zip"));
  for (const name of ["images/more/0.png", "pictures/more-000-5-CON.png"])
    if (existsSync(join(moved, name))) rmSync(join(moved, name));
  expect(await runIn(moved, true)).toMatchObject({ status: "failed", kept: { steps: ["draw", "more", "urls"] } });
});

test("where names cannot be links, they are copies, and nothing that a person has put there is written over", async () => {
  const folder = join(root, "copies");
  mkdirSync(folder);
  const elsewhere = existsSync("/dev/shm") ? mkdtempSync("/dev/shm/flowplan-") : join(root, "elsewhere");
  mkdirSync(elsewhere, { recursive: true });
  try {
    symlinkSync(elsewhere, join(folder, "pictures"));
    writeFileSync(join(elsewhere, "draw-000-7-a-fox.png"), "mine");
    expect((await runIn(folder)).status).toBe("succeeded");
    expect(readFileSync(join(elsewhere, "draw-000-7-a-fox.png"), "utf8")).toBe("mine");
    expect(
      readFileSync(join(elsewhere, "draw-001-8-a-fox.png")).equals(readFileSync(join(folder, "images/draw/1.png"))),
    ).toBe(true);
    expect(readdirSync(elsewhere).filter((name) => name.startsWith("."))).toEqual([]);
    const states = (await verifyRun(folder)).files.filter(({ state }) => state !== "there");
    expect(states.map(({ url, kind, state }) => [url, kind, state])).toEqual([
      ["pictures/draw-000-7-a-fox.png", "name", "changed"],
    ]);
  } finally {
    rmSync(elsewhere, { recursive: true, force: true });
  }
});

test.each(["../x.png", "pictures/../../x.png", "/etc/x.png", "pictures/.x.png", "pictures/a\0.png"])(
  "a gallery does not follow %j",
  async (name) => {
    const { shown } = await whole();
    const record = [...shown.values()][0] as PictureRecord;
    const gallery = folderGallery(join(root, "evil"));
    await expect(gallery.show({ ...record, url: "images/draw/0.png", name })).rejects.toThrow(/not a safe file name/);
    await expect(gallery.show({ ...record, url: name, name: "pictures/x.png" })).rejects.toThrow(
      /not a safe file name/,
    );
  },
);
