// The seed of a plan, a step and a position in, the seed of that request out (spec 5.2.4): 32 bits of SHA-256, so that a position
// has the same seed whatever else the step requests.

import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { presume } from "../../unreachable.js";

/** A hash gives the seeds of this many neighbours. */
const seedsPerHash = 8;

export type SeedSource = (position: number) => number;

export function seedsOfStep(seed: number, step: string): SeedSource {
  let block = -1;
  let bytes = new DataView(new ArrayBuffer(0));
  return (position) => {
    const wanted = Math.floor(position / seedsPerHash);
    if (wanted !== block) {
      block = wanted;
      const hash = sha256(utf8ToBytes(presume(JSON.stringify([seed, step, block]), "the text of a seed")));
      bytes = new DataView(hash.buffer, hash.byteOffset, hash.byteLength);
    }
    return bytes.getUint32((position % seedsPerHash) * 4);
  };
}
