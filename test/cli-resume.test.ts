// A run as a process that is killed, stopped, and continued by another (spec 6.6, 6.10, 6.11, 6.12), against a slow server with a book of its own.

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { profiles } from "../src/core/plan/backend/profiles.js";
import type { Slow } from "./build/slow-backends.js";
import { say } from "./build/terminal.js";

const root = join(import.meta.dirname, "..");
mkdirSync(join(root, "dist"), { recursive: true });
// Inside the project, so that packages and grammar/ are found from it.
const bundled = mkdtempSync(join(root, "dist", ".cli-resume-"));
const program = join(bundled, "main.mjs");
const room = mkdtempSync(join(tmpdir(), "flowplan-resume-"));
const living = new Set<ChildProcess>();
afterAll(() => {
  for (const child of living) child.kill("SIGKILL");
  for (const each of [bundled, room]) rmSync(each, { recursive: true, force: true });
});
beforeAll(async () => {
  await build({
    entryPoints: [join(root, "src/cli/main.ts")],
    outfile: program,
    bundle: true,
    format: "esm",
    platform: "node",
    packages: "external",
    logLevel: "error",
    plugins: [
      {
        name: "slow",
        setup: ({ onResolve }) =>
          onResolve({ filter: /backends\/backends\.js$/ }, () => ({ path: join(root, "test/build/slow-backends.ts") })),
      },
    ],
  });
});

let count = 0;
const newPath = (name: string) => join(room, `${++count}-${name}`);
/** In a folder of its own, so that no run has the answers of another. */
function write(name: string, value: unknown): string {
  const path = join(mkdtempSync(join(room, "project-")), name);
  writeFileSync(path, JSON.stringify(value));
  return path;
}

const flow = {
  title: "Foxes",
  description: "Draws foxes.",
  input: { type: "object", required: ["mood"], properties: { mood: { type: "string" } } },
  steps: [
    {
      id: "ideas",
      type: "ObjectGenerator",
      parameters: {
        description: "Ideas.",
        schema: { type: "object", required: ["mood"], properties: { mood: { enum: ["quick"] } } },
      },
    },
    {
      id: "draw",
      type: "ImageGenerator",
      parameters: {
        images: Array.from({ length: 12 }, (_, i) => ({
          prompt: `@Format('{} {} ${i}', $.input.mood, $.results.ideas.mood)`,
          baseModel: "acme/brush",
          seed: i,
          width: 64,
          height: 64,
        })),
      },
    },
  ],
};
/** One image a pass, so that there is much to be cut off between. */
const capabilities = { ...profiles.reference, maxBatch: 1, promptsPerPass: 1, concurrency: 2 };

type World = { readonly book: string; readonly out: string };
const newWorld = (): World => ({ book: newPath("book"), out: newPath("run") });
const lines = (path: string) => (existsSync(path) ? readFileSync(path, "utf8").trimEnd().split("\n") : []);
const charges = ({ book }: World) => lines(book);
const slow = ({ book }: World, conduct: Partial<Slow>) => ({
  ...process.env,
  SLOW_BACKEND: JSON.stringify({ book, recovery: "resend", afterMs: 1, ...conduct } satisfies Slow),
});
const starting = ({ out }: World) => {
  const given = ["--input", "mood=calm", "--capabilities", write("capabilities.json", capabilities)];
  return ["run", write("flow.json", flow), ...given, "--out", out];
};

function ended(words: readonly string[], world: World, conduct: Partial<Slow>) {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [program, ...words], {
    encoding: "utf8",
    env: slow(world, conduct),
  });
  return { status, signal, out: stdout, err: stderr };
}

/** Starts a run, and waits until so many of its calls were charged. */
async function begun(world: World, conduct: Partial<Slow>, charged: number) {
  const child = spawn(process.execPath, [program, ...starting(world)], { env: slow(world, conduct) });
  living.add(child);
  const said = { err: "" };
  child.stderr.on("data", (piece: Buffer) => {
    said.err += piece.toString();
  });
  const over = new Promise<{ code: number | null; signal: string | null }>((resolve) =>
    child.on("exit", (code, signal) => {
      living.delete(child);
      resolve({ code, signal });
    }),
  );
  await until(() => charges(world).length >= charged || child.exitCode !== null);
  return { child, said, over };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
}

type Summary = { readonly status: string; readonly total: { readonly actual: string } };
const summaryOf = ({ out }: World) => JSON.parse(readFileSync(join(out, "summary.json"), "utf8")) as Summary;

/** Its results, its pictures and its bill are those of a run that nobody disturbed, and no call was charged twice. */
function expectUndisturbed(world: World): void {
  for (const name of readdirSync(join(undisturbed.out, "images/draw")))
    expect(readFileSync(join(world.out, "images/draw", name))).toEqual(
      readFileSync(join(undisturbed.out, "images/draw", name)),
    );
  expect(readdirSync(join(world.out, "images/draw"))).toEqual(readdirSync(join(undisturbed.out, "images/draw")));
  expect(readFileSync(join(world.out, "results/draw.json"))).toEqual(
    readFileSync(join(undisturbed.out, "results/draw.json")),
  );
  expect(summaryOf(world).total).toEqual(summaryOf(undisturbed).total);
  expect(new Set(charges(world)).size).toBe(13);
  expect(charges(world)).toHaveLength(13);
}

const undisturbed = newWorld();
test("a run that nobody disturbs is what the others are compared with", () => {
  expect(ended(starting(undisturbed), undisturbed, {})).toMatchObject({ status: 0 });
  expectUndisturbed(undisturbed);
  expect(summaryOf(undisturbed).status).toBe("succeeded");
});

test.each([1, 6, 13])("a process killed after %i charged calls is continued without paying twice", async (charged) => {
  const world = newWorld();
  const { child, over } = await begun(world, { afterMs: 200 }, charged);
  child.kill("SIGKILL");
  expect((await over).signal).toBe("SIGKILL");
  expect((await say("runs", world.out)).out).toContain("stopped");
  expect(ended(["run", "--resume", world.out], world, {})).toMatchObject({ status: 0 });
  expectUndisturbed(world);
});

test("the first Ctrl-C awaits what was sent; the run is then continued", async () => {
  const world = newWorld();
  const { child, said, over } = await begun(world, { afterMs: 200 }, 3);
  child.kill("SIGINT");
  expect(await over).toEqual({ code: 130, signal: null });
  expect(said.err).toContain("stopping: nothing new is sent");
  expect(charges(world).length).toBeLessThan(13);
  expect((await say("runs", "show", world.out)).out).not.toMatch(/ open /);
  expect(ended(["run", "--resume", world.out], world, {})).toMatchObject({ status: 0 });
  expectUndisturbed(world);
});

test("the second Ctrl-C leaves at once, and the run can still be continued", async () => {
  const world = newWorld();
  const { child, said, over } = await begun(world, { afterMs: null }, 1);
  child.kill("SIGINT");
  await until(() => said.err.includes("Ctrl-C again"));
  child.kill("SIGINT");
  expect(await over).toEqual({ code: null, signal: "SIGINT" });
  expect((await say("runs", world.out)).out).toContain("stopped");
  expect(ended(["run", "--resume", world.out], world, {})).toMatchObject({ status: 0 });
  expectUndisturbed(world);
});

test("a server that can neither be asked nor sent a call again: exit 6, nothing sent, until a person has settled it", async () => {
  const world = newWorld();
  const { child, over } = await begun(world, { afterMs: 40, recovery: "none" }, 4);
  child.kill("SIGKILL");
  await over;
  const before = charges(world).length;
  const stuck = ended(["run", "--resume", world.out], world, { recovery: "none" });
  expect(stuck.status).toBe(6);
  expect(stuck.out).toMatch(/^To say what happened: flowplan runs settle .*run$/m);
  expect(charges(world)).toHaveLength(before);
  const { out: list } = ended(["runs", "settle", world.out], world, { recovery: "none" });
  expect(list).toContain("Look at the server, then say what happened");
  const listed = await say("runs", "settle", world.out);
  const open = Number(/^(\d+) calls? of this run/.exec(listed.out)?.[1]);
  expect(open).toBeGreaterThan(0);
  expect((await say("runs", "settle", world.out, "--as", "lost")).exit).toBe(0);
  expect(ended(["run", "--resume", world.out], world, { recovery: "none" })).toMatchObject({ status: 0 });
  // What was lost is paid for once more, on a person's word, and counts; unless its picture came back before the kill and was kept.
  expect(charges(world).length).toBeGreaterThanOrEqual(13);
  expect(charges(world).length).toBeLessThanOrEqual(13 + open);
  expect(Number(summaryOf(world).total.actual)).toBeGreaterThan(Number(summaryOf(undisturbed).total.actual));
  expect(readdirSync(join(world.out, "images/draw"))).toHaveLength(12);
});

test("a process is not joined by another one on the same run", async () => {
  const world = newWorld();
  const { child, over } = await begun(world, { afterMs: null }, 1);
  const before = charges(world).length;
  expect((await say("runs", world.out)).out).toContain("running");
  const joined = ended(["run", "--resume", world.out], world, {});
  expect(joined.status).toBe(8);
  expect(joined.err).toContain("another process");
  expect(charges(world)).toHaveLength(before);
  child.kill("SIGKILL");
  await over;
});

test("a folder that may only be read is neither continued nor settled, and keeps its journal", async ({ skip }) => {
  const world = newWorld();
  const { child, over } = await begun(world, { afterMs: null }, 1);
  child.kill("SIGKILL");
  await over;
  const journal = join(world.out, "journal.jsonl");
  const before = readFileSync(journal);
  for (const [path, mode] of [
    [journal, 0o444],
    [world.out, 0o555],
    [room, 0o755],
    [bundled, 0o755],
  ] as const)
    chmodSync(path, mode);
  // Whoever may do everything, does it as somebody who may not.
  const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const tell = (...words: readonly string[]) =>
    spawnSync(process.execPath, [program, ...words], { encoding: "utf8", env: slow(world, {}), ...nobody });
  skip(tell("--version").status !== 0, "the project stands where nobody else may read");
  for (const words of [
    ["run", "--resume", world.out],
    ["runs", "settle", world.out, "--as", "lost", "--cost", "0.1"],
    ["runs", "verify", world.out, "--repair"],
  ]) {
    const { status, stderr } = tell(...words);
    expect(stderr).toContain("you may not open it");
    expect(status).toBe(2);
  }
  expect(tell("runs", world.out).stdout).toContain("stopped");
  expect(tell("runs", "show", world.out).status).toBe(0);
  expect(tell("runs", "verify", world.out).status).toBe(0);
  expect(readFileSync(journal)).toEqual(before);
  chmodSync(world.out, 0o755);
});
