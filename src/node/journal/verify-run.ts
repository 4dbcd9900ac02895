// The folder of a run in, whether its journal is whole and the pictures that it names are there out (spec 6.10.6). Nothing is locked and
// nothing is changed.

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { resolve, sep } from "node:path";
import type { RunEvent } from "../../core/run/event.js";
import type { JournalRecord, PlacedValue } from "../../core/run/journal.js";
import { isObject } from "../../core/text/json.js";
import { type JournalRead, readJournal } from "./journal-file.js";

export type NamedFile = {
  /** As its URL in the journal, relative to the folder. */
  readonly url: string;
  readonly step: string;
  /** null: a zip, of which only whether it is there is known. */
  readonly image: number | null;
  /** `changed`: its bytes are not those that were kept. `outside`: the URL leads out of the folder, and nobody looks there. */
  readonly state: "there" | "missing" | "changed" | "outside";
};

/**
 * `files`: in the order of the journal, also where it is damaged later. `ended`: the last record says that the run ended; otherwise it is
 * still going on, was ended from outside, or somebody cut its journal between two records.
 */
export type RunVerified = {
  readonly journal: JournalRead;
  readonly ended: boolean;
  /** The hash of the plan that it was started with; null where its host had none. */
  readonly plan: string | null;
  readonly files: readonly NamedFile[];
};

export async function verifyRun(folder: string): Promise<RunVerified> {
  // A picture's value names a file; an answer may name what it likes.
  const passes = new Set<string>();
  const pictures: PlacedValue[] = [];
  const zips = new Map<string, string>();
  let plan: string | null = null;
  let last: JournalRecord | null = null;
  const journal = await readJournal(folder, (record) => {
    last = record;
    if (record.kind === "intent" && record.call.what === "images") passes.add(record.key);
    if (record.kind === "result" && passes.has(record.key)) pictures.push(...record.values);
    if (record.kind === "kept") pictures.push(...record.values.filter(({ blob }) => blob !== undefined));
    if (record.kind === "header") plan = record.plan;
    const zip = record.kind === "told" ? zipIn(record.event) : null;
    if (zip !== null) zips.set(zip.url, zip.step);
  });
  const files: NamedFile[] = [];
  for (const { place, value, blob } of pictures) {
    if (!isObject(value) || typeof value.url !== "string") continue;
    const { url } = value;
    files.push({ url, step: place.step, image: place.image, state: await stateOf(folder, url, blob) });
  }
  for (const [url, step] of zips) files.push({ url, step, image: null, state: await stateOf(folder, url, undefined) });
  return { journal, ended: endsRun(last), plan, files };
}

/** It is made again when a run is continued, so the last one counts. */
function zipIn(event: RunEvent): { readonly step: string; readonly url: string } | null {
  if (event.kind !== "step-finished" || event.type !== "Zipper" || event.given === true) return null;
  const { url } = event.result;
  return typeof url === "string" ? { step: event.step, url } : null;
}

function endsRun(record: JournalRecord | null): boolean {
  return record?.kind === "told" && record.event.kind === "run-finished";
}

async function stateOf(folder: string, url: string, blob: string | undefined): Promise<NamedFile["state"]> {
  const path = pathOf(folder, url);
  if (path === null) return "outside";
  try {
    if (!(await stat(path)).isFile()) return "missing";
    return blob === undefined || blob === (await hashOf(path)) ? "there" : "changed";
  } catch {
    return "missing";
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(path)) hash.update(piece as Uint8Array);
  return hash.digest("hex");
}

/** Names of files have no "%", so that a URL and a plain name are read alike. */
function pathOf(folder: string, url: string): string | null {
  if (/^[a-z][a-z0-9+.-]*:/i.test(url)) return null;
  try {
    const path = resolve(folder, decodeURIComponent(url));
    return path.startsWith(`${resolve(folder)}${sep}`) ? path : null;
  } catch {
    return null;
  }
}
