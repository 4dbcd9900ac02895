// Runs that have been, through the command line: listed, told, verified, repaired, settled by hand, and continued (spec 6.12, 6.15).

import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunEvent } from "../src/core/index.js";
import { profiles } from "../src/core/plan/backend/profiles.js";
import { defaultPrices } from "../src/core/plan/cost/price-book.js";
import { openJournal } from "../src/node/index.js";
import { firstHead, journalLine } from "../src/node/journal/journal-line.js";
import { jpeg } from "./build/picture.js";
import { type Said, say } from "./build/terminal.js";

const room = mkdtempSync(join(tmpdir(), "flowplan-runs-"));
afterAll(() => rmSync(room, { recursive: true, force: true }));

const flow = {
  title: "Foxes",
  description: "Draws foxes.",
  input: { type: "object", properties: {} },
  steps: [
    {
      id: "ideas",
      type: "ObjectGenerator",
      parameters: {
        description: "Ideas.",
        schema: { type: "object", required: ["mood"], properties: { mood: { type: "string" } } },
      },
    },
    {
      id: "draw",
      type: "ImageGenerator",
      parameters: {
        images: [1, 2].map((seed) => ({
          prompt: "$.results.ideas.mood",
          baseModel: "flux",
          seed,
          width: 64,
          height: 64,
        })),
      },
    },
  ],
};
const picture = { prompt: "a fox", baseModel: "flux", width: 64, height: 64 };
const file = join(room, "foxes.json");
const whole = join(room, "whole");
let count = 0;

beforeAll(async () => {
  writeFileSync(file, JSON.stringify(flow));
  expect((await say("run", file, "--out", whole)).exit).toBe(0);
});

const journalOf = (folder: string) => join(folder, "journal.jsonl");
const linesOf = (folder: string) => readFileSync(journalOf(folder), "utf8").trimEnd().split("\n");
const kindsOf = (folder: string) =>
  linesOf(folder).map((line) => JSON.parse(line) as { kind: string; key: string; call?: { what: string } });

/** A run that was killed right after the intent of its first call of that kind. */
function killed(what: "generation" | "images"): string {
  const folder = join(room, `killed-${++count}`);
  cpSync(whole, folder, { recursive: true });
  const at = kindsOf(folder).findIndex(({ kind, call }) => kind === "intent" && call?.what === what);
  writeFileSync(
    journalOf(folder),
    `${linesOf(folder)
      .slice(0, at + 1)
      .join("\n")}\n`,
  );
  for (const name of ["images", "summary.json"]) rmSync(join(folder, name), { recursive: true, force: true });
  return folder;
}

function expectSameResults(folder: string): void {
  for (const name of readdirSync(join(whole, "results")))
    expect(readFileSync(join(folder, "results", name))).toEqual(readFileSync(join(whole, "results", name)));
  for (const name of readdirSync(join(whole, "images", "draw")))
    expect(readFileSync(join(folder, "images", "draw", name)).length).toBeGreaterThan(0);
}

const actual = (folder: string) =>
  (JSON.parse(readFileSync(join(folder, "summary.json"), "utf8")) as { total: { actual: string } }).total.actual;

test("runs are listed with their state and what continues them", async () => {
  const parent = mkdtempSync(join(room, "some-"));
  cpSync(whole, join(parent, "a-2"), { recursive: true });
  cpSync(killed("images"), join(parent, "a-10"), { recursive: true });
  const listed = await say("runs", parent);
  expect(listed.exit).toBe(0);
  expect(listed.out).toMatch(/a-2 +succeeded +Foxes +2 +\$0\.\d+ of \$\d+\.\d+ /);
  expect(listed.out).toMatch(/a-10 +stopped +Foxes +0 .*flowplan run --resume .*a-10/);
  const { runs } = JSON.parse((await say("runs", parent, "--format", "json")).out) as {
    runs: { state: string; next: string | null; spent: string; maximum: string | null }[];
  };
  expect(runs[0]).toMatchObject({ spent: actual(whole), maximum: expect.stringMatching(/^\d+\.\d{2,6}$/) });
  expect(runs.map(({ state, next }) => [state, next === null])).toEqual([
    ["succeeded", true],
    ["stopped", false],
  ]);
  expect(await say("runs", join(room, "nowhere"))).toMatchObject({ exit: 2 });
  const empty = await say("runs", mkdtempSync(join(room, "none-")));
  expect(empty.out).toContain("no runs in ");
});

test("runs are found below a folder, but not in what is hidden, nor in another run", async () => {
  const parent = mkdtempSync(join(room, "deep-"));
  for (const name of ["a/b/c/run", ".hidden/run", "node_modules/run", "a/b/c/run/images/run", "1/2/3/4/5"])
    cpSync(whole, join(parent, name), { recursive: true });
  const { runs } = JSON.parse((await say("runs", parent, "--format", "json")).out) as { runs: { folder: string }[] };
  expect(runs.map(({ folder }) => folder)).toEqual([join(parent, "a/b/c/run")]);
});

test("what a server has accepted is told with its handle", async () => {
  const folder = killed("images");
  const { key } = kindsOf(folder).at(-1) as { key: string };
  const opened = await openJournal(folder);
  if (!opened.ok) throw new Error(opened.reason);
  await opened.journal.append([{ kind: "accepted", key, handle: { job: "j\u001b7" }, at: 0 }], true);
  await opened.journal.close();
  expect((await say("runs", "show", folder)).out).toMatch(/ accepted .* accepted as \{"job":"j\\u001b7"\}/);
  const { calls } = JSON.parse((await say("runs", "show", folder, "--format", "json")).out) as { calls: object[] };
  expect(calls.at(-1)).toMatchObject({ state: "accepted", handle: { job: "j\u001b7" } });
});

test("pictures that were kept from an earlier run are counted and verified like those that were drawn", async () => {
  const store = mkdtempSync(join(room, "store-"));
  const only = join(room, "kept.json");
  const steps = [{ ...flow.steps[1], parameters: { images: [1, 2].map((seed) => ({ ...picture, seed })) } }];
  writeFileSync(only, JSON.stringify({ ...flow, steps }));
  const folders = [join(room, "kept-1"), join(room, "kept-2")];
  for (const out of folders) expect((await say("run", only, "--out", out, "--store", store)).exit).toBe(0);
  const [, folder = ""] = folders;
  expect(kindsOf(folder).filter(({ kind }) => kind === "intent")).toEqual([]);
  expect((await say("runs", "show", folder)).out).toContain("draw · finished · 2 images");
  expect((await say("runs", "verify", folder)).out).toContain("2 of 2 pictures are as they were kept");
  const [name = ""] = readdirSync(join(folder, "images", "draw"));
  rmSync(join(folder, "images", "draw", name));
  expect((await say("runs", "verify", folder)).exit).toBe(7);
});

test("the story of a run names its steps, its calls and what is open", async () => {
  const told = await say("runs", "show", whole);
  expect(told.exit).toBe(0);
  expect(told.out).toContain("draw · finished · 2 images");
  expect(told.out).toMatch(/generation +ideas +done +\$0\.\d+ +1 /);
  const open = killed("images");
  const stopped = await say("runs", "show", open);
  expect(stopped.out).toMatch(/2 images +draw +open +at most \$0\.04 +1 /);
  expect(stopped.out).toContain("its process ended before the run did");
  expect(stopped.out).toContain(`To continue: flowplan run --resume ${open}`);
  const json = JSON.parse((await say("runs", "show", open, "--format", "json")).out) as {
    state: string;
    calls: { state: string }[];
  };
  expect([json.state, json.calls.map(({ state }) => state)]).toEqual(["stopped", ["done", "open"]]);
  expect(await say("runs", "show", room)).toMatchObject({ exit: 2 });
});

test("a run that a process is working on is said to be running, and cannot be resumed, settled or repaired", async () => {
  const folder = killed("images");
  const held = await openJournal(folder);
  if (!held.ok) throw new Error(held.reason);
  try {
    expect((await say("runs", folder)).out).toContain("running");
    for (const words of [
      ["run", "--resume", folder],
      ["runs", "settle", folder, "--as", "lost"],
      ["runs", "verify", folder, "--repair"],
    ])
      expect(await say(...words)).toMatchObject({ exit: 8 });
  } finally {
    await held.journal.close();
  }
});

const unknownOutcome = (folder: string) => tellIn(folder, "failed", { code: "run/outcome-unknown", message: "lost" });

/** The run ended like this. */
async function tellIn(folder: string, status: "failed", failure: { code: string; message: string }): Promise<void> {
  const opened = await openJournal(folder);
  if (!opened.ok) throw new Error(opened.reason);
  const end = kindsOf(whole).at(-1) as unknown as { event: Extract<RunEvent, { kind: "run-finished" }> };
  await opened.journal.append([{ kind: "told", event: { ...end.event, status, failure } }], true);
  await opened.journal.close();
}

test("a run whose outcome is unknown is said to be so until a person has settled it", async () => {
  const folder = killed("images");
  await unknownOutcome(folder);
  expect((await say("runs", folder)).out).toMatch(/ unknown .*flowplan runs settle /);
  expect((await say("runs", "show", folder)).out).toContain(`flowplan runs settle ${folder}`);
  expect((await say("runs", "settle", folder, "--as", "not-sent")).exit).toBe(0);
  expect((await say("runs", folder)).out).toMatch(/ failed .*flowplan run --resume /);
  expect((await say("run", "--resume", folder)).exit).toBe(0);
});

test("open calls are listed, and settled by a person's word", async () => {
  const listed = await say("runs", "settle", killed("images"));
  expect(listed.exit).toBe(6);
  expect(listed.out).toContain("1 call of this run is open");
  expect(listed.out).toContain("--as not-sent");
  expect(listed.out).toContain(
    "sent a call again without being paid twice, so this settles it:\n  flowplan run --resume",
  );

  const unsent = killed("images");
  expect((await say("runs", "settle", unsent, "--as", "not-sent")).out).toContain("was not carried out");
  expect((await say("run", "--resume", unsent)).exit).toBe(0);
  expectSameResults(unsent);
  expect(actual(unsent)).toBe(actual(whole));

  const lost = killed("images");
  const { key } = kindsOf(lost).at(-1) as { key: string };
  expect((await say("runs", "settle", lost, "--call", key.slice(0, 6), "--as", "lost", "--cost", "0.5")).out).toContain(
    "$0.50 charged",
  );
  expect((await say("runs", "show", lost)).out).toMatch(/draw +failed +\$0\.50 .*settled by hand/);
  expect((await say("run", "--resume", lost)).exit).toBe(0);
  expectSameResults(lost);
  expect(Number(actual(lost))).toBeCloseTo(Number(actual(whole)) + 0.5, 9);
  expect((await say("runs", "settle", lost, "--as", "lost")).err).toContain("no call of this run is open");
});

test("what was lost counts, and is not asked for again beyond what the plan may cost", async () => {
  const file = join(room, "pictures-only.json");
  const steps = [1, 2].map((n) => ({
    ...flow.steps[1],
    id: `draw${n}`,
    parameters: { images: [{ ...picture, seed: n }] },
  }));
  writeFileSync(file, JSON.stringify({ ...flow, steps }));
  const folder = join(room, "pictures-only");
  expect((await say("run", file, "--out", folder)).exit).toBe(0);
  const at = kindsOf(folder).findIndex(({ kind, call }) => kind === "intent" && call?.what === "images");
  writeFileSync(
    journalOf(folder),
    `${linesOf(folder)
      .slice(0, at + 1)
      .join("\n")}\n`,
  );
  expect((await say("runs", "settle", folder, "--as", "lost")).out).toContain("if the run may spend that much");
  const intents = () => kindsOf(folder).filter(({ kind }) => kind === "intent").length;
  const before = intents();
  const answer = await say("run", "--resume", folder);
  expect(answer.exit).toBe(5);
  expect(intents()).toBe(before);
  expect(Number(actual(folder))).toBeLessThanOrEqual(0.05);
});

test("an answer that a person gives is checked like any other", async () => {
  const folder = killed("generation");
  const answer = join(room, "answer.json");
  writeFileSync(answer, JSON.stringify({ mood: 3 }));
  const before = linesOf(folder).length;
  const words = ["runs", "settle", folder, "--as", "answered", "--answer", answer, "--cost", "0.01"];
  const wrong = await say(...words);
  expect(wrong).toMatchObject({ exit: 1 });
  expect(wrong.err).toContain("mood");
  expect(linesOf(folder)).toHaveLength(before);
  writeFileSync(answer, JSON.stringify({ mood: "sleepy foxes" }));
  expect((await say(...words)).exit).toBe(0);
  expect((await say("run", "--resume", folder)).exit).toBe(0);
  expect(readFileSync(join(folder, "results", "ideas.json"), "utf8")).toContain("sleepy foxes");
});

test("pictures that a person gives are checked like any others, and kept as the answer", async () => {
  const drawn = join(whole, "images", "draw");
  const folder = killed("images");
  const before = readFileSync(journalOf(folder));
  const given = mkdtempSync(join(room, "pictures-"));
  const settle = (path: string) => say("runs", "settle", folder, "--as", "answered", "--answer", path);
  expect(await settle(join(room, "nowhere"))).toMatchObject({ exit: 2 });
  expect((await settle(join(drawn, "0.png"))).err).toContain("1 images of one prompt were requested, but 0 came back");
  cpSync(join(drawn, "0.png"), join(given, "a10.png"));
  writeFileSync(join(given, "a9.png"), "<html>out of credit</html>");
  expect((await settle(given)).err).toContain("run/reply-mismatch");
  writeFileSync(join(given, "a9.png"), jpeg(64, 32));
  expect((await settle(given)).err).toContain("an image is 64 × 32, but 64 × 64 was requested");
  expect(readFileSync(journalOf(folder))).toEqual(before);
  cpSync(join(drawn, "1.png"), join(given, "a9.png"));
  expect((await settle(given)).exit).toBe(0);
  expect((await say("run", "--resume", folder)).exit).toBe(0);
  const { images } = JSON.parse(readFileSync(join(folder, "results", "draw.json"), "utf8")) as {
    images: { url: string; seed: number }[];
  };
  expect(images.map(({ url, seed }) => [readFileSync(join(folder, url)), seed])).toEqual([
    [readFileSync(join(drawn, "1.png")), 1],
    [readFileSync(join(drawn, "0.png")), 2],
  ]);
  expect(actual(folder)).toBe(actual(whole));
  expect(await say("runs", "verify", folder)).toMatchObject({ exit: 0 });
});

test.each([
  [["--call", "abc"], "say with --as"],
  [["--as", "lost", "--call", "zzz"], "the open calls are"],
  [["--as", "lost", "--call", ""], "no open call has a key that begins with"],
  [["--as", "lost", "--cost", "much"], "--cost must be an amount"],
  [["--as", "not-sent", "--cost", "1"], "has no --cost"],
  [["--as", "answered"], "needs the answer"],
  [["--as", "lost", "--answer", "a.json"], "--answer goes with"],
  [["--as", "gone"], "must be not-sent, lost or answered"],
] as const)("settling with %j is refused", async (words, said) => {
  const folder = killed("images");
  const before = readFileSync(journalOf(folder));
  const answer: Said = await say("runs", "settle", folder, ...words);
  expect(answer.exit).toBe(2);
  expect(answer.err).toContain(said);
  expect(readFileSync(journalOf(folder))).toEqual(before);
});

function changed(folder: string, record: number): void {
  const lines = linesOf(folder);
  lines[record] = (lines[record] as string).replace(/[a-f]/, (letter) => (letter === "a" ? "b" : "a"));
  writeFileSync(journalOf(folder), `${lines.join("\n")}\n`);
}

test("a damaged journal is told from a whole one, and repaired without forgetting a call", async () => {
  const folder = join(room, `damaged-${++count}`);
  cpSync(whole, folder, { recursive: true });
  expect(await say("runs", "verify", folder)).toMatchObject({ exit: 0 });
  const record = kindsOf(folder).findIndex(({ kind }) => kind === "told") + 1;
  expect(kindsOf(folder)[record]?.kind).toBe("told");
  changed(folder, record);
  const found = await say("runs", "verify", folder);
  expect(found.exit).toBe(7);
  expect(found.err).toContain("--repair");
  const refused = await say("run", "--resume", folder);
  expect(refused.exit).toBe(7);
  expect(refused.err).toContain(`is damaged at record ${record} `);
  expect(refused.err).toContain("flowplan runs verify");
  const told = await say("runs", "show", folder, "--format", "json");
  expect(told).toMatchObject({ exit: 7 });
  expect(JSON.parse(told.out)).toMatchObject({ state: "damaged", journal: { whole: false, records: record } });
  expect((await say("runs", "show", folder)).out).toContain("damaged");
  const bytes = readFileSync(journalOf(folder));
  const repaired = await say("runs", "verify", folder, "--repair");
  expect(repaired.exit).toBe(0);
  expect(repaired.err).toContain(`kept the ${record} records before the damage`);
  expect(readFileSync(join(folder, "journal.damaged-1.jsonl"))).toEqual(bytes);
  const sent = (path: string) => new Set(kindsOf(path).flatMap(({ kind, key }) => (kind === "intent" ? [key] : [])));
  expect(sent(folder)).toEqual(sent(whole));
  expect((await say("run", "--resume", folder)).exit).toBe(0);
  expectSameResults(folder);
  expect(actual(folder)).toBe(actual(whole));
  expect((await say("runs", "verify", folder, "--repair")).err).toContain("nothing to repair");
});

test("a call that the damage itself hit cannot be kept, and repair says so", async () => {
  const folder = join(room, `hit-${++count}`);
  cpSync(whole, folder, { recursive: true });
  const record = kindsOf(folder).findIndex(({ kind }) => kind === "intent");
  const lines = linesOf(folder);
  lines[record] = (lines[record] as string).slice(0, 40);
  writeFileSync(journalOf(folder), `${lines.join("\n")}\n`);
  const repaired = await say("runs", "verify", folder, "--repair");
  // The line behind it cannot be compared with its hash any more.
  expect(repaired.err).toContain(
    "2 damaged records cannot be read: a call among what was lost may be sent and paid for again",
  );
});

test("a call behind a record that lost its end is kept, since its key is made of it", async () => {
  const folder = join(room, `behind-${++count}`);
  cpSync(whole, folder, { recursive: true });
  const record = kindsOf(folder).findLastIndex(({ kind }) => kind === "intent");
  const lines = linesOf(folder);
  lines[record - 1] = (lines[record - 1] as string).slice(0, 40);
  const { key } = kindsOf(folder)[record] as { key: string };
  writeFileSync(journalOf(folder), `${lines.join("\n")}\n`);
  expect((await say("runs", "verify", folder, "--repair")).err).toContain("1 call after the damage had been sent");
  expect(kindsOf(folder).at(-1)).toMatchObject({ kind: "intent", key });
  expect((await say("run", "--resume", folder)).exit).toBe(0);
  expectSameResults(folder);
});

test("a call whose record was changed is not sent as it stands there now", async () => {
  const folder = join(room, `edited-${++count}`);
  cpSync(whole, folder, { recursive: true });
  const lines = linesOf(folder);
  const record = kindsOf(folder).findLastIndex(({ kind }) => kind === "intent");
  lines[record] = (lines[record] as string).replace('"width":64', '"width":65');
  writeFileSync(journalOf(folder), `${lines.join("\n")}\n`);
  const repaired = await say("runs", "verify", folder, "--repair");
  expect(repaired.err).toContain("1 damaged record cannot be read");
  expect(linesOf(folder).join("")).not.toContain('"width":65');
  // Each line behind it still matches the hash of the line before.
  expect(repaired.err).not.toContain("after the damage");
  expect((await say("run", "--resume", folder)).exit).toBe(0);
  expectSameResults(folder);
});

test("a journal whose beginning is damaged is left alone", async () => {
  const folder = killed("images");
  changed(folder, 0);
  const before = readFileSync(journalOf(folder));
  expect((await say("runs", "verify", folder, "--repair")).exit).toBe(7);
  expect(readFileSync(journalOf(folder))).toEqual(before);
});

test("a picture that is missing or was changed is found", async () => {
  const folder = join(room, `pictures-${++count}`);
  cpSync(whole, folder, { recursive: true });
  const [first = "", second = ""] = ["0.png", "1.png"].map((name) => join(folder, "images", "draw", name));
  unlinkSync(first);
  writeFileSync(second, "no picture");
  const found = await say("runs", "verify", folder);
  expect(found.exit).toBe(7);
  expect(found.out).toContain("0 of 2 pictures are as they were kept");
  expect(found.out).toContain("is missing (image 0 of draw)");
  expect(found.out).toContain("was changed since (image 1 of draw)");
});

test("a plan or a zip that is missing or was changed is found", async () => {
  const zip = { id: "zip", type: "Zipper", parameters: { sources: ["draw"], filename: "all.zip" } };
  const file = join(room, "zipped.json");
  writeFileSync(file, JSON.stringify({ ...flow, steps: [...flow.steps, zip] }));
  const folder = join(room, "zipped");
  expect((await say("run", file, "--out", folder)).exit).toBe(0);
  expect(await say("runs", "verify", folder)).toMatchObject({ exit: 0 });
  rmSync(join(folder, "all.zip"));
  const unzipped = await say("runs", "verify", folder);
  expect(unzipped).toMatchObject({ exit: 7 });
  expect(unzipped.out).toContain("all.zip: is missing (the zip of zip)");
  expect((await say("run", "--resume", folder)).exit).toBe(0);
  expect(await say("runs", "verify", folder)).toMatchObject({ exit: 0 });
  const plan = join(folder, "plan.json");
  for (const text of ["{}", readFileSync(plan, "utf8").replace("Foxes", "Boxes"), ""]) {
    writeFileSync(plan, text);
    const found = await say("runs", "verify", folder);
    expect(found).toMatchObject({ exit: 7 });
    expect(found.out).toContain("plan.json was changed since");
  }
  rmSync(plan);
  expect((await say("runs", "verify", folder)).out).toContain("plan.json is missing");
});

test("a finished run is resumed without asking for anything", async () => {
  const folder = join(room, `finished-${++count}`);
  cpSync(whole, folder, { recursive: true });
  const intents = kindsOf(folder).filter(({ kind }) => kind === "intent").length;
  expect((await say("run", "--resume", folder)).exit).toBe(0);
  expect(kindsOf(folder).filter(({ kind }) => kind === "intent")).toHaveLength(intents);
  expect(actual(folder)).toBe(actual(whole));
});

test("a run that was killed before its first record begins anew, and replaces what only repeats the journal", async () => {
  const folder = killed("generation");
  writeFileSync(journalOf(folder), "");
  writeFileSync(join(folder, "results", "ideas.json"), "old");
  expect((await say("run", "--resume", folder)).exit).toBe(0);
  expect(readFileSync(join(folder, "results", "ideas.json"), "utf8")).toContain("mood");
});

test("a picture that an ended process left behind is neither lost nor in the way", async () => {
  const folder = killed("images");
  mkdirSync(join(folder, "images", "draw"), { recursive: true });
  writeFileSync(join(folder, "images", "draw", "0.png"), "another picture");
  expect((await say("run", "--resume", folder)).exit).toBe(0);
  expect(readFileSync(join(folder, "images", "draw", "0.png"), "utf8")).toBe("another picture");
  const { images } = JSON.parse(readFileSync(join(folder, "results", "draw.json"), "utf8")) as {
    images: { url: string }[];
  };
  expect(images.map(({ url }) => url)).toEqual(["images/draw/0-2.png", "images/draw/1.png"]);
  expect(await say("runs", "verify", folder)).toMatchObject({ exit: 0 });
});

test("a file about the run that cannot be written does not end the run", async () => {
  const folder = killed("images");
  rmSync(join(folder, "results"), { recursive: true });
  writeFileSync(join(folder, "results"), "a file is in the way");
  const answer = await say("run", "--resume", folder);
  expect(answer.exit).toBe(3);
  expect(answer.out).toContain("Succeeded");
  expect(answer.err).toContain("the files about the run are incomplete");
});

test("what a killed process left half-written is gone after the run was resumed", async () => {
  const folder = killed("images");
  mkdirSync(join(folder, "images", "draw"), { recursive: true });
  for (const draft of [".draft-7-1", "images/.draft-7-2", "images/draw/.draft-7-3"])
    writeFileSync(join(folder, draft), "half");
  writeFileSync(join(folder, ".mine"), "mine");
  expect((await say("run", "--resume", folder)).exit).toBe(0);
  expect(readdirSync(folder, { recursive: true }).filter((name) => String(name).includes(".draft"))).toEqual([]);
  expect(existsSync(join(folder, ".mine"))).toBe(true);
});

test("a run is resumed where it was moved to", async () => {
  const folder = killed("images");
  const moved = join(room, `moved-${++count}`);
  cpSync(folder, moved, { recursive: true });
  rmSync(folder, { recursive: true });
  expect((await say("run", "--resume", moved)).exit).toBe(0);
  expectSameResults(moved);
});

test.each([
  ["nothing", (folder: string) => rmSync(folder, { recursive: true }), 2, ""],
  ["no journal", (folder: string) => unlinkSync(journalOf(folder)), 2, "is not the folder of a run"],
  ["no plan", (folder: string) => unlinkSync(join(folder, "plan.json")), 2, "plan.json"],
  ["a journal of a newer version", newer, 7, "version"],
  ["a journal with another plan", otherPlan, 9, "plan"],
] as const)("a folder with %s is not resumed, and keeps what it has", async (_, spoil, exit, said) => {
  const folder = killed("images");
  await spoil(folder);
  const before = existsSync(journalOf(folder)) ? readFileSync(journalOf(folder)) : null;
  const answer = await say("run", "--resume", folder);
  expect(answer.err).toContain(said);
  expect(answer.exit).toBe(exit);
  expect(answer.err).not.toMatch(/\n\s+at /);
  if (before !== null) expect(readFileSync(journalOf(folder)).subarray(0, before.length)).toEqual(before);
});

function newer(folder: string): void {
  const { n: _, chain: __, ...header } = JSON.parse(linesOf(folder)[0] as string) as { n: number; chain: string };
  const line = journalLine(JSON.stringify({ ...header, version: 2 }), firstHead);
  writeFileSync(journalOf(folder), line.bytes);
}

async function otherPlan(folder: string): Promise<void> {
  const other = join(room, `other-${++count}.json`);
  writeFileSync(other, JSON.stringify({ ...flow, title: "Other foxes" }));
  unlinkSync(join(folder, "plan.json"));
  expect((await say("plan", other, "--out", join(folder, "plan.json"))).exit).toBe(0);
}

/** A run from files, killed before its pictures came back. */
async function fromFiles() {
  const place = mkdtempSync(join(room, "files-"));
  const put = (name: string, value: unknown): string => {
    const path = join(place, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, JSON.stringify(value));
    return path;
  };
  const pack = "3f2b8a52-3a43-4f5e-9d33-0a3c7f3a1a11";
  const [ideas, draw] = flow.steps;
  const steps = [ideas, { ...draw, parameters: { ...draw?.parameters, inferencePackId: pack } }];
  const paths = {
    flow: put("flow.json", { ...flow, steps, input: { type: "object", properties: { mood: { type: "string" } } } }),
    input: put("input.json", { mood: "calm" }),
    packs: put(`packs/${pack}.json`, { images: [{ prompt: "packed", baseModel: "flux", seed: 3 }] }),
    prices: put("prices.json", defaultPrices),
    capabilities: put("capabilities.json", profiles.reference),
    results: put("results.json", { ideas: { mood: "given" } }),
  };
  const out = join(place, "out");
  const given = ["--input-file", paths.input, "--packs", dirname(paths.packs), "--prices", paths.prices];
  const more = ["--capabilities", paths.capabilities, "--results", paths.results, "--out", out];
  expect(await say("run", paths.flow, ...given, ...more)).toMatchObject({ exit: 0 });
  const at = kindsOf(out).findIndex(({ kind, call }) => kind === "intent" && call?.what === "images");
  writeFileSync(journalOf(out), `${linesOf(out).slice(0, at).join("\n")}\n`);
  return { paths, out };
}

test.each([
  ["flow", { title: "Foxes", description: "d", steps: [flow.steps[0]] }, "flow"],
  ["input", { mood: "wild" }, "input"],
  ["packs", { images: [{ prompt: "other", baseModel: "flux", seed: 3 }] }, "pack"],
  ["prices", { ...defaultPrices, inference: "0.03" }, "prices"],
  ["capabilities", { ...profiles.reference, maxBatch: 1 }, "capabilities"],
  ["results", { ideas: { mood: "other" } }, "results"],
] as const)("a run whose %s changed is not continued, and says what changed", async (part, value, said) => {
  const { paths, out } = await fromFiles();
  const before = readFileSync(journalOf(out));
  const old = readFileSync(paths[part]);
  writeFileSync(paths[part], JSON.stringify(value));
  const answer = await say("run", "--resume", out);
  expect(answer.err).toContain(said);
  expect(answer.err).toContain("changed");
  expect(answer.exit).toBe(9);
  expect(readFileSync(journalOf(out))).toEqual(before);
  writeFileSync(paths[part], old);
  expect(await say("run", "--resume", out)).toMatchObject({ exit: 0 });
});

test("files that are gone are taken from the plan", async () => {
  const { paths, out } = await fromFiles();
  for (const path of Object.values(paths)) rmSync(path === paths.packs ? dirname(path) : path, { recursive: true });
  expect(await say("run", "--resume", out)).toMatchObject({ exit: 0 });
});

test.each([
  [["--input", "mood=wild"], 9],
  [["--seed", "7"], 9],
  [["--assume", "tokens=5"], 9],
  [["--backend", "comfyui"], 9],
  [["--out", "elsewhere"], 2],
  [["flow.json"], 2],
] as const)("continuing with %j beside the plan's own is refused", async (words, exit) => {
  const { out } = await fromFiles();
  const before = readFileSync(journalOf(out));
  const answer = await say("run", "--resume", out, ...words);
  expect(answer.exit).toBe(exit);
  expect(answer.err).not.toBe("");
  expect(readFileSync(journalOf(out))).toEqual(before);
});

test("a smaller budget holds for what is continued", async () => {
  const { out } = await fromFiles();
  const answer = await say("run", "--resume", out, "--max-cost", "0.02");
  expect(answer.exit).toBe(5);
  expect(kindsOf(out).filter(({ kind }) => kind === "intent")).toEqual([]);
});

test("a finished run that is continued says that nothing was left to do", async () => {
  const folder = join(room, `done-${++count}`);
  cpSync(whole, folder, { recursive: true });
  const answer = await say("run", "--resume", folder);
  expect(answer).toMatchObject({ exit: 0 });
  expect(answer.out).toContain("Nothing was left to do, and nothing was sent.");
});

test("the folder of a run has the flow as it was written, and the input with its defaults", async () => {
  const source = `// A fox.\n${JSON.stringify({ ...flow, input: { type: "object", properties: { mood: { type: "string", default: "calm" } } } })}`;
  const written = join(room, "commented.json5");
  writeFileSync(written, source);
  const parent = mkdtempSync(join(room, "parent-"));
  const folder = join(parent, "run");
  expect((await say("run", written, "--out", folder)).exit).toBe(0);
  expect(readFileSync(join(folder, "flow.json5"), "utf8")).toBe(source);
  expect(JSON.parse(readFileSync(join(folder, "input.json"), "utf8"))).toEqual({ mood: "calm" });
  const checked = await say("check", parent);
  expect(checked.err + checked.out).not.toContain("flow.json5");
});
