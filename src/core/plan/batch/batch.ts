// Requests of one key and what a backend can do in, the passes that draw them out, as positions (spec 5.4.3). The plan calls it for what
// it knows and run-length encodes; the run calls it for what there is to draw.

import { presume } from "../../unreachable.js";
import type { Capabilities } from "../backend/capabilities.js";
import { packSizes, type SizeCounts } from "./pack-sizes.js";

/** `count` requests of `size` images each, 1 to 4. More than one: a group, whose requests are not told apart. */
export type Lot = { readonly position: number; readonly count: number; readonly size: number };

/** The images of a request that a pass draws: so many, from that one on. */
export type Part = { readonly position: number; readonly first: number; readonly images: number };

/**
 * `repeat` passes, each of so many requests of 1, 2, 3 and 4 images. More than one only where they draw from groups alone; what they draw
 * from is then named once.
 */
export type Batched = { readonly repeat: number; readonly shape: SizeCounts; readonly parts: readonly Part[] };

/** A request larger than a pass comes in pieces: full passes, and one with what is left. */
export function* batch(
  lots: Iterable<Lot>,
  { maxBatch, promptsPerPass }: Pick<Capabilities, "maxBatch" | "promptsPerPass">,
): Generator<Batched> {
  const queues = queuesOf(lots, maxBatch);
  const counts = queues.map(({ total }) => total) as [number, number, number, number];
  for (const { repeat, sizes } of promptsPerPass === 1 ? onePassEach(counts) : packSizes(counts, maxBatch)) {
    const drawn = queues.flatMap((queue, i) => ((sizes[i] ?? 0) > 0 ? [{ queue, each: sizes[i] as number }] : []));
    for (let left = repeat; left > 0; ) {
      const now = drawn.some(({ queue }) => isSingle(queue)) ? 1 : left;
      const parts: Part[] = [];
      for (const { queue, each } of drawn) take(queue, now * each, parts);
      yield { repeat: now, shape: sizes, parts };
      left -= now;
    }
  }
}

/** A request as what stands in passes: itself, or where a pass holds less, full passes and what is left over. */
export function piecesOf(size: number, capacity: number): readonly number[] {
  const pieces: number[] = [];
  for (let left = size; left > 0; left -= capacity) pieces.push(Math.min(left, capacity));
  return pieces;
}

function onePassEach(counts: SizeCounts): readonly { readonly repeat: number; readonly sizes: SizeCounts }[] {
  const units: readonly SizeCounts[] = [
    [1, 0, 0, 0],
    [0, 1, 0, 0],
    [0, 0, 1, 0],
    [0, 0, 0, 1],
  ];
  return units.map((sizes, i) => ({ repeat: counts[i] as number, sizes })).filter((run) => run.repeat > 0);
}

/** Pieces of one size that no pass has yet: single requests first, then groups. Columns, since there may be millions. */
type Queue = {
  readonly images: number;
  readonly positions: number[];
  readonly firsts: number[];
  readonly counts: number[];
  total: number;
  /** The row to take from next, and how many of it are left. */
  row: number;
  left: number;
};

function queuesOf(lots: Iterable<Lot>, capacity: number): readonly Queue[] {
  const queues = [1, 2, 3, 4].map(
    (images): Queue => ({ images, positions: [], firsts: [], counts: [], total: 0, row: 0, left: 0 }),
  );
  const groups: Lot[] = [];
  const add = ({ position, count, size }: Lot) => {
    let first = 0;
    for (const piece of piecesOf(size, capacity)) {
      const queue = presume(queues[piece - 1], "a piece of 1 to 4 images");
      queue.positions.push(position);
      queue.firsts.push(first);
      queue.counts.push(count);
      queue.total += count;
      first += piece;
    }
  };
  for (const lot of lots) {
    if (lot.count === 1) add(lot);
    else groups.push(lot);
  }
  groups.forEach(add);
  for (const queue of queues) queue.left = queue.counts[0] ?? 0;
  return queues;
}

function isSingle({ counts, row }: Queue): boolean {
  return counts[row] === 1;
}

/** Each request and group once. */
function take(queue: Queue, count: number, parts: Part[]): void {
  const { images } = queue;
  let last = -1;
  for (let wanted = count; wanted > 0; ) {
    const { row } = queue;
    if (row !== last) {
      const position = presume(queue.positions[row], "as many requests as places");
      parts.push({ position, first: queue.firsts[row] as number, images });
      last = row;
    }
    const taken = Math.min(wanted, queue.left);
    wanted -= taken;
    queue.left -= taken;
    if (queue.left === 0) {
      queue.row += 1;
      queue.left = queue.counts[queue.row] ?? 0;
    }
  }
}
