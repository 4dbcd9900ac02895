// The rows of the fault matrix that need processes: runs that are killed or stopped at a point, and the server, which is this process and keeps its own
// book of charges by place, beyond the reach of any of them.

import { type ChildProcess, fork } from "node:child_process";
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { chanceOf } from "../build/chance.js";
import { type Orders, type Outcome, type Point, points, type Question } from "./points.js";
import type { Row } from "./rows.js";
import { countTwice, noTally, type Tally } from "./world.js";

/** A book, and the keys that it knows. */
type Server = { readonly charges: Map<string, number>; readonly keys: Set<string>; asked: number };
const newServer = (): Server => ({ charges: new Map(), keys: new Set(), asked: 0 });

let runner: string | null = null;
const root = join(import.meta.dirname, "..", "..");

/** Bundled once: a process then starts in a tenth of a second. */
async function runnerFile(): Promise<string> {
  if (runner !== null) return runner;
  mkdirSync(join(root, "dist"), { recursive: true });
  const folder = mkdtempSync(join(root, "dist", ".torture-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  runner = join(folder, "runner.mjs");
  await build({
    entryPoints: [join(import.meta.dirname, "runner.ts")],
    outfile: runner,
    bundle: true,
    format: "esm",
    platform: "node",
    packages: "external",
    logLevel: "error",
  });
  return runner;
}

type Life = { readonly child: ChildProcess; readonly over: Promise<Outcome | null> };

async function live(server: Server, orders: Orders): Promise<Life> {
  const child = fork(await runnerFile(), [JSON.stringify(orders)], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    execArgv: [],
  });
  let outcome: Outcome | null = null;
  child.on("message", (message: Question | Outcome) => {
    if ("done" in message) {
      outcome = message;
      return;
    }
    const { id, op, key, places } = message;
    const known = server.keys.has(key);
    if (op === "start") {
      server.asked += 1;
      if (!known || orders.recovery === "none")
        for (const place of places) server.charges.set(place, (server.charges.get(place) ?? 0) + 1);
      server.keys.add(key);
    }
    if (child.connected) child.send({ id, known }, () => {});
  });
  return { child, over: new Promise((resolve) => child.once("exit", () => resolve(outcome))) };
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "flowplan-torture-"));
  writeFileSync(join(folder, "journal.jsonl"), "");
  return folder;
}

let undisturbed: { readonly results: string; readonly charges: ReadonlyMap<string, number> } | null = null;

async function expected() {
  if (undisturbed !== null) return undisturbed;
  const server = newServer();
  const folder = newFolder();
  const outcome = await (await live(server, { folder, recovery: "resend", end: null })).over;
  rmSync(folder, { recursive: true });
  if (outcome?.status !== "succeeded") throw new Error(`an undisturbed run: ${JSON.stringify(outcome)}`);
  undisturbed = { results: outcome.results, charges: server.charges };
  return undisturbed;
}

/** Two at a time, as the machine has cores. */
async function eachOf(tries: number, trial: (i: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < tries) await trial(next++);
  };
  await Promise.all([worker(), worker()]);
}

async function killed(
  tally: Tally,
  point: Point,
  nth: number,
  recovery: Orders["recovery"],
  moved: boolean,
): Promise<void> {
  const { results, charges } = await expected();
  const server = newServer();
  let folder = newFolder();
  const first = await (await live(server, { folder, recovery, end: { at: point, nth, signal: "SIGKILL" } })).over;
  if (first === null) tally.faults += 1;
  if (moved) {
    renameSync(folder, `${folder}-moved`);
    folder = `${folder}-moved`;
  }
  const asked = server.asked;
  const last = await (await live(server, { folder, recovery, end: null })).over;
  tally.twice += countTwice(server.charges, charges);
  if (last === null || last.locked) tally.lost += 1;
  else if (last.failure === "run/outcome-unknown") {
    tally.unknown += 1;
    // Nothing may be sent again by itself.
    if (recovery !== "none" || server.asked > asked) tally.twice += 1;
  } else if (last.status !== "succeeded" || last.results !== results || server.charges.size !== charges.size)
    tally.lost += 1;
  rmSync(folder, { recursive: true, force: true });
}

const kills: Row = {
  name: "SIGKILL before and after each write, flush, send and reply",
  tries: 8 * 250,
  play: async (tries, seed) => {
    const tally = noTally();
    const chance = chanceOf(seed);
    await expected();
    await eachOf(tries, (i) =>
      killed(tally, points[i % points.length] as Point, 1 + chance(14), chance(2) === 0 ? "resend" : "find", false),
    );
    return tally;
  },
};

const withoutKeys: Row = {
  name: "SIGKILL, a server that knows no keys",
  tries: 1_000,
  play: async (tries, seed) => {
    const tally = noTally();
    const chance = chanceOf(seed);
    await expected();
    await eachOf(tries, (i) => killed(tally, points[i % points.length] as Point, 1 + chance(14), "none", false));
    return tally;
  },
};

const moves: Row = {
  name: "SIGKILL, and the folder is moved",
  tries: 50,
  play: async (tries, seed) => {
    const tally = noTally();
    const chance = chanceOf(seed);
    await expected();
    await eachOf(tries, (i) => killed(tally, points[i % points.length] as Point, 1 + chance(14), "find", true));
    return tally;
  },
};

/** A process that is stopped between taking and sending is no reason for another to go on; it goes on itself, and nothing is paid twice. */
const stops: Row = {
  name: "SIGSTOP before a send, a resumer, SIGCONT",
  tries: 50,
  play: async (tries, seed) => {
    const tally = noTally();
    const chance = chanceOf(seed);
    const { results, charges } = await expected();
    await eachOf(tries, async () => {
      tally.faults += 1;
      const server = newServer();
      const folder = newFolder();
      const stopped = await live(server, {
        folder,
        recovery: "none",
        end: { at: "before send", nth: 1 + chance(6), signal: "SIGSTOP" },
      });
      // It is stopped, or over, when the server hears nothing for a while.
      for (let before = -1; before !== server.asked; ) {
        before = server.asked;
        await new Promise((resolve) => setTimeout(resolve, 300));
      }
      const second = await (await live(server, { folder, recovery: "none", end: null })).over;
      const alone = stopped.child.exitCode !== null;
      if (!alone && second?.locked !== true) tally.twice += 1;
      stopped.child.kill("SIGCONT");
      const outcome = await stopped.over;
      tally.twice += countTwice(server.charges, charges);
      if (outcome?.results !== results) tally.lost += 1;
      rmSync(folder, { recursive: true, force: true });
    });
    return tally;
  },
};

export const processRows: readonly Row[] = [kills, withoutKeys, moves, stops];
