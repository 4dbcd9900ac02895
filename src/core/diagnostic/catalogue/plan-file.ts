// Messages of the codes plan/… of plan files (spec 5.10).

import { printable } from "../../text/printable.js";
import { entry } from "../entry.js";

const anew = "make it again with flowplan plan FLOW --out PLAN";
const whyBound =
  "A plan file is a promise of what a run will request and what it can cost. Hashes tie it to everything it was made from, so that nobody pays for something they did not agree to.";

export const planFileEntries = {
  "plan/broken-file": entry<{ problem: string }>({
    severity: "error",
    clause: "5.10",
    message: ({ problem }) => `this plan file cannot be run: ${printable(problem)}; ${anew}`,
    why: whyBound,
  }),
  "plan/file-version": entry<{ found: string; known: number }>({
    severity: "error",
    clause: "5.10",
    message: ({ found, known }) =>
      `this plan file has version ${printable(found)}, but this flowplan runs version ${known}: ${anew}`,
    why: whyBound,
  }),
  "plan/edited-file": entry<{ parts: readonly string[]; problem?: string }>({
    severity: "error",
    clause: "5.10",
    message: ({ parts, problem }) => {
      const what = parts.length === 0 ? "its hash" : parts.join(", ");
      const verb = parts.length > 1 ? "do not match" : "does not match";
      const why = problem === undefined ? "the recorded hash" : `what a plan must contain (${printable(problem)})`;
      return `this plan file was edited after it was made: ${what} ${verb} ${why}; change the flow or its input instead, and ${anew}`;
    },
    why: whyBound,
  }),
  "plan/stale-file": entry<{ changed: readonly string[]; shown: boolean }>({
    severity: "error",
    clause: "5.10",
    message: ({ changed, shown }) =>
      `this plan is out of date, ${shown ? "and can no longer be run" : "so nothing is run"}: ${changed.map((what) => printable(what)).join("; ")}; ${anew} (--diff OLD shows what changed)`,
    why: whyBound,
  }),
};
