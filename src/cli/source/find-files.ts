// The words after `check` in, the files that they name out (spec 7.7): a word that names an existing file is that file, `-` is standard
// input, and any other word with the signs of a pattern is one.

import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import { nearest } from "../../core/text/nearest.js";
import { printable, quoted } from "../../core/text/printable.js";
import { UsageError } from "../terminal/exit.js";
import { shortened } from "./read-source.js";

export type FoundFiles = {
  /** In the order named, each once; what one pattern matches, sorted. */
  readonly files: readonly string[];
  readonly mistakes: readonly UsageError[];
};

/** `aside`: files that are no flows, such as the configuration; a pattern does not match them. */
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
  if (word === "") return new UsageError("an empty word names no file");
  if (existsSync(word)) return isFolder(word) ? folderMistake(word) : [word];
  const { globSync, isDynamicPattern } = await import("tinyglobby");
  if (!isDynamicPattern(word)) return missing(word);
  const found = globSync(word, {
    expandDirectories: false,
    absolute: isAbsolute(word),
    ignore: "**/node_modules/**",
  })
    .filter((file) => !aside.some((other) => resolve(other) === resolve(file)))
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return found.length > 0 ? found : new UsageError(`no file matches ${quoted(word, 200)}`);
}

function isFolder(name: string): boolean {
  try {
    return statSync(name).isDirectory();
  } catch {
    return false;
  }
}

function folderMistake(word: string): UsageError {
  return new UsageError(
    `${printable(word)} is a folder, and only files can be checked`,
    `flowplan check '${printable(join(word, "**/*.json"))}'`,
  );
}

function missing(word: string): UsageError {
  const near = nearest(basename(word), namesIn(dirname(word)));
  return new UsageError(
    `cannot read ${shortened(word)}: there is no such file`,
    near === undefined ? undefined : `flowplan check ${printable(join(dirname(word), near))}`,
  );
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
