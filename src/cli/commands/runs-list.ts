// flowplan runs: a folder in, the runs in it out (spec 6.15.1).

import { existsSync } from "node:fs";
import { printable } from "../../core/text/printable.js";
import { runsFolder, runsIn } from "../../node/index.js";
import { moment, paintState, spentOf } from "../format/story.js";
import { layTable } from "../format/table.js";
import { type FolderStory, nextCommand, readStory, shownState } from "../run/read-story.js";
import { shortened } from "../source/read-source.js";
import { type ExitCode, exitCodes, UsageError } from "../terminal/exit.js";
import type { Terminal } from "../terminal/terminal.js";

export type RunsListOptions = { readonly format: "pretty" | "json" };

export async function listRuns(
  given: string | undefined,
  { format }: RunsListOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  if (given !== undefined && !existsSync(given))
    throw new UsageError(`there is no folder ${shortened(given)}`, "flowplan runs, which looks in flowplan-runs/");
  const folder = given ?? runsFolder;
  const told: FolderStory[] = [];
  // One after another: a journal may be long.
  for (const path of await runsIn(folder)) told.push(await readStory(path));
  if (format === "json") {
    const runs = told.map((one) => ({
      folder: one.folder,
      run: one.story.run,
      title: one.story.title,
      state: shownState(one),
      started: one.story.startedAt,
      last: one.story.lastAt,
      images: imagesOf(one.story.steps),
      spent: spentOf(one.story).slice(1),
      maximum: one.maximum,
      next: nextCommand(one),
    }));
    terminal.out(`${JSON.stringify({ runs }, null, 2)}\n`);
    return exitCodes.fine;
  }
  if (told.length === 0) {
    terminal.out(`no runs in ${printable(folder)}\n`);
    return exitCodes.fine;
  }
  const { outColours: colours } = terminal;
  const column = (name: string, cell: (one: (typeof told)[number]) => string, paint?: (text: string) => string) => ({
    name,
    cells: told.map((one) => ({ text: printable(cell(one)), ...(paint === undefined ? {} : { paint }) })),
  });
  const table = layTable(
    [
      column("folder", ({ folder: path }) => path, colours.bold),
      column("state", shownState, (text) => paintState(text, colours)),
      column("flow", ({ story }) => story.title ?? ""),
      column("images", ({ story }) => String(imagesOf(story.steps))),
      column("spent", ({ story, maximum }) => `${spentOf(story)}${maximum === null ? "" : ` of $${maximum}`}`),
      column("started (UTC)", ({ story }) => moment(story.startedAt)),
      column("next", (one) => nextCommand(one) ?? ""),
    ],
    terminal.columns,
    colours.dim,
  );
  terminal.out(`${table.lines.join("\n")}\n`);
  return exitCodes.fine;
}

function imagesOf(steps: readonly { readonly images: number }[]): number {
  return steps.reduce((sum, { images }) => sum + images, 0);
}
