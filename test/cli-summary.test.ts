// The summary of a run that cannot go on without a person: it names what to type, as a shell takes it (spec 6.12.2, 6.15.1).

import { resolve } from "node:path";
import { expect, test } from "vitest";
import { repairCommand, resumeCommand, settleCommand } from "../src/cli/format/next-command.js";
import { type Ended, prettySummary } from "../src/cli/format/summary.js";
import { keptTerminal } from "./build/terminal.js";

const finished = {
  kind: "run-finished",
  run: "r",
  sequence: 1,
  at: 0,
  status: "failed",
  synthetic: false,
  results: {},
  kept: { steps: [], files: [] },
  failure: null,
  bill: { lines: [], total: { planned: { min: "0.00", max: null }, actual: "0.00", estimated: false }, cap: null },
} as const;

function summary(code: string, where: "run" | "step", folder: string): string {
  const reason = { code, message: "why", data: {} };
  const ended: Ended = {
    finished: { ...finished, failure: where === "run" ? reason : null },
    plan: { steps: [{ id: "draw", type: "ImageGenerator" }], requests: [] } as unknown as Ended["plan"],
    failed: new Map(where === "step" ? [["draw", reason]] : []),
    given: [],
    folder: resolve(folder),
    idle: false,
    synthetic: new Set<string>(),
  };
  return prettySummary(ended, 200, keptTerminal().outColours);
}

test.each(["run", "step"] as const)("an unknown outcome of a %s leads to settle, anything else to resume", (where) => {
  const unknown = summary("run/outcome-unknown", where, "runs/fox 1");
  expect(unknown).toContain("\nTo say what happened: flowplan runs settle 'runs/fox 1'\n");
  expect(unknown).not.toContain("--resume");
  expect(summary("run/call-failed", where, "runs/fox-1")).toContain(
    "\nTo continue: flowplan run --resume runs/fox-1\n",
  );
});

test.each([
  ["a-1", "a-1"],
  ["it's", "'it'\\''s'"],
  ["$(rm)", "'$(rm)'"],
  ["-x", "./-x"],
  ["größe", "'größe'"],
  ["a\u001bb", "'a\\u001bb'"],
])("the folder %j is one word of the command", (folder, word) => {
  expect(resumeCommand(folder)).toBe(`flowplan run --resume ${word}`);
  expect(settleCommand(folder)).toBe(`flowplan runs settle ${word}`);
  expect(repairCommand(folder)).toBe(`flowplan runs verify ${word} --repair`);
});
