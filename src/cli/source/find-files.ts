// The words after `check` in, the files that they name out (spec 7.7.1): an existing file is itself, a folder stands for the flows in it,
// `-` is standard input, and any other word with the signs of a pattern is one.

import { existsSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve } from "node:path";
import { printable, quoted } from "../../core/text/printable.js";
import { runsFolder } from "../../node/output-folder.js";
import { UsageError } from "../terminal/exit.js";
import { kindOfFile, planFileMistake } from "./kind-of-file.js";
import { nearestFile } from "./nearest-file.js";
import { inlineJsonMistake, isInlineJson, shortened } from "./read-source.js";

export type FoundFiles = {
  /** In the order named, each once; what one word finds, sorted. */
  readonly files: readonly string[];
  readonly mistakes: readonly UsageError[];
};

/** `aside`: files that are no flows, such as the configuration; only their own names find them. */
export async function findFiles(words: readonly string[], aside: readonly string[]): Promise<FoundFiles> {
  const files = new Map<string, string>();
  const mistakes: UsageError[] = [];
  for (const word of words) {
    const found = await filesOf(word, aside);
    if (found instanceof UsageError) mistakes.push(found);
    else if (word === "-") files.set(word, word);
    else for (const file of found) if (!files.has(resolve(file))) files.set(resolve(file), file);
  }
  return { files: [...files.values()], mistakes };
}

async function filesOf(word: string, aside: readonly string[]): Promise<readonly string[] | UsageError> {
  if (word === "-") return [word];
  if (word === "") return new UsageError('"" names no file', "name a file or a folder, or - for standard input");
  if (isFolder(word)) return flowsIn(word, aside);
  if (existsSync(word)) return kindOfFile(word) === "plan file" ? planFileMistake(word) : [word];
  if (isInlineJson(word)) return inlineJsonMistake(word);
  const { isDynamicPattern } = await import("tinyglobby");
  if (!isDynamicPattern(word)) return missing(word);
  const matches = await matching(word, ".", aside);
  const found = matches.filter((file) => kindOfFile(file) !== "plan file");
  if (found.length > 0) return found;
  if (matches.length > 0) return new UsageError(`${quoted(word, 200)} matches only plan files, not flows`);
  return new UsageError(`no file matches ${quoted(word, 200)}`);
}

async function flowsIn(folder: string, aside: readonly string[]): Promise<readonly string[] | UsageError> {
  const all = await matching("**/*.{json,json5,jsonc}", folder, aside);
  const found = all.filter((file) => kindOfFile(file) === "flow");
  if (found.length > 0) return found;
  return new UsageError(
    `there are no flows in ${shortened(folder)}: no JSON file there has "steps" (a file is checked anyway if it is named)`,
    all[0] === undefined ? undefined : `flowplan check ${shortened(all[0])}`,
  );
}

/** In order of names. Other people's packages and what runs have made are not searched. */
async function matching(pattern: string, folder: string, aside: readonly string[]): Promise<readonly string[]> {
  const { globSync } = await import("tinyglobby");
  const base = resolve(folder, dirname(`${/^[^*?[{!(]*/.exec(pattern)?.[0]}x`));
  // What is ignored here is not even looked into; of absolute patterns it is not ignored, and left out below.
  const ignore = ["**/node_modules/**", `**/${runsFolder}/**`];
  return globSync(pattern, { cwd: folder, expandDirectories: false, absolute: isAbsolute(pattern), ignore })
    .map((file) => (isAbsolute(file) ? file : join(folder, file)))
    .filter((file) => !isLeftOut(dirname(resolve(file)), base))
    .filter((file) => !aside.some((other) => resolve(other) === resolve(file)))
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

function isLeftOut(folder: string, base: string): boolean {
  if (relative(base, folder) === "" || dirname(folder) === folder) return false;
  if (["node_modules", runsFolder].includes(basename(folder)) || existsSync(join(folder, "journal.jsonl"))) return true;
  return isLeftOut(dirname(folder), base);
}

function isFolder(name: string): boolean {
  try {
    return statSync(name).isDirectory();
  } catch {
    return false;
  }
}

function missing(word: string): UsageError {
  const near = nearestFile(word);
  return new UsageError(
    `cannot read ${shortened(word)}: there is no such file`,
    near === undefined ? undefined : `flowplan check ${printable(near)}`,
  );
}
