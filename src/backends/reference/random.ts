// Numbers that follow from a text: the only chance there is here. The same text gives the same numbers, on every machine.

import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";

export type SeededRandom = {
  /** From 0 to just below the bound, at most 2^32. */
  integer(bound: number): number;
  pick<T>(from: readonly [T, ...T[]]): T;
};

export function randomOf(text: string): SeededRandom {
  const hash = sha256(utf8ToBytes(text));
  const view = new DataView(hash.buffer, hash.byteOffset, hash.byteLength);
  const state = [0, 4, 8, 12].map((offset) => view.getUint32(offset)) as [number, number, number, number];
  const integer = (bound: number) => Math.floor((next(state) / 2 ** 32) * bound);
  return { integer, pick: (from) => from[integer(from.length)] ?? from[0] };
}

/** xoshiro128**. */
function next(state: [number, number, number, number]): number {
  const product = Math.imul(state[1], 5);
  const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
  const shifted = state[1] << 9;
  state[2] ^= state[0];
  state[3] ^= state[1];
  state[1] ^= state[2];
  state[0] ^= state[3];
  state[2] ^= shifted;
  state[3] = (state[3] << 11) | (state[3] >>> 21);
  return result;
}
