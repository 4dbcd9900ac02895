// A file and another name for it in, the file under both names out: a link, which costs nothing, or a copy where the file system has none. The
// other name appears in one step, and nothing is written over.

import { link, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { draftOf } from "./drafts.js";

/** What file systems say that have no links, or no more of them for this file. */
const withoutLinks: readonly string[] = ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EXDEV", "EMLINK"];

/** False where the name is taken. */
export async function linkOrCopy(from: string, to: string): Promise<boolean> {
  const linked = await tryLink(from, to);
  if (linked !== "without links") return linked === "linked";
  const draft = draftOf(to);
  try {
    // Flushed, so that a copy outlasts a power cut as a link to the original does: a journal may name it next.
    await writeFile(draft, await readFile(from), { flag: "wx", flush: true });
    return await moveTo(draft, to);
  } finally {
    await rm(draft, { force: true });
  }
}

/** The draft appears under its name, and may keep its own. False where the name is taken. */
export async function publish(draft: string, to: string): Promise<boolean> {
  const linked = await tryLink(draft, to);
  return linked === "without links" ? moveTo(draft, to) : linked === "linked";
}

async function tryLink(from: string, to: string): Promise<"linked" | "taken" | "without links"> {
  try {
    await link(from, to);
    return "linked";
  } catch (error) {
    if (codeOf(error) === "EEXIST") return "taken";
    if (withoutLinks.includes(codeOf(error))) return "without links";
    throw error;
  }
}

/** A name is moved over another without asking, so it is taken first. */
async function moveTo(draft: string, to: string): Promise<boolean> {
  try {
    await (await open(to, "wx")).close();
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
  await rename(draft, to);
  return true;
}

export function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? "";
}
