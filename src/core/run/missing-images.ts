// The requests of a step and the images that are known in, the pieces that are still to be drawn out (spec 6.12.1).

import { diagnose } from "../diagnostic/diagnose.js";
import type { AnyDiagnostic } from "../diagnostic/diagnostic.js";
import type { Capabilities } from "../plan/backend/capabilities.js";
import type { Json } from "../text/json.js";
import type { Span } from "../text/span.js";
import type { StepValue } from "./assemble.js";
import { hashOf } from "./call.js";
import { type KnownPlaces, recall } from "./places.js";
import type { Placed } from "./prepare-images.js";

/** `count` images of a request from its `from`th on, of which the first has that seed. `hash` is of the whole request. */
export type Piece = Placed & {
  readonly from: number;
  readonly count: number;
  readonly seed: number;
  readonly hash: string;
};

export type Missing =
  | { readonly ok: true; readonly pieces: readonly Piece[]; readonly values: readonly StepValue[] }
  | { readonly ok: false; readonly diagnostic: AnyDiagnostic };

export function missingImages(
  requests: readonly Placed[],
  run: string,
  known: KnownPlaces,
  capabilities: Capabilities,
  span: Span,
): Missing {
  const pieces: Piece[] = [];
  const values: StepValue[] = [];
  for (const placed of requests) {
    const { step, request, first, image } = placed;
    const seed = seedOf(placed, run, capabilities);
    const hash = imageRequestHash(placed, run, capabilities);
    const missing: number[] = [];
    for (let at = 0; at < image.batchSize; at++) {
      const found = recall(known, { step, request, image: first + at }, hash);
      if (found === "other")
        return { ok: false, diagnostic: diagnose("run/changed-request", span, { step, position: request }) };
      if (found === null) missing.push(at);
      else values.push({ place: first + at, value: found.value });
    }
    for (const { from, count } of rangesOf(missing)) pieces.push({ ...placed, from, count, seed: seed + from, hash });
  }
  return { ok: true, pieces, values };
}

/** The hash of what is asked for, its seed included. */
export function imageRequestHash(placed: Placed, run: string, capabilities: Capabilities): string {
  return hashOf({ ...placed.image, seed: seedOf(placed, run, capabilities) } as Json);
}

/** Of its first image. */
export function seedOf({ image, step, request }: Placed, run: string, capabilities: Capabilities): number {
  return image.seed ?? ownSeed(run, step, request, capabilities);
}

/** Numbers that follow one another, together. */
function rangesOf(numbers: readonly number[]): readonly { readonly from: number; readonly count: number }[] {
  const ranges: { from: number; count: number }[] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last !== undefined && last.from + last.count === number) last.count += 1;
    else ranges.push({ from: number, count: 1 });
  }
  return ranges;
}

/** What every server takes that takes seeds. */
const largest = 2 ** 32 - 1;

/** The seed of a request that has none: the same whenever the run is resumed, and however its passes are packed. */
function ownSeed(run: string, step: string, request: number, { seedRange }: Capabilities): number {
  const { min, max } = seedRange ?? { min: 0, max: largest };
  const chance = Number.parseInt(hashOf([run, step, request]).slice(0, 12), 16);
  // Room for the images of a batch, whose seeds count up.
  return min + (chance % Math.max(1, Math.min(max, largest) - min - 2));
}
