// The folder of a run in, its story out (spec 6.15): read from its journal, without a lock.

import { type RunStory, tellStory } from "../../core/run/story.js";
import { isLocked, type JournalRead, readJournal } from "../../node/index.js";

/** `running`: a process is working on it. `journal`: whether all of it could be read; the story is of what could. */
export type FolderStory = {
  readonly folder: string;
  readonly story: RunStory;
  readonly state: RunStory["state"] | "running";
  readonly journal: JournalRead;
};

export async function readStory(folder: string): Promise<FolderStory> {
  const teller = tellStory();
  const journal = await readJournal(folder, teller.take);
  const story = teller.story();
  const running = story.state === "stopped" && (await isLocked(folder));
  return { folder, story, state: running ? "running" : story.state, journal };
}

/** What to type next; null: nothing is left to do, or another process is at it. */
export function nextCommand({ folder, story, state, journal }: FolderStory): string | null {
  if (!journal.ok) return journal.reason === "damaged" ? `flowplan runs verify ${folder} --repair` : null;
  if (state === "succeeded" || state === "running") return null;
  if (story.failure?.code === "run/outcome-unknown" || story.steps.some(({ code }) => code === "run/outcome-unknown"))
    return `flowplan runs settle ${folder}`;
  return `flowplan run --resume ${folder}`;
}
