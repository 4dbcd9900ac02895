// Pictures and where they come from in, a record of each out (spec 6.16.3). It follows from the journal, so it can be made again at any time.

import { printDollars } from "../../plan/cost/money.js";
import { isObject } from "../../text/json.js";
import type { NotedCall } from "../book.js";
import type { PlacedValue } from "../journal.js";
import { type KnownPlaces, placeName } from "../places.js";
import type { Placed } from "../prepare-images.js";
import type { DrawnWith } from "./generation-parameters.js";
import type { NamelessRecord, PictureRecord } from "./picture-record.js";

export type RecordContext = { readonly run: string; readonly server: string; readonly synthetic: boolean };

/** Empty where the call drew nothing. `only`: for that step alone. */
export function drawnRecords(
  key: string,
  { call, sentAt, end }: NotedCall,
  known: KnownPlaces,
  context: RecordContext,
  only?: string,
): readonly NamelessRecord[] {
  if (call.what !== "images" || end === null || end.failure !== null) return [];
  const { prompts, ...shared } = call.request;
  const images = prompts.reduce((sum, { batchSize }) => sum + batchSize, 0);
  const total = BigInt(end.cost);
  const cost = printDollars((total + BigInt(images) - 1n) / BigInt(images));
  const made = { key, images, cost: printDollars(total), started: timeOf(sentAt), finished: timeOf(end.at) };
  return call.parts.flatMap(({ step, request, first, hash }, i) => {
    const { prompt = "", negativePrompt = null, seed = 0, batchSize = 0 } = prompts[i] ?? {};
    if (only !== undefined && only !== step) return [];
    return numbers(batchSize).flatMap((j) => {
      const file = fileAt(known, step, request, first + j, hash);
      if (file === null) return [];
      const drawn = { prompt, negativePrompt, ...shared };
      const place = { step, index: first + j, request };
      return recordOf(file, place, drawn, seed + j, context, { cost, call: made });
    });
  });
}

/** Of what is known of these requests, as if nothing of it was drawn by this run. */
export function reusedRecords(
  requests: readonly Placed[],
  known: KnownPlaces,
  context: RecordContext,
): readonly NamelessRecord[] {
  return requests.flatMap(({ step, request, first, image: { batchSize, seed, ...drawn } }) =>
    numbers(batchSize).flatMap((j) => {
      const file = fileAt(known, step, request, first + j);
      const place = { step, index: first + j, request };
      const asked = seed === null ? null : seed + j;
      return file === null ? [] : recordOf(file, place, drawn, asked, context, { cost: "0.00", call: null });
    }),
  );
}

type Kept = { readonly url: string; readonly seed: number | null; readonly sha256: string };

/** In the order in which it is printed. */
function recordOf(
  { url, seed, sha256 }: Kept,
  { step, index, request }: Pick<PictureRecord, "step" | "index" | "request">,
  drawn: DrawnWith,
  requestedSeed: number | null,
  { run, server, synthetic }: RecordContext,
  paid: Pick<PictureRecord, "cost" | "call">,
): NamelessRecord {
  const { prompt, negativePrompt, baseModel, trainingId, precision, width, height, steps, guidanceScale, scale } =
    drawn;
  return {
    version: 1,
    url,
    run,
    step,
    index,
    request,
    prompt,
    negativePrompt,
    seed,
    requestedSeed,
    baseModel,
    trainingId,
    precision,
    width,
    height,
    steps,
    guidanceScale,
    scale,
    server,
    synthetic,
    ...paid,
    sha256,
  };
}

function fileAt(known: KnownPlaces, step: string, request: number, image: number, hash?: string): Kept | null {
  const found: PlacedValue | undefined = known.get(placeName({ step, request, image }));
  if (found === undefined || (hash !== undefined && found.request !== hash)) return null;
  const { value, blob, seedUnsaid } = found;
  if (!isObject(value) || typeof value.url !== "string" || blob === undefined) return null;
  return {
    url: value.url,
    seed: seedUnsaid !== true && typeof value.seed === "number" ? value.seed : null,
    sha256: blob,
  };
}

function numbers(length: number): readonly number[] {
  return Array.from({ length }, (_, i) => i);
}

/** A clock may show what no calendar has. */
function timeOf(at: number): string {
  const time = new Date(at);
  return (Number.isNaN(time.getTime()) ? new Date(0) : time).toISOString();
}
