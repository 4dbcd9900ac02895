// The folder of a run in, the pictures that can be found in it under names for people out, and whether names and records are as they were
// written (spec 6.16).

import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { PictureRecord } from "../../core/run/picture/picture-record.js";
import { validate } from "../../core/schema/generated/picture.js";
import { recordName } from "../folder-gallery.js";
import { type FileState, pathOf, stateOf } from "./file-state.js";

/** By the URL of the picture. */
export type FoundNames = ReadonlyMap<string, { readonly file: string; readonly record: PictureRecord }>;

/** What is no record is nobody's: the picture that it was of has none then. */
export async function readNames(folder: string): Promise<FoundNames> {
  const found = new Map<string, { file: string; record: PictureRecord }>();
  for (const name of await filesIn(join(folder, "pictures"))) {
    if (!name.endsWith(".json")) continue;
    const file = `pictures/${name.replaceAll("\\", "/")}`;
    const record = await readRecord(join(folder, file));
    if (record !== null && recordName(record.name) === file) found.set(record.url, { file, record });
  }
  return found;
}

async function filesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder, { recursive: true })).sort();
  } catch {
    return [];
  }
}

async function readRecord(path: string): Promise<PictureRecord | null> {
  try {
    const record: unknown = JSON.parse(await readFile(path, "utf8"));
    return validate(record) ? (record as PictureRecord) : null;
  } catch {
    return null;
  }
}

type Picture = {
  readonly url: string;
  readonly step: string;
  readonly index: number;
  readonly sha256: string | undefined;
  readonly state: FileState;
};
export type NameState = { readonly url: string; readonly kind: "name" | "record"; readonly state: FileState };

/** Compared with the journal in what the journal says too. Without its record, nobody knows the name of a picture. */
export async function verifyName(folder: string, names: FoundNames, picture: Picture): Promise<readonly NameState[]> {
  const { url, step, index, sha256, state } = picture;
  const found = names.get(url);
  if (found === undefined) return [{ url, kind: "record", state: "missing" }];
  const { file, record } = found;
  const fits = record.step === step && record.index === index && record.sha256 === sha256;
  const named = (await isSameFile(folder, url, record.name)) ? state : await stateOf(folder, record.name, sha256);
  return [
    { url: file, kind: "record", state: fits ? "there" : "changed" },
    { url: record.name, kind: "name", state: named },
  ];
}

/** Two names of one file, which need not be read twice. */
async function isSameFile(folder: string, one: string, other: string): Promise<boolean> {
  const [a, b] = [pathOf(folder, one), pathOf(folder, other)];
  if (a === null || b === null) return false;
  try {
    const [x, y] = await Promise.all([stat(a, { bigint: true }), stat(b, { bigint: true })]);
    return x.ino === y.ino && x.dev === y.dev;
  } catch {
    return false;
  }
}
