// The events of a run in, a tree of what goes on out (spec 6.3.5): the run, its steps, and under each step the calls that are under way for it.

import { describeEvent, type Plan, type RunEvent } from "../../core/index.js";
import type { TimeEstimate } from "../../core/plan/time/estimate-time.js";
import { counted } from "../../core/text/counted.js";
import { printable } from "../../core/text/printable.js";
import { unreachable } from "../../core/unreachable.js";
import { type Cell, cut, type Paint, widthOf } from "../format/table.js";
import type { Colours } from "../terminal/terminal.js";
import { clock } from "./clock.js";
import { tallyOf } from "./tally.js";

export type Tree = {
  take(event: RunEvent): void;
  /** At a moment, in milliseconds since 1970. No more lines than there are rows, and none wider than there are columns. */
  linesAt(moment: number, rows: number, columns: number): readonly string[];
};

type Line = readonly Cell[];
type Phase = "waiting" | "running" | "done" | "failed" | "skipped";
type Branch = { readonly id: string; phase: Phase; since: number; images: number; said: string };
type Underway = { readonly branch: string; readonly since: number; said: string };

export function treeOf(plan: Plan, time: TimeEstimate | null, colours: Colours): Tree {
  const tally = tallyOf(plan, time);
  const branches = new Map<string, Branch>(
    plan.steps.map(({ id }) => [id, { id, phase: "waiting", since: 0, images: 0, said: "" }]),
  );
  const calls = new Map<string, Underway>();
  let over = "";

  function end(id: string, phase: Phase, event: RunEvent): void {
    const branch = branches.get(id);
    if (branch !== undefined) Object.assign(branch, { phase, said: afterName(describeEvent(event), id) });
  }

  function count(images: readonly { readonly step: string }[]): void {
    for (const { step } of images) {
      const branch = branches.get(step);
      if (branch !== undefined) branch.images += 1;
    }
  }

  function take(event: RunEvent): void {
    tally.take(event);
    switch (event.kind) {
      case "run-started":
        return;
      case "step-started": {
        const branch = branches.get(event.step);
        if (branch !== undefined) Object.assign(branch, { phase: "running", since: event.at });
        return;
      }
      case "call-started": {
        const [branch = ""] = event.steps;
        calls.set(event.call, {
          branch,
          since: event.at,
          said: afterName(describeEvent(event), event.steps.join(", ")),
        });
        return;
      }
      case "call-retried": {
        const call = calls.get(event.call);
        if (call !== undefined) call.said = describeEvent(event);
        return;
      }
      case "images-kept":
        count(event.images);
        return;
      case "call-finished":
        calls.delete(event.call);
        count(event.images ?? []);
        return;
      case "step-finished":
        end(event.step, "done", event);
        return;
      case "step-failed":
        end(event.step, "failed", event);
        return;
      case "step-skipped":
        end(event.step, "skipped", event);
        return;
      case "run-finished":
        over = ` · ${event.status}`;
        return;
      default:
        unreachable(event);
    }
  }

  function linesOf(branch: Branch, moment: number): readonly Line[] {
    const { id, phase, since, images, said } = branch;
    const { sign, paint } = signs(colours)[phase];
    const name = [{ text: "  " }, { text: sign, paint }, { text: ` ${id}` }];
    if (phase !== "running") return [said === "" ? name : [...name, { text: ` · ${said}`, paint: colours.dim }]];
    const drawn = images === 0 ? "" : ` · ${counted(images, "image")}`;
    const under = [...calls.values()].filter((call) => call.branch === id);
    return [
      [...name, { text: drawn }, { text: ` · ${clock(moment - since)}`, paint: colours.dim }],
      ...under.map((call) => [{ text: `      ${clock(moment - call.since)} ${call.said}`, paint: colours.dim }]),
    ];
  }

  return {
    take,
    linesAt: (moment, rows, columns) => {
      const head = [
        { text: tally.sayAt(moment) },
        { text: `${over} · ` },
        { text: printable(plan.title), paint: colours.bold },
      ];
      const all = [...branches.values()];
      const shown = fitting(
        all.map((branch) => ({ phase: branch.phase, lines: linesOf(branch, moment) })),
        Math.max(1, rows - 2),
      );
      const counted = (["done", "waiting", "skipped", "running", "failed"] as const).flatMap((phase) => {
        const hidden = shown.hidden.filter((one) => one === phase).length;
        return hidden === 0 ? [] : [`${hidden} ${phase}`];
      });
      const rest = counted.length === 0 ? [] : [[{ text: `    and ${counted.join(", ")}`, paint: colours.dim }]];
      return [head, ...shown.lines, ...rest].map((line) => painted(line, columns));
    },
  };
}

function signs({ dim, cyan, green, red, yellow }: Colours): {
  readonly [phase in Phase]: { readonly sign: string; readonly paint: Paint };
} {
  return {
    waiting: { sign: "·", paint: dim },
    running: { sign: "▸", paint: cyan },
    done: { sign: "✔", paint: green },
    failed: { sign: "✖", paint: red },
    skipped: { sign: "–", paint: yellow },
  };
}

function painted(line: Line, columns: number): string {
  let room = columns;
  return line
    .map(({ text, paint = (plain) => plain }) => {
      const shown = widthOf(text) <= room || room > 1 ? cut(text, room) : "";
      room -= widthOf(shown);
      return shown === "" ? "" : paint(shown);
    })
    .join("");
}

/** What happens now is shown before what waits, and that before what is over; each stays in its place. */
function fitting(
  all: readonly { readonly phase: Phase; readonly lines: readonly Line[] }[],
  rows: number,
): { readonly lines: readonly Line[]; readonly hidden: readonly Phase[] } {
  const important: readonly Phase[] = ["failed", "running", "waiting", "skipped", "done"];
  const shown = new Set<number>();
  let room = rows;
  for (const phase of important) {
    for (const [at, branch] of all.entries()) {
      if (branch.phase !== phase || branch.lines.length > room) continue;
      shown.add(at);
      room -= branch.lines.length;
    }
  }
  return {
    lines: all.flatMap(({ lines }, at) => (shown.has(at) ? lines : [])),
    hidden: all.flatMap(({ phase }, at) => (shown.has(at) ? [] : [phase])),
  };
}

/** A line about a step begins with its name, which stands there already. */
function afterName(line: string, name: string): string {
  return line.startsWith(`${name}: `) ? line.slice(name.length + 2) : line;
}
