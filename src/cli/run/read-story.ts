// The folder of a run in, its story out (spec 6.15): read from its journal, without a lock.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type RunStory, tellStory } from "../../core/run/story.js";
import { isLocked, type JournalRead, readJournal } from "../../node/index.js";
import { repairCommand, resumeCommand, settleCommand } from "../format/next-command.js";
import { planName } from "./open-folder.js";

/**
 * `running`: a process is working on it. `unknown`: it stopped since nobody knows what became of a call, and still nobody does. `journal`:
 * whether all of it could be read; the story is of what could. `maximum`: of its plan, in US dollars; null where nothing bounds it, or no
 * plan is there.
 */
export type FolderStory = {
  readonly folder: string;
  readonly story: RunStory;
  readonly state: RunStory["state"] | "running" | "unknown";
  readonly maximum: string | null;
  readonly journal: JournalRead;
};

export async function readStory(folder: string): Promise<FolderStory> {
  const teller = tellStory();
  const journal = await readJournal(folder, teller.take);
  const story = teller.story();
  return { folder, story, state: await stateOf(folder, story), maximum: maximumOf(folder), journal };
}

async function stateOf(folder: string, { state, failure, steps, calls }: RunStory): Promise<FolderStory["state"]> {
  if (state === "stopped") return (await isLocked(folder)) ? "running" : state;
  const codes = [failure?.code, ...steps.map(({ code }) => code)];
  const open = calls.some((call) => call.state === "open" || call.state === "accepted");
  return open && codes.includes("run/outcome-unknown") ? "unknown" : state;
}

/** It is only shown: whoever continues the run checks the plan. */
function maximumOf(folder: string): string | null {
  try {
    const { content } = JSON.parse(readFileSync(join(folder, planName), "utf8")) as {
      readonly content: { readonly plan: { readonly total: { readonly max: unknown } } };
    };
    const { max } = content.plan.total;
    return typeof max === "string" ? max : null;
  } catch {
    return null;
  }
}

/** Of a journal that cannot be read to its end, nobody knows how its run ended. */
export function shownState({ journal, state }: FolderStory): string {
  return journal.ok ? state : journal.reason;
}

/** What to type next; null: nothing is left to do, or another process is at it. */
export function nextCommand({ folder, state, journal }: FolderStory): string | null {
  if (!journal.ok) return journal.reason === "damaged" ? repairCommand(folder) : null;
  if (state === "succeeded" || state === "running") return null;
  return state === "unknown" ? settleCommand(folder) : resumeCommand(folder);
}
