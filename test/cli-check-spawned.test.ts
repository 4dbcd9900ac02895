// flowplan check as a process of its own: standard input, pipes that close, colours, Ctrl-C, and the settings of the current folder.

import { type SpawnSyncReturns, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
mkdirSync(join(root, "dist"), { recursive: true });
// Inside the project, so that packages and grammar/ are found from it.
const folder = mkdtempSync(join(root, "dist", ".cli-check-"));
const elsewhere = mkdtempSync(join(tmpdir(), "flowplan-spawned-"));
const program = join(folder, "main.mjs");
afterAll(() => {
  for (const each of [folder, elsewhere]) rmSync(each, { recursive: true, force: true });
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
  });
});

type Options = { readonly input?: string | Uint8Array; readonly env?: NodeJS.ProcessEnv };
const say = (words: readonly string[], { input = "", env = {} }: Options = {}): SpawnSyncReturns<string> =>
  spawnSync(process.execPath, [program, ...words], {
    input,
    cwd: elsewhere,
    encoding: "utf8",
    env: { PATH: process.env.PATH, ...env },
  });

const broken = `{ "title": "t" "description": "d", "steps": [] }`;

test("- is standard input", () => {
  const { status, stdout, stderr } = say(["check", "-"], { input: broken });
  expect(status).toBe(1);
  expect(stdout).toContain("--> <stdin>:1:15");
  expect(stderr).toContain("1 error");
});

test("--fix - writes the mended flow and nothing else to standard output", () => {
  const { status, stdout, stderr } = say(["check", "--fix", "-"], { input: `\ufeff${broken}\r\n` });
  expect(stdout).toBe(`\ufeff{ "title": "t", "description": "d", "steps": [] }\r\n`);
  expect(stderr).toContain("fixed <stdin>:1:16: write the comma");
  expect(status).toBe(0);
});

test("bytes that are no UTF-8 make standard input unreadable", () => {
  const { status, stdout, stderr } = say(["check", "-"], { input: new Uint8Array([0x7b, 0xff, 0x7d]) });
  expect(status).toBe(2);
  expect(stdout).toBe("");
  expect(stderr).toMatch(/^error: cannot read <stdin>: it is not UTF-8 text\n {2}try: /);
});

test("colours are for terminals, unless they are forced; NO_COLOR is stronger", () => {
  const coloured = (env: NodeJS.ProcessEnv) => say(["check", "-"], { input: broken, env }).stdout.includes("\u001b[");
  expect(coloured({})).toBe(false);
  expect(coloured({ FORCE_COLOR: "1" })).toBe(true);
  expect(coloured({ FORCE_COLOR: "1", NO_COLOR: "1" })).toBe(false);
});

test("a pipe that closes early ends it quietly", () => {
  const many = JSON.stringify({ title: "t", description: "d", steps: Array.from({ length: 400 }, () => ({ id: 1 })) });
  writeFileSync(join(elsewhere, "many.json"), many);
  const line = `"${process.execPath}" "${program}" check --format json many.json | head -n 1`;
  const { stdout, stderr, status } = spawnSync("bash", ["-c", line], { cwd: elsewhere, encoding: "utf8" });
  expect({ stdout, stderr, status }).toEqual({ stdout: "{\n", stderr: "", status: 0 });
});

test("flowplan.json of the current folder is read", () => {
  writeFileSync(join(elsewhere, "flowplan.json"), `{ "rules": { "no/such-code": "off" } }`);
  const { status, stdout, stderr } = say(["check", "-"], { input: broken });
  rmSync(join(elsewhere, "flowplan.json"));
  expect(status).toBe(2);
  expect(stdout).toBe("");
  expect(stderr).toContain("flowplan.json:1:14");
});

test("--watch looks again at a file that changed, and Ctrl-C ends it with 130", async () => {
  const file = join(elsewhere, "watched.json");
  writeFileSync(file, broken);
  const child = spawn(process.execPath, [program, "check", "--watch", file], { cwd: elsewhere });
  let stderr = "";
  const until = (text: string) =>
    new Promise<void>((resolve) => {
      const look = () => stderr.split(text).length > 1 && resolve();
      child.stderr.on("data", look);
      look();
    });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = new Promise((resolve) => child.on("close", resolve));
  await until("watching");
  expect(stderr).toContain("1 error");
  stderr = "";
  writeFileSync(file, readFileSync(file, "utf8").replace(`"t" `, `"t", `));
  await until("watching");
  expect(stderr).toContain("no mistakes found");
  child.kill("SIGINT");
  expect(await ended).toBe(130);
});
