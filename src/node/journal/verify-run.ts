// The folder of a run in, whether its journal is whole and the pictures that it names are there out (spec 6.10.6). Nothing is locked and
// nothing is changed.

import type { RunEvent } from "../../core/run/event.js";
import type { JournalRecord, PlacedValue, RunHeader } from "../../core/run/journal.js";
import { isObject } from "../../core/text/json.js";
import { type FileState, stateOf } from "./file-state.js";
import { type JournalRead, readJournal } from "./journal-file.js";
import { readNames, verifyName } from "./verify-names.js";

export type NamedFile = {
  /** As in the journal or in the record of the picture, relative to the folder. */
  readonly url: string;
  /** `picture`: the file that results name; `name`: its readable name; `record`: what it was drawn with, beside the name. */
  readonly kind: "picture" | "name" | "record" | "zip";
  readonly step: string;
  /** null: a zip, of which only whether it is there is known. */
  readonly image: number | null;
  readonly state: FileState;
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
  let header: RunHeader | null = null;
  let last: JournalRecord | null = null;
  const journal = await readJournal(folder, (record) => {
    last = record;
    if (record.kind === "header") header = record;
    if (record.kind === "intent" && record.call.what === "images") passes.add(record.key);
    if (record.kind === "result" && passes.has(record.key)) pictures.push(...record.values);
    if (record.kind === "kept") pictures.push(...record.values.filter(({ blob }) => blob !== undefined));
    const zip = record.kind === "told" ? zipIn(record.event) : null;
    if (zip !== null) zips.set(zip.url, zip.step);
  });
  const { plan = null, names } = header ?? ({} as Partial<RunHeader>);
  const ended = endsRun(last);
  const shown = await readNames(folder);
  const files: NamedFile[] = [];
  for (const { place, value, blob } of pictures) {
    if (!isObject(value) || typeof value.url !== "string") continue;
    const { step, image } = place;
    const { url } = value;
    const state = await stateOf(folder, url, blob);
    files.push({ url, kind: "picture", step, image, state });
    // A picture that was taken away need not be described, and before there were names nothing was.
    if (names === undefined || state === "missing" || state === "outside") continue;
    for (const found of await verifyName(folder, shown, { url, step, index: image, sha256: blob, state })) {
      // What a run has not shown yet, it shows when it goes on.
      if (ended || found.state !== "missing") files.push({ ...found, step, image });
    }
  }
  for (const [url, step] of zips)
    files.push({ url, kind: "zip", step, image: null, state: await stateOf(folder, url, undefined) });
  return { journal, ended, plan, files };
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
