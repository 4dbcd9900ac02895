// The exit code where several would apply (spec 7.9): of a run by what its steps failed with, of a bug without a stack trace, and of a
// large output whose reader goes away.

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { flowplan } from "../src/cli/flowplan.js";
import { type ExitCode, exitOfRun, worst } from "../src/cli/terminal/exit.js";
import { keptTerminal } from "./build/terminal.js";

const root = join(import.meta.dirname, "..");
mkdirSync(join(root, "dist"), { recursive: true });
// Inside the project, so that packages and grammar/ are found from it.
const folder = mkdtempSync(join(root, "dist", ".exit-codes-"));
const program = join(folder, "main.mjs");
afterAll(() => rmSync(folder, { recursive: true, force: true }));
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

/** A bug and an interruption, then as spec 7.9 lists them. */
const order: readonly ExitCode[] = [70, 130, 2, 7, 8, 9, 6, 5, 4, 3, 1, 0];

test("of several exit codes the first in the order of the specification is taken, however they are listed", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...order), { minLength: 1 }), (codes) => {
      const first = Math.min(...codes.map((code) => order.indexOf(code)));
      expect(worst(codes)).toBe(order[first]);
    }),
  );
  expect(worst([])).toBe(0);
});

const plain = { code: "run/answer-mismatch" };
const limit = { code: "limit/reply" };
const unknown = { code: "run/outcome-unknown" };
const journal = { code: "run/journal-failed" };
const locked = { code: "run/locked" };
const changed = { code: "run/changed-request" };
const budget = { code: "run/over-budget" };

test.each([
  [3, [plain]],
  [3, []],
  [3, [{ code: "run/call-failed" }, plain]],
  [4, [plain, limit]],
  [4, [limit, plain]],
  [6, [unknown]],
  [6, [plain, unknown]],
  [6, [limit, unknown, plain]],
  [7, [journal]],
  [7, [plain, journal]],
  [7, [unknown, journal]],
  [7, [journal, limit, unknown, plain]],
  [7, [{ code: "run/journal-damaged" }]],
  [7, [{ code: "run/journal-version" }, locked]],
  [8, [locked, changed, unknown]],
  [9, [changed, unknown, budget]],
  [9, [{ code: "run/changed-since" }]],
  [6, [unknown, budget]],
  [5, [budget, limit, plain]],
  [5, [{ code: "run/over-assumption" }, plain]],
  [3, [{ code: "constructor" }]],
] as const)("a failed run ends with %i", (exit, failures) => {
  expect(exitOfRun("failed", failures)).toBe(exit);
  expect(exitOfRun("failed", [...failures].reverse())).toBe(exit);
  expect(exitOfRun("interrupted", failures)).toBe(130);
  expect(exitOfRun("succeeded", [])).toBe(0);
});

test("a bug ends with 70 and one line, with a stack trace only on request", async () => {
  const confess = async () => {
    const terminal = keptTerminal();
    const out = () => {
      throw new Error("a bug\u001b[2J");
    };
    return { exit: await flowplan(["schema", "flow"], { ...terminal, out }), err: terminal.said.err };
  };
  const { exit, err } = await confess();
  expect(exit).toBe(70);
  expect(err).toContain("a bug\\u001b[2J\n");
  expect(err).not.toMatch(/^\s+at /m);
  vi.stubEnv("FLOWPLAN_DEBUG", "1");
  expect((await confess()).err).toMatch(/^\s+at /m);
  vi.unstubAllEnvs();
});

test.each(["plan big.json --format json", "plan big.json --verbose", "compile big.json"])(
  "a reader of a large output that goes away ends it quietly: %s",
  (words) => {
    const prompts = Array.from({ length: 900 }, (_, i) => `prompt ${i}, ${"detail ".repeat(100)}`);
    const images = [["@Map($.store.prompts)", { prompt: "$$" }]];
    const steps = [{ id: "draw", type: "ImageGenerator", parameters: { baseModel: "acme/brush", images } }];
    writeFileSync(
      join(folder, "big.json"),
      JSON.stringify({ title: "t", description: "d", store: { prompts }, steps }),
    );
    const line = `"${process.execPath}" "${program}" ${words} | head -n 1; exit \${PIPESTATUS[0]}`;
    const { stdout, stderr, status } = spawnSync("bash", ["-c", line], { cwd: folder, encoding: "utf8" });
    expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
    expect(stdout).toMatch(/^[^\n]+\n$/);
  },
);
