// The story of a run in, what a person reads of it out (spec 6.15.2).

import { printDollars } from "../../core/plan/cost/money.js";
import type { CallStory, RunStory } from "../../core/run/story.js";
import { counted } from "../../core/text/counted.js";
import { printable } from "../../core/text/printable.js";
import type { Colours } from "../terminal/terminal.js";
import { layTable } from "./table.js";

/** Calls that are shown before the rest is counted. */
const shownCalls = 40;
const shownKey = 12;

export const dollars = (micros: number): string => `$${printDollars(BigInt(micros))}`;

/** What it cost, as far as its journal tells. */
export function spentOf({ spent, total }: RunStory): string {
  return total === null ? dollars(spent) : `$${total}`;
}

/** "2026-11-26 10:34:17", in UTC. */
export function moment(milliseconds: number | null): string {
  if (milliseconds === null) return "";
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? "" : date.toISOString().slice(0, 19).replace("T", " ");
}

export function prettyStory(
  story: RunStory,
  state: string,
  { verbose, columns, colours }: { readonly verbose: boolean; readonly columns: number; readonly colours: Colours },
): string {
  const { run, title, backend, startedAt, lastAt, resumed, failure, steps, calls } = story;
  const again = resumed === 0 ? "" : `, continued ${resumed === 1 ? "once" : `${resumed} times`}`;
  const lines = [
    `${colours.bold(printable(title ?? "a run that has not begun"))} ${colours.dim(`on ${printable(backend ?? "?")}`)}`,
    `  ${paintState(state, colours)} · ${spentOf(story)} spent · started ${moment(startedAt)}${again} · last record ${moment(lastAt)} (UTC)`,
    colours.dim(`  run ${printable(run ?? "?")}`),
  ];
  if (state === "stopped") lines.push("  its process ended before the run did");
  if (failure !== null) lines.push(colours.red(`  ${printable(failure.message)} (${failure.code})`));
  if (steps.length > 0) lines.push("", colours.bold("Steps"));
  for (const { id, state: of, images, code, message } of steps) {
    const drawn = images === 0 ? "" : ` · ${counted(images, "image")}`;
    lines.push(`  ${printable(id)} · ${paintState(of, colours)}${drawn}`);
    if (message !== null) lines.push(colours.red(`    ${printable(message)} (${code})`));
  }
  if (calls.length > 0) lines.push("", colours.bold("Calls"), ...callLines(calls, verbose, columns, colours));
  return `${lines.join("\n")}\n`;
}

export function callLines(calls: readonly CallStory[], verbose: boolean, columns: number, colours: Colours): string[] {
  // What is open matters most to whoever reads this.
  const notable = calls.filter(({ state }) => state !== "done");
  const shown = verbose ? calls : [...notable, ...calls.filter(({ state }) => state === "done")].slice(0, shownCalls);
  const column = (name: string, cell: (call: CallStory) => string, paint = (text: string) => text) => ({
    name,
    cells: shown.map((call) => ({ text: printable(cell(call)), paint })),
  });
  const table = layTable(
    [
      column("key", ({ key }) => key.slice(0, shownKey), colours.dim),
      column("what", ({ what, count }) => (what === "images" ? counted(count, "image") : what)),
      column("for", ({ steps }) => steps.join(", ")),
      column("state", ({ state }) => state),
      column("cost", ({ cost, worst }) =>
        cost !== null ? dollars(cost) : worst === null ? "unknown" : `at most ${dollars(worst)}`,
      ),
      column("tries", ({ attempts }) => String(attempts)),
      column("sent", ({ sentAt }) => moment(sentAt)),
      column("why", ({ detail, handle }) => detail ?? (handle === null ? "" : `accepted as ${JSON.stringify(handle)}`)),
    ],
    columns - 2,
    colours.dim,
  );
  const rest = calls.length - shown.length;
  return [
    ...table.lines.map((line) => `  ${line}`),
    ...(rest > 0 ? [colours.dim(`  and ${rest} more that are done (--verbose shows all)`)] : []),
  ];
}

export function paintState(state: string, { green, red, yellow, cyan }: Colours): string {
  if (state === "succeeded" || state === "finished") return green(state);
  if (state === "failed") return red(state);
  return state === "running" || state === "underway" ? cyan(state) : yellow(state);
}
